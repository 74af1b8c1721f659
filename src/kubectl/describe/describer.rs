//! Which page a kind has.
//!
//! Upstream: `describerMap`, `GenericDescriberFor`.

use std::rc::Rc;

use crate::api::object::{Body, Object};
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::kubectl::describe::{events, generic, node, pod, small};
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// The page of an object.
pub fn describe(object: &Rc<Object>, shows_events: bool, api: &ApiServer, now: Time) -> String {
    let mut writer = PrefixWriter::new();
    let about = if shows_events { events::about(object, api) } else { Vec::new() };
    let mut ends_with_events = shows_events;
    match &object.body {
        Body::Pod(_) => pod::write(&mut writer, &object.to_value(), now),
        Body::Node(it) => node::write(&mut writer, object, it, api, now),
        Body::DaemonSet(it) => small::daemon_set(&mut writer, object, it, api),
        Body::Namespace { terminating } => {
            small::namespace(&mut writer, object, *terminating);
            ends_with_events = false;
        }
        Body::Other(kind, rest) => {
            ends_with_events &= small::other(&mut writer, object, *kind, rest);
        }
        Body::ControllerRevision(_) | Body::Event(_) => generic::write(&mut writer, object),
    }
    if ends_with_events {
        events::write(&mut writer, &about, now);
    }
    writer.into_aligned()
}
