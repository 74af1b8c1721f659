//! How long things take on a node, by profile: the table of stages.
//!
//! Upstream: none; measured on real nodes, jitter included. Model: kwok's stages.

use crate::api::pod_spec::Resources;

/// How kubelets behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// A fake runtime: images are there, containers start and stop at once, and no events are posted on pods.
    #[default]
    Instant,
    /// Pulls, start-up, probes and grace periods, with events.
    Realistic,
}

impl Profile {
    /// The name in session texts.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Instant => "instant",
            Profile::Realistic => "realistic",
        }
    }

    /// The profile of that name.
    pub fn named(name: &str) -> Option<Profile> {
        [Profile::Instant, Profile::Realistic].into_iter().find(|profile| profile.name() == name)
    }
}

/// A span of milliseconds from which a delay is drawn.
pub(super) type Span = (u64, u64);

/// How long each stage takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timing {
    /// From the binding's notification to the pod's first status.
    pub accept: Span,
    /// Creating the sandbox with its network.
    pub sandbox: Span,
    /// Creating and starting one container.
    pub start: Span,
    /// The work of an init container.
    pub init: Span,
    /// From SIGTERM to the end of a container that listens to it.
    pub stop: Span,
    /// A hook before the container is stopped.
    pub pre_stop: Span,
    /// From the last container's end to the pod's.
    pub remove: Span,
    /// From a failed pull to its being in back-off, from a crash to the kubelet's noticing it.
    pub notice: Span,
    /// A machine's way from its start to a kubelet that is back.
    pub boot: Span,
}

static INSTANT: Timing = Timing {
    accept: (20, 60),
    sandbox: (120, 220),
    start: (0, 0),
    init: (0, 0),
    stop: (80, 180),
    pre_stop: (0, 0),
    remove: (20, 60),
    notice: (500, 1000),
    boot: (500, 1000),
};

static REALISTIC: Timing = Timing {
    accept: (20, 90),
    sandbox: (300, 900),
    start: (150, 450),
    init: (800, 2500),
    stop: (250, 1200),
    pre_stop: (1500, 2500),
    remove: (40, 150),
    notice: (800, 1600),
    boot: (3000, 6000),
};

impl Profile {
    pub(super) fn timing(self) -> &'static Timing {
        match self {
            Profile::Instant => &INSTANT,
            Profile::Realistic => &REALISTIC,
        }
    }
}

/// The first back-off of a failing image or container, in milliseconds. It doubles.
pub(super) const BACKOFF_BASE_MS: u64 = 10_000;
/// The longest back-off, in milliseconds.
pub(super) const BACKOFF_MAX_MS: u64 = 300_000;
/// A container that ran for so many milliseconds starts its back-off anew.
pub(super) const BACKOFF_RESET_MS: u64 = 2 * BACKOFF_MAX_MS;
/// How often a kubelet looks after a pod that waits, in milliseconds, at least and at most.
pub(super) const RESYNC_MS: Span = (10_000, 15_000);
/// How many pods a node takes.
pub(super) const PODS_MAX: i64 = 110;
/// A node's CPU, in thousandths.
pub(super) const NODE_MILLI_CPU: i64 = 8000;
/// A node's memory, in bytes.
pub(super) const NODE_MEMORY: i64 = 16 << 30;
/// A node's local storage, in bytes.
pub(super) const NODE_STORAGE: i64 = 100 << 30;
/// What the machine of a hollow kubelet says that it has, as cAdvisor's fake in kubemark does.
pub(super) const HOLLOW_RESOURCES: Resources =
    Resources { milli_cpu: 1000, memory: 3840 << 20, ephemeral_storage: 0 };

/// The back-off after so many failures in a row.
pub(super) fn backoff_ms(failures: u32) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    (BACKOFF_BASE_MS << doublings).min(BACKOFF_MAX_MS)
}
