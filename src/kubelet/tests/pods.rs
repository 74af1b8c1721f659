//! What becomes of a pod on its node, from stage to stage.

use expect_test::expect;
use serde_json::json;

use super::cluster::{Cluster, one};
use crate::api::kind::Kind;
use crate::api::pod::ContainerState;
use crate::client::component::Component;
use crate::kubelet::config::Profile;
use crate::kubelet::faults::{ProbeKind, Subject, Target};

#[test]
fn the_fake_runtime_is_quick_and_keeps_quiet() {
    let mut cluster = Cluster::new(Profile::Instant);
    cluster.pod("a", one("nginx"));
    cluster.wait(1000);
    cluster.delete("a", None);
    cluster.wait(1000);
    cluster.check(expect![[r#"
        0      a Pending []
        28     a Pending [ContainerCreating]
        205    a Running [ready], ready
        1000   a Running [ready], ready, going
        1103   a Succeeded [Completed(0)], going
        1147   a is gone
    "#]]);
}

#[test]
fn a_running_pod_prints_as_recorded() {
    let mut cluster = Cluster::new(Profile::Instant);
    cluster.pod("a", one("nginx"));
    cluster.wait(1000);
    let object = cluster.get("a");
    let status = object.to_value()["status"].clone();
    let text = serde_json::to_string_pretty(&status).unwrap();
    expect![[r#"
        {
          "conditions": [
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-05T08:00:00Z",
              "observedGeneration": 1,
              "status": "True",
              "type": "PodReadyToStartContainers"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-05T08:00:00Z",
              "observedGeneration": 1,
              "status": "True",
              "type": "Initialized"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-05T08:00:00Z",
              "observedGeneration": 1,
              "status": "True",
              "type": "Ready"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-05T08:00:00Z",
              "observedGeneration": 1,
              "status": "True",
              "type": "ContainersReady"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-05T08:00:00Z",
              "observedGeneration": 1,
              "status": "True",
              "type": "PodScheduled"
            }
          ],
          "containerStatuses": [
            {
              "containerID": "fakeRuntime://a_default_<uid>_0_c_0",
              "image": "nginx:latest",
              "imageID": "nginx:latest",
              "lastState": {},
              "name": "c",
              "ready": true,
              "resources": {},
              "restartCount": 0,
              "state": {
                "running": {
                  "startedAt": "2026-01-05T08:00:00Z"
                }
              }
            }
          ],
          "hostIP": "192.0.2.2",
          "hostIPs": [
            {
              "ip": "192.0.2.2"
            }
          ],
          "observedGeneration": 1,
          "phase": "Running",
          "podIP": "192.168.192.168",
          "podIPs": [
            {
              "ip": "192.168.192.168"
            }
          ],
          "qosClass": "BestEffort",
          "resources": {},
          "startTime": "2026-01-05T08:00:00Z"
        }"#]]
    .assert_eq(&text.replace(&object.meta.uid.to_string(), "<uid>"));
}

#[test]
fn a_real_runtime_pulls_an_image_once_a_node() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", one("nginx:stable-alpine"));
    cluster.wait(10_000);
    cluster.pod("b", one("nginx:stable-alpine"));
    cluster.wait(5_000);
    cluster.delete("a", None);
    cluster.wait(5_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        678    * Pulling: Pulling image "nginx:stable-alpine"
        1696   * Pulled: Successfully pulled image "nginx:stable-alpine" in 1.018s (1.018s including waiting). Image size: 22400000 bytes.
        1848   * Created: Container created
        1848   * Started: Container started
        1848   a Running [ready], ready
        10000  b Pending []
        10076  b Pending [ContainerCreating]
        10564  * Pulled: Container image "nginx:stable-alpine" already present on machine and can be accessed by the pod
        10921  * Created: Container created
        10921  * Started: Container started
        10921  b Running [ready], ready
        15000  a Running [ready], ready, going
        15000  * Killing: Stopping container c
        15626  a Succeeded [Completed(0)], going
        15732  a is gone
    "#]]);
}

#[test]
fn an_image_that_cannot_be_had_backs_off() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.kubelets.break_image("nope:v1");
    cluster.pod("a", one("nope:v1"));
    cluster.wait(40_000);
    cluster.kubelets.mend_image("nope:v1");
    cluster.wait(60_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        678    * Pulling: Pulling image "nope:v1"
        1134   * Failed: Failed to pull image "nope:v1": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nope:v1": failed to resolve reference "docker.io/library/nope:v1": docker.io/library/nope:v1: not found
        1134   * Failed: Error: ErrImagePull
        1134   a Pending [ErrImagePull]
        2407   * BackOff: Back-off pulling image "nope:v1"
        2407   * Failed: Error: ImagePullBackOff
        2407   a Pending [ImagePullBackOff]
        11134  * Pulling: Pulling image "nope:v1"
        11839  * Failed: Failed to pull image "nope:v1": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nope:v1": failed to resolve reference "docker.io/library/nope:v1": docker.io/library/nope:v1: not found
        11839  * Failed: Error: ErrImagePull
        11839  a Pending [ErrImagePull]
        12890  * BackOff: Back-off pulling image "nope:v1"
        12890  * Failed: Error: ImagePullBackOff
        12890  a Pending [ImagePullBackOff]
        26330  * BackOff: Back-off pulling image "nope:v1"
        26330  * Failed: Error: ImagePullBackOff
        31839  * Pulling: Pulling image "nope:v1"
        32457  * Failed: Failed to pull image "nope:v1": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nope:v1": failed to resolve reference "docker.io/library/nope:v1": docker.io/library/nope:v1: not found
        32457  * Failed: Error: ErrImagePull
        32457  a Pending [ErrImagePull]
        33734  * BackOff: Back-off pulling image "nope:v1"
        33734  * Failed: Error: ImagePullBackOff
        33734  a Pending [ImagePullBackOff]
        46363  * BackOff: Back-off pulling image "nope:v1"
        46363  * Failed: Error: ImagePullBackOff
        60235  * BackOff: Back-off pulling image "nope:v1"
        60235  * Failed: Error: ImagePullBackOff
        72457  * Pulling: Pulling image "nope:v1"
        76377  * Pulled: Successfully pulled image "nope:v1" in 3.92s (3.92s including waiting). Image size: 95993759 bytes.
        76823  * Created: Container created
        76823  * Started: Container started
        76823  a Running [ready], ready
    "#]]);
}

#[test]
fn a_container_that_crashes_backs_off_longer_each_time() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let target = Target { of: Subject::Pod("default".into(), "a".into()), container: "".into() };
    let now = cluster.api.now();
    cluster.kubelets.crash_always(now, target.clone(), 1);
    cluster.pod("a", one("busybox"));
    cluster.wait(30_000);
    let status = cluster.get("a");
    let status = &status.as_pod().unwrap().status.container_statuses[0];
    assert_eq!(status.restart_count, 2);
    cluster.kubelets.crash_no_more(&target);
    cluster.wait(30_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        678    * Pulling: Pulling image "busybox"
        1189   * Pulled: Successfully pulled image "busybox" in 511ms (511ms including waiting). Image size: 2220000 bytes.
        1341   * Created: Container created
        1341   * Started: Container started
        1341   a Running [ready], ready
        3398   a Running [Error(1)]
        4449   * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        4806   * Created: Container created
        4806   * Started: Container started
        4806   a Running [ready#1], ready
        6036   a Running [Error(1)#1]
        7312   * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        7312   a Running [CrashLoopBackOff#1]
        16036  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        16344  * Created: Container created
        16344  * Started: Container started
        16344  a Running [ready#2], ready
        18370  a Running [Error(1)#2]
        19619  * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        19619  a Running [CrashLoopBackOff#2]
        32345  * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        38370  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        38816  * Created: Container created
        38816  * Started: Container started
        38816  a Running [ready#3], ready
    "#]]);
}

#[test]
fn init_containers_go_first_and_sidecars_stay() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let container = |name: &str| json!({"name": name, "image": "busybox", "imagePullPolicy": "IfNotPresent"});
    let mut sidecar = container("s");
    sidecar["restartPolicy"] = "Always".into();
    cluster.pod("a", json!({"initContainers": [container("i"), sidecar], "containers": [container("c")]}));
    cluster.wait(20_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [PodInitializing PodInitializing PodInitializing]
        678    * Pulling: Pulling image "busybox"
        1189   * Pulled: Successfully pulled image "busybox" in 511ms (511ms including waiting). Image size: 2220000 bytes.
        1341   * Created: Container created
        1341   * Started: Container started
        3483   * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        3483   a Pending [Completed(0) PodInitializing PodInitializing]
        3727   * Created: Container created
        3727   * Started: Container started
        3727   * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        4084   * Created: Container created
        4084   * Started: Container started
        4084   a Running [Completed(0) ready ready], ready
    "#]]);
}

#[test]
fn probes_decide_on_start_readiness_and_life() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let mut spec = one("busybox");
    let http = json!({"httpGet": {"port": 80}, "periodSeconds": 2, "failureThreshold": 2});
    spec["containers"][0]["startupProbe"] = http.clone();
    spec["containers"][0]["readinessProbe"] = http.clone();
    spec["containers"][0]["livenessProbe"] = http;
    cluster.pod("a", spec);
    cluster.wait(10_000);
    let target = Target::image("busybox");
    for kind in [ProbeKind::Readiness, ProbeKind::Liveness] {
        let now = cluster.api.now();
        cluster.kubelets.fail_probe(now, kind, target.clone());
        cluster.wait(6_000);
        let now = cluster.api.now();
        cluster.kubelets.mend_probe(now, kind, &target);
        cluster.wait(10_000);
    }
    assert!(cluster.kubelets.next_due().is_none(), "a probe whose verdict stands costs nothing");
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        678    * Pulling: Pulling image "busybox"
        1189   * Pulled: Successfully pulled image "busybox" in 511ms (511ms including waiting). Image size: 2220000 bytes.
        1341   * Created: Container created
        1341   * Started: Container started
        1341   a Running [running]
        2073   a Running [running]
        2424   a Running [ready], ready
        11376  * Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503
        13376  * Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503
        13376  a Running [running]
        15376  * Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503
        16791  a Running [ready], ready
        27191  * Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503
        29191  * Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503
        29191  * Killing: Container c failed liveness probe, will be restarted
        30008  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        30316  * Created: Container created
        30316  * Started: Container started
        30316  a Running [running#1]
        31036  a Running [running#1]
        31585  a Running [ready#1], ready
    "#]]);
}

#[test]
fn a_deaf_container_is_killed_when_its_grace_is_over() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let mut spec = one("busybox");
    spec["terminationGracePeriodSeconds"] = 3.into();
    cluster.pod("a", spec.clone());
    cluster.pod("b", spec);
    cluster.wait(5000);
    cluster.story.clear();
    cluster.kubelets.ignore_sigterm(Target::image("busybox"));
    cluster.delete("a", None);
    cluster.delete("b", None);
    cluster.wait(500);
    cluster.delete("b", Some(1));
    cluster.wait(5000);
    cluster.check(expect![[r#"
        5000   a Running [ready], ready, going
        5000   * Killing: Stopping container c
        5000   b Running [ready], ready, going
        5000   * Killing: Stopping container c
        5500   b Running [ready], ready, going
        7500   b Failed [Error(137)], going
        7625   b is gone
        8000   a Failed [Error(137)], going
        8102   a is gone
    "#]]);
}

#[test]
fn a_dead_machine_leaves_its_pods_as_they_were_and_starts_them_anew() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", one("busybox"));
    cluster.pod("b", one("busybox"));
    cluster.wait(5000);
    cluster.act(|kubelets, context| kubelets.stop_kubelet(context, "n1").unwrap());
    cluster.story.clear();
    cluster.delete("b", None);
    cluster.pod("c", one("busybox"));
    cluster.wait(60_000);
    cluster.act(|kubelets, context| kubelets.start_kubelet(context, "n1").unwrap());
    cluster.wait(20_000);
    cluster.check(expect![[r#"
        5000   b Running [ready], ready, going
        5000   c Pending []
        69789  * Starting: Starting kubelet.
        69789  * SandboxChanged: Pod sandbox changed, it will be killed and re-created.
        69790  b is gone
        69863  c Pending [ContainerCreating]
        70404  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        70500  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        70718  * Created: Container created
        70718  * Started: Container started
        70718  a Running [ready#1], ready
        70738  * Created: Container created
        70738  * Started: Container started
        70738  c Running [ready], ready
    "#]]);
    let missing = cluster.act(|kubelets, context| kubelets.stop_kubelet(context, "n9"));
    assert_eq!(missing.unwrap_err().message, "nodes \"n9\" not found");
}

#[test]
fn a_cut_node_catches_up_when_it_is_back() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", one("busybox"));
    cluster.pod("b", one("busybox"));
    cluster.wait(5000);
    cluster.act(|kubelets, context| kubelets.cut_node(context, "n1").unwrap());
    cluster.story.clear();
    cluster.delete("b", None);
    cluster.wait(60_000);
    cluster.act(|kubelets, context| kubelets.start_kubelet(context, "n1").unwrap());
    cluster.wait(20_000);
    cluster.check(expect![[r#"
        5000   b Running [ready], ready, going
        69789  * Killing: Stopping container c
        70538  b Succeeded [Completed(0)], going
        70663  b is gone
    "#]]);
}

#[test]
fn an_evicted_pod_stays_failed() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", one("busybox"));
    cluster.wait(5000);
    cluster.story.clear();
    cluster.act(|kubelets, context| kubelets.evict(context, "default", "a").unwrap());
    cluster.wait(5000);
    let object = cluster.get("a");
    assert_eq!(&*object.as_pod().unwrap().status.reason, "Evicted");
    cluster.delete("a", None);
    cluster.wait(5000);
    cluster.check(expect![[r#"
        5000   * Evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi. 
        5000   a Failed [Error(137)]
        10000  a is gone
    "#]]);
}

#[test]
fn init_containers_that_crash_hold_the_pod_up() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let target = Target { of: Subject::Image("busybox".into()), container: "i".into() };
    let now = cluster.api.now();
    cluster.kubelets.crash_always(now, target.clone(), 2);
    let container = |name: &str| json!({"name": name, "image": "busybox", "imagePullPolicy": "IfNotPresent"});
    let spec = json!({"initContainers": [container("i")], "containers": [container("c")]});
    cluster.pod("a", spec.clone());
    cluster.wait(12_000);
    cluster.kubelets.crash_no_more(&target);
    cluster.wait(15_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [PodInitializing PodInitializing]
        678    * Pulling: Pulling image "busybox"
        1189   * Pulled: Successfully pulled image "busybox" in 511ms (511ms including waiting). Image size: 2220000 bytes.
        1341   * Created: Container created
        1341   * Started: Container started
        3483   a Pending [Error(2) PodInitializing]
        4534   * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        4891   * Created: Container created
        4891   * Started: Container started
        6363   a Pending [Error(2)#1 PodInitializing]
        7639   * BackOff: Back-off restarting failed container i in pod a_default(<uid of a>)
        7639   a Pending [CrashLoopBackOff#1 PodInitializing]
        16363  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        16671  * Created: Container created
        16671  * Started: Container started
        18788  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        18788  a Pending [Completed(0)#2 PodInitializing]
        19107  * Created: Container created
        19107  * Started: Container started
        19107  a Running [Completed(0)#2 ready], ready
    "#]]);
    cluster.kubelets.crash_always(cluster.api.now(), target, 2);
    let mut spec = spec;
    spec["restartPolicy"] = "Never".into();
    cluster.pod("b", spec);
    cluster.wait(10_000);
    cluster.check(expect![[r#"
        27000  b Pending []
        27058  b Pending [PodInitializing PodInitializing]
        27534  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        27980  * Created: Container created
        27980  * Started: Container started
        28967  b Failed [Error(2) PodInitializing]
    "#]]);
}

#[test]
fn what_a_probe_gives_up_backs_off_by_its_earlier_ends() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let mut spec = one("busybox");
    spec["containers"][0]["livenessProbe"] =
        json!({"httpGet": {"port": 80}, "periodSeconds": 5, "failureThreshold": 1});
    cluster.kubelets.fail_probe(cluster.api.now(), ProbeKind::Liveness, Target::image("busybox"));
    cluster.pod("a", spec);
    cluster.wait(120_000);
    let story = std::mem::take(&mut cluster.story);
    let lines = story.lines().filter(|line| line.contains(" a ") || line.contains("BackOff"));
    cluster.story = lines.map(|line| format!("{line}\n")).collect();
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        1341   a Running [ready], ready
        6192   a Running [ready#1], ready
        9314   a Running [ready#2], ready
        12929  * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        12929  a Running [CrashLoopBackOff#2]
        23243  a Running [ready#3], ready
        25897  * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        25897  a Running [CrashLoopBackOff#3]
        36449  * BackOff: Back-off restarting failed container c in pod a_default(<uid of a>)
        46088  a Running [ready#4], ready
        51006  a Running [CrashLoopBackOff#4]
        91433  a Running [ready#5], ready
        96106  a Running [CrashLoopBackOff#5]
    "#]]);
}

#[test]
fn containers_end_in_their_order() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let container =
        |name: &str, image: &str| json!({"name": name, "image": image, "imagePullPolicy": "IfNotPresent"});
    let mut sidecars = [container("s1", "busybox"), container("s2", "busybox")];
    for sidecar in &mut sidecars {
        sidecar["restartPolicy"] = "Always".into();
    }
    let mut slow = container("slow", "alpine");
    slow["lifecycle"] = json!({"preStop": {"exec": {"command": ["sh", "-c", "sleep 5; nginx -s quit"]}}});
    let spec = json!({
        "terminationGracePeriodSeconds": 10,
        "initContainers": sidecars, "containers": [container("quick", "busybox"), slow, container("deaf", "redis")],
    });
    cluster.kubelets.ignore_sigterm(Target::image("redis"));
    for name in ["a", "b"] {
        cluster.pod(name, spec.clone());
    }
    cluster.wait(30_000);
    cluster.delete("a", None);
    cluster.delete("b", Some(20));
    cluster.wait(1000);
    cluster.delete("b", Some(1));
    cluster.story.clear();
    let mut ends = String::new();
    for _ in 0..400 {
        cluster.wait(50);
        for object in cluster.api.list(Kind::Pod, "default") {
            let status = &object.as_pod().unwrap().status;
            for one in status.init_container_statuses.iter().chain(&status.container_statuses) {
                if let ContainerState::Terminated { exit_code, finished_at, .. } = one.state {
                    let line = format!(
                        "{} {} at {} with {exit_code}\n",
                        object.meta.name,
                        one.name,
                        finished_at.0 / 1000
                    );
                    if !ends.contains(&line) {
                        ends += &line;
                    }
                }
            }
        }
    }
    expect![[r#"
        b s1 at 33 with 137
        b s2 at 33 with 137
        b deaf at 33 with 137
        b quick at 30 with 0
        b slow at 33 with 137
        a s1 at 40 with 0
        a s2 at 40 with 0
        a deaf at 40 with 137
        a quick at 30 with 0
        a slow at 35 with 0
    "#]]
    .assert_eq(&ends);
}

#[test]
fn an_image_whose_name_is_none_is_looked_at_again_and_again() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", one("nginx:1:2"));
    cluster.wait(15_000);
    cluster.check(expect![[r#"
        0      a Pending []
        34     a Pending [ContainerCreating]
        678    * InspectFailed: Failed to apply default image tag "nginx:1:2": couldn't parse image name "nginx:1:2": invalid reference format
        678    * Failed: Error: InvalidImageName
        678    a Pending [InvalidImageName]
        11858  * InspectFailed: Failed to apply default image tag "nginx:1:2": couldn't parse image name "nginx:1:2": invalid reference format
        11858  * Failed: Error: InvalidImageName
    "#]]);
    let object = cluster.get("a");
    let ContainerState::Waiting { message, .. } =
        &object.as_pod().unwrap().status.container_statuses[0].state
    else {
        panic!("it waits");
    };
    expect![[r#"Failed to apply default image tag "nginx:1:2": couldn't parse image name "nginx:1:2": invalid reference format"#]].assert_eq(message);
}
