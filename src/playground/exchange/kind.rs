//! The cluster as a shell script that makes it with kind on a person's own machine: a kind configuration, the taints
//! and the manifests.
//!
//! Differs: kind names its nodes itself, so a node's name here stands beside it in a comment.

use std::fmt::Write;

use serde_json::Value;

use crate::playground::exchange::objects;
use crate::playground::exchange::script::{put_here, quoted};
use crate::playground::exchange::yaml::documents;
use crate::playground::session::session::Session;

/// What kind calls the cluster.
const NAME: &str = "daemonset-playground";

/// The script.
pub fn kind(session: &Session) -> String {
    let nodes = objects::nodes(session);
    let mut out = format!(
        "#!/bin/sh\n# Makes this cluster with kind (https://kind.sigs.k8s.io) and docker or podman.\nset -eu\n\n\
         kind create cluster --name {NAME} --config - <<'EOF'\n{}EOF\n\n",
        configuration(&nodes)
    );
    for (index, node) in nodes.iter().enumerate() {
        let name = kinds_name(index);
        for taint in objects::taints(node) {
            _ = writeln!(out, "kubectl taint node {name} {}", quoted(&taint));
        }
        if node["spec"]["unschedulable"] == Value::Bool(true) {
            _ = writeln!(out, "kubectl cordon {name}");
        }
    }
    let manifests = objects::manifests(session);
    if !manifests.is_empty() {
        put_here(&mut out, "kubectl apply -f -", &documents(&manifests));
    }
    out
}

fn configuration(nodes: &[Value]) -> String {
    let mut out =
        "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n".to_owned();
    for node in nodes {
        _ = writeln!(out, "- role: worker # {}", objects::name(node));
        let labels = objects::labels(node);
        if !labels.is_empty() {
            out.push_str("  labels:\n");
        }
        for (key, value) in labels {
            // JSON's strings are YAML's, and need no thought of what would read as something else.
            _ = writeln!(out, "    {}: {}", Value::from(key), Value::from(value));
        }
    }
    out
}

fn kinds_name(index: usize) -> String {
    match index {
        0 => format!("{NAME}-worker"),
        _ => format!("{NAME}-worker{}", index + 1),
    }
}
