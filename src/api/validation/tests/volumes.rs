//! Volumes of every kind and where containers see them.

use expect_test::expect;
use serde_json::json;

use super::support::{check_container, check_pod, check_spec};

#[test]
fn a_volume_has_a_name_and_one_source() {
    check_spec(
        json!({"volumes": [
            {"emptyDir": {}},
            {"name": "Bad", "emptyDir": {}},
            {"name": "a", "emptyDir": {"sizeLimit": "-1"}},
            {"name": "b", "emptyDir": {}, "hostPath": {"path": "/x"}, "cephfs": {"monitors": ["m"]}, "downwardAPI": {}},
            {"name": "c", "emptyDir": {}},
            {"name": "c", "emptyDir": {}},
        ], "containers": [{"name": "c", "image": "i", "volumeMounts": [
            {"name": "c", "mountPath": "/c"}, {"name": "b", "mountPath": "/b"},
        ]}]}),
        expect![[r#"
            spec.template.spec.volumes[0].name: Required value
            spec.template.spec.volumes[1].name: Invalid value: "Bad": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.volumes[2].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity
            spec.template.spec.volumes[3].hostPath: Forbidden: may not specify more than 1 volume type
            spec.template.spec.volumes[3].cephFS: Forbidden: may not specify more than 1 volume type
            spec.template.spec.volumes[3].downwarAPI: Forbidden: may not specify more than 1 volume type
            spec.template.spec.volumes[5].name: Duplicate value: "c"
            spec.template.spec.containers[0].volumeMounts[1].name: Not found: "b""#]],
    );
}

#[test]
fn common_sources() {
    check_spec(
        json!({"volumes": [
            {"name": "a", "hostPath": {"path": ""}},
            {"name": "b", "hostPath": {"path": "/a/../b", "type": "Folder"}},
            {"name": "c", "configMap": {"items": [{"key": "", "path": "/abs", "mode": 512}], "defaultMode": -1}},
            {"name": "d", "secret": {"items": [{"key": "k", "path": "..x"}, {"key": "k", "path": "a/../b"}]}},
            {"name": "e", "persistentVolumeClaim": {"claimName": ""}},
            {"name": "f", "nfs": {"server": "", "path": "rel"}},
            {"name": "g", "csi": {"driver": "Bad_Driver", "nodePublishSecretRef": {"name": ""}}},
            {"name": "h", "image": {"pullPolicy": "Maybe"}},
            {"name": "i", "downwardAPI": {"items": [
                {"path": "a", "fieldRef": {"fieldPath": "spec.nodeName"}},
                {"path": "b", "resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}},
                {"path": ""},
            ]}},
        ]}),
        expect![[r#"
            spec.template.spec.volumes[0].hostPath.path: Required value
            spec.template.spec.volumes[1].hostPath.path: Invalid value: "/a/../b": must not contain '..'
            spec.template.spec.volumes[1].hostPath.type: Unsupported value: "Folder": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"
            spec.template.spec.volumes[2].configMap.name: Required value
            spec.template.spec.volumes[2].configMap.defaultMode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive
            spec.template.spec.volumes[2].configMap.items[0].key: Required value
            spec.template.spec.volumes[2].configMap.items[0].path: Invalid value: "/abs": must be a relative path
            spec.template.spec.volumes[2].configMap.items[0].mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
            spec.template.spec.volumes[3].secret.secretName: Required value
            spec.template.spec.volumes[3].secret.items[0].path: Invalid value: "..x": must not start with '..'
            spec.template.spec.volumes[3].secret.items[1].path: Invalid value: "a/../b": must not contain '..'
            spec.template.spec.volumes[4].persistentVolumeClaim.claimName: Required value
            spec.template.spec.volumes[5].nfs.server: Required value
            spec.template.spec.volumes[5].nfs.path: Invalid value: "rel": must be an absolute path
            spec.template.spec.volumes[6].csi.driver: Invalid value: "Bad_Driver": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.volumes[6].csi.nodePublishSecretRef.name: Required value
            spec.template.spec.volumes[7].image.pullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"
            spec.template.spec.volumes[8].downwardAPI.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
            spec.template.spec.volumes[8].downwardAPI.resourceFieldRef.containerName: Required value
            spec.template.spec.volumes[8].downwardAPI.path: Required value
            spec.template.spec.volumes[8].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required"#]],
    );
}

#[test]
fn projected_sources() {
    check_spec(
        json!({"volumes": [{"name": "p", "projected": {"sources": [
            {"secret": {"name": "s", "items": [{"key": "k", "path": "same"}]}, "configMap": {"items": [{"key": "k", "path": "same"}]}},
            {"serviceAccountToken": {"path": "", "expirationSeconds": 10}},
            {"serviceAccountToken": {"path": "../t", "expirationSeconds": 4294967297_i64}},
            {"downwardAPI": {"items": [{"path": "same", "fieldRef": {"fieldPath": "metadata.name"}}]}},
        ]}}]}),
        expect![[r#"
            spec.template.spec.volumes[0].projected.sources[0].configMap.name: Required value
            spec.template.spec.volumes[0].projected: Invalid value: "": conflicting duplicate paths
            spec.template.spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source
            spec.template.spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes
            spec.template.spec.volumes[0].projected.path: Required value
            spec.template.spec.volumes[0].projected.sources[2].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds
            spec.template.spec.volumes[0].projected.path: Invalid value: "../t": must not contain '..'
            spec.template.spec.volumes[0].projected: Invalid value: "same": conflicting duplicate paths"#]],
    );
}

#[test]
fn ephemeral_claims() {
    let volume = json!({"name": "e", "ephemeral": {"volumeClaimTemplate": {
        "metadata": {"name": "x", "labels": {"a": "-"}},
        "spec": {
            "accessModes": ["ReadWriteOnce", "ReadWriteOncePod", "Sometimes"], "storageClassName": "C",
            "resources": {"requests": {"storage": "0"}}, "volumeMode": "Tape",
            "dataSource": {"kind": "K", "name": "n"}, "dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "n"},
        },
    }}});
    check_spec(
        json!({"volumes": [volume, {"name": "f", "ephemeral": {}}, {"name": "g", "ephemeral": {"volumeClaimTemplate": {"spec": {}}}}]}),
        expect![[r#"
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "Sometimes": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Invalid value: "0": must be greater than zero
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName: Invalid value: "C": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.dataSource: Invalid value: "K": must be 'PersistentVolumeClaim' when referencing the default apiGroup
            spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec: Invalid value: {}: must match dataSourceRef
            spec.template.spec.volumes[1].ephemeral.volumeClaimTemplate: Required value
            spec.template.spec.volumes[2].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required
            spec.template.spec.volumes[2].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value"#]],
    );
    check_pod(
        json!({"spec": {"volumes": [
            {"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": {
                "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
            }}}},
            {"name": "f", "persistentVolumeClaim": {"claimName": "p-e"}},
        ]}}),
        expect![[
            r#"spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "p-e": must not reference a PVC that gets created for an ephemeral volume"#
        ]],
    );
}

#[test]
fn sources_of_old() {
    check_spec(
        json!({"volumes": [
            {"name": "a", "gitRepo": {"repository": "", "directory": "/abs"}},
            {"name": "b", "gcePersistentDisk": {"pdName": "", "partition": 256}},
            {"name": "c", "awsElasticBlockStore": {"volumeID": "v", "partition": -1}},
            {"name": "d", "iscsi": {"targetPortal": "t", "iqn": "iqn.2015-02.example.com:test", "lun": 256, "chapAuthSession": true}},
            {"name": "e", "iscsi": {"targetPortal": "t", "iqn": "abc", "lun": 0, "initiatorName": "iqn.x"}},
            {"name": "f", "glusterfs": {}},
            {"name": "g", "flocker": {"datasetName": "a/b", "datasetUUID": "u"}},
            {"name": "h", "flocker": {}},
            {"name": "i", "rbd": {}},
            {"name": "j", "cinder": {"secretRef": {}}},
            {"name": "k", "quobyte": {"registry": "host", "volume": ""}},
            {"name": "l", "fc": {"targetWWNs": ["a"], "wwids": ["b"]}},
            {"name": "m", "flexVolume": {"options": {"kubernetes.io/x": "1", "x": "1"}}},
            {"name": "n", "azureFile": {}},
            {"name": "o", "azureDisk": {"diskName": "d", "diskURI": "u", "kind": "Managed"}},
            {"name": "p", "storageos": {"volumeNamespace": "N"}},
            {"name": "q", "scaleIO": {}},
            {"name": "r", "photonPersistentDisk": {}},
        ], "containers": [{"name": "c", "image": "i"}]}),
        expect![[r#"
            spec.template.spec.volumes[0].gitRepo.repository: Required value
            spec.template.spec.volumes[0].gitRepo.directory: Invalid value: "/abs": must be a relative path
            spec.template.spec.volumes[1].persistentDisk.pdName: Required value
            spec.template.spec.volumes[1].persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive
            spec.template.spec.volumes[2].awsElasticBlockStore.partition: Invalid value: -1: must be between 1 and 255, inclusive
            spec.template.spec.volumes[3].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive
            spec.template.spec.volumes[3].iscsi.secretRef: Required value
            spec.template.spec.volumes[4].iscsi.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa
            spec.template.spec.volumes[4].iscsi.initiatorname: Invalid value: "iqn.x": must be valid format
            spec.template.spec.volumes[5].glusterfs.endpoints: Required value
            spec.template.spec.volumes[5].glusterfs.path: Required value
            spec.template.spec.volumes[6].flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously
            spec.template.spec.volumes[6].flocker.datasetName: Invalid value: "a/b": must not contain '/'
            spec.template.spec.volumes[7].flocker: Required value: one of datasetName and datasetUUID is required
            spec.template.spec.volumes[8].rbd.monitors: Required value
            spec.template.spec.volumes[8].rbd.image: Required value
            spec.template.spec.volumes[9].cinder.volumeID: Required value
            spec.template.spec.volumes[9].cinder.secretRef.name: Required value
            spec.template.spec.volumes[10].quobyte.registry: Invalid value: "host": must be a host:port pair or multiple pairs separated by commas
            spec.template.spec.volumes[10].quobyte.volume: Required value
            spec.template.spec.volumes[11].fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously
            spec.template.spec.volumes[11].fc.lun: Required value: lun is required if targetWWNs is specified
            spec.template.spec.volumes[12].flexVolume.driver: Required value
            spec.template.spec.volumes[12].flexVolume.options[kubernetes.io/x]: Invalid value: "kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved
            spec.template.spec.volumes[13].azureFile.secretName: Required value
            spec.template.spec.volumes[13].azureFile.shareName: Required value
            spec.template.spec.volumes[14].azureDisk.diskURI: Unsupported value: "u": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
            spec.template.spec.volumes[15].storageos.volumeName: Required value
            spec.template.spec.volumes[15].storageos.volumeNamespace: Invalid value: "N": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.volumes[16].scaleIO.gateway: Required value
            spec.template.spec.volumes[16].scaleIO.system: Required value
            spec.template.spec.volumes[16].scaleIO.volumeName: Required value
            spec.template.spec.volumes[17].photonPersistentDisk.pdID: Required value"#]],
    );
}

#[test]
fn mounts_and_devices() {
    check_spec(
        json!({
            "volumes": [{"name": "v", "emptyDir": {}}, {"name": "p", "persistentVolumeClaim": {"claimName": "c"}}],
            "containers": [{
                "name": "c", "image": "i",
                "volumeMounts": [
                    {"name": "v", "mountPath": "/a", "subPath": "/abs", "subPathExpr": "../x"},
                    {"name": "v", "mountPath": "/a", "mountPropagation": "Bidirectional"},
                    {"name": "p", "mountPath": "/p", "mountPropagation": "Sideways"},
                    {"name": "", "mountPath": "/q", "recursiveReadOnly": "Enabled", "mountPropagation": "HostToContainer"},
                    {"name": "v", "mountPath": "/r", "readOnly": true, "recursiveReadOnly": "Now"},
                ],
                "volumeDevices": [
                    {"name": "p", "devicePath": "/p"}, {"name": "p", "devicePath": "/p"},
                    {"name": "v", "devicePath": ""}, {"name": "z", "devicePath": "/../z"},
                ],
            }],
        }),
        expect![[r#"
            spec.template.spec.containers[0].volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices
            spec.template.spec.containers[0].volumeMounts.subPath: Invalid value: "/abs": must be a relative path
            spec.template.spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: "../x": subPathExpr and subPath are mutually exclusive
            spec.template.spec.containers[0].volumeMounts.subPathExpr: Invalid value: "../x": must not contain '..'
            spec.template.spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique
            spec.template.spec.containers[0].volumeMounts[1].name: Invalid value: "v": must not already exist in volumeDevices
            spec.template.spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers
            spec.template.spec.containers[0].volumeMounts[2].name: Invalid value: "p": must not already exist in volumeDevices
            spec.template.spec.containers[0].volumeMounts[2].mountPath: Invalid value: "/p": must not already exist as a path in volumeDevices
            spec.template.spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "Sideways": supported values: "Bidirectional", "HostToContainer", "None"
            spec.template.spec.containers[0].volumeMounts[3].name: Required value
            spec.template.spec.containers[0].volumeMounts[3].name: Not found: ""
            spec.template.spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true
            spec.template.spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified
            spec.template.spec.containers[0].volumeMounts[4].name: Invalid value: "v": must not already exist in volumeDevices
            spec.template.spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "Now": supported values: "Disabled", "Enabled", "IfPossible"
            spec.template.spec.containers[0].volumeDevices[0].name: Invalid value: "p": must not already exist in volumeMounts
            spec.template.spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/p": must not already exist as a path in volumeMounts
            spec.template.spec.containers[0].volumeDevices[1].name: Invalid value: "p": must be unique
            spec.template.spec.containers[0].volumeDevices[1].devicePath: Invalid value: "/p": must be unique
            spec.template.spec.containers[0].volumeDevices[1].name: Invalid value: "p": must not already exist in volumeMounts
            spec.template.spec.containers[0].volumeDevices[1].devicePath: Invalid value: "/p": must not already exist as a path in volumeMounts
            spec.template.spec.containers[0].volumeDevices[2].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode
            spec.template.spec.containers[0].volumeDevices[2].devicePath: Required value
            spec.template.spec.containers[0].volumeDevices[2].name: Invalid value: "v": must not already exist in volumeMounts
            spec.template.spec.containers[0].volumeDevices[3].name: Not found: "z"
            spec.template.spec.containers[0].volumeDevices[3].devicePath: Invalid value: "/../z": can not contain backsteps ('..')"#]],
    );
    check_container(json!({"volumeMounts": []}), expect![""]);
}
