//! The recordings of a real cluster, played at ours and compared command by command.

use daemonset_playground::playground::compare::compare;
use daemonset_playground::playground::session::play::play;

/// Plays a recording: all of its commands must agree, and it must have so many.
fn check(name: &str, expected: &str, num_commands: u32) {
    let actual = play(expected).unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = compare(expected, &actual);
    let differing: Vec<&str> = report.differences.iter().map(|difference| &*difference.command).collect();
    assert!(differing.is_empty(), "{name}: {differing:#?} differ");
    assert_eq!(report.num_agreeing(), num_commands, "{name}: a command is lost");
}

macro_rules! recording {
    ($test:ident, $file:literal, $num_commands:expr) => {
        #[test]
        fn $test() {
            check($file, include_str!(concat!("../oracle/scenarios/", $file, ".transcript")), $num_commands);
        }
    };
}

recording!(the_exercise_agrees, "01-exercise", 24);
recording!(rollouts_agree, "02-rollout", 34);
recording!(labels_agree, "03-labels", 30);
recording!(taints_agree, "04-taints", 29);
recording!(strategies_agree, "05-strategies", 29);
recording!(refusals_agree, "06-invalid", 44);
recording!(apply_agrees, "07-apply", 35);
recording!(outputs_agree, "08-output", 30);
recording!(a_stopped_kubelet_agrees, "09-notready", 19);
recording!(hashes_agree, "10-hash", 88);

#[test]
fn a_session_survives_its_text() {
    use daemonset_playground::playground::command::Command;
    use daemonset_playground::playground::session::session::Session;
    use daemonset_playground::playground::starts::Start;

    let mut session = Session::new(Start::EdgeAndCore, 7);
    for line in [
        "kubectl create -f manifests/ds-example.yaml --record",
        "kubectl label node edge-1 edge-2 edge-3 nodeType=edge",
        "kubectl set image ds/ds-example nginx=nginx:1.29",
        "kubectl get pods -w",
    ] {
        session.advance_to(session.now().plus(4321));
        session.run(Command::Shell(line.into()));
    }
    session.advance_to(session.now().plus(2000));
    session.run(Command::Interrupt);
    session.advance_to(session.now().plus(20_000));
    let again = Session::from_text(&session.to_text()).unwrap();
    assert_eq!(again.now(), session.now());
    assert_eq!(again.digest(), session.digest());
    assert_eq!(again.to_text(), session.to_text());
}
