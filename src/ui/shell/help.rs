//! The help sheet: what the picture means and which keys there are.

use yew::prelude::*;

use crate::playground::view::cluster::PodState;
use crate::ui::cluster::pod_chip::appearance;
use crate::ui::components::icon::icon;
use crate::ui::components::sheet::Sheet;
use crate::ui::text::help;

/// Props of [`Help`].
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Closes it.
    pub on_close: Callback<()>,
}

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
        <Sheet title={help::TITLE} on_close={props.on_close.clone()}>
                <div class="help-columns">
                    <section>
                        <h3>{help::PODS}</h3>
                        <p>{help::PODS_HINT}</p>
                        <ul class="legend">
                            {for STATES.iter().map(|&state| {
                                let (shape, words) = appearance(state);
                                html! { <li class={["legend-", shape].concat()}>{icon(shape)}{words}</li> }
                            })}
                        </ul>
                        <p>{help::CONTROLS_HINT}</p>
                    </section>
                    <section>
                        <h3>{help::KEYS_TITLE}</h3>
                        <dl class="keys">
                            {for help::KEYS.iter().map(|&(key, what)| html! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })}
                        </dl>
                    </section>
                </div>
        </Sheet>
    }
}
