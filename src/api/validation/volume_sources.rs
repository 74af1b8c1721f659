//! Each kind of volume.
//!
//! Most kinds only need some fields to be there; those are rows of a table.
//!
//! Upstream: the `validate…VolumeSource` functions.

use serde_json::Value;

use super::claims::claim_template;
use super::containers::PULL_POLICIES;
use super::paths::{local_descending_path, local_non_reserved_path, no_backsteps};
use super::pod_spec::{Resource, maybe_one_of, one_of};
use super::projections::{downward_files, projected};
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::names::{dns1123_label, dns1123_subdomain};

/// A kind of volume: its field, and the names upstream's errors call it by, which are not always the same.
pub(super) struct Source {
    /// The field in JSON.
    pub(super) field: &'static str,
    /// Its name where it is one kind too many.
    pub(super) forbidden_as: &'static str,
    /// Its name in errors about its parts.
    pub(super) checked_as: &'static str,
}

const fn named(field: &'static str) -> Source {
    Source { field, forbidden_as: field, checked_as: field }
}

/// The kinds in the order they are looked at, `emptyDir` before them.
pub(super) const SOURCES: &[Source] = &[
    named("hostPath"),
    named("gitRepo"),
    Source { checked_as: "persistentDisk", ..named("gcePersistentDisk") },
    named("awsElasticBlockStore"),
    named("secret"),
    named("nfs"),
    named("iscsi"),
    named("glusterfs"),
    named("flocker"),
    named("persistentVolumeClaim"),
    named("rbd"),
    named("cinder"),
    Source { forbidden_as: "cephFS", ..named("cephfs") },
    named("quobyte"),
    Source { forbidden_as: "downwarAPI", ..named("downwardAPI") },
    named("fc"),
    named("flexVolume"),
    named("configMap"),
    named("azureFile"),
    named("vsphereVolume"),
    named("photonPersistentDisk"),
    named("portworxVolume"),
    named("azureDisk"),
    named("storageos"),
    named("projected"),
    named("scaleIO"),
    named("csi"),
    named("ephemeral"),
    named("image"),
];

/// Fields that must be there.
const REQUIRED: &[(&str, &[&str])] = &[
    ("hostPath", &["path"]),
    ("gitRepo", &["repository"]),
    ("gcePersistentDisk", &["pdName"]),
    ("awsElasticBlockStore", &["volumeID"]),
    ("secret", &["secretName"]),
    ("nfs", &["server", "path"]),
    ("glusterfs", &["endpoints", "path"]),
    ("persistentVolumeClaim", &["claimName"]),
    ("rbd", &["monitors", "image"]),
    ("cinder", &["volumeID"]),
    ("cephfs", &["monitors"]),
    ("flexVolume", &["driver"]),
    ("configMap", &["name"]),
    ("azureFile", &["secretName", "shareName"]),
    ("vsphereVolume", &["volumePath"]),
    ("photonPersistentDisk", &["pdID"]),
    ("portworxVolume", &["volumeID"]),
    ("azureDisk", &["diskName", "diskURI"]),
    ("scaleIO", &["gateway", "system", "volumeName"]),
];

const PARTITION_RANGE: &str = "must be between 1 and 255, inclusive";
const LUN_RANGE: &str = "must be between 0 and 255, inclusive";
const MODE_RANGE: &str = "must be a number between 0 and 0777 (octal), both inclusive";

/// One source of the kind `field`.
pub(super) fn volume_source(
    errors: &mut FieldErrorList,
    path: &Path,
    field: &str,
    source: &Value,
    resource: &Resource,
) {
    let required = REQUIRED.iter().find(|(kind, _)| *kind == field).map_or(&[][..], |(_, names)| names);
    for name in required {
        let value = source.at(name);
        if as_text(value).is_empty() && value.as_array().is_none_or(Vec::is_empty) {
            errors.required(&path.child(name), "");
        }
    }
    match field {
        "hostPath" => host_path(errors, path, source),
        "gitRepo" => local_descending_path(errors, &path.child("directory"), source.text("directory")),
        "gcePersistentDisk" | "awsElasticBlockStore" => {
            one_byte(errors, &path.child("partition"), source.int("partition"), PARTITION_RANGE)
        }
        "secret" | "configMap" => {
            file_mode(errors, &path.child("defaultMode"), source.maybe_int("defaultMode"));
            let list = path.child("items");
            for (i, item) in source.items("items").iter().enumerate() {
                key_to_path(errors, &list.index(i), item);
            }
        }
        "nfs" if !source.text("path").starts_with('/') => {
            errors.invalid(&path.child("path"), source.text("path"), "must be an absolute path");
        }
        "iscsi" => iscsi(errors, path, source),
        "flocker" => flocker(errors, path, source),
        "cinder" => secret_name(errors, path, source, "secretRef"),
        "quobyte" => quobyte(errors, path, source),
        "downwardAPI" => {
            file_mode(errors, &path.child("defaultMode"), source.maybe_int("defaultMode"));
            downward_files(errors, path, source.items("items"));
        }
        "fc" => fibre_channel(errors, path, source),
        "flexVolume" => flex_options(errors, &path.child("options"), source),
        "azureDisk" => azure_disk(errors, path, source),
        "storageos" => storage_os(errors, path, source),
        "projected" => projected(errors, path, source),
        "csi" => csi(errors, path, source),
        "ephemeral" => match source.set("volumeClaimTemplate") {
            Some(template) => claim_template(errors, &path.child("volumeClaimTemplate"), template),
            None => errors.required(&path.child("volumeClaimTemplate"), ""),
        },
        "image" => {
            if matches!(resource, Resource::Pod(_)) && source.text("reference").is_empty() {
                errors.required(&path.child("reference"), "");
            }
            one_of(errors, &path.child("pullPolicy"), source.text("pullPolicy"), PULL_POLICIES);
        }
        _ => {}
    }
}

fn host_path(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    if source.text("path").is_empty() {
        return;
    }
    no_backsteps(errors, &path.child("path"), source.text("path"));
    let types =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
    maybe_one_of(errors, &path.child("type"), source.maybe_text("type"), &types);
}

/// The mode of a file.
pub(super) fn file_mode(errors: &mut FieldErrorList, path: &Path, mode: Option<i64>) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        errors.invalid(path, mode, MODE_RANGE);
    }
}

/// A key of a map and the file it becomes.
pub(super) fn key_to_path(errors: &mut FieldErrorList, path: &Path, item: &Value) {
    for name in ["key", "path"] {
        if item.text(name).is_empty() {
            errors.required(&path.child(name), "");
        }
    }
    local_non_reserved_path(errors, &path.child("path"), item.text("path"));
    file_mode(errors, &path.child("mode"), item.maybe_int("mode"));
}

/// A number of 0 to 255. About partitions upstream says 1 to 255 and takes 0, which means the whole disk.
fn one_byte(errors: &mut FieldErrorList, path: &Path, number: i64, detail: &str) {
    if !(0..=255).contains(&number) {
        errors.invalid(path, number, detail);
    }
}

fn secret_name(errors: &mut FieldErrorList, path: &Path, source: &Value, field: &str) {
    if source.set(field).is_some_and(|secret| secret.text("name").is_empty()) {
        errors.required(&path.child(field).child("name"), "");
    }
}

fn iscsi(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    if source.text("targetPortal").is_empty() {
        errors.required(&path.child("targetPortal"), "");
    }
    match source.text("iqn") {
        "" => errors.required(&path.child("iqn"), ""),
        name => initiator(errors, &path.child("iqn"), name),
    }
    one_byte(errors, &path.child("lun"), source.int("lun"), LUN_RANGE);
    let needs_secret = source.flag("chapAuthDiscovery") || source.flag("chapAuthSession");
    if needs_secret && !source.has("secretRef") {
        errors.required(&path.child("secretRef"), "");
    }
    if let Some(name) = source.maybe_text("initiatorName") {
        initiator(errors, &path.child("initiatorname"), name);
    }
}

/// An iSCSI name: `iqn.2001-04.com.example:storage`, `eui.` with 16 or `naa.` with 32 letters and digits.
fn initiator(errors: &mut FieldErrorList, path: &Path, name: &str) {
    let is_plain = |digits: &str, length: usize| {
        digits.len() == length && digits.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let after_dot = || name.get(4..).unwrap_or_default();
    let is_fine = match name.get(..3) {
        Some("iqn") => is_iqn(name),
        Some("eui") => is_plain(after_dot(), 16),
        Some("naa") => is_plain(after_dot(), 32),
        _ => {
            return errors.invalid(path, name, "must be valid format starting with iqn, eui, or naa");
        }
    };
    if !is_fine {
        errors.invalid(path, name, "must be valid format");
    }
}

fn is_iqn(name: &str) -> bool {
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let Some((date, rest)) = name.strip_prefix("iqn.").and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let Some((authority, target)) = rest.split_once(':') else { return false };
    let is_date = date.split_once('-').is_some_and(|(year, month)| digits(year, 4) && digits(month, 2));
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    let is_target_char =
        |c: char| !c.is_ascii_whitespace() && !matches!(c, ',' | ';' | '*' | '&' | '$' | '|');
    is_date
        && !authority.is_empty()
        && authority.bytes().all(is_word)
        && !target.is_empty()
        && target.chars().all(is_target_char)
}

/// The volume's name becomes a part of the initiator's.
pub(super) fn iscsi_name(errors: &mut FieldErrorList, path: &Path, name: &str, source: &Value) {
    if source.has("initiatorName") && name.len() + 1 + source.text("targetPortal").len() > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
        errors.invalid(&path.child("name"), name, detail);
    }
}

fn flocker(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    let (name, uuid) = (source.text("datasetName"), source.text("datasetUUID"));
    if name.is_empty() && uuid.is_empty() {
        errors.required(path, "one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !uuid.is_empty() {
        errors.invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if name.contains('/') {
        errors.invalid(&path.child("datasetName"), name, "must not contain '/'");
    }
}

fn quobyte(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    const FORM: &str = "must be a host:port pair or multiple pairs separated by commas";
    let registry = source.text("registry");
    if registry.is_empty() {
        errors.required(&path.child("registry"), FORM);
    } else if source.text("tenant").len() >= 65 {
        let detail = "must be a UUID and may not exceed a length of 64 characters";
        errors.required(&path.child("tenant"), detail);
    } else {
        for pair in registry.split(',') {
            let host = pair.rsplit_once(':').map(|(host, _)| host);
            let is_bracketed = |host: &str| host.starts_with('[') && host.ends_with(']');
            if host.is_none_or(|host| host.contains(':') && !is_bracketed(host)) {
                errors.invalid(&path.child("registry"), registry, FORM);
            }
        }
    }
    if source.text("volume").is_empty() {
        errors.required(&path.child("volume"), "");
    }
}

fn fibre_channel(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    let (names, ids) = (source.items("targetWWNs"), source.items("wwids"));
    let names_path = path.child("targetWWNs");
    if names.is_empty() && ids.is_empty() {
        errors.required(&names_path, "must specify either targetWWNs or wwids, but not both");
    }
    if names.is_empty() {
        return;
    }
    if !ids.is_empty() {
        let detail = "targetWWNs and wwids can not be specified simultaneously";
        errors.invalid(&names_path, source.at("targetWWNs"), detail);
    }
    match source.maybe_int("lun") {
        None => errors.required(&path.child("lun"), "lun is required if targetWWNs is specified"),
        Some(lun) => one_byte(errors, &path.child("lun"), lun, LUN_RANGE),
    }
}

fn flex_options(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    for (key, _) in source.pairs("options") {
        let namespace = key.split_once('/').map_or(key, |(namespace, _)| namespace);
        let namespace = format!(".{}", namespace.to_lowercase());
        if namespace.ends_with(".kubernetes.io") || namespace.ends_with(".k8s.io") {
            errors.invalid(&path.key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
        }
    }
}

fn azure_disk(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    let modes = ["None", "ReadOnly", "ReadWrite"];
    maybe_one_of(errors, &path.child("cachingMode"), source.maybe_text("cachingMode"), &modes);
    let kind = source.maybe_text("kind");
    maybe_one_of(errors, &path.child("kind"), kind, &["Dedicated", "Managed", "Shared"]);
    let uri = source.text("diskURI");
    let form = match kind {
        Some("Managed") if !uri.starts_with("/subscriptions/") => {
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
        }
        Some(kind) if kind != "Managed" && !uri.starts_with("https://") => {
            "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
        }
        _ => return,
    };
    errors.not_supported(&path.child("diskURI"), uri, &[form]);
}

fn storage_os(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    for (name, is_required) in [("volumeName", true), ("volumeNamespace", false)] {
        let value = source.text(name);
        if !value.is_empty() {
            errors.invalid_each(&path.child(name), value, &dns1123_label(value));
        } else if is_required {
            errors.required(&path.child(name), "");
        }
    }
    secret_name(errors, path, source, "secretRef");
}

fn csi(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    let driver = source.text("driver");
    let driver_path = path.child("driver");
    if driver.is_empty() {
        errors.required(&driver_path, "");
    } else {
        if driver.len() > 63 {
            errors.too_long(&driver_path, 63);
        }
        errors.invalid_each(&driver_path, driver, &dns1123_subdomain(&driver.to_lowercase()));
    }
    match source.set("nodePublishSecretRef").map(|secret| secret.text("name")) {
        None => {}
        Some("") => errors.required(&path.child("nodePublishSecretRef.name"), ""),
        Some(name) => errors.invalid_each(&path.child("name"), name, &dns1123_subdomain(name)),
    }
}

/// The claim made for an ephemeral volume is called after its pod.
pub(super) fn ephemeral_claim_name(errors: &mut FieldErrorList, path: &Path, name: &str, pod_name: &str) {
    if name.is_empty() || pod_name.is_empty() {
        return;
    }
    let claim = format!("{pod_name}-{name}");
    for broken in dns1123_subdomain(&claim) {
        errors.invalid(&path.child("name"), name, format!("PVC name {}: {broken}", go_quote(&claim)));
    }
}
