//! A pod in a row: how many containers are ready, and one word for how it fares.
//!
//! Upstream: `printPod` in `pkg/printers/internalversion/printers.go`.

use serde_json::Value;

use crate::api::object::Object;
use crate::api::pod::{Condition, ContainerState, ContainerStatus, Pod};
use crate::apimachinery::time::{Time, human_duration};

/// A pod's columns.
pub fn row(name: String, age: String, object: &Object, pod: &Pod, now: Time) -> Vec<String> {
    let summary = Summary::of(object, pod);
    let or_none = |text: &str| if text.is_empty() { "<none>".to_owned() } else { text.to_owned() };
    let restarts = match summary.last_restart {
        Some(time) if summary.restarts != 0 => {
            format!("{} ({} ago)", summary.restarts, human_duration(now.since(time)))
        }
        _ => summary.restarts.to_string(),
    };
    vec![
        name,
        format!("{}/{}", summary.ready, summary.containers),
        summary.word,
        restarts,
        age,
        or_none(&pod.status.pod_ip),
        or_none(&pod.node_name),
        or_none(&pod.status.nominated_node_name),
        readiness_gates(pod),
    ]
}

fn readiness_gates(pod: &Pod) -> String {
    let gates = pod.spec.value.get("readinessGates").and_then(Value::as_array).map(Vec::as_slice);
    let gates = gates.unwrap_or_default();
    if gates.is_empty() {
        return "<none>".to_owned();
    }
    let is_met = |gate: &&Value| {
        let kind = gate.get("conditionType").and_then(Value::as_str).unwrap_or_default();
        pod.status.condition(kind).is_some_and(Condition::is_true)
    };
    format!("{}/{}", gates.iter().filter(is_met).count(), gates.len())
}

/// How a pod fares, as `get pods` sums it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The word of the STATUS column: `Running`, `CrashLoopBackOff`, `Init:0/1`.
    pub word: String,
    /// Containers that are ready.
    pub ready: u32,
    /// Containers that count.
    pub containers: u32,
    /// How often containers were restarted.
    pub restarts: i64,
    /// When one was last found ended before its restart.
    pub last_restart: Option<Time>,
}

impl Summary {
    /// Sums up a pod.
    pub fn of(object: &Object, pod: &Pod) -> Summary {
        let status = &pod.status;
        let mut summary = Summary {
            word: if status.reason.is_empty() { status.phase.as_str() } else { &status.reason }.to_owned(),
            containers: count(pod.spec.containers.len()),
            ..Summary::default()
        };
        if status.conditions.iter().any(|one| one.kind == "PodScheduled" && &*one.reason == "SchedulingGated")
        {
            summary.word = "SchedulingGated".to_owned();
        }
        let is_sidecar =
            |name: &str| pod.spec.init_containers.iter().any(|one| *one.name == *name && one.is_sidecar);
        summary.containers += count(pod.spec.init_containers.iter().filter(|one| one.is_sidecar).count());
        let sidecars = summary.add_init_containers(pod, &is_sidecar);
        let initialized = status.condition("Initialized").is_some_and(Condition::is_true);
        if sidecars.is_none() || initialized {
            (summary.restarts, summary.last_restart) =
                sidecars.unwrap_or_else(|| restarts_of(pod, &is_sidecar));
            summary.add_containers(pod);
        }
        if object.meta.is_terminating() {
            if &*status.reason == "NodeLost" {
                summary.word = "Unknown".to_owned();
            } else if !pod.is_terminal() {
                summary.word = "Terminating".to_owned();
            }
        }
        summary
    }

    /// Goes through the containers that run first. The answer is there while one of them is not done: the restarts
    /// of sidecars, which still count once the pod is initialized.
    fn add_init_containers(
        &mut self,
        pod: &Pod,
        is_sidecar: &dyn Fn(&str) -> bool,
    ) -> Option<(i64, Option<Time>)> {
        for (index, container) in pod.status.init_container_statuses.iter().enumerate() {
            self.restarts += i64::from(container.restart_count);
            self.last_restart = self.last_restart.max(ended_at(container));
            self.word = match &container.state {
                ContainerState::Terminated { exit_code: 0, .. } => continue,
                _ if is_sidecar(&container.name) && container.started == Some(true) => {
                    self.ready += u32::from(container.ready);
                    continue;
                }
                ContainerState::Terminated { exit_code, reason, .. } if reason.is_empty() => {
                    format!("Init:ExitCode:{exit_code}")
                }
                ContainerState::Terminated { reason, .. } => format!("Init:{reason}"),
                ContainerState::Waiting { reason, .. }
                    if !reason.is_empty() && &**reason != "PodInitializing" =>
                {
                    format!("Init:{reason}")
                }
                _ => format!("Init:{index}/{}", pod.spec.init_containers.len()),
            };
            return Some(restarts_of(pod, is_sidecar));
        }
        None
    }

    fn add_containers(&mut self, pod: &Pod) {
        let mut has_running = false;
        let mut error = None;
        for container in pod.status.container_statuses.iter().rev() {
            self.restarts += i64::from(container.restart_count);
            self.last_restart = self.last_restart.max(ended_at(container));
            match &container.state {
                ContainerState::Waiting { reason, .. } if !reason.is_empty() => {
                    self.word = reason.to_string();
                }
                ContainerState::Terminated { exit_code, reason, .. } => {
                    self.word = match &**reason {
                        "" => format!("ExitCode:{exit_code}"),
                        reason => reason.to_owned(),
                    };
                    if *exit_code != 0 {
                        error = Some(self.word.clone());
                    }
                }
                ContainerState::Running { .. } if container.ready => {
                    has_running = true;
                    self.ready += 1;
                }
                _ => {}
            }
        }
        // A pod whose last container ended well may still have others that run or failed.
        if self.word == "Completed" {
            if has_running && pod.is_ready() {
                self.word = "Running".to_owned();
            } else if let Some(error) = error {
                self.word = error;
            } else if has_running {
                self.word = "NotReady".to_owned();
            }
        }
    }
}

fn restarts_of(pod: &Pod, is_sidecar: &dyn Fn(&str) -> bool) -> (i64, Option<Time>) {
    let sidecars = pod.status.init_container_statuses.iter().filter(|one| is_sidecar(&one.name));
    sidecars.fold((0, None), |(restarts, last), one| {
        (restarts + i64::from(one.restart_count), last.max(ended_at(one)))
    })
}

fn ended_at(container: &ContainerStatus) -> Option<Time> {
    match container.last_state {
        Some(ContainerState::Terminated { finished_at, .. }) => Some(finished_at),
        _ => None,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
