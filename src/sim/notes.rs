//! What the cluster notes in its trace for the components: what they saw. What they wrote comes from the API server's journal.

use crate::api::object::Body;
use crate::api::scheduling::TaintEffect;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::trace::{Deed, Trace, TraceEntry};

/// Notes that a notification has arrived at a component, where that is worth telling.
pub(super) fn note_seen(trace: &mut Trace, at: Time, component: &'static str, event: &WatchEvent) {
    if is_told(component, event) {
        let (deed, object) = (Deed::Saw(event.event_type), Some(event.object.clone()));
        trace.tell(TraceEntry { at, component, deed, object, detail: None });
    }
}

/// What goes by most of those components that hardly ever act on it would drown the rest.
fn is_told(component: &str, event: &WatchEvent) -> bool {
    let is_gone = event.event_type == WatchEventType::Deleted;
    let is_going = is_gone || event.object.meta.is_terminating();
    match (component, &event.object.body) {
        ("daemonset-controller", _) => true,
        ("scheduler", Body::Pod(pod)) => pod.node_name.is_empty(),
        ("kubelets", Body::Pod(pod)) => {
            !pod.node_name.is_empty() && (pod.status.start_time.is_none() || is_going)
        }
        ("taint-eviction-controller", Body::Node(node)) => {
            node.taints.iter().any(|taint| taint.effect == TaintEffect::NoExecute)
        }
        ("garbage-collector", Body::DaemonSet(_)) => is_going,
        ("pod-garbage-collector" | "node-lifecycle-controller", Body::Node(_)) => is_gone,
        ("namespace-controller", _) => is_going,
        _ => false,
    }
}
