//! What is on its way, moment by moment.

use std::collections::BTreeSet;

use expect_test::expect;

use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::playground::view::flight::Stop;

fn name(stop: &Stop) -> &str {
    match stop {
        Stop::Kubectl => "kubectl",
        Stop::ApiServer => "api",
        Stop::DaemonSetController => "daemonset",
        Stop::Scheduler => "scheduler",
        Stop::OtherController => "others",
        Stop::Node(name) => name,
    }
}

/// What is on its way every 150 ms, where each leg takes 200 ms.
fn story(session: &mut Session, steps: u32) -> String {
    let mut text = String::new();
    for step in 0..steps {
        session.advance_to(session.now().plus(150));
        let legs: BTreeSet<String> = session
            .flights(200)
            .iter()
            .map(|flight| format!("{}>{} {:?}", name(&flight.from), name(&flight.to), flight.freight))
            .collect();
        let legs: Vec<String> = legs.into_iter().collect();
        text += &format!("{step}: {}\n", legs.join(", "));
    }
    text
}

#[test]
fn a_pod_is_seen_to_come_about_one_leg_after_the_other() {
    let mut session = Session::new(Start::Minikube, 1);
    session.run(Command::Shell("kubectl label node minikube nodeType=edge".to_owned()));
    session.advance_to(session.now().plus(20_000));
    session.run(Command::Shell("kubectl apply -f manifests/ds-example.yaml".to_owned()));
    expect![[r#"
        0: kubectl>api Creation
        1: api>daemonset Notification
        2: daemonset>api Change, daemonset>api Creation
        3: daemonset>api Change, daemonset>api Creation
        4: api>daemonset Notification, api>scheduler Notification
        5: api>daemonset Notification, api>minikube Notification, daemonset>api Change, minikube>api Change, scheduler>api Change
        6: api>daemonset Notification, minikube>api Change
        7: 
        8: 
        9: 
        10: 
        11: 
    "#]].assert_eq(&story(&mut session, 12));
}

#[test]
fn a_moment_shows_the_same_whenever_it_is_looked_at() {
    let mut session = Session::new(Start::EdgeAndCore, 1);
    session.run(Command::Shell("kubectl label node edge-1 edge-2 nodeType=edge".to_owned()));
    session.run(Command::Shell("kubectl apply -f manifests/ds-example.yaml".to_owned()));
    session.advance_to(session.now().plus(700));
    let there = session.flights(300);
    assert!(!there.is_empty());
    let mut other = Session::from_text(&session.to_text()).expect("it is a session");
    assert_eq!(other.flights(300), there);
    other.advance_to(other.now().plus(60_000));
    assert!(other.flights(300).is_empty(), "a cluster at rest shows nothing");
}
