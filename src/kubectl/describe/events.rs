//! The events of an object, as the end of its page.
//!
//! Upstream: `DescribeEvents`, `searchEvents`, `k8s.io/kubectl/pkg/util/event`.

use std::rc::Rc;

use crate::api::event::Event;
use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::{Time, human_duration};
use crate::apiserver::server::ApiServer;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// Events about an object, oldest last mention first.
pub fn about(object: &Object, api: &ApiServer) -> Vec<Rc<Object>> {
    let is_node = object.kind() == Kind::Node;
    let mut found = api.list(Kind::Event, &object.meta.namespace);
    found.retain(|one| {
        one.as_event().is_some_and(|event| {
            let about = &event.involved_object;
            // A kubelet tells of its node without knowing the identity.
            let is_it = about.uid == object.meta.uid || (is_node && about.uid == Uid::default());
            is_it
                && about.name == object.meta.name
                && about.namespace == object.meta.namespace
                && about.kind == object.kind()
        })
    });
    found.sort_by_key(|one| one.as_event().map(told_last));
    found
}

/// Events of the newer API have no time of last mention and come first.
fn told_last(event: &Event) -> Time {
    if event.action.is_empty() { event.last_timestamp } else { Time::ZERO }
}

/// Writes the table.
pub fn write(writer: &mut PrefixWriter, events: &[Rc<Object>], now: Time) {
    if events.is_empty() {
        writer.line(0, "Events:\t<none>");
        return;
    }
    writer.line(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage");
    writer.line(1, "----\t------\t----\t----\t-------");
    for (object, event) in events.iter().filter_map(|object| Some((object, object.as_event()?))) {
        let part = match field_path(object, event) {
            path if path.is_empty() => path,
            path => format!("{path}: "),
        };
        let line = format!(
            "{}\t{}\t{}\t{}\t{part}{}",
            event.type_name(),
            event.reason,
            interval(event, now),
            event.component,
            event.message.trim()
        );
        writer.line(1, &line);
    }
}

/// Which part of its object an event is about, `spec.containers{nginx}`; empty where it is about the whole. Only those
/// who run on a node tell of parts.
pub fn field_path(object: &Object, event: &Event) -> String {
    if event.host.is_empty() {
        return String::new();
    }
    object.to_value().at("involvedObject").text("fieldPath").to_owned()
}

/// `5s`, or `2s (x5 over 10s)` for an event that was told again.
pub fn interval(event: &Event, now: Time) -> String {
    let first = human_duration(now.since(event.first_timestamp));
    if event.count > 1 {
        let last = human_duration(now.since(event.last_timestamp));
        return format!("{last} (x{} over {first})", event.count);
    }
    first
}

/// How long ago a moment was; one still to come is `<invalid>`, as kubectl puts it.
///
/// Upstream: `duration.HumanDuration` of a negative duration.
pub fn age(time: Time, now: Time) -> String {
    match time.since(now) / 1000 {
        0 => human_duration(now.since(time)),
        1 => "0s".to_owned(),
        _ => "<invalid>".to_owned(),
    }
}
