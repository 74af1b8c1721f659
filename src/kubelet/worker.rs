//! A pod on its node: at which stage it is, and what its containers do.
//!
//! Upstream: `pkg/kubelet/pod_workers.go`, without its threads.

use std::rc::Rc;

use serde_json::Value;

use crate::api::object::Object;
use crate::api::pod::{ContainerState, ContainerStatus, Pod, PodPhase};
use crate::api::pod_spec::Container;
use crate::apimachinery::time::Time;
use crate::kubelet::config::{BACKOFF_BASE_MS, BACKOFF_MAX_MS, BACKOFF_RESET_MS};
use crate::kubelet::faults::ProbeKind;
use crate::kubelet::words::Words;

/// What a pod goes through, for those who draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bound; its kubelet is about to take it.
    Accepting,
    /// Its sandbox and network are made.
    Sandbox,
    /// An image is pulled.
    Pulling,
    /// A container is created and started.
    Starting,
    /// An init container works.
    Initializing,
    /// All containers have started, one is not ready.
    Probing,
    /// All containers are ready.
    Running,
    /// A container waits out its back-off.
    BackOff,
    /// Its containers are told to end.
    Stopping,
    /// It has ended and is about to go.
    Removing,
    /// It has ended and stays.
    Ended,
}

/// The stage a pod is at, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageView {
    /// The stage.
    pub stage: Stage,
    /// The container it is about; empty where it is about the whole pod.
    pub container: Rc<str>,
    /// Since when.
    pub from: Time,
    /// Until when, where that is settled.
    pub until: Option<Time>,
}

/// What the worker of a pod does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Accepting,
    Sandbox,
    Pulling(u8),
    Starting(u8),
    Initializing(u8),
    /// Nothing, until something happens.
    Idle,
    Stopping,
    Removing,
    Ended,
}

/// What is to be done about a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// It is started when its turn comes.
    Start,
    /// It waits out a back-off.
    Wait,
    /// It runs, or has ended for good.
    Nothing,
}

/// Looks of one probe that agreed in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Looks {
    pub good: i64,
    pub bad: i64,
    /// Counts beginnings, so that a timer of an earlier one is known to be late.
    pub turn: u32,
}

/// A container on its node.
#[derive(Clone, Debug)]
pub(super) struct ContainerRun {
    pub status: ContainerStatus,
    pub want: Want,
    /// Counts starts, so that what was meant for an earlier run is known to be late.
    pub run: u32,
    /// Counts back-offs, likewise.
    pub waits: u32,
    /// Failed pulls in a row.
    pub pull_failures: u32,
    /// How long it waits after an exit, in milliseconds, and when it was last started after one.
    pub restart_back_off: Option<(u64, Time)>,
    /// When an earlier run of it last ended.
    pub last_exit: Option<Time>,
    /// The exit that its next start comes after, for its back-off.
    pub restarts_after: Option<Time>,
    /// When it ends, and with which code, while it is told to.
    pub stop: (Time, i32),
    /// The back-off it waits out.
    pub back_off: (Time, Time),
    pub looks: [Looks; 3],
}

/// Why a kubelet made a pod fail.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The word.
    pub reason: Rc<str>,
    /// The sentence.
    pub message: Rc<str>,
    /// It never took the pod; else it evicted it.
    pub is_rejection: bool,
}

/// A pod on its node.
#[derive(Clone, Debug)]
pub(super) struct PodWorker {
    /// The pod as the kubelet last saw it.
    pub object: Rc<Object>,
    pub node: Rc<str>,
    pub step: Step,
    pub from: Time,
    pub until: Time,
    /// Counts steps, so that a timer of an earlier one is known to be late.
    pub turn: u32,
    /// Init containers first.
    pub containers: Vec<ContainerRun>,
    pub host_ip: Rc<str>,
    pub pod_ip: Rc<str>,
    pub start_time: Option<Time>,
    /// Why its kubelet made the pod fail, if it did.
    pub failure: Option<Rc<Failure>>,
}

impl PodWorker {
    /// The worker of a pod that was just bound.
    pub fn new(object: &Rc<Object>, pod: &Pod, words: &Words, now: Time) -> PodWorker {
        let init = !pod.spec.init_containers.is_empty();
        let reason = if init { &words.pod_initializing } else { &words.container_creating };
        let containers = pod.spec.init_containers.iter().chain(&pod.spec.containers);
        PodWorker {
            object: object.clone(),
            node: pod.node_name.clone(),
            step: Step::Accepting,
            from: now,
            until: Time::NEVER,
            turn: 0,
            containers: containers.map(|container| ContainerRun::new(container, reason, words)).collect(),
            host_ip: words.empty.clone(),
            pod_ip: words.empty.clone(),
            start_time: None,
            failure: None,
        }
    }

    /// The pod.
    pub fn pod(&self) -> &Pod {
        self.object.as_pod().expect("workers are made of pods")
    }

    /// How many init containers the pod has; they come first.
    pub fn num_init(&self) -> usize {
        self.pod().spec.init_containers.len()
    }

    /// What a container is asked to be.
    pub fn spec(&self, index: u8) -> &Container {
        let spec = &self.pod().spec;
        let index = usize::from(index);
        let num_init = spec.init_containers.len();
        if index < num_init { &spec.init_containers[index] } else { &spec.containers[index - num_init] }
    }

    /// What a container is asked to be, as it was written.
    pub fn written_spec(&self, index: u8) -> Option<&Value> {
        let index = usize::from(index);
        let (list, index) = match index.checked_sub(self.num_init()) {
            None => ("initContainers", index),
            Some(index) => ("containers", index),
        };
        self.pod().spec.value.get(list)?.get(index)
    }

    /// Whether a container is one that ends before the others begin.
    pub fn is_plain_init(&self, index: u8) -> bool {
        usize::from(index) < self.num_init() && !self.spec(index).is_sidecar
    }

    pub fn container(&mut self, index: u8) -> &mut ContainerRun {
        &mut self.containers[usize::from(index)]
    }

    /// The indices of all containers.
    pub fn indices(&self) -> std::ops::Range<u8> {
        0..u8::try_from(self.containers.len()).unwrap_or(u8::MAX)
    }

    /// Whether the pod is on its way out, or out.
    pub fn is_ending(&self) -> bool {
        matches!(self.step, Step::Stopping | Step::Removing | Step::Ended)
    }

    /// The container that is to be started next.
    pub fn next_to_start(&self) -> Option<u8> {
        for index in self.indices() {
            let container = &self.containers[usize::from(index)];
            if container.want == Want::Start {
                return Some(index);
            }
            let holds_up =
                usize::from(index) < self.num_init() && !container.lets_others_start(self.spec(index));
            if holds_up {
                return None;
            }
        }
        None
    }

    /// `Stopping` and `Removing` aside, how far the pod's life has come.
    pub fn phase(&self) -> PodPhase {
        if self.failure.is_some() {
            return PodPhase::Failed;
        }
        let num_init = self.num_init();
        let (init, main) = self.containers.split_at(num_init);
        let policy = &*self.pod().spec.restart_policy;
        for (index, container) in init.iter().enumerate() {
            let spec = &self.pod().spec.init_containers[index];
            if !container.lets_others_start(spec) && main.iter().all(|one| one.run == 0) {
                let failed = container.exit_code().is_some_and(|code| code != 0) && policy == "Never";
                return if failed { PodPhase::Failed } else { PodPhase::Pending };
            }
        }
        if main.iter().any(|one| one.run == 0) {
            return PodPhase::Pending;
        }
        let ended: Vec<i32> = main.iter().filter_map(ContainerRun::exit_code).collect();
        if ended.len() < main.len() {
            return PodPhase::Running;
        }
        let is_over = self.is_ending() || policy == "Never";
        match (ended.iter().all(|code| *code == 0), is_over, policy) {
            (true, true, _) | (true, false, "OnFailure") => PodPhase::Succeeded,
            (false, true, _) => PodPhase::Failed,
            _ => PodPhase::Running,
        }
    }
}

impl ContainerRun {
    fn new(spec: &Container, reason: &Rc<str>, words: &Words) -> ContainerRun {
        ContainerRun {
            status: ContainerStatus {
                name: spec.name.clone(),
                image: spec.image.clone(),
                image_id: words.empty.clone(),
                container_id: words.empty.clone(),
                state: ContainerState::Waiting { reason: reason.clone(), message: words.empty.clone() },
                last_state: None,
                ready: false,
                started: None,
                restart_count: 0,
            },
            want: Want::Start,
            run: 0,
            waits: 0,
            pull_failures: 0,
            restart_back_off: None,
            last_exit: None,
            restarts_after: None,
            stop: (Time::ZERO, 0),
            back_off: (Time::ZERO, Time::ZERO),
            looks: [Looks::default(); 3],
        }
    }

    /// Whether a container that is to be started after an exit at `exit` must wait.
    ///
    /// Upstream: `flowcontrol.Backoff.IsInBackOffSince`.
    pub fn must_wait_since(&self, exit: Time, now: Time) -> bool {
        self.restart_back_off.is_some_and(|(millis, started)| {
            exit.since(started) <= BACKOFF_RESET_MS && now.since(exit) < millis
        })
    }

    /// It is started after an exit at `exit`: the next time it waits longer.
    ///
    /// Upstream: `flowcontrol.Backoff.Next`.
    pub fn count_restart(&mut self, exit: Time, now: Time) {
        let millis = match self.restart_back_off {
            Some((millis, started)) if exit.since(started) <= BACKOFF_RESET_MS => {
                (millis * 2).min(BACKOFF_MAX_MS)
            }
            _ => BACKOFF_BASE_MS,
        };
        self.restart_back_off = Some((millis, now));
    }

    /// Since when it runs.
    pub fn running_since(&self) -> Option<Time> {
        match self.status.state {
            ContainerState::Running { started_at } => Some(started_at),
            _ => None,
        }
    }

    /// With which code its last run ended, if it does not run.
    pub fn exit_code(&self) -> Option<i32> {
        match (&self.status.state, &self.status.last_state) {
            (ContainerState::Running { .. }, _) => None,
            (ContainerState::Terminated { exit_code, .. }, _)
            | (_, Some(ContainerState::Terminated { exit_code, .. })) => Some(*exit_code),
            _ => None,
        }
    }

    /// Whether an init container lets those after it begin.
    fn lets_others_start(&self, spec: &Container) -> bool {
        if spec.is_sidecar {
            self.running_since().is_some() && self.status.started != Some(false)
        } else {
            matches!(self.status.state, ContainerState::Terminated { exit_code: 0, .. })
        }
    }

    /// Begins to wait out a back-off; timers of earlier ones are late from now on.
    pub fn begin_wait(&mut self, from: Time, until: Time) -> u32 {
        self.want = Want::Wait;
        self.back_off = (from, until);
        self.waits += 1;
        self.waits
    }

    pub fn looks(&mut self, kind: ProbeKind) -> &mut Looks {
        &mut self.looks[kind as usize]
    }
}
