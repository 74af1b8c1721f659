//! The names people call kinds by, and what they lead to: kinds the cluster has, and kinds it only knows by name.
//!
//! Upstream: `k8s.io/client-go/restmapper` (`shortcutExpander`, discovery), `resource.Builder.mappingFor`.

use crate::api::kind::{Kind, RESOURCES};
use crate::apimachinery::quote::go_quote;
use crate::kubectl::errors::Failure;

/// A kind that a real cluster has and this one does not act upon: lists of it are empty, none can be created.
#[derive(Debug)]
pub struct OtherResource {
    /// `Deployment`.
    pub kind_name: &'static str,
    /// `deployments`.
    pub plural: &'static str,
    /// `deploy`, with commas between several; empty for none.
    pub short_names: &'static str,
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Whether `kubectl get all` lists it.
    pub in_all: bool,
}

const fn other(
    kind_name: &'static str,
    plural: &'static str,
    short_names: &'static str,
    group: &'static str,
    namespaced: bool,
) -> OtherResource {
    OtherResource { kind_name, plural, short_names, group, namespaced, in_all: false }
}

const fn workload(
    kind_name: &'static str,
    plural: &'static str,
    short_names: &'static str,
    group: &'static str,
) -> OtherResource {
    OtherResource { kind_name, plural, short_names, group, namespaced: true, in_all: true }
}

/// What discovery offers besides the kinds of [`RESOURCES`], in its order.
pub static OTHERS: [OtherResource; 43] = {
    const ADMISSION: &str = "admissionregistration.k8s.io";
    const STORAGE: &str = "storage.k8s.io";
    const NETWORKING: &str = "networking.k8s.io";
    const RESOURCE: &str = "resource.k8s.io";
    const FLOW: &str = "flowcontrol.apiserver.k8s.io";
    [
        other("ComponentStatus", "componentstatuses", "cs", "", false),
        other("Endpoints", "endpoints", "ep", "", true),
        other("LimitRange", "limitranges", "limits", "", true),
        other("PersistentVolumeClaim", "persistentvolumeclaims", "pvc", "", true),
        other("PersistentVolume", "persistentvolumes", "pv", "", false),
        other("PodTemplate", "podtemplates", "", "", true),
        workload("ReplicationController", "replicationcontrollers", "rc", ""),
        other("ResourceQuota", "resourcequotas", "quota", "", true),
        other("MutatingAdmissionPolicy", "mutatingadmissionpolicies", "", ADMISSION, false),
        other("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", "", ADMISSION, false),
        other("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", "", ADMISSION, false),
        other("ValidatingAdmissionPolicy", "validatingadmissionpolicies", "", ADMISSION, false),
        other("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "", ADMISSION, false),
        other("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", "", ADMISSION, false),
        other(
            "CustomResourceDefinition",
            "customresourcedefinitions",
            "crd,crds",
            "apiextensions.k8s.io",
            false,
        ),
        other("APIService", "apiservices", "", "apiregistration.k8s.io", false),
        workload("Deployment", "deployments", "deploy", "apps"),
        workload("ReplicaSet", "replicasets", "rs", "apps"),
        workload("StatefulSet", "statefulsets", "sts", "apps"),
        workload("HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "autoscaling"),
        workload("CronJob", "cronjobs", "cj", "batch"),
        workload("Job", "jobs", "", "batch"),
        other("CertificateSigningRequest", "certificatesigningrequests", "csr", "certificates.k8s.io", false),
        other("EndpointSlice", "endpointslices", "", "discovery.k8s.io", true),
        other("FlowSchema", "flowschemas", "", FLOW, false),
        other("PriorityLevelConfiguration", "prioritylevelconfigurations", "", FLOW, false),
        other("IngressClass", "ingressclasses", "", NETWORKING, false),
        other("Ingress", "ingresses", "ing", NETWORKING, true),
        other("IPAddress", "ipaddresses", "ip", NETWORKING, false),
        other("NetworkPolicy", "networkpolicies", "netpol", NETWORKING, true),
        other("ServiceCIDR", "servicecidrs", "", NETWORKING, false),
        other("RuntimeClass", "runtimeclasses", "", "node.k8s.io", false),
        other("PodDisruptionBudget", "poddisruptionbudgets", "pdb", "policy", true),
        other("DeviceClass", "deviceclasses", "", RESOURCE, false),
        other("ResourceClaim", "resourceclaims", "", RESOURCE, true),
        other("ResourceClaimTemplate", "resourceclaimtemplates", "", RESOURCE, true),
        other("ResourceSlice", "resourceslices", "", RESOURCE, false),
        other("CSIDriver", "csidrivers", "", STORAGE, false),
        other("CSINode", "csinodes", "", STORAGE, false),
        other("CSIStorageCapacity", "csistoragecapacities", "", STORAGE, true),
        other("StorageClass", "storageclasses", "sc", STORAGE, false),
        other("VolumeAttachment", "volumeattachments", "", STORAGE, false),
        other("VolumeAttributesClass", "volumeattributesclasses", "vac", STORAGE, false),
    ]
};

/// A kind by whichever table knows it.
#[derive(Clone, Copy, Debug)]
pub enum Mapping {
    /// The cluster has it.
    Known(Kind),
    /// It is known by name.
    Other(&'static OtherResource),
}

impl PartialEq for Mapping {
    fn eq(&self, other: &Mapping) -> bool {
        self.kind_name() == other.kind_name() && self.group() == other.group()
    }
}

impl Mapping {
    /// Every kind: core first, then by group, as discovery lists them.
    pub fn all() -> Vec<Mapping> {
        let known = RESOURCES.iter().map(|resource| Mapping::Known(resource.kind));
        let mut all: Vec<Mapping> = known.chain(OTHERS.iter().map(Mapping::Other)).collect();
        all.sort_by_key(|mapping| (mapping.group(), mapping.plural()));
        all
    }

    /// `DaemonSet`.
    pub fn kind_name(self) -> &'static str {
        match self {
            Mapping::Known(kind) => kind.resource().kind_name,
            Mapping::Other(other) => other.kind_name,
        }
    }

    /// `daemonsets`.
    pub fn plural(self) -> &'static str {
        match self {
            Mapping::Known(kind) => kind.resource().plural,
            Mapping::Other(other) => other.plural,
        }
    }

    /// `apps`.
    pub fn group(self) -> &'static str {
        match self {
            Mapping::Known(kind) => kind.resource().group,
            Mapping::Other(other) => other.group,
        }
    }

    /// `v1`, or `v2` for the one group that is there.
    pub fn version(self) -> &'static str {
        if self.group() == "autoscaling" { "v2" } else { "v1" }
    }

    /// `apps/v1`.
    pub fn api_version(self) -> String {
        match self.group() {
            "" => self.version().to_owned(),
            group => format!("{group}/{}", self.version()),
        }
    }

    /// The short names.
    pub fn short_names(self) -> Vec<&'static str> {
        match self {
            Mapping::Known(kind) => kind.resource().short_names.to_vec(),
            Mapping::Other(other) => other.short_names.split(',').filter(|name| !name.is_empty()).collect(),
        }
    }

    /// Whether its objects live in namespaces.
    pub fn namespaced(self) -> bool {
        match self {
            Mapping::Known(kind) => kind.resource().namespaced,
            Mapping::Other(other) => other.namespaced,
        }
    }

    /// Whether `all` means it too.
    pub fn in_all(self) -> bool {
        match self {
            Mapping::Known(kind) => kind.resource().in_all,
            Mapping::Other(other) => other.in_all,
        }
    }

    /// The kind, where the cluster has it.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Mapping::Known(kind) => Some(kind),
            Mapping::Other(_) => None,
        }
    }

    /// `daemonset.apps`, as kubectl names objects.
    pub fn qualified_singular(self) -> String {
        qualified(&self.kind_name().to_lowercase(), self.group())
    }

    /// `daemonsets.apps`, as the server names resources.
    pub fn qualified_plural(self) -> String {
        qualified(self.plural(), self.group())
    }

    /// `apps/v1, Resource=daemonsets`, as Go prints it.
    pub fn go_resource(self) -> String {
        format!("{}/{}, Resource={}", self.group(), self.version(), self.plural())
    }

    /// What is said when somebody wants one made.
    pub fn not_simulated(self) -> Failure {
        Failure::Message(format!(
            "{} are known here by name only: this playground does not simulate them",
            self.qualified_plural()
        ))
    }

    /// The kind that people call `name`: plural, singular, short name or kind, with or without version and group.
    ///
    /// Errors: kubectl's words where there is none.
    pub fn named(name: &str) -> Result<Mapping, Failure> {
        let (resource, rest) = name.split_once('.').unwrap_or((name, ""));
        let lower = resource.to_lowercase();
        let found = candidates(rest).find_map(|(version, group)| {
            Mapping::ordered().into_iter().find(|mapping| {
                let is_called = mapping.plural() == lower
                    || mapping.kind_name().to_lowercase() == lower
                    || mapping.short_names().contains(&resource);
                let is_version = version.is_none_or(|version| version == mapping.version());
                // A group may be cut short: `daemonsets.app`.
                is_called && is_version && mapping.group().starts_with(group)
            })
        });
        found.ok_or_else(|| {
            Failure::Message(format!("the server doesn't have a resource type {}", go_quote(resource)))
        })
    }

    /// The kind of that exact name and version, as a manifest gives them.
    pub fn of_kind(api_version: &str, kind_name: &str) -> Option<Mapping> {
        Mapping::all()
            .into_iter()
            .find(|mapping| mapping.kind_name() == kind_name && mapping.api_version() == api_version)
    }

    /// Known kinds before others, so that `ev` is the core group's.
    fn ordered() -> Vec<Mapping> {
        let known = RESOURCES.iter().map(|resource| Mapping::Known(resource.kind));
        known.chain(OTHERS.iter().map(Mapping::Other)).collect()
    }
}

/// `v1.apps` may be a version and a group, or a group with a dot.
fn candidates(rest: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let with_version = rest.split_once('.').map(|(version, group)| (Some(version), group));
    let core_version = (rest == "v1").then_some((Some("v1"), ""));
    with_version.into_iter().chain(core_version).chain([(None, rest)])
}

fn qualified(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn kinds_answer_to_all_their_names() {
        for (name, plural) in [
            ("ds", "daemonsets.apps"),
            ("daemonset", "daemonsets.apps"),
            ("DaemonSet", "daemonsets.apps"),
            ("daemonsets.apps", "daemonsets.apps"),
            ("daemonsets.v1.apps", "daemonsets.apps"),
            ("daemonset.app", "daemonsets.apps"),
            ("no", "nodes"),
            ("deploy", "deployments.apps"),
            ("hpa", "horizontalpodautoscalers.autoscaling"),
            ("ev", "events"),
            ("Pod.v1", "pods"),
        ] {
            let found = Mapping::named(name).map(Mapping::qualified_plural);
            assert_eq!(found, Ok(plural.to_owned()), "{name}");
        }
        for name in ["nosuch", "ds.batch", "daemonsets.v2.apps", ""] {
            assert!(Mapping::named(name).is_err(), "{name}");
        }
    }
}
