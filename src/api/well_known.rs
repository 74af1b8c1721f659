//! Names with a meaning: labels, annotations, taints.
//!
//! Upstream: `k8s.io/api/core/v1/well_known_labels.go`, `well_known_taints.go`, `k8s.io/api/apps/v1/types.go`.

/// The label that ties a pod or revision to a template's hash.
pub const CONTROLLER_REVISION_HASH: &str = "controller-revision-hash";
/// The label with the template generation, kept for old clients.
pub const POD_TEMPLATE_GENERATION: &str = "pod-template-generation";
/// The annotation that counts the template's changes.
pub const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";
/// The annotation with the manifest last applied.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// The annotation with the command that caused a revision.
pub const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";
/// The annotation that `rollout restart` sets.
pub const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";
/// The label with a node's host name.
pub const HOSTNAME: &str = "kubernetes.io/hostname";
/// The taint of a node that is not ready.
pub const TAINT_NOT_READY: &str = "node.kubernetes.io/not-ready";
/// The taint of a node that is not heard of.
pub const TAINT_UNREACHABLE: &str = "node.kubernetes.io/unreachable";
/// The taint of a cordoned node.
pub const TAINT_UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";
/// The taint of a node short of memory.
pub const TAINT_MEMORY_PRESSURE: &str = "node.kubernetes.io/memory-pressure";
/// The taint of a node short of disk.
pub const TAINT_DISK_PRESSURE: &str = "node.kubernetes.io/disk-pressure";
/// The taint of a node short of process ids.
pub const TAINT_PID_PRESSURE: &str = "node.kubernetes.io/pid-pressure";
/// The taint of a node without its network.
pub const TAINT_NETWORK_UNAVAILABLE: &str = "node.kubernetes.io/network-unavailable";
/// The taint of a node that somebody declared lost for good.
pub const TAINT_OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";
/// The finalizer of foreground deletion.
pub const FINALIZER_FOREGROUND: &str = "foregroundDeletion";
/// The finalizer of orphaning deletion.
pub const FINALIZER_ORPHAN: &str = "orphan";
