//! The trace of a small rollout, as a person reads it.

use expect_test::{Expect, expect};

use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::playground::trace::trace_view::{TraceFilter, TraceView};

fn session(lines: &[&str]) -> Session {
    let mut session = Session::new(Start::Minikube, 1);
    session.advance_to(session.now().plus(1_000));
    for line in lines {
        session.run(Command::Shell((*line).to_owned()));
        session.advance_to(session.now().plus(20_000));
    }
    session
}

fn check(session: &Session, filter: &TraceFilter, expected: Expect) {
    let trace = TraceView::new(session.cluster().trace());
    let rows = trace.matching(filter).into_iter().filter_map(|number| trace.row(number));
    let lines = rows
        .filter(|row| row.at_ms >= 1_000)
        .map(|row| format!("{} ms {} {:?}: {}\n", row.at_ms, row.who, row.look, row.text));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn a_pod_comes_to_be_step_by_step() {
    let session = session(&[
        "kubectl create -f manifests/ds-example.yaml",
        "kubectl label node minikube nodeType=edge",
    ]);
    check(
        &session,
        &TraceFilter::default(),
        expect![[r#"
            1000 ms you Gave: `kubectl create -f manifests/ds-example.yaml`
            1000 ms kubectl Wrote: created DaemonSet `ds-example`
            1003 ms DaemonSet controller Saw: created DaemonSet `ds-example` (3 ms ago)
            1003 ms DaemonSet controller Wrote: created revision `ds-example-69bb457458`, number 1
            1003 ms DaemonSet controller Wrote: DaemonSet `ds-example`: generation 1 seen
            1007 ms DaemonSet controller Saw: created revision `ds-example-69bb457458`, number 1 (4 ms ago)
            1007 ms DaemonSet controller Saw: DaemonSet `ds-example`: generation 1 seen (4 ms ago)
            5000 ms node lifecycle Told: RegisteredNode: Node minikube event: Registered Node minikube in Controller
            21000 ms you Gave: `kubectl label node minikube nodeType=edge`
            21000 ms kubectl Wrote: node `minikube`: label `nodeType=edge`
            21003 ms DaemonSet controller Saw: node `minikube`: label `nodeType=edge` (3 ms ago)
            21003 ms DaemonSet controller Decided: one node lacks its pod: `minikube`
            21003 ms DaemonSet controller Wrote: created pod `ds-example-nl42s` for `minikube`, revision `69bb457458`
            21003 ms DaemonSet controller Told: SuccessfulCreate: Created pod: ds-example-nl42s
            21003 ms DaemonSet controller Wrote: DaemonSet `ds-example`: desired 0 → 1
            21005 ms DaemonSet controller Saw: created pod `ds-example-nl42s` for `minikube`, revision `69bb457458` (2 ms ago)
            21005 ms scheduler Saw: created pod `ds-example-nl42s` for `minikube`, revision `69bb457458` (2 ms ago)
            21005 ms scheduler Wrote: pod `ds-example-nl42s`: bound to `minikube`
            21005 ms scheduler Told: Scheduled: Successfully assigned default/ds-example-nl42s to minikube
            21006 ms DaemonSet controller Saw: DaemonSet `ds-example`: desired 0 → 1 (3 ms ago)
            21006 ms DaemonSet controller Wrote: DaemonSet `ds-example`: current 0 → 1, up to date 0 → 1
            21008 ms DaemonSet controller Saw: pod `ds-example-nl42s`: bound to `minikube` (3 ms ago)
            21008 ms kubelet minikube Saw: pod `ds-example-nl42s`: bound to `minikube` (3 ms ago)
            21009 ms DaemonSet controller Decided: waits: its informers do not know its own last writes yet
            21011 ms DaemonSet controller Saw: DaemonSet `ds-example`: current 0 → 1, up to date 0 → 1 (5 ms ago)
            21071 ms kubelet minikube Wrote: pod `ds-example-nl42s`: nginx waits: ContainerCreating
            21075 ms DaemonSet controller Saw: pod `ds-example-nl42s`: nginx waits: ContainerCreating (4 ms ago)
            21441 ms kubelet minikube Told: Pulling: Pulling image "nginx:stable-alpine"
            22684 ms kubelet minikube Told: Pulled: Successfully pulled image "nginx:stable-alpine" in 1.243s (1.243s including waiting). Image size: 22400000 bytes.
            22862 ms kubelet minikube Told: Created: Container created
            22862 ms kubelet minikube Told: Started: Container started
            22862 ms kubelet minikube Wrote: pod `ds-example-nl42s`: is Running, is ready
            22866 ms DaemonSet controller Saw: pod `ds-example-nl42s`: is Running, is ready (4 ms ago)
            22866 ms DaemonSet controller Wrote: DaemonSet `ds-example`: ready 0 → 1, available 0 → 1
            22870 ms DaemonSet controller Saw: DaemonSet `ds-example`: ready 0 → 1, available 0 → 1 (4 ms ago)
        "#]],
    );
}

#[test]
fn a_filter_lets_through_what_is_asked_for() {
    let session = session(&[
        "kubectl create -f manifests/ds-example.yaml",
        "kubectl label node minikube nodeType=edge",
        "kubectl set image ds/ds-example nginx=nginx:1.29",
    ]);
    let filter =
        TraceFilter { component: "daemonset-controller".into(), without_saw: true, ..TraceFilter::default() };
    check(
        &session,
        &filter,
        expect![[r#"
            1003 ms DaemonSet controller Wrote: created revision `ds-example-69bb457458`, number 1
            1003 ms DaemonSet controller Wrote: DaemonSet `ds-example`: generation 1 seen
            21003 ms DaemonSet controller Decided: one node lacks its pod: `minikube`
            21003 ms DaemonSet controller Wrote: created pod `ds-example-nl42s` for `minikube`, revision `69bb457458`
            21003 ms DaemonSet controller Told: SuccessfulCreate: Created pod: ds-example-nl42s
            21003 ms DaemonSet controller Wrote: DaemonSet `ds-example`: desired 0 → 1
            21006 ms DaemonSet controller Wrote: DaemonSet `ds-example`: current 0 → 1, up to date 0 → 1
            21009 ms DaemonSet controller Decided: waits: its informers do not know its own last writes yet
            22866 ms DaemonSet controller Wrote: DaemonSet `ds-example`: ready 0 → 1, available 0 → 1
            41006 ms DaemonSet controller Wrote: created revision `ds-example-7c74dbcb5`, number 2
            41006 ms DaemonSet controller Decided: maxUnavailable 1, 0 unavailable: old pod may go: `ds-example-nl42s`
            41006 ms DaemonSet controller Wrote: pod `ds-example-nl42s`: has to go within 30 s
            41006 ms DaemonSet controller Told: SuccessfulDelete: Deleted pod: ds-example-nl42s
            41006 ms DaemonSet controller Wrote: DaemonSet `ds-example`: up to date 1 → 0
            42131 ms DaemonSet controller Decided: one node lacks its pod: `minikube`
            42131 ms DaemonSet controller Wrote: created pod `ds-example-hm7bv` for `minikube`, revision `7c74dbcb5`
            42131 ms DaemonSet controller Told: SuccessfulCreate: Created pod: ds-example-hm7bv
            42131 ms DaemonSet controller Wrote: DaemonSet `ds-example`: current 1 → 0, ready 1 → 0, available 1 → 0
            42136 ms DaemonSet controller Decided: waits: its informers do not know its own last writes yet
            42139 ms DaemonSet controller Wrote: DaemonSet `ds-example`: current 0 → 1, up to date 0 → 1
            45097 ms DaemonSet controller Wrote: DaemonSet `ds-example`: ready 0 → 1, available 0 → 1
        "#]],
    );
    check(
        &session,
        &TraceFilter { text: "Set Image".into(), ..TraceFilter::default() },
        expect![[r#"
            41000 ms you Gave: `kubectl set image ds/ds-example nginx=nginx:1.29`
        "#]],
    );
}
