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
fn check(start: Start, expected: Expect) {
    let mut person = Person::at(start);
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
            if command.contains("--watch") {
                person.wait(40);
                person.session.run(Command::Interrupt);
            }
        }
        person.wait(30);
        text.push_str(&format!("{} {}\n", person.marks(), step.title));
    }
    expected.assert_eq(&text);
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
