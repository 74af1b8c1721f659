//! Stories: start nodes, apply, wait, look. What the scenario tests share.

use daemonset_playground::api::daemon_set::DaemonSetStatus;
use daemonset_playground::api::kind::Kind;
use daemonset_playground::apimachinery::labels::StringMap;
use daemonset_playground::apimachinery::time::Time;
use daemonset_playground::apiserver::options::{DeleteOptions, Patch, WriteOptions};
use daemonset_playground::kubelet::config::Profile;
use daemonset_playground::sim::cluster::Cluster;
use serde_json::{Value, json};

/// A cluster and what a story does to it.
pub struct Story {
    /// The cluster.
    pub cluster: Cluster,
}

/// The manifest of a DaemonSet with one container `main` that runs `image`.
pub fn daemon_set(name: &str, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "main", "image": image}]},
            },
        },
    })
}

impl Story {
    /// A cluster of instant kubelets on the nodes n1, n2, …
    pub fn with_nodes(count: u32) -> Story {
        Story::with(count, Profile::Instant)
    }

    /// A cluster whose kubelets behave as the profile says.
    pub fn with(count: u32, profile: Profile) -> Story {
        let mut story = Story { cluster: Cluster::new(1, profile) };
        for number in 1..=count {
            story.join(&format!("n{number}"), &[]);
        }
        story.wait_ms(1000);
        story
    }

    /// A node joins.
    pub fn join(&mut self, name: &str, labels: &[(&str, &str)]) {
        let labels: StringMap = labels.iter().copied().collect();
        self.cluster.join_node(name, &labels, &[]).unwrap();
    }

    /// Milliseconds pass.
    pub fn wait_ms(&mut self, millis: u64) {
        let until = self.cluster.now().plus(millis);
        self.cluster.advance_to(until).unwrap();
    }

    /// Seconds pass.
    pub fn wait(&mut self, seconds: u64) {
        self.wait_ms(seconds * 1000);
    }

    /// Time passes, 100 ms at a time, until something holds; at most an hour.
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Story) -> bool) -> Time {
        for _ in 0..36_000 {
            if holds(self) {
                return self.cluster.now();
            }
            self.wait_ms(100);
        }
        panic!("never: {what}; {:?}", self.status("agent"));
    }

    /// Creates an object.
    pub fn create(&mut self, kind: Kind, value: &Value) {
        let created = self.cluster.api_mut().create_json(kind, "default", value, &WriteOptions::default());
        created.unwrap_or_else(|error| panic!("{}", error.message));
    }

    /// Patches an object of the namespace `default`, or of the whole cluster.
    pub fn patch(&mut self, kind: Kind, name: &str, patch: Value) {
        let namespace = if kind.resource().namespaced { "default" } else { "" };
        let patch = Patch::Strategic(patch);
        let patched =
            self.cluster.api_mut().patch_json(kind, namespace, name, &patch, &WriteOptions::default());
        patched.unwrap_or_else(|error| panic!("{}", error.message));
    }

    /// Gives the container `main` another image.
    pub fn set_image(&mut self, name: &str, image: &str) {
        self.patch(
            Kind::DaemonSet,
            name,
            json!({"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image}]}}}}),
        );
    }

    /// Deletes an object.
    pub fn delete(&mut self, kind: Kind, name: &str) {
        let namespace = if kind.resource().namespaced { "default" } else { "" };
        self.cluster.api_mut().delete(kind, namespace, name, &DeleteOptions::default()).unwrap();
    }

    /// The status of a DaemonSet.
    pub fn status(&self, name: &str) -> DaemonSetStatus {
        let object = self.cluster.api().get(Kind::DaemonSet, "default", name).unwrap();
        object.as_daemon_set().unwrap().status
    }

    /// Whether the newest generation is rolled out everywhere, as `rollout status` sees it.
    pub fn is_rolled_out(&self, name: &str) -> bool {
        let object = self.cluster.api().get(Kind::DaemonSet, "default", name).unwrap();
        let status = object.as_daemon_set().unwrap().status;
        status.observed_generation >= object.meta.generation
            && status.updated_number_scheduled >= status.desired_number_scheduled
            && status.number_available >= status.desired_number_scheduled
    }

    /// `node image phase`, a line a pod that is not being deleted, sorted.
    pub fn pods(&self) -> Vec<String> {
        let pods = self.cluster.api().list(Kind::Pod, "default");
        let mut lines: Vec<String> = pods
            .iter()
            .filter(|pod| !pod.meta.is_terminating())
            .map(|object| {
                let pod = object.as_pod().unwrap();
                format!("{} {} {}", pod.node_name, pod.spec.containers[0].image, pod.status.phase.as_str())
            })
            .collect();
        lines.sort();
        lines
    }
}
