//! What the API server takes and warns about; kubectl shows each as a line that starts with `Warning: `.
//!
//! Upstream: `pkg/api/pod/warnings.go`, `pkg/api/node/util.go`, the strategies' `WarningsOnCreate` and `WarningsOnUpdate`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pod_spec::each_container;
use super::port_warnings::{port_names, ports};
use super::quantities::amount;
use super::volume_overlaps::overlapping_paths;
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::Path;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::addresses::ip_warning;
use crate::apimachinery::validation::labels::label_value;
use crate::apimachinery::validation::names::dns1123_label;

const OLD_NODE_LABELS: &[(&str, &str)] = &[
    ("beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
    ("beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    ),
    (
        "failure-domain.beta.kubernetes.io/zone",
        "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    ),
    (
        "beta.kubernetes.io/instance-type",
        "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ),
    ("app.kubernetes.io/created-by", "deprecated since v1.9"),
    (
        "scheduler.alpha.kubernetes.io/preferAvoidPods",
        "deprecated since v1.22; use Taints and Tolerations instead",
    ),
    ("node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead"),
];

const OLD_ANNOTATIONS: &[(&str, &str)] = &[
    (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead",
    ),
    ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    (
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
];

/// Volume kinds on their way out: the field, its name in the warning, the warning.
const OLD_VOLUMES: &[(&str, &str, &str)] = &[
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

const NULL_SELECTOR: &str = "a null labelSelector results in matching no pod";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Warnings about a pod template at `path`, in upstream's order, each once.
pub(super) fn template_warnings(path: &Path, template: &Value) -> Vec<String> {
    let mut warnings = Warnings::default();
    let (meta_path, spec_path) = (path.child("metadata"), path.child("spec"));
    all(&mut warnings, &meta_path, template.at("metadata"), &spec_path, template.at("spec"), Of::Template);
    warnings.list
}

/// Warnings about a pod.
pub(super) fn pod_warnings(pod: &Value) -> Vec<String> {
    let mut warnings = Warnings::default();
    let (meta_path, spec_path) = (Path::root("metadata"), Path::root("spec"));
    let broken = dns1123_label(pod.at("metadata").text("name"));
    if !broken.is_empty() {
        let text = "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
        warnings.at(&meta_path.child("name"), format!("{text}: [{}]", broken.join(" ")));
    }
    all(&mut warnings, &meta_path, pod.at("metadata"), &spec_path, pod.at("spec"), Of::Pod);
    warnings.list
}

/// Warnings about a node.
pub(super) fn node_warnings(node: &Value) -> Vec<String> {
    let mut warnings = Warnings::default();
    let spec = node.at("spec");
    if spec.has("configSource") {
        warnings.push("spec.configSource: the feature is removed".to_owned());
    }
    if !spec.text("externalID").is_empty() {
        warnings.push("spec.externalID: this field is deprecated, and is unused by Kubernetes".to_owned());
    }
    warnings.list
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Pod,
    Template,
}

#[derive(Default)]
pub(super) struct Warnings {
    list: Vec<String>,
}

impl Warnings {
    pub(super) fn push(&mut self, text: String) {
        if !self.list.contains(&text) {
            self.list.push(text);
        }
    }

    pub(super) fn at(&mut self, path: &Path, text: impl std::fmt::Display) {
        self.push(format!("{path}: {text}"));
    }
}

fn all(warnings: &mut Warnings, meta_path: &Path, meta: &Value, path: &Path, spec: &Value, of: Of) {
    node_labels(warnings, path, spec);
    let annotations_path = meta_path.child("annotations");
    for (key, text) in OLD_ANNOTATIONS {
        if meta.at("annotations").has(key) {
            warnings.at(&annotations_path.key(key), text);
        }
    }
    volumes(warnings, path, spec);
    repeated(warnings, path, spec);
    fractions(warnings, &path.child("overhead"), spec.at("overhead"));
    if !spec.at("securityContext").has("seccompProfile") && meta.at("annotations").has(SECCOMP_POD) {
        let text = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
        warnings.at(&annotations_path.key(SECCOMP_POD), text);
    }
    each_container(spec, path, |container, path| {
        container_annotations(warnings, &annotations_path, meta, container, spec, of);
        let resources = path.child("resources");
        // Limits and requests of one resource stand together.
        for name in ["memory", "ephemeral-storage"] {
            for list in ["limits", "requests"] {
                let amounts = container.at("resources").at(list);
                fraction(warnings, &resources.child(list), amounts, name);
            }
        }
        variables(warnings, &path.child("env"), container);
    });
    ports(warnings, path, spec);
    port_names(warnings, path, spec);
    if spec.int("terminationGracePeriodSeconds") < 0 {
        let text = "must be >= 0; negative values are invalid and will be treated as 1";
        warnings.at(&path.child("terminationGracePeriodSeconds"), text);
    }
    pod_affinity(warnings, &path.child("affinity"), spec.at("affinity"));
    addresses(warnings, path, spec);
}

fn old_label(key: &str) -> Option<&'static str> {
    OLD_NODE_LABELS.iter().find(|(label, _)| *label == key).map(|(_, text)| *text)
}

fn node_labels(warnings: &mut Warnings, path: &Path, spec: &Value) {
    let selector = path.child("nodeSelector");
    for (key, _) in spec.pairs("nodeSelector") {
        if let Some(text) = old_label(key) {
            warnings.at(&selector.key(key), text);
        }
    }
    let affinity = spec.at("affinity").at("nodeAffinity");
    let affinity_path = path.child("affinity.nodeAffinity");
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let required_path = affinity_path.child(required);
    let terms_path = required_path.child("nodeSelectorTerms");
    for (i, term) in affinity.at(required).items("nodeSelectorTerms").iter().enumerate() {
        node_term(warnings, &terms_path.index(i), term, false);
    }
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    let preferred_path = affinity_path.child(preferred);
    for (i, term) in affinity.items(preferred).iter().enumerate() {
        node_term(warnings, &preferred_path.index(i).child("preference"), term.at("preference"), true);
    }
    let spread = path.child("topologySpreadConstraints");
    for (i, constraint) in spec.items("topologySpreadConstraints").iter().enumerate() {
        let path = spread.index(i);
        let key = constraint.text("topologyKey");
        if let Some(text) = old_label(key) {
            warnings.at(&path.child("topologyKey"), format!("{key} is {text}"));
        }
        if !constraint.has("labelSelector") {
            warnings.at(&path.child("labelSelector"), NULL_SELECTOR);
        }
    }
}

fn node_term(warnings: &mut Warnings, path: &Path, term: &Value, looks_at_values: bool) {
    let list = path.child("matchExpressions");
    for (i, requirement) in term.items("matchExpressions").iter().enumerate() {
        let path = list.index(i);
        let key = requirement.text("key");
        if let Some(text) = old_label(key) {
            warnings.at(&path.child("key"), format!("{key} is {text}"));
        }
        if !looks_at_values {
            continue;
        }
        let values = path.child("values");
        for (j, value) in requirement.texts("values").enumerate() {
            for broken in label_value(value) {
                warnings.at(&values.index(j), format!("{value} is invalid, {broken}"));
            }
        }
    }
}

fn volumes(warnings: &mut Warnings, path: &Path, spec: &Value) {
    let list = path.child("volumes");
    for (i, volume) in spec.items("volumes").iter().enumerate() {
        let path = list.index(i);
        for (field, shown, text) in OLD_VOLUMES {
            // Upstream asks for a claim's amounts between these kinds; a volume is only of one kind.
            if volume.has(field) {
                warnings.at(&path.child(shown), text);
            }
        }
        let claim = volume.at("ephemeral").at("volumeClaimTemplate").at("spec").at("resources");
        let claim_path = path.child("ephemeral.volumeClaimTemplate.spec.resources");
        for list in ["requests", "limits"] {
            fraction(warnings, &claim_path.child(list), claim.at(list), "storage");
        }
    }
    overlapping_paths(warnings, spec);
}

/// Names and addresses that are listed twice.
fn repeated(warnings: &mut Warnings, path: &Path, spec: &Value) {
    for (list, field) in [("hostAliases", "ip"), ("imagePullSecrets", "name")] {
        let list_path = path.child(list);
        let mut seen = BTreeSet::new();
        for (i, item) in spec.items(list).iter().enumerate() {
            let text = item.text(field);
            if !seen.insert(text) {
                let path = list_path.index(i);
                warnings.at(&path.child(field), format!("duplicate {field} {}", go_quote(text)));
            }
        }
    }
    let list_path = path.child("imagePullSecrets");
    for (i, secret) in spec.items("imagePullSecrets").iter().enumerate() {
        if secret.text("name").is_empty() {
            warnings.at(&list_path.index(i).child("name"), "invalid empty name \"\"");
        }
    }
}

fn fractions(warnings: &mut Warnings, path: &Path, amounts: &Value) {
    for name in ["memory", "ephemeral-storage"] {
        fraction(warnings, path, amounts, name);
    }
}

/// Bytes come whole.
fn fraction(warnings: &mut Warnings, path: &Path, amounts: &Value, name: &str) {
    let Some(amount) = amount(amounts.at(name)).filter(|amount| amount.milli_value() % 1000 != 0) else {
        return;
    };
    let text = go_quote(&amount.to_string());
    warnings.at(&path.key(name), format!("fractional byte value {text} is invalid, must be an integer"));
}

fn container_annotations(
    warnings: &mut Warnings,
    path: &Path,
    meta: &Value,
    container: &Value,
    spec: &Value,
    of: Of,
) {
    let annotations = meta.at("annotations");
    if annotations.is_null() {
        return;
    }
    let name = container.text("name");
    let key = format!("{SECCOMP_CONTAINER}{name}");
    if !container.at("securityContext").has("seccompProfile") && annotations.has(&key) {
        warnings.at(&path.key(&key), "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
    let key = format!("{APP_ARMOR}{name}");
    let Some(annotation) = annotations.maybe_text(&key) else { return };
    if of == Of::Template && !container.at("securityContext").has("appArmorProfile") {
        let profile = spec.at("securityContext").at("appArmorProfile");
        let says_the_same = match profile.text("type") {
            "RuntimeDefault" => annotation == "runtime/default",
            "Unconfined" => annotation == "unconfined",
            "Localhost" => annotation.strip_prefix("localhost/") == profile.maybe_text("localhostProfile"),
            _ => false,
        };
        if !says_the_same {
            warnings.at(&path.key(&key), "deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }
}

/// A variable may be set again from its own value, not anew.
fn variables(warnings: &mut Warnings, path: &Path, container: &Value) {
    let mut seen = BTreeSet::new();
    for (i, variable) in container.items("env").iter().enumerate() {
        let name = variable.text("name");
        if seen.insert(name) {
            continue;
        }
        let reference = format!("$({name})");
        let value = variable.text("value");
        if variable.has("valueFrom") || value == reference || !value.contains(&reference) {
            let text = format!(
                "hides previous definition of {}, which may be dropped when using apply",
                go_quote(name)
            );
            warnings.at(&path.index(i), text);
        }
    }
}

fn pod_affinity(warnings: &mut Warnings, path: &Path, affinity: &Value) {
    for kind in ["podAffinity", "podAntiAffinity"] {
        let path = path.child(kind);
        let required = path.child("requiredDuringSchedulingIgnoredDuringExecution");
        let terms = affinity.at(kind).items("requiredDuringSchedulingIgnoredDuringExecution");
        for (i, term) in terms.iter().enumerate() {
            if !term.has("labelSelector") {
                warnings.at(&required.index(i).child("labelSelector"), NULL_SELECTOR);
            }
        }
        let preferred = path.child("preferredDuringSchedulingIgnoredDuringExecution");
        let terms = affinity.at(kind).items("preferredDuringSchedulingIgnoredDuringExecution");
        for (i, term) in terms.iter().enumerate() {
            if !term.at("podAffinityTerm").has("labelSelector") {
                warnings.at(&preferred.index(i).child("podAffinityTerm.labelSelector"), NULL_SELECTOR);
            }
        }
    }
}

fn addresses(warnings: &mut Warnings, path: &Path, spec: &Value) {
    let servers = path.child("dnsConfig.nameservers");
    for (i, server) in spec.at("dnsConfig").items("nameservers").iter().enumerate() {
        if let Some(text) = ip_warning(as_text(server)) {
            warnings.at(&servers.index(i), text);
        }
    }
    let aliases = path.child("hostAliases");
    for (i, alias) in spec.items("hostAliases").iter().enumerate() {
        if let Some(text) = ip_warning(alias.text("ip")) {
            warnings.at(&aliases.index(i).child("ip"), text);
        }
    }
}
