//! Nodes.
//!
//! Deliberately absent: dynamic kubelet configuration and the annotation of pods to avoid, which are long gone.
//!
//! Upstream: `ValidateNode`, `ValidateNodeUpdate`. Taint errors say `metadata.taints`; so do ours.

use std::collections::BTreeSet;

use serde_json::Value;

use super::object_meta::{Scope, object_meta, object_meta_update};
use super::quantities::{amount, resource_amount};
use super::render;
use super::tolerations::taints;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::addresses;
use crate::apimachinery::validation::names::dns1123_subdomain;

const METADATA: Path<'static> = Path::root("metadata");
const SPEC: Path<'static> = Path::root("spec");
const STATUS: Path<'static> = Path::root("status");

/// A node about to join.
pub fn node_create(node: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta(&mut errors, node, Scope::Cluster, dns1123_subdomain);
    taints(&mut errors, &METADATA.child("taints"), node.at("spec").items("taints"));
    resources(&mut errors, node);
    swap(&mut errors, node);
    declared_features(&mut errors, node);
    pod_cidrs(&mut errors, node);
    errors
}

/// A node about to be replaced by `new`. The server runs the rules of creation as well; what they say twice shows once.
pub fn node_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Cluster, dns1123_subdomain);
    taints(&mut errors, &METADATA.child("taints"), new.at("spec").items("taints"));
    resources(&mut errors, new);
    swap(&mut errors, new);
    declared_features(&mut errors, new);
    pod_cidrs(&mut errors, new);
    addresses_are_unique(&mut errors, new);
    let (new, old) = (new.at("spec"), old.at("spec"));
    let (cidrs, old_cidrs) = (new.items("podCIDRs"), old.items("podCIDRs"));
    const CIDR_DETAIL: &str = "node updates may not change podCIDR except from \"\" to valid";
    if !old_cidrs.is_empty() && cidrs != old_cidrs {
        errors.forbidden(&SPEC.child("podCIDRs"), CIDR_DETAIL);
    }
    let provider = old.text("providerID");
    if !provider.is_empty() && provider != new.text("providerID") {
        let detail = "node updates may not change providerID except from \"\" to valid";
        errors.forbidden(&SPEC.child("providerID"), detail);
    }
    if new.text("externalID") != old.text("externalID") {
        errors.forbidden(&SPEC.child("externalID"), "may not be updated");
    }
    errors
}

fn resources(errors: &mut FieldErrorList, node: &Value) {
    for list in ["capacity", "allocatable"] {
        let path = STATUS.child(list);
        for (name, value) in node.at("status").map(list) {
            if let Some(value) = amount(value) {
                resource_amount(errors, &path.child(name), name, &value);
            }
        }
    }
}

fn swap(errors: &mut FieldErrorList, node: &Value) {
    let swap = node.at("status").at("nodeInfo").at("swap");
    if let Some(capacity) = swap.maybe_int("capacity").filter(|capacity| *capacity <= 0) {
        errors.invalid(&METADATA.child("nodeSwapStatus.capacity"), capacity, "must be greater than zero");
    }
}

fn declared_features(errors: &mut FieldErrorList, node: &Value) {
    let list = STATUS.child("declaredFeatures");
    let features: Vec<&str> = node.at("status").texts("declaredFeatures").collect();
    for (i, feature) in features.iter().enumerate() {
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_alphabetic())
                && word.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let name = go_quote(feature);
        if feature.len() > 253 {
            let detail = format!("invalid feature name {name}: must be no more than 253 characters");
            errors.invalid(&list.index(i), *feature, detail);
        } else if !feature.starts_with(|c: char| c.is_ascii_uppercase()) || !feature.split('/').all(is_word) {
            let detail = format!(
                "invalid feature name {name}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"
            );
            errors.invalid(&list.index(i), *feature, detail);
        }
        match features.get(i + 1) {
            Some(next) if feature == next => errors.duplicate(&list.index(i + 1), *next),
            Some(next) if feature > next => {
                errors.invalid(&list.index(i + 1), *next, "list must be sorted alphabetically");
            }
            _ => {}
        }
    }
}

fn pod_cidrs(errors: &mut FieldErrorList, node: &Value) {
    let list = SPEC.child("podCIDRs");
    let spec = node.at("spec");
    for (i, value) in spec.texts("podCIDRs").enumerate() {
        errors.invalid_each(&list.index(i), value, &addresses::cidr(value));
    }
    let families: BTreeSet<Option<bool>> = spec
        .texts("podCIDRs")
        .map(|cidr| addresses::is_ipv6(cidr.split('/').next().unwrap_or_default()))
        .collect();
    let num_cidrs = spec.items("podCIDRs").len();
    if num_cidrs > 2 || (num_cidrs == 2 && families.len() != 2) {
        let detail = "may specify no more than one CIDR for each IP family";
        errors.invalid(&list, spec.at("podCIDRs"), detail);
    }
}

fn addresses_are_unique(errors: &mut FieldErrorList, node: &Value) {
    let list = STATUS.child("addresses");
    let mut seen = BTreeSet::new();
    for (i, address) in node.at("status").items("addresses").iter().enumerate() {
        if !seen.insert((address.text("type"), address.text("address"))) {
            errors.duplicate(&list.index(i), render::internal(address, "NodeAddress"));
        }
    }
}
