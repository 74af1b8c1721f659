//! The parts of the control plane in a row: where requests and notifications are seen to come from and to go.

use yew::prelude::*;

use crate::ui::components::icon::icon;
use crate::ui::text::cluster;

/// The stops: name in the document, icon, words, what it does.
const STOPS: [(&str, &str, &str, &str); 5] = [
    ("kubectl", "prompt", "kubectl", cluster::KUBECTL_DOES),
    ("api", "api", cluster::API_SERVER, cluster::API_SERVER_DOES),
    ("daemonset", "logo", cluster::DS_CONTROLLER, cluster::DS_CONTROLLER_DOES),
    ("scheduler", "pointer", "scheduler", cluster::SCHEDULER_DOES),
    ("others", "more", cluster::OTHERS, cluster::OTHERS_DO),
];

/// The row.
#[component]
pub fn ControlPlane() -> Html {
    html! {
        <ul class="plane" aria-label={cluster::CONTROL_PLANE}>
            {for STOPS.iter().map(|&(stop, shape, words, about)| html! {
                <li class={["stop stop-", stop].concat()} data-stop={stop} title={about}>{icon(shape)}{words}</li>
            })}
        </ul>
    }
}
