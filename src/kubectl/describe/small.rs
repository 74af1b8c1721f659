//! Pages of a few lines: DaemonSets, namespaces, and the kinds that are stored and not acted upon.
//!
//! Upstream: `describeDaemonSet`, `describeNamespace`, `describeService`, `describeSecret`, `describePriorityClass`, ….

use serde_json::Value;

use crate::api::daemon_set::DaemonSet;
use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::pod::PodPhase;
use crate::apimachinery::labels::StringMap;
use crate::apiserver::server::ApiServer;
use crate::kubectl::describe::pod_template::describe_pod_template;
use crate::kubectl::describe::{generic, text};
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// A DaemonSet.
pub fn daemon_set(w: &mut PrefixWriter, object: &Object, daemon_set: &DaemonSet, api: &ApiServer) {
    let (spec, status) = (&daemon_set.spec, daemon_set.status);
    let value = object.to_value();
    w.field(0, "Name:", &object.meta.name);
    w.field(0, "Namespace:", &object.meta.namespace);
    w.field(0, "Selector:", &spec.selector.to_string());
    w.field(
        0,
        "Node-Selector:",
        &StringMap::from_value(spec.template.spec.value.get("nodeSelector")).format(),
    );
    text::labels(w, "Labels", value.at("metadata"), "labels");
    text::annotations(w, "Annotations", value.at("metadata"));
    for (label, number) in [
        ("Desired Number of Nodes Scheduled", status.desired_number_scheduled),
        ("Current Number of Nodes Scheduled", status.current_number_scheduled),
        ("Number of Nodes Scheduled with Up-to-date Pods", status.updated_number_scheduled),
        ("Number of Nodes Scheduled with Available Pods", status.number_available),
        ("Number of Nodes Misscheduled", status.number_misscheduled),
    ] {
        w.line(0, &format!("{label}: {number}"));
    }
    let mut phases = [0_u64; 4];
    for pod in api.list(Kind::Pod, &object.meta.namespace) {
        let is_own = pod.meta.is_controlled_by(object.meta.uid) && spec.selector.matches(&pod.meta.labels);
        if let Some(pod) = pod.as_pod().filter(|_| is_own) {
            let at = match pod.status.phase {
                PodPhase::Running => 0,
                PodPhase::Pending => 1,
                PodPhase::Succeeded => 2,
                PodPhase::Failed => 3,
            };
            phases[at] += 1;
        }
    }
    let [running, waiting, succeeded, failed] = phases;
    let text = format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed");
    w.field(0, "Pods Status:", &text);
    describe_pod_template(w, &spec.template.value);
}

/// A namespace.
pub fn namespace(w: &mut PrefixWriter, object: &Object, terminating: bool) {
    let value = object.to_value();
    w.field(0, "Name:", &object.meta.name);
    text::labels(w, "Labels", value.at("metadata"), "labels");
    text::annotations(w, "Annotations", value.at("metadata"));
    w.field(0, "Status:", if terminating { "Terminating" } else { "Active" });
    w.line(0, "\nNo resource quota.\n\nNo LimitRange resource.");
}

/// Any other kind; the answer says whether events follow.
pub fn other(w: &mut PrefixWriter, object: &Object, kind: Kind, rest: &Value) -> bool {
    let value = object.to_value();
    let meta = |w: &mut PrefixWriter| {
        w.field(0, "Name:", &object.meta.name);
        if kind.resource().namespaced {
            w.field(0, "Namespace:", &object.meta.namespace);
        }
        text::labels(w, "Labels", value.at("metadata"), "labels");
        text::annotations(w, "Annotations", value.at("metadata"));
    };
    match kind {
        Kind::Service => {
            meta(w);
            service(w, rest);
            true
        }
        Kind::PriorityClass => {
            w.field(0, "Name:", &object.meta.name);
            w.field(0, "Value:", &rest.int("value").to_string());
            w.field(0, "GlobalDefault:", &rest.flag("globalDefault").to_string());
            w.field(0, "PreemptionPolicy:", rest.text("preemptionPolicy"));
            w.field(0, "Description:", rest.text("description"));
            w.field(0, "Annotations:", &object.meta.annotations.format());
            true
        }
        Kind::ConfigMap => {
            meta(w);
            w.line(0, "\nData\n====");
            for (key, text) in rest.pairs("data") {
                w.line(0, &format!("{key}:\n----\n{text}\n"));
            }
            w.line(0, "\nBinaryData\n====\n");
            true
        }
        Kind::Secret => {
            meta(w);
            w.line(0, &format!("\nType:\t{}", rest.text("type")));
            w.line(0, "\nData\n====");
            for (key, text) in rest.pairs("data") {
                // Four letters of base64 are three bytes, but for the filling at the end.
                let bytes = text.len() / 4 * 3 - text.chars().rev().take_while(|c| *c == '=').count().min(2);
                w.line(0, &format!("{key}:\t{bytes} bytes"));
            }
            false
        }
        _ => {
            generic::write(w, object);
            true
        }
    }
}

fn service(w: &mut PrefixWriter, rest: &Value) {
    let spec = rest.at("spec");
    w.field(0, "Selector:", &StringMap::from_value(spec.get("selector")).format());
    w.field(0, "Type:", spec.text("type"));
    if !spec.text("ipFamilyPolicy").is_empty() {
        w.field(0, "IP Family Policy:", spec.text("ipFamilyPolicy"));
    }
    let joined = |field: &str| {
        let items: Vec<&str> = spec.texts(field).collect();
        if items.is_empty() { "<none>".to_owned() } else { items.join(",") }
    };
    w.field(0, "IP Families:", &joined("ipFamilies"));
    w.field(0, "IP:", spec.text("clusterIP"));
    w.field(0, "IPs:", &joined("clusterIPs"));
    for port in spec.items("ports") {
        let name = if port.text("name").is_empty() { "<unset>" } else { port.text("name") };
        let protocol = port.text("protocol");
        w.line(0, &format!("Port:\t{name}\t{}/{protocol}", port.int("port")));
        let target = match port.at("targetPort") {
            Value::String(name) => name.clone(),
            Value::Null => port.int("port").to_string(),
            number => number.to_string(),
        };
        w.field(0, "TargetPort:", &format!("{target}/{protocol}"));
        w.field(0, "Endpoints:", "<none>");
    }
    w.field(0, "Session Affinity:", spec.text("sessionAffinity"));
    if !spec.text("internalTrafficPolicy").is_empty() {
        w.field(0, "Internal Traffic Policy:", spec.text("internalTrafficPolicy"));
    }
}
