//! What a field is when nothing is said, and values that people often want where any text may stand: a table, read where it
//! is asked for. What a field is for, and which values it must have, stands in `api::docs`.

/// One line a field: `Type.field`, the default (`-` for none), values worth offering.
const FACTS: &str = "\
DaemonSetSpec.minReadySeconds 0
DaemonSetSpec.revisionHistoryLimit 10
DaemonSetUpdateStrategy.type RollingUpdate
RollingUpdateDaemonSet.maxUnavailable 1
RollingUpdateDaemonSet.maxSurge 0
PodSpec.restartPolicy Always
PodSpec.dnsPolicy ClusterFirst
PodSpec.terminationGracePeriodSeconds 30
PodSpec.schedulerName default-scheduler
PodSpec.preemptionPolicy PreemptLowerPriority
PodSpec.priorityClassName - system-node-critical system-cluster-critical
Container.imagePullPolicy IfNotPresent
Container.terminationMessagePath /dev/termination-log
Container.terminationMessagePolicy File
ContainerPort.protocol TCP
Probe.initialDelaySeconds 0
Probe.periodSeconds 10
Probe.timeoutSeconds 1
Probe.successThreshold 1
Probe.failureThreshold 3
HTTPGetAction.scheme HTTP
HTTPGetAction.path /
Toleration.operator Equal
VolumeMount.mountPropagation None
SecurityContext.procMount Default
Capabilities.add - NET_ADMIN NET_BIND_SERVICE SYS_ADMIN SYS_PTRACE SYS_TIME
Capabilities.drop - ALL
";

/// The default of a field and values worth offering; both may be empty.
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
