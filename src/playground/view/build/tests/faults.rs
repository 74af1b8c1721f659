//! Whole sessions that something goes wrong in on purpose, and the lines that the page offers to free them.

use expect_test::{Expect, expect};

use crate::playground::command::Command;
use crate::playground::session::session::Session;
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
      containers:
      - {name: main, image: 'nginx:1', ports: [{containerPort: 80, hostPort: 8080}], resources: {requests: {memory: 1Gi}},
         readinessProbe: {httpGet: {port: 80}, periodSeconds: 1, failureThreshold: 2}}
";

/// A pod that has the port.
const HOG: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: hog}
spec: {nodeName: n-1, containers: [{name: hog, image: x, ports: [{containerPort: 1, hostPort: 8080}]}]}
";

fn run(session: &mut Session, line: &str) {
    session.run(Command::Shell(line.to_owned()));
    let (text, code) = session.last_output();
    assert_eq!(code, 0, "{line}: {text}");
}

/// Two nodes with a pod each, then some lines; `@wait N` between them lets N seconds pass. Then the sentence with its ways
/// out, and the sentence again after the first of them was taken and ten minutes have passed.
fn check(lines: &str, expected: Expect) {
    let mut session = Session::new(Start::Empty, 1);
    session.run(Command::WriteFile { path: "web.yaml".into(), text: MANIFEST.into() });
    session.run(Command::WriteFile { path: "hog.yaml".into(), text: HOG.into() });
    for line in ["sim add-nodes 2 n", "sim profile realistic"].into_iter().chain(lines.lines().map(str::trim))
    {
        match line.strip_prefix("@wait ") {
            Some(seconds) => {
                let millis = seconds.parse::<u64>().expect("a number") * 1000;
                session.advance_to(session.now().plus(millis));
            }
            None => run(&mut session, line),
        }
    }
    let mut text = String::new();
    let mut first = None;
    for _ in 0..2 {
        let view = session.view();
        let rollout = &view.daemon_sets[0].rollout;
        text +=
            &format!("{:?} {:?}: {}, {}\n", rollout.phase, rollout.done, rollout.headline, rollout.detail);
        for fix in &rollout.fixes {
            text += &format!("  {}: {}\n", fix.label, fix.command);
        }
        if let Some(fix) = rollout.fixes.first().filter(|_| first.is_none()).cloned() {
            run(&mut session, &fix.command);
            first = Some(fix);
        }
        for pod in view.nodes.iter().flat_map(|node| &node.pods) {
            let on = ["web-on-", pod.node.as_deref().unwrap_or_default()].concat();
            text = text.replace(&*pod.name, &on);
        }
        session.advance_to(session.now().plus(600_000));
    }
    expected.assert_eq(&text);
}

const APPLY: &str = "kubectl apply -f web.yaml\n@wait 60\n";

#[test]
fn a_dead_node_is_started_again() {
    let lines = "sim stop-kubelet n-1\n@wait 120\nkubectl set image ds web main=nginx:2\n@wait 60";
    check(
        &[APPLY, lines].concat(),
        expect![[r#"
            Stuck (0, 1): Stuck, because `web-on-n-1` cannot end: its node `n-1` does not answer
              Start the kubelet of n-1: sim start-kubelet n-1
              Delete the pod by force: kubectl delete pod web-on-n-1 --force --grace-period=0
            Complete (2, 2): Complete, all 2 pods are up to date and available
        "#]],
    );
}

#[test]
fn a_node_that_is_cut_off_is_mended() {
    check(
        &[APPLY, "sim cut-node n-1\n@wait 120\nkubectl set image ds web main=nginx:2\n@wait 60"].concat(),
        expect![[r#"
            Stuck (0, 1): Stuck, because `web-on-n-1` cannot end: its node `n-1` does not answer
              Reconnect n-1: sim mend-node n-1
              Delete the pod by force: kubectl delete pod web-on-n-1 --force --grace-period=0
            Complete (2, 2): Complete, all 2 pods are up to date and available
        "#]],
    );
}

#[test]
fn a_broken_image_is_mended() {
    let lines = "sim break-image nginx:2\nkubectl set image ds web main=nginx:2\n@wait 60";
    check(
        &[APPLY, lines].concat(),
        expect![[r#"
        Stuck (0, 2): Stuck, because `n-1` cannot pull the image `nginx:2`
          Mend the image: sim mend-image nginx:2
          Undo the rollout: kubectl rollout undo ds web
        Complete (2, 2): Complete, all 2 pods are up to date and available
    "#]],
    );
}

#[test]
fn crashes_are_stopped() {
    check(
        &[APPLY, "sim crash ds/web --always\n@wait 60"].concat(),
        expect![[r#"
        Stuck (0, 2): Stuck, because `web-on-n-1` on `n-1` crashes again and again, and 1 more node is held up
          Stop the crashes: sim mend-crash ds/web
        Complete (2, 2): Complete, all 2 pods are up to date and available
    "#]],
    );
}

#[test]
fn a_failing_probe_is_let_pass() {
    check(
        &[APPLY, "sim fail-probe readiness ds/web\n@wait 60"].concat(),
        expect![[r#"
        Stuck (0, 2): Stuck, because `web-on-n-1` on `n-1` runs, and its probe does not find it ready, and 1 more node is held up
          Let the readiness probe pass: sim mend-probe readiness ds/web
        Complete (2, 2): Complete, all 2 pods are up to date and available
    "#]],
    );
}

#[test]
fn a_port_is_given_free() {
    check(
        &["kubectl apply -f hog.yaml\n@wait 20\n", APPLY].concat(),
        expect![[r#"
        Stuck (1, 2): Stuck, because `web-on-n-1` cannot be scheduled on `n-1`: didn't have free ports for the requested pod ports
          Delete web-on-n-1, which has port 8080: kubectl delete pod web-on-n-1
        Complete (2, 2): Complete, all 2 pods are up to date and available
    "#]],
    );
}

#[test]
fn memory_is_given_free() {
    check(
        &["sim fill-node n-1\n@wait 20\n", APPLY].concat(),
        expect![[r#"
        Stuck (1, 2): Stuck, because `web-on-n-1` cannot be scheduled on `n-1`: Insufficient memory
          Empty n-1: sim empty-node n-1
        Complete (2, 2): Complete, all 2 pods are up to date and available
    "#]],
    );
}
