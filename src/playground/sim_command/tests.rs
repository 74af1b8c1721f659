//! Lines with `sim` in a session with four nodes, and what comes of them.

use expect_test::{Expect, expect};

use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::session::text::HEADER;
use crate::playground::starts::Start;

const MANIFEST: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 3
      containers:
      - {name: main, image: 'nginx:1', readinessProbe: {httpGet: {port: 80}, periodSeconds: 1, failureThreshold: 1}}
      - {name: side, image: 'busybox:1', resources: {requests: {cpu: 100m}}}
";

/// Names of pods depend on the seed; what prints them goes by nodes.
const PODS: &str = "alias pods='kubectl get pods --no-headers --sort-by=.spec.nodeName -o custom-columns=N:.spec.nodeName,P:.status.phase,READY:.status.containerStatuses[*].ready,RESTARTS:.status.containerStatuses[*].restartCount,REASON:.status.reason'";
const CONDITIONS: &str = "alias conditions='kubectl get node n-1 -o jsonpath={range.status.conditions[*]}{.type}={.status},{.reason},{end}'";

/// Two nodes with a pod each.
fn session() -> Session {
    let mut session = Session::new(Start::Empty, 1);
    session.run(Command::WriteFile { path: "web.yaml".into(), text: MANIFEST.into() });
    for line in ["sim add-nodes 2 n pool=a", "kubectl apply -f web.yaml", PODS, CONDITIONS] {
        session.run(Command::Shell(line.into()));
        wait(&mut session, 10);
    }
    session
}

fn wait(session: &mut Session, seconds: u64) {
    let until = session.now().plus(seconds * 1000);
    session.advance_to(until);
}

/// Runs lines, `@wait N` between them where time is to pass; a failing exit is marked by `[exit N]`.
fn run(session: &mut Session, lines: &str) -> String {
    let mut out = String::new();
    for line in lines.lines().map(str::trim) {
        if let Some(seconds) = line.strip_prefix("@wait ") {
            wait(session, seconds.parse().unwrap());
            continue;
        }
        session.run(Command::Shell(line.into()));
        let (text, code) = session.last_output();
        assert!(!session.has_jobs(), "{line} has ended");
        out += &format!("$ {line}\n{text}");
        if !text.is_empty() && !text.ends_with('\n') {
            out.push('\n');
        }
        if code != 0 {
            out += &format!("[exit {code}]\n");
        }
    }
    out
}

fn check(lines: &str, expected: Expect) {
    let mut session = session();
    let out = run(&mut session, lines);
    expected.assert_eq(&out);
    let text = session.to_text();
    assert!(text.starts_with(HEADER));
    let again = Session::from_text(&text).unwrap();
    assert_eq!(again.digest(), session.digest(), "a session with these lines replays");
}

#[test]
fn it_says_what_it_can_do() {
    check(
        "sim help | head -8
         sim pressure --help
         sim help crash
         sim",
        expect![[r#"
            $ sim help | head -8
            sim does to the cluster what no request to its API could: machines die, images break, probes fail.

            Usage:
              sim COMMAND …

            Nodes and machines:
              add-node        A node joins and is Ready
              add-nodes       Nodes PREFIX-1, PREFIX-2, … join
            $ sim pressure --help
            A node runs out of memory, disk or process ids, or has no network route.
            Its condition (MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable) becomes True, a taint follows.
            Under the first three the kubelet evicts a pod every ten seconds and turns some or all new ones away.

            Usage:
              sim pressure NODE KIND

            Arguments:
              KIND       memory, disk, pid, network
            $ sim help crash
            A container crashes, once or after every start.
            Once: the container named by -c, or the pod's first. --always: every container, or the one named by -c.

            Usage:
              sim crash TARGET… [OPTIONS]

            Arguments:
              TARGET     a pod, ds/NAME for a DaemonSet's pods, or image/NAME

            Options:
              -a, --always               again after every start, until sim mend-crash
              -c, --container CONTAINER  this container alone
              -e, --exit-code NUMBER     how it ends; 1 where none is given
              -n, --namespace NAMESPACE  where the pods and DaemonSets are
            $ sim
            sim does to the cluster what no request to its API could: machines die, images break, probes fail.

            Usage:
              sim COMMAND …

            Nodes and machines:
              add-node        A node joins and is Ready
              add-nodes       Nodes PREFIX-1, PREFIX-2, … join
              remove-node     A node's machine is taken away for good, and its Node with it
              stop-kubelet    A machine dies: its kubelet falls silent, nothing on it runs
              start-kubelet   A machine is started again; its kubelet is back in some seconds
              cut-node        A node is cut from the network: its kubelet falls silent, its containers run on
              break-runtime   A node's container runtime stops: its kubelet says NotReady, its containers run on
              mend-node       A node's network or runtime is mended, its pressures end, its filling goes
              pressure        A node runs out of memory, disk or process ids, or has no network route
              relieve         A node's pressure ends: one kind of it, or all
              fill-node       A node fills up: pods of kube-system request all that is left of it
              empty-node      What sim fill-node filled a node with goes

            Images:
              break-image     An image cannot be pulled from now on: ErrImagePull
              slow-image      An image takes longer to pull: 10x as long, 90s, 5m
              mend-image      An image can be pulled again, in its usual time

            Pods and their containers:
              fail-probe      A probe fails from now on: readiness, liveness or startup
              mend-probe      A probe succeeds again
              crash           A container crashes, once or after every start
              mend-crash      Containers run on again that sim crash --always let crash
              ignore-sigterm  Containers do not listen to SIGTERM: deleting their pod takes its whole grace period
              heed-sigterm    Containers listen to SIGTERM again
              evict           A node's kubelet evicts a pod for want of memory

            The whole:
              profile         How kubelets behave: instant, or realistic with pulls, start-up and grace periods
              status          The faults in force, and the line that mends each
              mend-all        Every fault is mended and every machine started
              help            This list, or a command's own help

            A TARGET is a pod (NAME or pod/NAME), ds/NAME for all pods of a DaemonSet, or image/NAME for all containers of an image.
            It exits with 0, with 1 where the cluster has no such thing, and with 2 where the line itself is wrong.
            See 'sim COMMAND --help' for more about a command.
        "#]],
    );
}

#[test]
fn wrong_lines_are_told_apart_from_missing_things() {
    check(
        "sim stop-kublet n-1
         sim stop-kubelet
         sim stop-kubelet n-11
         sim pressure n-1 memry
         sim fail-probe readiness ds/wep
         sim fail-probe liveness ds/web
         sim fail-probe readiness ds/web -c side
         sim fail-probe readiness ds/web -c mian
         sim crash ds/web --alway
         sim crash ds/web --always=3
         sim crash ds/web -e 300
         sim crash svc/x
         sim status now
         sim add-nodes 0 x
         sim add-node n-1
         sim add-node Big pool=a
         sim add-node big pool
         sim add-node big pool=a --taint dedicated
         sim slow-image nginx soon
         sim evict nobody || echo refused
         sim add-nodes 30000 x",
        expect![[r#"
            $ sim stop-kublet n-1
            error: unknown command "stop-kublet" for "sim"

            Did you mean this?
            	stop-kubelet

            See 'sim help'.
            [exit 2]
            $ sim stop-kubelet
            error: NODE is missing
            See 'sim stop-kubelet --help'.
            [exit 2]
            $ sim stop-kubelet n-11
            error: there is no node called "n-11"; did you mean n-1?
            [exit 1]
            $ sim pressure n-1 memry
            error: KIND is one of memory, disk, pid, network, not "memry"; did you mean memory?
            See 'sim pressure --help'.
            [exit 2]
            $ sim fail-probe readiness ds/wep
            error: there is no DaemonSet called "wep" in namespace default; did you mean web?
            [exit 1]
            $ sim fail-probe liveness ds/web
            error: ds/web has no liveness probe that could fail
            [exit 1]
            $ sim fail-probe readiness ds/web -c side
            error: ds/web has no readiness probe that could fail
            [exit 1]
            $ sim fail-probe readiness ds/web -c mian
            error: web has no container called "mian", but main, side
            [exit 1]
            $ sim crash ds/web --alway
            error: unknown option --alway; did you mean --always?
            See 'sim crash --help'.
            [exit 2]
            $ sim crash ds/web --always=3
            error: --always takes no value
            See 'sim crash --help'.
            [exit 2]
            $ sim crash ds/web -e 300
            error: an exit code is a number up to 255
            See 'sim crash --help'.
            [exit 2]
            $ sim crash svc/x
            error: "svc/x" is neither a pod nor ds/NAME nor image/NAME
            [exit 1]
            $ sim status now
            error: "now" is one word too many
            See 'sim status --help'.
            [exit 2]
            $ sim add-nodes 0 x
            error: COUNT is a number from 1, not "0"
            See 'sim add-nodes --help'.
            [exit 2]
            $ sim add-node n-1
            error: nodes "n-1" already exists
            [exit 1]
            $ sim add-node Big pool=a
            error: Node "Big" is invalid: metadata.name: Invalid value: "Big": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            [exit 1]
            $ sim add-node big pool
            error: a label is KEY=VALUE, not "pool"
            See 'sim add-node --help'.
            [exit 2]
            $ sim add-node big pool=a --taint dedicated
            error: a taint is KEY=VALUE:EFFECT with an effect of NoSchedule, PreferNoSchedule or NoExecute, not "dedicated"
            See 'sim add-node --help'.
            [exit 2]
            $ sim slow-image nginx soon
            error: SLOWNESS is a factor such as 10x or a time such as 90s, not "soon"
            See 'sim slow-image --help'.
            [exit 2]
            $ sim evict nobody || echo refused
            error: there is no pod called "nobody" in namespace default
            refused
            $ sim add-nodes 30000 x
            error: a cluster here has at most 20000 nodes; there are 2
            [exit 1]
        "#]],
    );
}

#[test]
fn a_machine_dies_and_is_started() {
    check(
        "sim stop-kubelet n-1 && echo done
         sim stop-kubelet n-1
         sim cut-node n-1
         sim mend-node n-1
         sim status
         @wait 60
         kubectl get nodes --no-headers
         sim start-kubelet n-1
         @wait 10
         kubectl get nodes --no-headers
         sim status
         sim cut-node n-2
         sim start-kubelet n-2
         sim mend-node n-2
         @wait 10
         sim mend-node n-2
         sim start-kubelet n-2
         pods",
        expect![[r#"
            $ sim stop-kubelet n-1 && echo done
            node/n-1 stopped
            done
            $ sim stop-kubelet n-1
            node/n-1 is stopped already
            $ sim cut-node n-1
            error: the machine of n-1 is stopped; sim start-kubelet n-1
            [exit 1]
            $ sim mend-node n-1
            error: the machine of n-1 is stopped; sim start-kubelet n-1
            [exit 1]
            $ sim status
            kubelets: instant
            FAULT     OF         MENDED BY
            stopped   node/n-1   sim start-kubelet n-1
            $ kubectl get nodes --no-headers
            n-1   NotReady   <none>   100s   v1.36.2
            n-2   Ready      <none>   100s   v1.36.2
            $ sim start-kubelet n-1
            node/n-1 starting
            $ kubectl get nodes --no-headers
            n-1   Ready   <none>   110s   v1.36.2
            n-2   Ready   <none>   110s   v1.36.2
            $ sim status
            kubelets: instant
            no faults
            $ sim cut-node n-2
            node/n-2 cut from the network
            $ sim start-kubelet n-2
            error: the kubelet of n-2 runs, but is cut from the network; sim mend-node n-2
            [exit 1]
            $ sim mend-node n-2
            node/n-2 mended
            $ sim mend-node n-2
            node/n-2 had no fault
            $ sim start-kubelet n-2
            node/n-2 runs already
            $ pods
            n-1   Running   true,true   1,1   <none>
            n-2   Running   true,true   0,0   <none>
        "#]],
    );
}

#[test]
fn what_was_broken_while_a_node_was_cut_off_fails_when_it_is_back() {
    check(
        "sim cut-node n-1
         sim fail-probe readiness ds/web
         @wait 10
         sim mend-node n-1
         @wait 10
         pods
         sim stop-kubelet n-2
         sim evict ds/web | wc -l",
        expect![[r#"
            $ sim cut-node n-1
            node/n-1 cut from the network
            $ sim fail-probe readiness ds/web
            ds/web readiness probe fails
            $ sim mend-node n-1
            node/n-1 mended
            $ pods
            n-1   Running   false,true   0,0   <none>
            n-2   Running   false,true   0,0   <none>
            $ sim stop-kubelet n-2
            node/n-2 stopped
            $ sim evict ds/web | wc -l
            1
        "#]],
    );
}

#[test]
fn a_runtime_that_is_down_makes_a_node_not_ready() {
    check(
        "sim break-runtime n-1
         sim break-runtime n-1
         sim start-kubelet n-1
         sim status
         conditions
         @wait 10
         kubectl get node n-1 -o jsonpath={.spec.taints[*].key}
         kubectl delete pods --all --wait=false -o name | wc -l
         @wait 20
         pods
         sim cut-node n-1
         sim break-runtime n-1
         sim mend-node n-1
         @wait 20
         conditions
         pods",
        expect![[r#"
            $ sim break-runtime n-1
            node/n-1 without container runtime
            $ sim break-runtime n-1
            node/n-1 is without container runtime already
            $ sim start-kubelet n-1
            error: the kubelet of n-1 runs, but its container runtime does not; sim mend-node n-1
            [exit 1]
            $ sim status
            kubelets: instant
            FAULT                    OF         MENDED BY
            container runtime down   node/n-1   sim mend-node n-1
            $ conditions
            MemoryPressure=False,KubeletHasSufficientMemory,DiskPressure=False,KubeletHasNoDiskPressure,PIDPressure=False,KubeletHasSufficientPID,Ready=False,KubeletNotReady,
            $ kubectl get node n-1 -o jsonpath={.spec.taints[*].key}
            node.kubernetes.io/not-ready node.kubernetes.io/not-ready
            $ kubectl delete pods --all --wait=false -o name | wc -l
            2
            $ pods
            n-1   Running   true,true   0,0   <none>
            n-2   Running   true,true   0,0   <none>
            $ sim cut-node n-1
            node/n-1 cut from the network
            $ sim break-runtime n-1
            error: n-1 is cut from the network; sim mend-node n-1
            [exit 1]
            $ sim mend-node n-1
            node/n-1 mended
            $ conditions
            MemoryPressure=False,KubeletHasSufficientMemory,DiskPressure=False,KubeletHasNoDiskPressure,PIDPressure=False,KubeletHasSufficientPID,Ready=True,KubeletReady,
            $ pods
            n-1   Running   true,true   0,0   <none>
            n-2   Running   true,true   0,0   <none>
        "#]],
    );
}

#[test]
fn machines_come_and_go() {
    check(
        "sim add-nodes 2 n zone=b --taint a=b:NoSchedule
         sim add-node edge -t only:NoExecute
         kubectl get node n-4 -o jsonpath={.spec.taints}{.metadata.labels.zone}
         sim remove-node n-1 n-3
         sim stop-kubelet n-1
         @wait 90
         pods
         sim add-node n-1
         @wait 5
         pods",
        expect![[r#"
            $ sim add-nodes 2 n zone=b --taint a=b:NoSchedule
            node/n-3 to node/n-4 added
            $ sim add-node edge -t only:NoExecute
            node/edge added
            $ kubectl get node n-4 -o jsonpath={.spec.taints}{.metadata.labels.zone}
            [{"effect":"NoSchedule","key":"a","value":"b"}]b
            $ sim remove-node n-1 n-3
            node/n-1 removed
            node/n-3 removed
            $ sim stop-kubelet n-1
            error: there is no node called "n-1"; did you mean n-2?
            [exit 1]
            $ pods
            n-2   Running   true,true   0,0   <none>
            $ sim add-node n-1
            node/n-1 added
            $ pods
            n-1   Running   true,true   0,0   <none>
            n-2   Running   true,true   0,0   <none>
        "#]],
    );
}

#[test]
fn pressure_is_told_by_conditions_and_taints() {
    check(
        "sim pressure n-1 memory
         sim pressure n-1 memory
         sim pressure n-1 network
         conditions
         sim status
         @wait 5
         kubectl get node n-1 -o jsonpath={.spec.taints[*].key}
         sim relieve n-1 network
         sim relieve n-1
         sim relieve n-1
         @wait 5
         conditions
         kubectl get node n-1 -o jsonpath={.spec.taints[*].key}",
        expect![[r#"
            $ sim pressure n-1 memory
            node/n-1 MemoryPressure is True
            $ sim pressure n-1 memory
            node/n-1 MemoryPressure is True already
            $ sim pressure n-1 network
            node/n-1 NetworkUnavailable is True
            $ conditions
            MemoryPressure=True,KubeletHasInsufficientMemory,DiskPressure=False,KubeletHasNoDiskPressure,PIDPressure=False,KubeletHasSufficientPID,Ready=True,KubeletReady,NetworkUnavailable=True,NoRouteCreated,
            $ sim status
            kubelets: instant
            FAULT                OF         MENDED BY
            MemoryPressure       node/n-1   sim relieve n-1 memory
            NetworkUnavailable   node/n-1   sim relieve n-1 network
            $ kubectl get node n-1 -o jsonpath={.spec.taints[*].key}
            node.kubernetes.io/memory-pressure node.kubernetes.io/network-unavailable
            $ sim relieve n-1 network
            node/n-1 NetworkUnavailable is False
            $ sim relieve n-1
            node/n-1 relieved
            $ sim relieve n-1
            node/n-1 was under no such pressure
            $ conditions
            MemoryPressure=False,KubeletHasSufficientMemory,DiskPressure=False,KubeletHasNoDiskPressure,PIDPressure=False,KubeletHasSufficientPID,Ready=True,KubeletReady,NetworkUnavailable=False,RouteCreated,
            $ kubectl get node n-1 -o jsonpath={.spec.taints[*].key}
        "#]],
    );
}

#[test]
fn a_full_node_has_no_room() {
    check(
        "sim fill-node n-1
         sim fill-node n-1
         @wait 1
         kubectl get pods -n kube-system --no-headers
         kubectl describe node n-1 | grep -A 4 'Allocated resources' | tail -1
         kubectl set resources ds/web -c side --requests=cpu=200m
         @wait 10
         kubectl get pods -o jsonpath={.items[*].status.phase}{.items[*].status.conditions[0].message}
         sim status
         sim empty-node n-1
         sim empty-node n-1
         @wait 10
         kubectl get pods -o jsonpath={.items[*].status.phase}
         sim fill-node n-2 pods | wc -l
         kubectl get pods -A --no-headers | wc -l
         sim mend-node n-2
         kubectl get pods -A --no-headers | wc -l",
        expect![[r#"
            $ sim fill-node n-1
            pod/filler-n-1 created in kube-system
            $ sim fill-node n-1
            node/n-1 is full already
            $ kubectl get pods -n kube-system --no-headers
            filler-n-1   1/1   Running   0     1s
            $ kubectl describe node n-1 | grep -A 4 'Allocated resources' | tail -1
              cpu                1 (100%)           0 (0%)
            $ kubectl set resources ds/web -c side --requests=cpu=200m
            daemonset.apps/web resource requirements updated
            $ kubectl get pods -o jsonpath={.items[*].status.phase}{.items[*].status.conditions[0].message}
            Running Pending0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.
            $ sim status
            kubelets: instant
            FAULT    OF         MENDED BY
            filled   node/n-1   sim empty-node n-1
            $ sim empty-node n-1
            node/n-1 emptied
            $ sim empty-node n-1
            node/n-1 was not filled
            $ kubectl get pods -o jsonpath={.items[*].status.phase}
            Running Running
            $ sim fill-node n-2 pods | wc -l
            109
            $ kubectl get pods -A --no-headers | wc -l
            111
            $ sim mend-node n-2
            node/n-2 mended
            $ kubectl get pods -A --no-headers | wc -l
            2
        "#]],
    );
}

#[test]
fn images_break_and_slow_down() {
    check(
        "sim break-image nginx:1 image/busybox:1
         sim slow-image busybox:1 2.5s
         sim slow-image x
         sim slow-image y 3
         sim status
         kubectl rollout restart ds/web
         @wait 20
         kubectl get pods --no-headers | grep -c ImagePullBackOff
         sim mend-image nginx:1 busybox:1 nginx:1
         @wait 60
         pods",
        expect![[r#"
            $ sim break-image nginx:1 image/busybox:1
            image/nginx:1 broken
            image/busybox:1 broken
            $ sim slow-image busybox:1 2.5s
            image/busybox:1 slowed (2.5s)
            $ sim slow-image x
            image/x slowed (10x)
            $ sim slow-image y 3
            image/y slowed (3x)
            $ sim status
            kubelets: instant
            FAULT                  OF                MENDED BY
            cannot be pulled       image/busybox:1   sim mend-image busybox:1
            cannot be pulled       image/nginx:1     sim mend-image nginx:1
            pulled in 2.5s         image/busybox:1   sim mend-image busybox:1
            pulled 10x as slowly   image/x           sim mend-image x
            pulled 3x as slowly    image/y           sim mend-image y
            $ kubectl rollout restart ds/web
            daemonset.apps/web restarted
            $ kubectl get pods --no-headers | grep -c ImagePullBackOff
            1
            $ sim mend-image nginx:1 busybox:1 nginx:1
            image/nginx:1 mended
            image/busybox:1 mended
            image/nginx:1 had no fault
            $ pods
            n-1   Running   true,true   0,0   <none>
            n-2   Running   true,true   0,0   <none>
        "#]],
    );
}

#[test]
fn probes_fail_and_containers_crash() {
    check(
        "sim fail-probe readiness ds/web -c main
         sim fail-probe readiness $(kubectl get pods -o name --field-selector spec.nodeName=n-1) > /dev/null
         sim status | grep -v pod/
         @wait 5
         pods
         sim mend-probe readiness ds/web -c main
         sim mend-probe readiness ds/web
         @wait 5
         pods
         sim mend-all > /dev/null
         sim crash ds/web | wc -l
         sim crash ds/web -c side --exit-code 3 | wc -l
         @wait 5
         pods
         sim crash --always ds/web -c side
         sim status
         @wait 60
         pods
         sim mend-crash ds/web -c side
         sim ignore-sigterm image/nginx:1
         sim evict ds/web | wc -l
         pods
         sim mend-all
         sim mend-all
         sim profile realistic
         sim profile",
        expect![[r#"
            $ sim fail-probe readiness ds/web -c main
            ds/web -c main readiness probe fails
            $ sim fail-probe readiness $(kubectl get pods -o name --field-selector spec.nodeName=n-1) > /dev/null
            $ sim status | grep -v pod/
            kubelets: instant
            FAULT                   OF               MENDED BY
            readiness probe fails   ds/web -c main   sim mend-probe readiness ds/web -c main
            $ pods
            n-1   Running   false,true   0,0   <none>
            n-2   Running   false,true   0,0   <none>
            $ sim mend-probe readiness ds/web -c main
            ds/web -c main readiness probe succeeds again
            $ sim mend-probe readiness ds/web
            ds/web readiness probe did not fail
            $ pods
            n-1   Running   false,true   0,0   <none>
            n-2   Running   true,true    0,0   <none>
            $ sim mend-all > /dev/null
            $ sim crash ds/web | wc -l
            2
            $ sim crash ds/web -c side --exit-code 3 | wc -l
            2
            $ pods
            n-1   Running   true,true   1,1   <none>
            n-2   Running   true,true   1,1   <none>
            $ sim crash --always ds/web -c side
            ds/web -c side crashes after every start
            $ sim status
            kubelets: instant
            FAULT                       OF               MENDED BY
            crashes after every start   ds/web -c side   sim mend-crash ds/web -c side
            $ pods
            n-1   Running   true,false   1,3   <none>
            n-2   Running   true,false   1,3   <none>
            $ sim mend-crash ds/web -c side
            ds/web -c side runs on after its next start
            $ sim ignore-sigterm image/nginx:1
            image/nginx:1 ignores SIGTERM
            $ sim evict ds/web | wc -l
            2
            $ pods
            n-1   Failed   false,false   1,3   Evicted
            n-2   Failed   false,false   1,3   Evicted
            $ sim mend-all
            image/nginx:1 heeds SIGTERM
            $ sim mend-all
            no faults
            $ sim profile realistic
            realistic
            $ sim profile
            realistic
        "#]],
    );
}

#[test]
fn tab_knows_names() {
    let session = session();
    let mut out = String::new();
    for line in [
        "si",
        "sim st",
        "sim help cra",
        "sim stop-kubelet ",
        "sim stop-kubelet n-1 ",
        "sim pressure n-1 ",
        "sim fail-probe readiness ds",
        "sim fail-probe readiness ds/web -c ",
        "sim fail-probe readiness image/",
        "sim crash --",
        "sim crash -n kube-sy",
        "sim break-image ",
        "sim slow-image nginx:1 ",
        "sim add-node x",
        "sim nothing x",
        "kubectl get ds && sim prof",
    ] {
        out += &format!("{line}| {}\n", session.complete(line, line.len()).candidates.join(" "));
    }
    expect![[r#"
        si| sim 
        sim st| start-kubelet status stop-kubelet
        sim help cra| crash
        sim stop-kubelet | n-1 n-2
        sim stop-kubelet n-1 | n-2
        sim pressure n-1 | disk memory network pid
        sim fail-probe readiness ds| ds/web
        sim fail-probe readiness ds/web -c | main side
        sim fail-probe readiness image/| image/busybox:1 image/nginx:1
        sim crash --| --always --container --exit-code --help --namespace
        sim crash -n kube-sy| kube-system
        sim break-image | busybox:1 nginx:1
        sim slow-image nginx:1 | 10x 2x 30s 5m
        sim add-node x| 
        sim nothing x| 
        kubectl get ds && sim prof| profile
    "#]]
    .assert_eq(&out);
}
