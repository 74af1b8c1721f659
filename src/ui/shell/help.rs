//! The help sheet: what the picture means and which keys there are.

use yew::prelude::*;

use crate::playground::view::cluster::PodState;
use crate::ui::cluster::pod_chip::appearance;
use crate::ui::components::icon::icon;
use crate::ui::components::sheet::Sheet;

/// Props of [`Help`].
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Closes it.
    pub on_close: Callback<()>,
}

const KEYS: [(&str, &str); 15] = [
    ("?", "this sheet"),
    ("`", "go to the terminal"),
    ("Esc", "let go of what is lit, close what is open"),
    ("Ctrl-Space", "in the editor: what could stand here"),
    ("Space", "play or pause, outside of inputs"),
    (".", "step to the next occurrence"),
    (",", "back to what happened before"),
    ("Ctrl-Z Ctrl-Y", "take a command back, give it again"),
    ("< >", "slower, faster"),
    ("↑ ↓", "earlier and later commands"),
    ("Tab", "complete; on an empty line it moves on"),
    ("Ctrl-R", "search earlier commands"),
    ("Ctrl-A E U K W Y L C", "as in any shell"),
    ("← → ↑ ↓ Enter", "on a line between panes: move it, fold"),
    ("+ − 0 Enter", "on the map: zoom, show all, select"),
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

/// The sheet.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    html! {
        <Sheet title="How to read it, how to drive it" on_close={props.on_close.clone()}>
                <div class="help-columns">
                    <section>
                        <h3>{"Pods"}</h3>
                        <p>{"A pod's colour is the revision it was made from; its shape is what it is doing. \
                            Choose a pod, a node, a revision, a counter or an event to light up what it touches."}</p>
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
        </Sheet>
    }
}
