//! What a field may hold and what it is when nothing is said: a table, read where it is asked for.

/// One line a field: `Type.field`, the default (`-` for none), the values it may have.
const FACTS: &str = "\
DaemonSetSpec.minReadySeconds 0
DaemonSetSpec.revisionHistoryLimit 10
DaemonSetUpdateStrategy.type RollingUpdate RollingUpdate OnDelete
RollingUpdateDaemonSet.maxUnavailable 1
RollingUpdateDaemonSet.maxSurge 0
PodSpec.restartPolicy Always Always OnFailure Never
PodSpec.dnsPolicy ClusterFirst ClusterFirst ClusterFirstWithHostNet Default None
PodSpec.terminationGracePeriodSeconds 30
PodSpec.schedulerName default-scheduler
PodSpec.preemptionPolicy PreemptLowerPriority PreemptLowerPriority Never
PodSpec.priorityClassName - system-node-critical system-cluster-critical
PodSpec.enableServiceLinks true
Container.imagePullPolicy IfNotPresent Always IfNotPresent Never
Container.restartPolicy - Always
Container.terminationMessagePath /dev/termination-log
Container.terminationMessagePolicy File File FallbackToLogsOnError
ContainerPort.protocol TCP TCP UDP SCTP
Probe.initialDelaySeconds 0
Probe.periodSeconds 10
Probe.timeoutSeconds 1
Probe.successThreshold 1
Probe.failureThreshold 3
HTTPGetAction.scheme HTTP HTTP HTTPS
HTTPGetAction.path /
Toleration.operator Equal Equal Exists
Toleration.effect - NoSchedule PreferNoSchedule NoExecute
Taint.effect - NoSchedule PreferNoSchedule NoExecute
NodeSelectorRequirement.operator - In NotIn Exists DoesNotExist Gt Lt
LabelSelectorRequirement.operator - In NotIn Exists DoesNotExist
TopologySpreadConstraint.whenUnsatisfiable - DoNotSchedule ScheduleAnyway
HostPathVolumeSource.type - Directory DirectoryOrCreate File FileOrCreate Socket CharDevice BlockDevice
VolumeMount.mountPropagation None None HostToContainer Bidirectional
EmptyDirVolumeSource.medium - Memory
SecurityContext.procMount Default Default Unmasked
SeccompProfile.type - RuntimeDefault Unconfined Localhost
Capabilities.add - NET_ADMIN NET_BIND_SERVICE SYS_ADMIN SYS_PTRACE SYS_TIME
Capabilities.drop - ALL
";

/// The default and the allowed values of a field; both may be empty.
pub(super) fn facts(ty: &str, field: &str) -> (&'static str, Vec<&'static str>) {
    let name = [ty, ".", field].concat();
    let Some(line) = FACTS.lines().find(|line| line.split(' ').next() == Some(&name)) else {
        return ("", Vec::new());
    };
    let mut words = line.split(' ').skip(1);
    let default = words.next().filter(|word| *word != "-").unwrap_or_default();
    (default, words.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::schema::root;

    #[test]
    fn every_fact_is_about_a_field_that_exists() {
        for line in FACTS.lines() {
            let (ty, rest) = line.split_once('.').expect("a type and a field");
            let field = rest.split(' ').next().unwrap_or_default();
            let known = root(ty).and_then(|ty| ty.field(field));
            assert!(known.is_some(), "{line}");
        }
    }
}
