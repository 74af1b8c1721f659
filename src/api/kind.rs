//! Which kinds of objects the cluster knows, and what they are called.
//!
//! Upstream: the discovery documents of a 1.36 API server.

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A namespace.
    Namespace,
    /// A node.
    Node,
    /// A pod.
    Pod,
    /// A daemon set.
    DaemonSet,
    /// One revision of a controller's template.
    ControllerRevision,
    /// An event.
    Event,
    /// A service; stored, not simulated.
    Service,
    /// A service account; stored, not simulated.
    ServiceAccount,
    /// A config map; stored, not simulated.
    ConfigMap,
    /// A secret; stored, not simulated.
    Secret,
    /// A priority class.
    PriorityClass,
    /// A lease; a kubelet's sign of life.
    Lease,
    /// A cluster role; stored, not simulated.
    ClusterRole,
    /// A cluster role binding; stored, not simulated.
    ClusterRoleBinding,
    /// A role; stored, not simulated.
    Role,
    /// A role binding; stored, not simulated.
    RoleBinding,
}

/// What a kind is called where.
#[derive(Debug)]
pub struct Resource {
    /// The kind.
    pub kind: Kind,
    /// `DaemonSet`.
    pub kind_name: &'static str,
    /// `daemonsets`.
    pub plural: &'static str,
    /// `daemonset`.
    pub singular: &'static str,
    /// `ds`.
    pub short_names: &'static [&'static str],
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `v1`.
    pub version: &'static str,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Whether `kubectl get all` lists it.
    pub in_all: bool,
}

impl Resource {
    /// `apps/v1`, or `v1` for the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `daemonsets.apps`, or `pods` for the core group.
    pub fn qualified_plural(&self) -> String {
        qualified(self.plural, self.group)
    }

    /// `daemonset.apps`, as kubectl names objects.
    pub fn qualified_singular(&self) -> String {
        qualified(self.singular, self.group)
    }

    /// `DaemonSet.apps`, as errors name invalid objects.
    pub fn qualified_kind(&self) -> String {
        qualified(self.kind_name, self.group)
    }
}

fn qualified(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

impl Kind {
    /// What the kind is called.
    pub fn resource(self) -> &'static Resource {
        &RESOURCES[self as usize]
    }

    /// The kind called `kind` in `api_version`, `DaemonSet` in `apps/v1`.
    pub fn of(api_version: &str, kind: &str) -> Option<Kind> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let found =
            RESOURCES.iter().find(|r| r.kind_name == kind && r.group == group && r.version == version);
        found.map(|resource| resource.kind)
    }
}

/// Every kind, in the order of [`Kind`].
pub static RESOURCES: [Resource; 16] = {
    const fn row(
        kind: Kind,
        names: (&'static str, &'static str, &'static str),
        short_names: &'static [&'static str],
        group: &'static str,
        namespaced: bool,
    ) -> Resource {
        Resource {
            kind,
            kind_name: names.0,
            plural: names.1,
            singular: names.2,
            short_names,
            group,
            version: "v1",
            namespaced,
            in_all: matches!(kind, Kind::Pod | Kind::Service | Kind::DaemonSet),
        }
    }
    const RBAC: &str = "rbac.authorization.k8s.io";
    [
        row(Kind::Namespace, ("Namespace", "namespaces", "namespace"), &["ns"], "", false),
        row(Kind::Node, ("Node", "nodes", "node"), &["no"], "", false),
        row(Kind::Pod, ("Pod", "pods", "pod"), &["po"], "", true),
        row(Kind::DaemonSet, ("DaemonSet", "daemonsets", "daemonset"), &["ds"], "apps", true),
        row(
            Kind::ControllerRevision,
            ("ControllerRevision", "controllerrevisions", "controllerrevision"),
            &[],
            "apps",
            true,
        ),
        row(Kind::Event, ("Event", "events", "event"), &["ev"], "", true),
        row(Kind::Service, ("Service", "services", "service"), &["svc"], "", true),
        row(Kind::ServiceAccount, ("ServiceAccount", "serviceaccounts", "serviceaccount"), &["sa"], "", true),
        row(Kind::ConfigMap, ("ConfigMap", "configmaps", "configmap"), &["cm"], "", true),
        row(Kind::Secret, ("Secret", "secrets", "secret"), &[], "", true),
        row(
            Kind::PriorityClass,
            ("PriorityClass", "priorityclasses", "priorityclass"),
            &["pc"],
            "scheduling.k8s.io",
            false,
        ),
        row(Kind::Lease, ("Lease", "leases", "lease"), &[], "coordination.k8s.io", true),
        row(Kind::ClusterRole, ("ClusterRole", "clusterroles", "clusterrole"), &[], RBAC, false),
        row(
            Kind::ClusterRoleBinding,
            ("ClusterRoleBinding", "clusterrolebindings", "clusterrolebinding"),
            &[],
            RBAC,
            false,
        ),
        row(Kind::Role, ("Role", "roles", "role"), &[], RBAC, true),
        row(Kind::RoleBinding, ("RoleBinding", "rolebindings", "rolebinding"), &[], RBAC, true),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_kinds() {
        for (index, resource) in RESOURCES.iter().enumerate() {
            assert_eq!(resource.kind as usize, index, "{}", resource.kind_name);
        }
    }

    #[test]
    fn a_kind_is_found_by_its_group_and_version() {
        assert_eq!(Kind::of("apps/v1", "DaemonSet"), Some(Kind::DaemonSet));
        assert_eq!(Kind::of("extensions/v1beta1", "DaemonSet"), None);
        assert_eq!(Kind::of("apps/v1", "Daemonset"), None);
        assert_eq!(Kind::DaemonSet.resource().qualified_kind(), "DaemonSet.apps");
    }
}
