//! Defaults of a volume.

use serde_json::{Value, json};

use super::container::{field_ref, pull_policy};
use super::edit::{default_pointer, default_text, items, object, pointer};
use super::resources::round_up_requirements;
use crate::api::fields::Fields;

/// 0644.
const FILE_MODE: i64 = 420;

/// Text fields of volume kinds that get a value when empty.
const TEXTS: &[(&str, &str, &str)] = &[
    ("iscsi", "iscsiInterface", "default"),
    ("rbd", "pool", "rbd"),
    ("rbd", "user", "admin"),
    ("rbd", "keyring", "/etc/ceph/keyring"),
    ("scaleIO", "storageMode", "ThinProvisioned"),
    ("scaleIO", "fsType", "xfs"),
];

/// Fields behind pointers that get a value when missing.
const POINTERS: &[(&str, &str, &str)] = &[
    ("hostPath", "type", ""),
    ("azureDisk", "cachingMode", "ReadWrite"),
    ("azureDisk", "fsType", "ext4"),
    ("azureDisk", "kind", "Shared"),
];

/// Fills a volume in.
pub(super) fn volume(value: &mut Value) {
    if object(value).iter().all(|(name, source)| name == "name" || source.is_null()) {
        object(value).insert("emptyDir".to_owned(), json!({}));
    }
    for (kind, field, default) in TEXTS {
        if let Some(source) = pointer(value, kind) {
            default_text(source, field, default);
        }
    }
    for (kind, field, default) in POINTERS {
        if let Some(source) = pointer(value, kind) {
            default_pointer(source, field, *default);
        }
    }
    for kind in ["secret", "configMap", "downwardAPI", "projected"] {
        if let Some(source) = pointer(value, kind) {
            default_pointer(source, "defaultMode", FILE_MODE);
        }
    }
    if let Some(disk) = pointer(value, "azureDisk") {
        default_pointer(disk, "readOnly", false);
    }
    if let Some(downward) = pointer(value, "downwardAPI") {
        items(downward, "items").for_each(field_ref);
    }
    if let Some(image) = pointer(value, "image") {
        let policy = pull_policy(image.text("reference"));
        default_text(image, "pullPolicy", policy);
    }
    if let Some(projected) = pointer(value, "projected") {
        items(projected, "sources").for_each(projection);
    }
    let claim = pointer(value, "ephemeral").and_then(|source| pointer(source, "volumeClaimTemplate"));
    if let Some(spec) = claim.and_then(|template| pointer(template, "spec")) {
        default_pointer(spec, "volumeMode", "Filesystem");
        round_up_requirements(spec);
    }
}

fn projection(source: &mut Value) {
    if let Some(downward) = pointer(source, "downwardAPI") {
        items(downward, "items").for_each(field_ref);
    }
    if let Some(token) = pointer(source, "serviceAccountToken") {
        default_pointer(token, "expirationSeconds", 3600);
    }
}
