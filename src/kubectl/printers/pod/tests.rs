use std::rc::Rc;

use expect_test::{Expect, expect};
use serde_json::json;

use super::*;
use crate::api::object::Body;
use crate::api::pod::{PodPhase, PodStatus};
use crate::apimachinery::meta::ObjectMeta;

fn status(name: &str, state: ContainerState) -> ContainerStatus {
    ContainerStatus {
        name: name.into(),
        image: "i".into(),
        image_id: "".into(),
        container_id: "".into(),
        ready: matches!(state, ContainerState::Running { .. }),
        state,
        last_state: None,
        started: Some(true),
        restart_count: 0,
    }
}

fn running() -> ContainerState {
    ContainerState::Running { started_at: Time(1000) }
}

fn ended(exit_code: i32, reason: &str) -> ContainerState {
    ContainerState::Terminated {
        exit_code,
        reason: reason.into(),
        started_at: Time(1000),
        finished_at: Time(2000),
    }
}

/// A pod with an init container, a sidecar and two containers, and what its row says of READY, STATUS and RESTARTS.
fn check(change: impl FnOnce(&mut PodStatus, &mut ObjectMeta), expected: Expect) {
    let mut pod = Pod::from_spec_value(&json!({
        "initContainers": [
            {"name": "init", "image": "i"}, {"name": "side", "image": "i", "restartPolicy": "Always"},
        ],
        "containers": [{"name": "a", "image": "i"}, {"name": "b", "image": "i"}],
    }));
    let mut status = PodStatus::default();
    let mut meta = ObjectMeta::named("default", "x");
    change(&mut status, &mut meta);
    pod.status = Rc::new(status);
    let object = Object { meta, body: Body::Pod(pod.clone()) };
    let row = row("x".to_owned(), "1s".to_owned(), &object, &pod, Time(60_000));
    expected.assert_eq(&row[1..4].join(" "));
}

fn inits(status_: &mut PodStatus, init: ContainerState, side: ContainerState) {
    status_.init_container_statuses = vec![status("init", init), status("side", side)];
}

fn initialized(status_: &mut PodStatus, a: ContainerState, b: ContainerState) {
    inits(status_, ended(0, "Completed"), running());
    status_.phase = PodPhase::Running;
    status_.set_condition(Condition::new("Initialized", true, Time(0)));
    status_.container_statuses = vec![status("a", a), status("b", b)];
}

#[test]
fn a_pod_on_its_way_up_tells_how_far_it_is() {
    check(|_, _| {}, expect!["0/3 Pending 0"]);
    check(
        |s, _| {
            s.set_condition(Condition {
                reason: "SchedulingGated".into(),
                ..Condition::new("PodScheduled", false, Time(0))
            })
        },
        expect!["0/3 SchedulingGated 0"],
    );
    let waiting = || ContainerState::waiting("PodInitializing");
    check(|s, _| inits(s, running(), waiting()), expect!["0/3 Init:0/2 0"]);
    check(
        |s, _| inits(s, ContainerState::waiting("ImagePullBackOff"), waiting()),
        expect!["0/3 Init:ImagePullBackOff 0"],
    );
    check(|s, _| inits(s, ended(1, "Error"), waiting()), expect!["0/3 Init:Error 0"]);
    check(|s, _| inits(s, ended(3, ""), waiting()), expect!["0/3 Init:ExitCode:3 0"]);
    check(
        |s, _| {
            inits(s, ended(0, "Completed"), waiting());
            s.init_container_statuses[1].started = Some(false);
        },
        expect!["0/3 Init:1/2 0"],
    );
    check(
        |s, _| initialized(s, ContainerState::waiting("ContainerCreating"), running()),
        expect!["2/3 ContainerCreating 0"],
    );
}

#[test]
fn containers_decide_on_the_word_once_the_pod_runs() {
    check(|s, _| initialized(s, running(), running()), expect!["3/3 Running 0"]);
    check(
        |s, _| initialized(s, ContainerState::waiting("CrashLoopBackOff"), running()),
        expect!["2/3 CrashLoopBackOff 0"],
    );
    check(|s, _| initialized(s, running(), ended(137, "OOMKilled")), expect!["2/3 OOMKilled 0"]);
    check(|s, _| initialized(s, ended(0, "Completed"), ended(2, "Error")), expect!["1/3 Error 0"]);
    check(|s, _| initialized(s, ended(0, "Completed"), running()), expect!["2/3 NotReady 0"]);
    check(
        |s, _| {
            initialized(s, ended(0, "Completed"), running());
            s.set_condition(Condition::new("Ready", true, Time(0)));
        },
        expect!["2/3 Running 0"],
    );
    check(
        |s, _| {
            initialized(s, running(), running());
            s.container_statuses[0].restart_count = 3;
            s.container_statuses[0].last_state = Some(ended(1, "Error"));
            s.init_container_statuses[0].restart_count = 9;
            s.init_container_statuses[1].restart_count = 1;
        },
        expect!["3/3 Running 4 (58s ago)"],
    );
}

#[test]
fn reasons_and_deletion_come_before_containers() {
    check(
        |s, _| {
            s.phase = PodPhase::Failed;
            s.reason = "Evicted".into();
        },
        expect!["0/3 Evicted 0"],
    );
    check(
        |s, meta| {
            initialized(s, running(), running());
            meta.deletion_timestamp = Some(Time(0));
        },
        expect!["3/3 Terminating 0"],
    );
    check(
        |s, meta| {
            s.reason = "NodeLost".into();
            meta.deletion_timestamp = Some(Time(0));
        },
        expect!["0/3 Unknown 0"],
    );
    check(
        |s, meta| {
            initialized(s, ended(0, "Completed"), ended(0, "Completed"));
            s.phase = PodPhase::Succeeded;
            meta.deletion_timestamp = Some(Time(0));
        },
        expect!["1/3 Completed 0"],
    );
}
