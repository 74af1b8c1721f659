//! Heartbeats of kubelets: what a kubelet writes and the node lifecycle controller reads.
//!
//! A kubelet renews a lease every ten seconds. Ten thousand of them would do little else than that, so a lease that is
//! being renewed says so by having no `renewTime`, and its renewals are computed; a kubelet that falls silent leaves
//! the time of its last renewal behind.
//! Differs: `renewTime` is written when a kubelet falls silent, and not every ten seconds; whoever shows a lease asks
//! [`last_renewal`].
//! Upstream: `k8s.io/component-helpers/apimachinery/lease`, `pkg/kubelet/util/nodelease.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::meta::{ObjectMeta, OwnerReference};
use crate::apimachinery::time::Time;

/// The namespace of the kubelets' leases.
pub const NODE_LEASE_NAMESPACE: &str = "kube-node-lease";
/// How often a lease is renewed, in milliseconds.
pub const RENEW_INTERVAL_MS: u64 = 10_000;
/// For how many seconds a renewal is good.
const LEASE_DURATION_SECONDS: i64 = 40;
const RENEW_TIME: &str = "renewTime";

/// The lease of a kubelet that has just registered its node.
pub fn lease_of(node: &Object) -> Object {
    let mut meta = ObjectMeta::named(NODE_LEASE_NAMESPACE, &node.meta.name);
    let resource = node.kind().resource();
    meta.owner_references = Rc::from([OwnerReference {
        api_version: resource.api_version().into(),
        kind: resource.kind_name.into(),
        name: node.meta.name.clone(),
        uid: node.meta.uid,
        controller: false,
        block_owner_deletion: false,
    }]);
    let spec = json!({"holderIdentity": &*node.meta.name, "leaseDurationSeconds": LEASE_DURATION_SECONDS});
    Object { meta, body: Body::Other(Kind::Lease, Rc::new(json!({"spec": spec}))) }
}

/// The lease as it is once its kubelet has fallen silent.
pub fn silenced(lease: &Object, now: Time) -> Object {
    let renewal = last_renewal(lease, now).rfc3339_micro();
    with_spec(lease, |spec| spec[RENEW_TIME] = renewal.into())
}

/// The lease as it is once its kubelet renews it again.
pub fn resumed(lease: &Object) -> Object {
    with_spec(lease, |spec| _ = spec.as_object_mut().and_then(|spec| spec.remove(RENEW_TIME)))
}

/// When the lease was last renewed.
pub fn last_renewal(lease: &Object, now: Time) -> Time {
    silent_since(lease).unwrap_or_else(|| {
        let age = now.since(lease.meta.creation_timestamp);
        lease.meta.creation_timestamp.plus(age - age % RENEW_INTERVAL_MS)
    })
}

/// The last renewal of a lease that is not renewed any more.
pub fn silent_since(lease: &Object) -> Option<Time> {
    let Body::Other(Kind::Lease, rest) = &lease.body else { return None };
    Time::parse_rfc3339(rest.pointer("/spec/renewTime")?.as_str()?)
}

fn with_spec(lease: &Object, change: impl FnOnce(&mut Value)) -> Object {
    let mut lease = lease.clone();
    if let Body::Other(_, rest) = &mut lease.body {
        change(&mut Rc::make_mut(rest)["spec"]);
    }
    lease
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::node::Node;

    #[test]
    fn a_lease_is_renewed_every_ten_seconds_until_its_kubelet_falls_silent() {
        let node = Object { meta: ObjectMeta::named("", "n1"), body: Body::Node(Node::default()) };
        let mut lease = lease_of(&node);
        lease.meta.creation_timestamp = Time(3000);
        assert_eq!(last_renewal(&lease, Time(3500)), Time(3000));
        assert_eq!(last_renewal(&lease, Time(29_000)), Time(23_000));
        let silent = silenced(&lease, Time(29_000));
        assert_eq!(last_renewal(&silent, Time(100_000)), Time(23_000));
        assert_eq!(silent_since(&resumed(&silent)), None);
        assert_eq!(last_renewal(&resumed(&silent), Time(100_000)), Time(93_000));
    }
}
