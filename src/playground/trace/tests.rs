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
        .map(|row| format!("{:>6} {} {:?}: {}\n", row.at_ms, row.who, row.look, row.text));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn a_pod_comes_to_be_step_by_step() {
    let session = session(&[
        "kubectl create -f manifests/ds-example.yaml",
        "kubectl label node minikube nodeType=edge",
    ]);
    check(&session, &TraceFilter::default(), expect![[""]]);
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
    check(&session, &filter, expect![[""]]);
    check(&session, &TraceFilter { text: "Set Image".into(), ..TraceFilter::default() }, expect![[""]]);
}
