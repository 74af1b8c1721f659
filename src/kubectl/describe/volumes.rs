//! Volumes: a table of what is told of each source.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe/describe.go` (`describeVolumes`, `print…VolumeSource`).

use serde_json::Value;

use crate::api::fields::Fields;
use crate::kubectl::describe::text::{annotations, labels, shortened};
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// How a field of a source is printed.
#[derive(Clone, Copy)]
enum Shown {
    /// A text; empty where there is none.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Int,
    /// A number or `<none>`.
    MaybeInt,
    /// A text, or `<none>` where there is none; an empty one is a text.
    MaybeText,
    /// A text, or this.
    TextOr(&'static str),
    /// `[a b]`.
    List,
    /// `a, b`.
    Joined,
    /// A reference to an object in the same namespace.
    Reference,
    /// `map[a:b]`.
    Map,
}
use Shown::{Flag, Int, Joined, List, Map, MaybeInt, MaybeText, Reference, Text, TextOr};

/// A source: its field of the volume, its type, and its own fields with their labels.
type Source = (&'static str, &'static str, &'static [(&'static str, &'static str, Shown)]);

const FS_TYPE: (&str, &str, Shown) = ("FSType:", "fsType", Text);
const READ_ONLY: (&str, &str, Shown) = ("ReadOnly:", "readOnly", Flag);
const OPTIONAL: (&str, &str, Shown) = ("Optional:", "optional", Flag);
const SECRET_REF: (&str, &str, Shown) = ("SecretRef:", "secretRef", Reference);
const VOLUME_ID: (&str, &str, Shown) = ("VolumeID:", "volumeID", Text);
const PARTITION: (&str, &str, Shown) = ("Partition:", "partition", Int);
const PATH: (&str, &str, Shown) = ("Path:", "path", Text);

static SOURCES: [Source; 30] = [
    ("hostPath", "HostPath (bare host directory volume)", &[PATH, ("HostPathType:", "type", MaybeText)]),
    (
        "emptyDir",
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium:", "medium", Text), ("SizeLimit:", "sizeLimit", TextOr("<unset>"))],
    ),
    (
        "gcePersistentDisk",
        "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        &[("PDName:", "pdName", Text), FS_TYPE, PARTITION, READ_ONLY],
    ),
    (
        "awsElasticBlockStore",
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        &[VOLUME_ID, FS_TYPE, PARTITION, READ_ONLY],
    ),
    (
        "gitRepo",
        "GitRepo (a volume that is pulled from git when the pod is created)",
        &[("Repository:", "repository", Text), ("Revision:", "revision", Text)],
    ),
    ("secret", "Secret (a volume populated by a Secret)", &[("SecretName:", "secretName", Text), OPTIONAL]),
    ("configMap", "ConfigMap (a volume populated by a ConfigMap)", &[("Name:", "name", Text), OPTIONAL]),
    (
        "nfs",
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server:", "server", Text), PATH, READ_ONLY],
    ),
    (
        "iscsi",
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        &[
            ("TargetPortal:", "targetPortal", Text),
            ("IQN:", "iqn", Text),
            ("Lun:", "lun", Int),
            ("ISCSIInterface", "iscsiInterface", Text),
            FS_TYPE,
            READ_ONLY,
            ("Portals:", "portals", List),
            ("DiscoveryCHAPAuth:", "chapAuthDiscovery", Flag),
            ("SessionCHAPAuth:", "chapAuthSession", Flag),
            SECRET_REF,
            ("InitiatorName:", "initiatorName", TextOr("<none>")),
        ],
    ),
    (
        "glusterfs",
        "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
        &[("EndpointsName:", "endpoints", Text), PATH, READ_ONLY],
    ),
    (
        "persistentVolumeClaim",
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName:", "claimName", Text), READ_ONLY],
    ),
    (
        "ephemeral",
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        &[],
    ),
    (
        "rbd",
        "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        &[
            ("CephMonitors:", "monitors", List),
            ("RBDImage:", "image", Text),
            FS_TYPE,
            ("RBDPool:", "pool", Text),
            ("RadosUser:", "user", Text),
            ("Keyring:", "keyring", Text),
            SECRET_REF,
            READ_ONLY,
        ],
    ),
    (
        "quobyte",
        "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        &[("Registry:", "registry", Text), ("Volume:", "volume", Text), READ_ONLY],
    ),
    ("downwardAPI", "DownwardAPI (a volume populated by information about the pod)", &[]),
    (
        "azureDisk",
        "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        &[
            ("DiskName:", "diskName", Text),
            ("DiskURI:", "diskURI", Text),
            ("Kind: ", "kind", Text),
            FS_TYPE,
            ("CachingMode:", "cachingMode", Text),
            READ_ONLY,
        ],
    ),
    (
        "vsphereVolume",
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        &[("VolumePath:", "volumePath", Text), FS_TYPE, ("StoragePolicyName:", "storagePolicyName", Text)],
    ),
    (
        "cinder",
        "Cinder (a Persistent Disk resource in OpenStack)",
        &[VOLUME_ID, FS_TYPE, READ_ONLY, SECRET_REF],
    ),
    (
        "photonPersistentDisk",
        "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        &[("PdID:", "pdID", Text), FS_TYPE],
    ),
    ("portworxVolume", "PortworxVolume (a Portworx Volume resource)", &[VOLUME_ID]),
    (
        "scaleIO",
        "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        &[
            ("Gateway:", "gateway", Text),
            ("System:", "system", Text),
            ("Protection Domain:", "protectionDomain", Text),
            ("Storage Pool:", "storagePool", Text),
            ("Storage Mode:", "storageMode", Text),
            ("VolumeName:", "volumeName", Text),
            FS_TYPE,
            READ_ONLY,
        ],
    ),
    (
        "cephfs",
        "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        &[
            ("Monitors:", "monitors", List),
            PATH,
            ("User:", "user", Text),
            ("SecretFile:", "secretFile", Text),
            SECRET_REF,
            READ_ONLY,
        ],
    ),
    (
        "storageos",
        "StorageOS (a StorageOS Persistent Disk resource)",
        &[
            ("VolumeName:", "volumeName", Text),
            ("VolumeNamespace:", "volumeNamespace", Text),
            FS_TYPE,
            READ_ONLY,
        ],
    ),
    (
        "fc",
        "FC (a Fibre Channel disk)",
        &[("TargetWWNs:", "targetWWNs", Joined), ("LUN:", "lun", MaybeInt), FS_TYPE, READ_ONLY],
    ),
    (
        "azureFile",
        "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
        &[("SecretName:", "secretName", Text), ("ShareName:", "shareName", Text), READ_ONLY],
    ),
    (
        "flexVolume",
        "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        &[("Driver:", "driver", Text), FS_TYPE, SECRET_REF, READ_ONLY, ("Options:", "options", Map)],
    ),
    (
        "flocker",
        "Flocker (a Flocker volume mounted by the Flocker agent)",
        &[("DatasetName:", "datasetName", Text), ("DatasetUUID:", "datasetUUID", Text)],
    ),
    ("projected", "Projected (a volume that contains injected data from multiple sources)", &[]),
    (
        "csi",
        "CSI (a Container Storage Interface (CSI) volume source)",
        &[("Driver:", "driver", Text), FS_TYPE, READ_ONLY],
    ),
    (
        "image",
        "Image (a container image or OCI artifact)",
        &[("Reference:", "reference", Text), ("PullPolicy:", "pullPolicy", Text)],
    ),
];

/// The volumes of a pod spec.
pub fn describe_volumes(w: &mut PrefixWriter, volumes: &[Value], indent: &str) {
    if volumes.is_empty() {
        w.line(0, &format!("{indent}Volumes:\t<none>"));
        return;
    }
    w.line(0, &format!("{indent}Volumes:"));
    for volume in volumes {
        let name_indent = if indent.is_empty() { "" } else { " " };
        w.line(1, &format!("{name_indent}{}:", volume.text("name")));
        let source = SOURCES.iter().find(|(field, ..)| volume.has(field));
        let Some((field, kind, fields)) = source else {
            w.line(1, "<unknown>");
            continue;
        };
        let source = volume.at(field);
        w.field(2, "Type:", kind);
        for (label, field, shown) in *fields {
            w.field(2, label, &shown.text(source, field));
        }
        match *field {
            "ephemeral" => describe_claim(w, source.at("volumeClaimTemplate")),
            "downwardAPI" => describe_downward(w, source.items("items")),
            "projected" => source.items("sources").iter().for_each(|source| describe_projection(w, source)),
            "csi" => describe_attributes(w, source),
            _ => {}
        }
    }
}

impl Shown {
    fn text(self, source: &Value, field: &str) -> String {
        let list = |separator: &str| source.texts(field).collect::<Vec<&str>>().join(separator);
        match self {
            Text => source.text(field).to_owned(),
            Flag => source.flag(field).to_string(),
            Int => source.int(field).to_string(),
            MaybeInt => source.maybe_int(field).map_or_else(|| "<none>".to_owned(), |lun| lun.to_string()),
            MaybeText => source.set(field).map_or("<none>", |_| source.text(field)).to_owned(),
            TextOr(none) => match source.text(field) {
                "" | "0" => none.to_owned(),
                text => text.to_owned(),
            },
            List => format!("[{}]", list(" ")),
            Joined => list(", "),
            Reference => match source.set(field) {
                Some(reference) => format!("&LocalObjectReference{{Name:{},}}", reference.text("name")),
                None => "nil".to_owned(),
            },
            Map => {
                let pairs = source.pairs(field).map(|(key, value)| format!("{key}:{value}"));
                format!("map[{}]", pairs.collect::<Vec<String>>().join(" "))
            }
        }
    }
}

fn describe_downward(w: &mut PrefixWriter, items: &[Value]) {
    w.line(2, "Items:");
    for item in items {
        for (reference, field) in [("fieldRef", "fieldPath"), ("resourceFieldRef", "resource")] {
            if let Some(reference) = item.set(reference) {
                w.line(3, &format!("{} -> {}", reference.text(field), item.text("path")));
            }
        }
    }
}

fn describe_projection(w: &mut PrefixWriter, source: &Value) {
    let named = |w: &mut PrefixWriter, label: &str, source: &Value| {
        w.field(2, label, source.text("name"));
        w.field(2, "Optional:", &source.flag("optional").to_string());
    };
    if let Some(secret) = source.set("secret") {
        named(w, "SecretName:", secret);
    } else if source.has("downwardAPI") {
        w.field(2, "DownwardAPI:", "true");
    } else if let Some(config_map) = source.set("configMap") {
        named(w, "ConfigMapName:", config_map);
    } else if let Some(token) = source.set("serviceAccountToken") {
        w.field(2, "TokenExpirationSeconds:", &token.int("expirationSeconds").to_string());
    }
}

fn describe_attributes(w: &mut PrefixWriter, csi: &Value) {
    const LENGTH_MAX: usize = 140;
    w.write(2, "VolumeAttributes:\t");
    if csi.map("volumeAttributes").is_empty() {
        w.line(0, "<none>");
    }
    for (index, (key, value)) in csi.pairs("volumeAttributes").enumerate() {
        if index > 0 {
            // Two pieces, each with its own indent, as upstream writes them.
            w.write(2, "");
            w.write(2, "\t");
        }
        w.line(2, &shortened(&format!("{key}={value}"), LENGTH_MAX));
    }
}

fn describe_claim(w: &mut PrefixWriter, template: &Value) {
    const STORAGE_CLASS: &str = "volume.beta.kubernetes.io/storage-class";
    if template.is_null() {
        return;
    }
    let (metadata, spec) = (template.at("metadata"), template.at("spec"));
    w.nested(2, |w| {
        let class = metadata.at("annotations").maybe_text(STORAGE_CLASS);
        w.field(0, "StorageClass:", class.unwrap_or_else(|| spec.text("storageClassName")));
        w.field(0, "Volume:", spec.text("volumeName"));
        labels(w, "Labels", metadata, "labels");
        annotations(w, "Annotations", metadata);
        w.field(0, "Capacity:", if spec.text("volumeName").is_empty() { "" } else { "0" });
        w.field(0, "Access Modes:", "");
        if spec.has("volumeMode") {
            w.field(0, "VolumeMode:", spec.text("volumeMode"));
        }
        if let Some(source) = spec.set("dataSource") {
            w.line(0, "DataSource:");
            if source.has("apiGroup") {
                w.field(1, "APIGroup:", source.text("apiGroup"));
            }
            w.field(1, "Kind:", source.text("kind"));
            w.field(1, "Name:", source.text("name"));
        }
    });
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
