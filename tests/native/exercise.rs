//! The exercise as a person does it, given to a session. What it leaves, as text and as digest, is what the browser
//! tests find in the mounted page; `UPDATE_EXPECT=1` writes both anew.

use std::rc::Rc;

use daemonset_playground::playground::command::Command;
use daemonset_playground::playground::session::session::Session;
use daemonset_playground::playground::starts::Start;
use daemonset_playground::playground::view::cluster::{PodState, PodView};
use daemonset_playground::playground::view::daemon_set::Phase;
use daemonset_playground::playground::view::page::View;
use daemonset_playground::playground::view::terminal::click_line;
use expect_test::{ExpectFile, expect_file};

use crate::script::{Act, clicked, typed};

/// As the page does: a step passes over what nobody sees.
fn step(session: &mut Session) {
    let before = session.view();
    for _ in 0..200 {
        session.step();
        if !Rc::ptr_eq(&session.view(), &before) {
            return;
        }
    }
}

fn step_until(session: &mut Session, what: &str, seen: impl Fn(&View) -> bool) {
    for _ in 0..400 {
        if seen(&session.view()) {
            return;
        }
        step(session);
    }
    panic!("never happened: {what}");
}

fn pods(view: &View) -> impl Iterator<Item = &Rc<PodView>> {
    view.nodes.iter().flat_map(|node| &node.pods)
}

fn perform(session: &mut Session, draft: &mut Option<String>, act: Act) {
    let manifest = "manifests/ds-example.yaml";
    let mut save = |session: &mut Session| {
        if let Some(text) = draft.take() {
            session.run(Command::WriteFile { path: manifest.into(), text });
        }
    };
    let mut click = |line: &str| session.run(Command::Shell(click_line(line)));
    match act {
        Act::Type(line) => {
            save(session);
            session.run(Command::Shell(line.into()));
        }
        Act::Edit(text) => *draft = Some(text),
        Act::Apply => {
            save(session);
            session.run(Command::Shell(click_line(&format!("kubectl apply -f {manifest}"))));
        }
        Act::Press(_, line) => click(line),
        Act::AddLabel(node, label) => click(&format!("kubectl label node {node} {label}")),
        Act::SaveEdit(from, to) => {
            let buffer = session.view().editing.as_ref().map(|edit| edit.text.clone()).unwrap_or_default();
            assert!(buffer.contains(from), "{buffer}");
            session.run(Command::SaveEdit(buffer.replace(from, to)));
        }
        Act::CancelEdit => session.run(Command::CloseEdit),
        Act::Interrupt => session.run(Command::Interrupt),
        Act::UntilTerminating => {
            step_until(session, "terminating", |view| {
                pods(view).any(|pod| pod.state == PodState::Terminating)
            });
        }
        Act::UntilComplete => step_until(session, "complete", |view| {
            view.daemon_sets.iter().all(|daemon_set| daemon_set.rollout.phase == Phase::Complete)
        }),
        Act::UntilGone => step_until(session, "no pod", |view| pods(view).next().is_none()),
        Act::Reads(text) => {
            let output = session.last_output().0;
            assert!(output.contains(text), "{text:?} is not in\n{output}");
        }
    }
    session.view();
}

fn check(acts: Vec<Act>, text: ExpectFile, digest: ExpectFile) {
    let mut session = Session::new(Start::Minikube, 1);
    let mut draft = None;
    for act in acts {
        perform(&mut session, &mut draft, act);
    }
    text.assert_eq(&session.to_text());
    digest.assert_eq(&format!("{}\n", session.digest()));
}

#[test]
fn the_typed_exercise_ends_as_the_browser_expects() {
    check(
        typed(),
        expect_file!["../golden/exercise-typed.session"],
        expect_file!["../golden/exercise-typed.digest"],
    );
}

#[test]
fn the_clicked_exercise_ends_as_the_browser_expects() {
    check(
        clicked(),
        expect_file!["../golden/exercise-clicked.session"],
        expect_file!["../golden/exercise-clicked.digest"],
    );
}
