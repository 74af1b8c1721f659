//! The help sheet: what the picture means and which keys there are.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::playground::view::cluster::PodState;
use crate::ui::cluster::pod_chip::appearance;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;

/// Props of [`Help`].
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Closes it.
    pub on_close: Callback<()>,
}

const KEYS: [(&str, &str); 9] = [
    ("?", "this sheet"),
    ("`", "go to the terminal"),
    ("Space", "play or pause, outside of inputs"),
    (".", "step to the next occurrence"),
    ("< >", "slower, faster"),
    ("↑ ↓", "earlier and later commands"),
    ("Tab", "complete; on an empty line it moves on"),
    ("Ctrl-R", "search earlier commands"),
    ("Ctrl-A E U K W Y L C", "as in any shell"),
];

const STATES: [PodState; 7] = [
    PodState::Pending,
    PodState::Pulling,
    PodState::Starting,
    PodState::NotReady,
    PodState::Ready,
    PodState::Terminating,
    PodState::Failed,
];

/// The sheet. The focus goes into it and Escape leaves it.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let sheet = use_node_ref();
    use_effect_with(sheet.clone(), |sheet| {
        let before = crate::ui::interop::dom::document().active_element();
        if let Some(sheet) = sheet.cast::<HtmlElement>() {
            let _ = sheet.focus();
        }
        move || {
            if let Some(before) =
                before.and_then(|before| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(before).ok())
            {
                let _ = before.focus();
            }
        }
    });
    let on_key = {
        let on_close = props.on_close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_close.emit(());
            }
        }
    };
    html! {
        <div class="veil" onclick={props.on_close.reform(|_| ())}>
            <div class="sheet" role="dialog" aria-modal="true" aria-labelledby="help-title" tabindex="-1" ref={sheet}
                onkeydown={on_key} onclick={|event: MouseEvent| event.stop_propagation()}>
                <div class="sheet-head"><h2 id="help-title">{"How to read it, how to drive it"}</h2>
                    <IconButton icon="close" label="Close" class="quiet" on_press={props.on_close.clone()} /></div>
                <div class="help-columns">
                    <section>
                        <h3>{"Pods"}</h3>
                        <p>{"A pod's colour is the revision it was made from; its shape is what it is doing."}</p>
                        <ul class="legend">
                            {for STATES.iter().map(|&state| {
                                let (shape, words) = appearance(state);
                                html! { <li class={["legend-", shape].concat()}>{icon(shape)}{words}</li> }
                            })}
                        </ul>
                        <p>{"Every control issues the kubectl line that does the same, and the terminal shows it. \
                            The cluster is simulated in this tab and behaves as Kubernetes 1.36 does."}</p>
                    </section>
                    <section>
                        <h3>{"Keys"}</h3>
                        <dl class="keys">
                            {for KEYS.iter().map(|&(key, what)| html! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })}
                        </dl>
                    </section>
                </div>
            </div>
        </div>
    }
}
