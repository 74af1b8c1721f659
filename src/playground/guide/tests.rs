//! The lesson that comes with the page, done in several ways.

use expect_test::{Expect, expect};

use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;

/// A person with the page before them.
struct Person {
    session: Session,
}

impl Person {
    fn at(start: Start) -> Person {
        Person { session: Session::new(start, 1) }
    }

    /// Types a line and waits as long.
    fn types(&mut self, line: &str, wait_seconds: u64) {
        self.session.run(Command::Shell(line.to_owned()));
        self.wait(wait_seconds);
    }

    fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds * 4 {
            let until = self.session.now().plus(250);
            self.session.advance_to(until);
            self.session.view();
        }
    }

    /// `x` for a step that is done, `>` for the current one.
    fn marks(&mut self) -> String {
        let view = self.session.view();
        let mark = |step: &crate::playground::view::guide::StepView| match (step.done, step.current) {
            (true, _) => 'x',
            (false, true) => '>',
            (false, false) => '.',
        };
        view.guide.steps.iter().map(mark).collect()
    }

    fn last_output(&self) -> String {
        self.session.last_output().0
    }
}

/// Does what the guide says, each command of each step, and notes how far that brought the person.
fn follow(person: &mut Person) -> String {
    let mut text = String::new();
    for index in 0.. {
        let view = person.session.view();
        let Some(step) = view.guide.steps.get(index) else { break };
        for command in step.commands.iter().filter(|command| !command.contains(" edit ")) {
            if command.contains(" apply ") {
                person.types(
                    "sed -i 's/^        app: nginx$/&\\n        tier: edge/' manifests/ds-example.yaml",
                    0,
                );
            }
            person.types(command, 1);
            let is_watch = command.contains("--watch");
            for _ in 0..if is_watch { 90 } else { 600 } {
                if person.session.is_running() {
                    person.wait(1);
                }
            }
            if is_watch {
                person.session.run(Command::Interrupt);
            } else {
                assert_eq!(person.session.last_output().1, 0, "{command}: {}", person.last_output());
            }
        }
        person.wait(30);
        text.push_str(&format!("{} {}\n", person.marks(), step.title));
    }
    text
}

fn check(start: Start, expected: Expect) {
    expected.assert_eq(&follow(&mut Person::at(start)));
}

/// Follows a lesson at every start. However many nodes there are, it goes alike, and what comes back from the text of the
/// session, at which nobody looked on its way, has the same steps done.
fn check_lesson(name: &str, expected: Expect) {
    let mut texts = Vec::new();
    for start in Start::OFFERED {
        let mut person = Person::at(start);
        person.session.run(Command::Lesson(name.to_owned()));
        assert_eq!(person.session.lesson(), name);
        texts.push(follow(&mut person));
        let mut back = Person { session: Session::from_text(&person.session.to_text()).unwrap() };
        assert_eq!(back.session.lesson(), name);
        assert_eq!(back.marks(), person.marks());
    }
    expected.assert_eq(&texts[0]);
    texts.iter().for_each(|text| assert_eq!(text, &texts[0]));
}

#[test]
fn a_stuck_rollout_is_found_and_undone() {
    check_lesson(
        "stuck-rollout",
        expect![[r#"
        x>..... Run it on every node
        xx>.... Roll out an image that is not there
        xxx>... See how far it gets
        xxxx>.. Find out why
        xxxxx>. Look at what was changed
        xxxxxx> Undo it
        xxxxxxx Delete the DaemonSet
    "#]],
    );
}

#[test]
fn a_rollout_goes_as_fast_as_its_fields_say() {
    check_lesson(
        "rollout-speed",
        expect![[r#"
        x>....... Run it on every node
        xx>...... One node after the other
        xxx>..... Allow half of the nodes at once
        xxxx>.... Roll out once more
        xxxxx>... Surge instead
        xxxxxx>.. Watch a node have two pods
        xxxxxxx>. Wait before a pod counts
        xxxxxxxx> Restart every pod
        xxxxxxxxx Delete the DaemonSet
    "#]],
    );
}

#[test]
fn taints_are_set_and_tolerated() {
    check_lesson(
        "taints",
        expect![[r#"
        x>..... Run it on every node
        xx>.... Keep new pods away
        xxx>... Make the controller look
        xxxx>.. Drive the pod away
        xxxxx>. Tolerate both
        xxxxxx> Take the taints away
        xxxxxxx Delete the DaemonSet
    "#]],
    );
}

#[test]
fn a_node_dies_and_comes_back() {
    check_lesson(
        "dead-node",
        expect![[r#"
        x>..... Run it on every node
        xx>.... Stop a machine
        xxx>... See what the control plane knows
        xxxx>.. See that its pod stays
        xxxxx>. Roll something out meanwhile
        xxxxxx> Bring it back
        xxxxxxx Delete the DaemonSet
    "#]],
    );
}

#[test]
fn a_lesson_that_was_left_goes_on_counting() {
    let mut person = Person::at(Start::Minikube);
    person.types("kubectl create -f manifests/ds-example.yaml", 1);
    person.session.run(Command::Lesson("taints".to_owned()));
    assert_eq!(person.marks(), ">......");
    person.types("kubectl label node --all nodeType=edge", 40);
    assert_eq!(person.marks(), "x>.....");
    person.session.run(Command::Lesson("managing-daemonsets".to_owned()));
    assert_eq!(person.marks(), "x>x........");
    // A lesson of a later version that this one has not.
    person.session.run(Command::Lesson("gardening".to_owned()));
    assert_eq!(person.session.lesson(), "managing-daemonsets");
}

#[test]
fn whoever_does_what_it_says_gets_to_the_end() {
    let expected = expect![[r#"
        x>......... Create the DaemonSet
        xx>........ See that it wants no pod
        xxx>....... Label a node
        xxxx>...... Look at the pod's labels
        xxxxx>..... Describe the DaemonSet
        xxxxxxx>... Add labels to the template
        xxxxxxx>... Watch the pods being replaced
        xxxxxxxx>.. Look at the history
        xxxxxxxxx>. Go back to revision 1
        xxxxxxxxxx> Find the first hash again
        xxxxxxxxxxx Delete the DaemonSet
    "#]];
    check(Start::Minikube, expected);
    check(
        Start::EdgeAndCore,
        expect![[r#"
            x>......... Create the DaemonSet
            xx>........ See that it wants no pod
            xxx>....... Label a node
            xxxx>...... Look at the pod's labels
            xxxxx>..... Describe the DaemonSet
            xxxxxxx>... Add labels to the template
            xxxxxxx>... Watch the pods being replaced
            xxxxxxxx>.. Look at the history
            xxxxxxxxx>. Go back to revision 1
            xxxxxxxxxx> Find the first hash again
            xxxxxxxxxxx Delete the DaemonSet
        "#]],
    );
    check(
        Start::Zones,
        expect![[r#"
        x>......... Create the DaemonSet
        xx>........ See that it wants no pod
        xxx>....... Label a node
        xxxx>...... Look at the pod's labels
        xxxxx>..... Describe the DaemonSet
        xxxxxxx>... Add labels to the template
        xxxxxxx>... Watch the pods being replaced
        xxxxxxxx>.. Look at the history
        xxxxxxxxx>. Go back to revision 1
        xxxxxxxxxx> Find the first hash again
        xxxxxxxxxxx Delete the DaemonSet
    "#]],
    );
}

#[test]
fn commands_name_the_nodes_that_are_there() {
    let mut text = String::new();
    for start in Start::OFFERED {
        let mut person = Person::at(start);
        text.push_str(&person.session.view().guide.steps[2].commands[0]);
        text.push('\n');
    }
    expect![[r#"
        kubectl label node minikube nodeType=edge
        kubectl label node edge-1 edge-2 edge-3 nodeType=edge
        kubectl label node zone-a-1 zone-a-2 zone-a-3 nodeType=edge
    "#]]
    .assert_eq(&text);
}

#[test]
fn other_ways_lead_there_too() {
    let mut person = Person::at(Start::Minikube);
    let mut text = String::new();
    for line in [
        "kubectl get po",
        "kubectl label no/minikube nodeType=edge",
        "kubectl apply -f manifests/ds-example.yaml",
        "kubectl describe ds/ds-example | head -3",
        "kubectl get all",
        "kubectl get po -o yaml | grep hash",
        "kubectl patch ds ds-example -p '{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}}}}'",
        "kubectl get controllerrevisions",
        "kubectl patch ds ds-example -p '{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"a\":null}}}}}'",
        "kubectl get pods",
        "kubectl delete -f manifests/ds-example.yaml",
    ] {
        person.types(line, 30);
        text.push_str(&format!("{} {line}\n", person.marks()));
    }
    expect![[r#"
        >.......... kubectl get po
        >.......... kubectl label no/minikube nodeType=edge
        x>x........ kubectl apply -f manifests/ds-example.yaml
        xxx>x...... kubectl describe ds/ds-example | head -3
        xxxxx>..... kubectl get all
        xxxxx>..... kubectl get po -o yaml | grep hash
        xxxxxxx>... kubectl patch ds ds-example -p '{"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}'
        xxxxxxxx>.. kubectl get controllerrevisions
        xxxxxxxxx>. kubectl patch ds ds-example -p '{"spec":{"template":{"metadata":{"labels":{"a":null}}}}}'
        xxxxxxxxxx> kubectl get pods
        xxxxxxxxxxx kubectl delete -f manifests/ds-example.yaml
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_fails_or_is_asked_too_early_does_not_count() {
    let mut person = Person::at(Start::Minikube);
    person.types("kubectl get ds", 1);
    assert_eq!(person.marks(), ">..........");
    person.types("kubectl create -f manifests/ds-example.yaml", 1);
    assert_eq!(person.marks(), "x>.........");
    person.types("kubectl get daemonset nowhere", 1);
    assert_eq!(person.last_output(), "Error from server (NotFound): daemonsets.apps \"nowhere\" not found\n");
    assert_eq!(person.marks(), "x>.........");
    person.types("kubectl get ds", 1);
    assert_eq!(person.marks(), "xx>........");
}

#[test]
fn a_daemon_set_that_is_created_anew_begins_anew() {
    let mut person = Person::at(Start::Minikube);
    person.types("kubectl create -f manifests/ds-example.yaml", 1);
    person.types("kubectl delete ds ds-example", 5);
    assert_eq!(person.marks(), "x>........x");
    person.types("sed -i 's/^        app: nginx$/&\\n        tier: edge/' manifests/ds-example.yaml", 0);
    person.types("kubectl create -f manifests/ds-example.yaml", 1);
    assert_eq!(person.marks(), "x>........x");
}
