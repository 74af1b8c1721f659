//! Where a session may start: nodes with their labels and taints, and the files in the working folder.

use crate::api::scheduling::{Taint, TaintEffect};
use crate::apimachinery::labels::StringMap;

/// The manifest of the exercise.
pub const DS_EXAMPLE: (&str, &str) =
    ("manifests/ds-example.yaml", include_str!("../../manifests/ds-example.yaml"));

/// A starting point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// No node at all: a transcript brings its own.
    Empty,
    /// One node named minikube.
    #[default]
    Minikube,
    /// Three nodes at the edge and three at the core.
    EdgeAndCore,
    /// Nine nodes in three zones.
    Zones,
}

/// A node that is there from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartNode {
    /// Its name.
    pub name: String,
    /// Its labels beyond the usual ones.
    pub labels: StringMap,
    /// Its taints.
    pub taints: Vec<Taint>,
}

impl Start {
    /// Those a person can choose, in the order in which they are offered.
    pub const OFFERED: [Start; 3] = [Start::Minikube, Start::EdgeAndCore, Start::Zones];

    /// The name in session texts and links.
    pub fn name(self) -> &'static str {
        match self {
            Start::Empty => "empty",
            Start::Minikube => "minikube",
            Start::EdgeAndCore => "edge-and-core",
            Start::Zones => "zones",
        }
    }

    /// The starting point of that name.
    pub fn named(name: &str) -> Option<Start> {
        [Start::Empty].into_iter().chain(Start::OFFERED).find(|start| start.name() == name)
    }

    /// The nodes that are there from the start.
    pub fn nodes(self) -> Vec<StartNode> {
        match self {
            Start::Empty => Vec::new(),
            Start::Minikube => vec![node("minikube".into(), &[])],
            Start::EdgeAndCore => edge_and_core(),
            Start::Zones => zones(),
        }
    }

    /// The files that are there from the start: path and text.
    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Start::Empty => &[],
            _ => &[DS_EXAMPLE],
        }
    }
}

fn node(name: String, labels: &[(&str, &str)]) -> StartNode {
    StartNode { name, labels: labels.iter().copied().collect(), taints: Vec::new() }
}

const ZONE: &str = "topology.kubernetes.io/zone";

/// The edge nodes have no `nodeType` yet: labelling them is the exercise.
fn edge_and_core() -> Vec<StartNode> {
    let zones = [("1", "a"), ("2", "b"), ("3", "c")];
    let edge = zones.map(|(number, zone)| node(format!("edge-{number}"), &[(ZONE, zone)]));
    let core =
        zones.map(|(number, zone)| node(format!("core-{number}"), &[("nodeType", "core"), (ZONE, zone)]));
    edge.into_iter().chain(core).collect()
}

fn zones() -> Vec<StartNode> {
    let mut nodes = Vec::new();
    for zone in ["a", "b", "c"] {
        for number in 1..=3 {
            let disk = if number == 1 { "ssd" } else { "hdd" };
            nodes.push(node(format!("zone-{zone}-{number}"), &[("disk", disk), (ZONE, zone)]));
        }
    }
    if let Some(last) = nodes.last_mut() {
        last.taints = vec![Taint { value: "gpu".into(), ..Taint::new("dedicated", TaintEffect::NoSchedule) }];
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_is_found_by_its_name() {
        for (start, nodes) in
            [(Start::Empty, 0), (Start::Minikube, 1), (Start::EdgeAndCore, 6), (Start::Zones, 9)]
        {
            assert_eq!(Start::named(start.name()), Some(start));
            assert_eq!(start.nodes().len(), nodes);
        }
        assert_eq!(Start::named("nowhere"), None);
    }
}
