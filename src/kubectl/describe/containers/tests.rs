use super::*;
use expect_test::expect;
use serde_json::json;

#[test]
fn a_container_with_everything_is_told_in_order() {
    let container = json!({
        "name": "c", "image": "i:1", "command": ["sh", "-c", "a\nb"], "args": ["x"],
        "ports": [{"containerPort": 80, "protocol": "TCP", "name": "http"},
                  {"containerPort": 53, "protocol": "UDP", "hostPort": 53}],
        "securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "p.json"}},
        "resources": {"limits": {"cpu": "1500m", "memory": "64Mi"}, "requests": {"cpu": "100m"}},
        "livenessProbe": {"exec": {"command": ["cat", "/x"]}, "timeoutSeconds": 1, "periodSeconds": 10,
                          "successThreshold": 1, "failureThreshold": 3},
        "readinessProbe": {"httpGet": {"path": "/a b", "port": "http", "scheme": "HTTP"}, "initialDelaySeconds": 5},
        "startupProbe": {"grpc": {"port": 9000, "service": ""}},
        "envFrom": [{"configMapRef": {"name": "cm"}}, {"prefix": "P_", "secretRef": {"name": "s", "optional": true}}],
        "env": [
            {"name": "A", "value": "1\n2"},
            {"name": "EMPTY"},
            {"name": "NODE", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}}},
            {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}}},
            {"name": "MEM", "valueFrom": {"resourceFieldRef": {"resource": "requests.memory", "divisor": "1Mi"}}},
            {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": true}}},
            {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "cm", "key": "k"}}},
        ],
        "volumeMounts": [{"name": "z", "mountPath": "/z", "readOnly": true}, {"name": "a", "mountPath": "/a", "subPath": "s"}],
        "volumeDevices": [{"name": "d", "devicePath": "/dev/x"}],
    });
    let pod = json!({"spec": {"nodeName": "n1"}});
    let status = json!({
        "name": "c", "containerID": "x://1", "imageID": "sha", "ready": false, "restartCount": 2,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": {"reason": "Error", "exitCode": 1, "startedAt": "2026-01-05T08:00:07Z",
                                     "finishedAt": "2026-01-05T08:00:09Z"}},
    });
    let mut w = PrefixWriter::new();
    describe_containers(
        &mut w,
        &Containers {
            label: "Containers",
            containers: &[container],
            statuses: &[status],
            indent: "",
            pod: Some(&pod),
        },
    );
    expect![[r#"
        Containers:
          c:
            Container ID:	x://1
            Image:	i:1
            Image ID:	sha
            Ports:	80/TCP (http), 53/UDP
            Host Ports:	0/TCP (http), 53/UDP
            SeccompProfile:	Localhost
              LocalhostProfile:	p.json
            Command:
              sh
              -c
              a
              b
            Args:
              x
            State:	Waiting
              Reason:	CrashLoopBackOff
            Last State:	Terminated
              Reason:	Error
              Exit Code:	1
              Started:	Mon, 05 Jan 2026 08:00:07 +0000
              Finished:	Mon, 05 Jan 2026 08:00:09 +0000
            Ready:	False
            Restart Count:	2
            Limits:
              cpu:	1500m
              memory:	64Mi
            Requests:
              cpu:	100m
            Liveness:	exec [cat /x] delay=0s timeout=1s period=10s #success=1 #failure=3
            Readiness:	http-get http://:http/a%20b delay=5s timeout=0s period=0s #success=0 #failure=0
            Startup:	grpc <pod>:9000  delay=0s timeout=0s period=0s #success=0 #failure=0
            Environment Variables from:
              cm	ConfigMap	Optional: false
              s	Secret with prefix 'P_'	Optional: true
            Environment:
              A:	1
              	2
              EMPTY:	
              NODE:	 (v1:spec.nodeName)
              CPU:	2 (limits.cpu)
              MEM:	0 (requests.memory)
              S:	<set to the key 'k' in secret 's'>	Optional: true
              C:	<set to the key 'k' of config map 'cm'>	Optional: false
            Mounts:
              /a from a (rw,path="s")
              /z from z (ro)
            Devices:
              /dev/x from d
    "#]]
    .assert_eq(&w.into_text());
}
