//! Going back and forth, against the one thing that is certainly right: a session that is run straight from its text.

use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::history::history::{FutureId, History, always};
use crate::playground::history::marks::MarkKind;
use crate::playground::history::scale::Scale;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::playground::trace::trace_view::Past;

const LINES: [&str; 12] = [
    "kubectl create -f manifests/ds-example.yaml",
    "kubectl label node edge-1 edge-2 edge-3 nodeType=edge --overwrite",
    "kubectl label node core-1 nodeType=edge --overwrite",
    "kubectl label node edge-2 nodeType-",
    "kubectl set image ds/ds-example nginx=nginx:1.29",
    "kubectl set image ds/ds-example nginx=nginx:1.30",
    "kubectl rollout undo ds/ds-example",
    "kubectl delete pod -l app=example --wait=false",
    "kubectl rollout status ds/ds-example --timeout=20s",
    "kubectl taint node edge-3 a=b:NoExecute --overwrite",
    "kubectl taint node edge-3 a-",
    "kubectl delete ds ds-example",
];

fn shell(line: &str) -> Command {
    Command::Shell(line.to_owned())
}

fn pass(history: &mut History, millis: u64) {
    let until = history.now().plus(millis);
    history.advance_to(until, &mut always);
}

fn seek(history: &mut History, at: Time) {
    history.seek(at);
    assert!(history.pursue(&mut always));
}

/// A moment is what a straight run of what was given comes to.
#[track_caller]
fn check_moment(history: &History) {
    let text = history.session().to_text();
    let straight = Session::from_text(&text).expect("a session's text can be read");
    assert_eq!(straight.now(), history.session().now());
    assert_eq!(straight.digest(), history.session().digest(), "{text}");
}

/// Created, labelled and updated, with time between.
fn rolled() -> History {
    let mut history = History::new(Start::EdgeAndCore, 7);
    for line in [LINES[0], LINES[1], LINES[4]] {
        pass(&mut history, 1_000);
        history.run(shell(line));
        pass(&mut history, 20_000);
    }
    history
}

#[test]
fn every_moment_is_the_same_however_it_is_come_to() {
    let mut history = rolled();
    let end = (history.now(), history.session().digest());
    let mut rng = Rng::new(3);
    for _ in 0..12 {
        let at = Time(u64::from(rng.below(63_000)));
        seek(&mut history, at);
        assert_eq!(history.now(), at);
        check_moment(&history);
    }
    seek(&mut history, Time(70_000));
    assert_eq!((history.now(), history.session().digest()), end);
    assert!(!history.is_past());
}

#[test]
fn playing_in_the_past_gives_the_commands_again() {
    let mut history = rolled();
    let end = (history.now(), history.session().digest());
    seek(&mut history, Time(500));
    assert!(history.is_past() && history.session().given().is_empty());
    while history.is_past() {
        pass(&mut history, 777);
    }
    history.seek(end.0);
    history.pursue(&mut always);
    assert_eq!((history.now(), history.session().digest()), end);
}

#[test]
fn a_seek_is_spread_over_as_many_turns_as_it_takes() {
    let history = rolled();
    let (end, digest) = (history.now(), history.session().digest());
    let mut history = History::from_text(&history.to_text()).expect("it can be read");
    assert!(history.is_past(), "all is still ahead");
    history.seek(end);
    let mut turns = 0;
    while !history.pursue(&mut || false) {
        turns += 1;
        assert_eq!(history.now(), end, "the page shows where it is going");
    }
    assert!(turns > 5, "{turns}");
    assert_eq!(history.session().digest(), digest);
}

#[test]
fn a_command_in_the_past_cuts_and_undo_brings_back_what_was_ahead() {
    let mut history = rolled();
    let end = history.now();
    seek(&mut history, Time(30_000));
    let before = history.session().digest();
    history.run(shell(LINES[3]));
    assert!(!history.is_past());
    assert_eq!((history.end(), history.futures.len()), (Time(30_000), 2));
    pass(&mut history, 10_000);
    check_moment(&history);
    assert_eq!(history.undoable(), Some(&shell(LINES[3])));
    history.undo();
    history.pursue(&mut always);
    assert_eq!((history.now(), history.end(), history.session().digest()), (Time(30_000), end, before));
    assert!(history.is_past());
    assert_eq!(history.redoable(), Some(&shell(LINES[3])));
    history.redo();
    history.pursue(&mut always);
    assert_eq!((history.now(), history.is_past()), (Time(40_000), false));
    check_moment(&history);
}

#[test]
fn undo_takes_back_command_by_command_and_redo_gives_them_again() {
    let mut history = rolled();
    let end = (history.now(), history.session().digest());
    for left in [2, 1, 0] {
        history.undo();
        history.pursue(&mut always);
        assert_eq!(history.session().given().len(), left);
        assert!(!history.is_past(), "what was undone is not ahead");
        check_moment(&history);
    }
    assert_eq!(history.undoable(), None);
    for given in [1, 2, 3] {
        history.redo();
        history.pursue(&mut always);
        assert_eq!(history.session().given().len(), given);
        check_moment(&history);
    }
    assert_eq!(history.redoable(), None);
    assert_eq!((history.now(), history.session().digest()), end);
    assert_eq!(history.futures.len(), 1, "drafts that were left are gone");
}

#[test]
fn a_file_saved_for_a_line_is_undone_with_it() {
    let mut history = rolled();
    history.run(Command::WriteFile { path: "a.yaml".into(), text: "kind: Pod".into() });
    history.run(shell("cat a.yaml"));
    history.undo();
    history.pursue(&mut always);
    assert_eq!(history.session().given().len(), 3);
    assert!(history.session().files().read("a.yaml").is_err());
}

#[test]
fn a_fork_keeps_both_and_both_can_be_replayed() {
    let mut history = rolled();
    assert!(!history.fork(), "at the end there is nothing to leave behind");
    seek(&mut history, Time(43_000));
    assert!(history.fork());
    pass(&mut history, 5_000);
    assert_eq!(history.session().given().len(), 3);
    for id in [FutureId(0), FutureId(1)] {
        let text = history.future_text(id).expect("it is kept");
        history.switch(id);
        history.pursue(&mut always);
        let straight = Session::from_text(&text).expect("it can be read");
        assert_eq!((straight.now(), straight.digest()), (history.now(), history.session().digest()));
    }
}

#[test]
fn another_future_is_shown_at_the_same_time_and_goes_on_beyond_its_end() {
    let mut history = rolled();
    let end = history.now();
    seek(&mut history, Time(42_500));
    history.run(shell(LINES[5]));
    pass(&mut history, 500);
    history.compare(Some(FutureId(0)));
    for at in [10_000, 50_000, 63_000, 80_000, 43_000] {
        if Time(at) > history.end() {
            let millis = Time(at).since(history.now());
            pass(&mut history, millis);
        } else {
            seek(&mut history, Time(at));
        }
        let now = history.now();
        let (id, other) = history.compared().expect("it is shown");
        assert_eq!((id, other.now()), (FutureId(0), now));
        let text = other.to_text();
        assert_eq!(Session::from_text(&text).map(|it| it.digest()), Ok(other.digest()), "{text}");
    }
    history.switch(FutureId(0));
    history.pursue(&mut always);
    assert_eq!(history.now(), end);
    assert!(history.compared().is_none(), "a future is not compared with itself");
}

#[test]
fn the_other_future_comes_over_as_many_turns_as_it_takes() {
    let mut history = rolled();
    seek(&mut history, Time(42_500));
    history.run(shell(LINES[5]));
    pass(&mut history, 20_000);
    history.compare(Some(FutureId(0)));
    let mut turns = 0;
    while !history.pursue(&mut || false) {
        assert!(history.is_under_way() && !history.is_seeking());
        assert!(history.time_view().compare.is_none(), "it is shown once it is there");
        turns += 1;
    }
    assert!(turns > 1, "{turns}");
    assert!(!history.is_under_way());
    assert!(history.time_view().compare.is_some());
    let now = history.now();
    let (_, other) = history.compared().expect("it is there");
    let straight = Session::from_text(&other.to_text()).expect("it can be read");
    assert_eq!((other.now(), other.digest()), (now, straight.digest()));
}

#[test]
fn what_is_traced_at_the_beginning_is_ahead_of_it_when_one_goes_back() {
    let mut history = History::new(Start::EdgeAndCore, 7);
    let before = history.num_traced().expect("it stands still");
    history.run(shell(LINES[0]));
    assert!(history.num_traced() > Some(before));
    history.trace();
    seek(&mut history, Time::ZERO);
    assert_eq!(history.num_traced(), Some(before));
    let trace = history.trace();
    let numbers = trace.matching(&Default::default());
    let past = Past { at_ms: 0, num_traced: Some(before) };
    assert!(trace.num_behind(&numbers, past) < numbers.len());
}

#[test]
fn steps_go_from_occurrence_to_occurrence_in_the_past_too() {
    let mut history = rolled();
    seek(&mut history, Time(500));
    let mut given = 0;
    while history.is_past() {
        let before = (history.now(), history.session().given().len());
        history.step();
        assert!((history.now(), history.session().given().len()) > before);
        given = history.session().given().len();
    }
    assert_eq!(given, 3);
    check_moment(&history);
}

#[test]
fn marks_stand_at_revisions_and_events_and_stay_when_one_goes_back() {
    let mut history = rolled();
    let revisions = |history: &History| {
        let marks = history.here().marks.list().iter().filter(|mark| mark.kind == MarkKind::Revision);
        marks.map(|mark| format!("{} {}", mark.at.0 / 1000, mark.text)).collect::<Vec<_>>()
    };
    let expected = ["1 revision 1 of ds-example", "43 revision 2 of ds-example"];
    assert_eq!(revisions(&history), expected);
    let count = history.here().marks.list().len();
    assert!(count > 8, "{count}");
    seek(&mut history, Time(100));
    assert_eq!(revisions(&history), expected);
    pass(&mut history, 100_000);
    assert!(history.here().marks.list().len() >= count);
    assert!(history.here().marks.list().is_sorted_by_key(|mark| mark.at));
}

#[test]
fn whatever_one_does_with_time_the_moment_is_that_of_a_straight_run() {
    for seed in 1..=12 {
        println!("seed {seed}");
        let mut rng = Rng::new(seed).fork("history");
        let mut history = History::new(Start::EdgeAndCore, seed);
        for _ in 0..40 {
            random_deed(&mut history, &mut rng);
            history.pursue(&mut always);
            check_moment(&history);
        }
        let whole = history.to_whole_text();
        assert_eq!(History::from_text(&whole).map(|back| back.to_whole_text()), Ok(whole));
        for id in history.futures.iter().map(|future| future.id).collect::<Vec<_>>() {
            // A draft that was left is gone.
            let Some(text) = history.future_text(id) else { continue };
            history.switch(id);
            history.pursue(&mut always);
            assert_eq!(history.session().to_text(), text);
            check_moment(&history);
        }
    }
}

fn random_deed(history: &mut History, rng: &mut Rng) {
    let ids: Vec<FutureId> = history.futures.iter().map(|future| future.id).collect();
    let some_id = ids[rng.below(u32::try_from(ids.len()).unwrap()) as usize];
    match rng.below(20) {
        0..=6 => history.run(shell(LINES[rng.below(12) as usize])),
        7..=10 => pass(history, u64::from(rng.below(9_000))),
        11..=12 => history.seek(Time(u64::from(rng.below(1 + u32::try_from(history.end().0).unwrap())))),
        13..=14 => history.undo(),
        15 => history.redo(),
        16 => history.step(),
        17 => history.switch(some_id),
        18 => history.compare(Some(some_id)),
        _ => _ = history.fork(),
    }
}

#[test]
fn checkpoints_are_bounded_and_sparser_the_farther_away() {
    let mut history = History::new(Start::Empty, 1);
    history.run(Command::JoinNodes { count: 300, prefix: "n".into(), labels: Default::default() });
    history.run(Command::WriteFile { path: "ds.yaml".into(), text: AGENT.into() });
    history.run(shell("kubectl apply -f ds.yaml"));
    pass(&mut history, 60_000);
    for version in 2..8 {
        history.run(shell(&format!("kubectl set image ds/agent main=agent:v{version}")));
        pass(&mut history, 90_000);
    }
    let count = history.checkpoints.len();
    assert!((8..=64).contains(&count), "{count}");
    let (end, digest) = (history.now(), history.session().digest());
    seek(&mut history, Time(100_000));
    seek(&mut history, end);
    assert_eq!(history.session().digest(), digest);
}

const AGENT: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {rollingUpdate: {maxUnavailable: 10%}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: 'agent:v1'}]}
";

#[test]
fn the_scale_presses_idle_time_together_and_finds_its_way_back() {
    let marks = [1_000, 2_000, 3_600_000, 3_601_000].map(Time);
    let scale = Scale::new(marks.into_iter(), Time(3_610_000));
    let place = |ms: u64| scale.place(Time(ms));
    assert!(place(2_000) - place(1_000) > 0.02, "a second among events is seen");
    assert!(place(3_600_000) - place(2_000) < 0.75, "an hour without any leaves room");
    assert!(place(3_610_000) <= 0.94);
    for ms in [0, 500, 1_500, 2_000, 90_000, 3_600_500, 3_607_000] {
        let back = scale.moment(place(ms)).0;
        assert!(back.abs_diff(ms) <= 1, "{ms} came back as {back}");
    }
    assert!((0..100).map(|step| place(step * 40_000)).is_sorted());
}

/// Forks, undos and a name, with time between.
fn forked() -> History {
    let mut history = rolled();
    seek(&mut history, Time(42_500));
    history.run(shell(LINES[5]));
    pass(&mut history, 9_000);
    history.rename(history.current, "two rollouts  ");
    seek(&mut history, Time(10_000));
    history.run(shell(LINES[11]));
    pass(&mut history, 2_500);
    history.undo();
    history.pursue(&mut always);
    history.undo();
    history.pursue(&mut always);
    history
}

#[test]
fn cut_futures_and_undos_come_back_from_the_text() {
    let history = forked();
    let text = history.to_whole_text();
    assert!(text.starts_with("# daemonset-playground session 2\n"), "{text}");
    let mut back = History::from_text(&text).expect("it can be read");
    back.seek(history.now());
    back.pursue(&mut always);
    assert_eq!(back.to_whole_text(), text);
    assert_eq!(Session::from_text(&text).map(|session| session.to_text()), Ok(history.to_text()));
    for future in &history.futures {
        let known = back.future(future.id).expect("it is there");
        assert_eq!((&known.name, known.is_draft, known.from), (&future.name, future.is_draft, future.from));
        assert_eq!(back.future_text(future.id), history.future_text(future.id));
    }
    let mut history = history;
    for _ in 0..2 {
        assert_eq!(back.redoable(), history.redoable());
        assert!(back.redoable().is_some());
        for one in [&mut back, &mut history] {
            one.redo();
            one.pursue(&mut always);
            check_moment(one);
        }
        assert_eq!(back.session().digest(), history.session().digest());
    }
}

#[test]
fn a_session_with_one_future_is_a_text_that_older_versions_open() {
    let history = rolled();
    assert_eq!(history.to_whole_text(), history.to_text());
    assert!(history.to_text().starts_with("# daemonset-playground session 1\n"));
}

#[test]
fn a_text_whose_futures_do_not_fit_together_names_the_line() {
    let check = |lines: &str, expected: &str| {
        let text = format!("@start empty\n@future 0\n$ true\n@wait 5\n{lines}\n");
        let error = History::from_text(&text).expect_err("it is wrong");
        assert_eq!(error.to_string(), expected);
    };
    check("@future 0", "line 5: this future is there already");
    check("@future 1 like=7:1", "line 5: what it begins with is not above");
    check("@future 1 like=0:2", "line 5: what it begins with is not above");
    check("@future 1 from=0:1:6", "line 5: this moment is in no future");
    check("@future 1 from=0:0:1", "line 5: this moment is in no future");
    check("@future 4294967295", "line 1: a future's number is too high");
    check("@redo 3:0:0", "line 5: this moment is in no future");
    check("@redo 0:1:5\n$ true", "line 6: a line after `@redo` is in no future");
}

#[test]
fn a_session_is_used_wherever_something_was_given() {
    let mut history = History::new(Start::EdgeAndCore, 7);
    pass(&mut history, 5_000);
    assert!(!history.is_used());
    history.run(Command::WriteFile { path: "a.yaml".into(), text: "kind: Pod".into() });
    assert!(history.is_used(), "a file was saved");
    seek(&mut history, Time::ZERO);
    assert!(history.is_used(), "it is ahead");
    history.fork();
    assert!(history.is_used(), "it is in another future");
}
