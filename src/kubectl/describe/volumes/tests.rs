use super::*;
use expect_test::expect;
use serde_json::json;

#[test]
fn sources_tell_their_fields() {
    let volumes = json!([
        {"name": "log", "hostPath": {"path": "/var/log"}},
        {"name": "hp", "hostPath": {"path": "/x", "type": "DirectoryOrCreate"}},
        {"name": "e", "emptyDir": {"sizeLimit": "64Mi"}},
        {"name": "cm", "configMap": {"name": "cm", "optional": true}},
        {"name": "s", "secret": {"secretName": "s"}},
        {"name": "d", "downwardAPI": {"items": [{"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
        {"name": "p", "projected": {"sources": [
            {"serviceAccountToken": {"path": "t", "expirationSeconds": 3600}},
            {"configMap": {"name": "ca"}}, {"downwardAPI": {}}]}},
        {"name": "f", "fc": {"targetWWNs": ["a", "b"]}},
        {"name": "csi", "csi": {"driver": "d", "volumeAttributes": {"a": "1", "b": "2"}}},
        {"name": "eph", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "fast"}}}},
        {"name": "none"},
    ]);
    let mut w = PrefixWriter::new();
    w.line(0, "Pod Template:");
    describe_volumes(&mut w, volumes.as_array().expect("invariant: a list"), "  ");
    expect![[r#"
            Pod Template:
              Volumes:
               log:
                Type:	HostPath (bare host directory volume)
                Path:	/var/log
                HostPathType:	<none>
               hp:
                Type:	HostPath (bare host directory volume)
                Path:	/x
                HostPathType:	DirectoryOrCreate
               e:
                Type:	EmptyDir (a temporary directory that shares a pod's lifetime)
                Medium:	
                SizeLimit:	64Mi
               cm:
                Type:	ConfigMap (a volume populated by a ConfigMap)
                Name:	cm
                Optional:	true
               s:
                Type:	Secret (a volume populated by a Secret)
                SecretName:	s
                Optional:	false
               d:
                Type:	DownwardAPI (a volume populated by information about the pod)
                Items:
                  metadata.labels -> l
               p:
                Type:	Projected (a volume that contains injected data from multiple sources)
                TokenExpirationSeconds:	3600
                ConfigMapName:	ca
                Optional:	false
                DownwardAPI:	true
               f:
                Type:	FC (a Fibre Channel disk)
                TargetWWNs:	a, b
                LUN:	<none>
                FSType:	
                ReadOnly:	false
               csi:
                Type:	CSI (a Container Storage Interface (CSI) volume source)
                Driver:	d
                FSType:	
                ReadOnly:	false
                VolumeAttributes:	    a=1
                    	    b=2
               eph:
                Type:	EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)
                StorageClass:	fast
                Volume:	
                Labels:	    <none>
                Annotations:	    <none>
                Capacity:	
                Access Modes:	
               none:
              <unknown>
        "#]].assert_eq(&w.into_text());
}
