//! The parts of the control plane in a row: where requests and notifications are seen to come from and to go.

use yew::prelude::*;

use crate::ui::components::icon::icon;

/// The stops: name in the document, icon, words, what it does.
const STOPS: [(&str, &str, &str, &str); 5] = [
    ("kubectl", "prompt", "kubectl", "Sends what you type, or click, to the API server"),
    ("api", "api", "API server", "Keeps every object and tells whoever watches"),
    (
        "daemonset",
        "logo",
        "DaemonSet controller",
        "Makes and deletes pods until each node has what it should",
    ),
    ("scheduler", "pointer", "scheduler", "Binds each pod to its node"),
    ("others", "more", "other controllers", "Node lifecycle, taint eviction, garbage collection, namespaces"),
];

/// The row.
#[component]
pub fn ControlPlane() -> Html {
    html! {
        <ul class="plane" aria-label="Control plane">
            {for STOPS.iter().map(|&(stop, shape, words, about)| html! {
                <li class={["stop stop-", stop].concat()} data-stop={stop} title={about}>{icon(shape)}{words}</li>
            })}
        </ul>
    }
}
