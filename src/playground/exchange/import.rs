//! What a file that a person brings along is, and what becomes of it.

use serde_json::Value;

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::yaml::parse_documents;
use crate::kubelet::config::Profile;
use crate::playground::command::Command;
use crate::playground::exchange::objects::{cleaned, comes_by_itself, labels, name, taints};
use crate::playground::exchange::script::quoted;
use crate::playground::exchange::yaml::documents;
use crate::playground::session::session::Session;
use crate::playground::session::text::{HEADER, HEADER_FUTURES};
use crate::playground::starts::Start;

/// Where the manifests of an imported cluster are written.
const CLUSTER_FILE: &str = "manifests/cluster.yaml";

/// A file that was read.
#[derive(Debug)]
pub enum Import {
    /// A session's text.
    Session(String),
    /// A cluster: nodes with or without manifests. It begins a session of its own.
    Cluster(Box<Session>),
    /// A manifest for the present session: it is written there.
    File {
        /// Where to.
        path: String,
        /// Its text.
        text: String,
    },
}

/// Reads a file by what it holds.
///
/// Errors: a sentence, where it is nothing that the playground knows.
pub fn read(file_name: &str, text: &str, seed: u64) -> Result<Import, String> {
    if let Some(is_known) = session_version(text) {
        return match is_known {
            true => Ok(Import::Session(text.to_owned())),
            false => Err("the session was made by a newer version of the playground".to_owned()),
        };
    }
    let (mut nodes, mut others) = (Vec::new(), Vec::new());
    for document in parse_documents(text).into_iter().flatten() {
        sort_out(document.value, &mut nodes, &mut others);
    }
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_yaml = [".yaml", ".yml", ".json"].iter().any(|end| base.to_ascii_lowercase().ends_with(end));
    if !nodes.is_empty() {
        Ok(Import::Cluster(Box::new(begin(&nodes, &others, seed))))
    } else if is_yaml || others.iter().any(|value| value["kind"].is_string()) {
        let base = if base.is_empty() { "manifest.yaml" } else { base };
        Ok(Import::File { path: format!("manifests/{}", base.replace(' ', "-")), text: text.to_owned() })
    } else {
        Err("it is neither a session nor a manifest".to_owned())
    }
}

/// Whether the text is a session's, and if so whether its version is ours.
pub fn session_version(text: &str) -> Option<bool> {
    let (stem, _) = HEADER.rsplit_once(' ')?;
    let first = text.lines().next()?.trim_end();
    first.starts_with(stem).then_some([HEADER, HEADER_FUTURES].contains(&first))
}

/// Nodes to one side, what can be applied to the other. Lists are opened, and kind's configuration tells of nodes.
fn sort_out(value: Value, nodes: &mut Vec<Value>, others: &mut Vec<Value>) {
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    match (text("apiVersion"), text("kind")) {
        (_, kind) if kind.ends_with("List") && value["items"].is_array() => {
            let items = value["items"].as_array().cloned().unwrap_or_default();
            items.into_iter().for_each(|item| sort_out(item, nodes, others));
        }
        ("v1", "Node") => nodes.push(cleaned(value)),
        (version, "Cluster") if version.starts_with("kind.x-k8s.io/") => kinds_nodes(&value, nodes),
        _ if value.is_null() || comes_by_itself(&value) => {}
        _ => others.push(cleaned(value)),
    }
}

/// The nodes of a kind configuration, under the names that kind gives them.
fn kinds_nodes(value: &Value, nodes: &mut Vec<Value>) {
    let cluster = value["name"].as_str().unwrap_or("kind");
    let mut counts = [0, 0];
    for node in value["nodes"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let is_control = node["role"] == "control-plane";
        let count = &mut counts[usize::from(is_control)];
        *count += 1;
        let role = if is_control { "control-plane" } else { "worker" };
        let number = if *count == 1 { String::new() } else { count.to_string() };
        let mut labels = node["labels"].as_object().cloned().unwrap_or_default();
        let mut taints = Vec::new();
        if is_control {
            labels.insert("node-role.kubernetes.io/control-plane".into(), "".into());
            taints.push(serde_json::json!({
                "key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule",
            }));
        }
        nodes.push(serde_json::json!({
            "metadata": {"name": format!("{cluster}-{role}{number}"), "labels": labels},
            "spec": {"taints": taints},
        }));
    }
}

/// A session in which these nodes join and these objects are applied.
fn begin(nodes: &[Value], others: &[Value], seed: u64) -> Session {
    let mut session = Session::new(Start::Empty, seed);
    session.run(Command::Profile(Profile::Realistic));
    for node in nodes {
        let labels: StringMap = labels(node).into_iter().collect();
        session.run(Command::JoinNode { name: name(node).to_owned(), labels });
    }
    for node in nodes {
        let node_name = quoted(name(node));
        for taint in taints(node) {
            session.run(Command::Shell(format!("kubectl taint node {node_name} {}", quoted(&taint))));
        }
        if node["spec"]["unschedulable"] == Value::Bool(true) {
            session.run(Command::Shell(format!("kubectl cordon {node_name}")));
        }
    }
    if !others.is_empty() {
        session.run(Command::WriteFile { path: CLUSTER_FILE.to_owned(), text: documents(others) });
        session.run(Command::Shell(format!("kubectl apply -f {CLUSTER_FILE}")));
    }
    session
}
