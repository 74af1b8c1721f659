//! The editor's knowledge, on one small cluster with one DaemonSet.

use expect_test::{Expect, expect};

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::manifest::cursor::cursor;
use crate::playground::manifest::place::{byte_at, utf16};
use crate::playground::manifest::suggest::about;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;

const MANIFEST: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      nodeSelector:
        nodeType: edge
      containers:
      - name: agent
        image: nginx:1.27
";

/// Three edge nodes with a pod each, three core nodes without.
fn session() -> Session {
    let mut session = Session::new(Start::EdgeAndCore, 1);
    session.run(Command::Shell("kubectl label node edge-1 edge-2 edge-3 nodeType=edge".to_owned()));
    session.run(Command::WriteFile { path: "a.yaml".into(), text: MANIFEST.into() });
    session.run(Command::Shell("kubectl apply -f a.yaml".to_owned()));
    session.advance_to(Time(60_000));
    session
}

fn check_problems(text: &str, expected: Expect) {
    let session = session();
    let units: Vec<u16> = text.encode_utf16().collect();
    let line = |one: crate::playground::manifest::problems::Problem| {
        let marked = units.get(one.range.from as usize..one.range.to as usize).unwrap_or_default();
        let kind = if one.is_error { "error" } else { "warning" };
        format!("{}: {kind} at {:?}: {}\n", one.line, String::from_utf16_lossy(marked), one.message)
    };
    expected.assert_eq(&session.problems(text).into_iter().map(line).collect::<String>());
}

#[test]
fn a_good_manifest_has_no_problem() {
    check_problems(MANIFEST, expect![""]);
    check_problems("", expect![""]);
}

#[test]
fn unknown_fields_and_wrong_types_are_underlined_where_they_stand() {
    check_problems(
        &MANIFEST.replace("image:", "imagePullpolicy: Always\n        imge: x\n        image:"),
        expect![[r#"
        16: error at "imagePullpolicy": unknown field "spec.template.spec.containers[0].imagePullpolicy"; did you mean "imagePullPolicy"?
        17: error at "imge": unknown field "spec.template.spec.containers[0].imge"; did you mean "image"?
    "#]],
    );
    check_problems(
        &MANIFEST.replace("nodeType: edge", "nodeType: yes"),
        expect![[r#"
            13: error at "yes": json: cannot unmarshal bool into Go struct field PodSpec.spec.template.spec.nodeSelector of type string. YAML reads this word as true or false; write it in quotes to have a text
        "#]],
    );
    check_problems(
        &MANIFEST.replace("image: nginx:1.27", "image: 3"),
        expect![[r#"
            16: error at "3": json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string. YAML reads this as a number; write it in quotes to have a text
        "#]],
    );
}

#[test]
fn broken_rules_are_underlined_where_they_stand() {
    check_problems(
        &MANIFEST.replace("name: agent\n        image", "name: Agent_1\n        image"),
        expect![[r#"
        15: error at "Agent_1": Invalid value: "Agent_1": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
    "#]],
    );
    check_problems(
        &MANIFEST.replace("        image: nginx:1.27\n", ""),
        expect![[r#"
        14: error at "containers": Required value
    "#]],
    );
    check_problems(
        &MANIFEST.replace("matchLabels: {app: agent}", "matchLabels: {app: other}"),
        expect![[r#"
        7: error at "matchLabels: {app: other}": Invalid value: {"matchLabels":{"app":"other"}}: field is immutable
        10: error at "{app: agent}": Invalid value: {"app":"agent"}: `selector` does not match template `labels`
    "#]],
    );
}

#[test]
fn syntax_and_each_document_have_their_own_problems() {
    check_problems(
        "kind: Pod\n  name: x\n",
        expect![[r#"
        2: error at "name: x": error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context
    "#]],
    );
    check_problems(
        "kind: Gizmo\napiVersion: v1\n---\nkind: Pod\n",
        expect![[r#"
        1: error at "Gizmo": no matches for kind "Gizmo" in version "v1"
        4: error at "kind: Pod": apiVersion not set
    "#]],
    );
    check_problems(
        &MANIFEST.replace("  name: agent\nspec", "  name: agent\n  name: agent\nspec"),
        expect![[r#"
        5: warning at "name": `name` is set twice here; the last one counts
    "#]],
    );
    check_problems(
        "é: [\n",
        expect![[r#"
            1: error at "é: [": error converting YAML to JSON: yaml: line 1: did not find expected node content
        "#]],
    );
}

/// What could stand at the bar in the text.
fn check_suggest(text: &str, expected: Expect) {
    let at = text.find('|').expect("a bar marks the cursor");
    let text = text.replacen('|', "", 1);
    let found = session().suggest(&text, utf16(&text, at));
    let mut lines = vec![format!("{:?}", text.get(byte_at(&text, found.from)..at).unwrap_or_default())];
    let line = |one: &crate::playground::manifest::suggest::Suggestion| {
        format!("{} ({}) {:?}", one.label, one.detail, one.insert)
    };
    lines.extend(found.list.iter().take(6).map(line));
    lines.push(format!("{} in all", found.list.len()));
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn keys_come_from_the_schema_without_those_that_are_there() {
    check_suggest(
        "|",
        expect![[r#"
        ""
        apiVersion () "apiVersion: "
        kind () "kind: "
        metadata () "metadata: "
        spec () "spec: "
        4 in all
    "#]],
    );
    check_suggest(
        "kind: DaemonSet\nspec:\n  |\n  selector: {}\n",
        expect![[r#"
        ""
        template (PodTemplateSpec) "template:\n    "
        updateStrategy (DaemonSetUpdateStrategy) "updateStrategy:\n    "
        minReadySeconds (whole number) "minReadySeconds: "
        revisionHistoryLimit (whole number) "revisionHistoryLimit: "
        4 in all
    "#]],
    );
    check_suggest(
        &MANIFEST.replace("image: nginx:1.27", "im|"),
        expect![[r#"
        "im"
        image (text) "image: "
        imagePullPolicy (text) "imagePullPolicy: "
        2 in all
    "#]],
    );
    check_suggest(
        &MANIFEST.replace("        image: nginx:1.27", "        image: x\n        ports:\n        - p|"),
        expect![[r#"
        "p"
        hostPort (whole number) "hostPort: "
        containerPort (whole number) "containerPort: "
        protocol (text) "protocol: "
        hostIP (text) "hostIP: "
        4 in all
    "#]],
    );
    check_suggest(
        "kind: DaemonSet\nspec:\n  updateStrategy:\n    rollingUpdate:\n      |",
        expect![[r#"
        ""
        maxUnavailable (number or text) "maxUnavailable: "
        maxSurge (number or text) "maxSurge: "
        2 in all
    "#]],
    );
}

#[test]
fn values_come_from_what_is_allowed_and_from_the_cluster() {
    check_suggest(
        "kind: D|",
        expect![[r#"
        "D"
        Node () "Node"
        Pod () "Pod"
        DaemonSet () "DaemonSet"
        ClusterRoleBinding () "ClusterRoleBinding"
        RoleBinding () "RoleBinding"
        5 in all
    "#]],
    );
    check_suggest(
        "kind: DaemonSet\nspec:\n  updateStrategy:\n    type: |",
        expect![[r#"
            ""
            OnDelete () "OnDelete"
            RollingUpdate (the default) "RollingUpdate"
            2 in all
        "#]],
    );
    check_suggest(
        &MANIFEST.replace("nodeType: edge", "nodeType: |"),
        expect![[r#"
        ""
        core (value on a node) "core"
        edge (value on a node) "edge"
        2 in all
    "#]],
    );
    check_suggest(
        &MANIFEST.replace("nodeType: edge", "|"),
        expect![[r#"
        ""
        beta.kubernetes.io/arch (label of a node) "beta.kubernetes.io/arch: "
        beta.kubernetes.io/os (label of a node) "beta.kubernetes.io/os: "
        kubernetes.io/arch (label of a node) "kubernetes.io/arch: "
        kubernetes.io/hostname (label of a node) "kubernetes.io/hostname: "
        kubernetes.io/os (label of a node) "kubernetes.io/os: "
        nodeType (label of a node) "nodeType: "
        7 in all
    "#]],
    );
    check_suggest(
        "kind: Gizmo\nspec:\n  |",
        expect![[r#"
        ""
        0 in all
    "#]],
    );
}

#[test]
fn braces_and_brackets_are_completed_too() {
    let cases = [
        MANIFEST.replace("      - name: agent\n        image: nginx:1.27", "      - {name: agent, im|}"),
        MANIFEST.replace(
            "      - name: agent\n        image: nginx:1.27",
            "      - {name: agent, ports: [{p|, containerPort: 80}]}",
        ),
        MANIFEST.replace("image: nginx:1.27", "resources: {li|"),
        MANIFEST.replace("image: nginx:1.27", "imagePullPolicy: x\n        ports: [|]"),
        MANIFEST
            .replace("        image: nginx:1.27", "        livenessProbe: {httpGet: {\n          scheme: |"),
        MANIFEST.replace("nodeType: edge", "").replace("nodeSelector:", "nodeSelector: {nodeType: |}"),
        "{\"apiVersion\": \"apps/v1\", \"kind\": \"DaemonSet\", \"spec\": {\"up|".to_owned(),
        "{apiVersion: apps/v1, spec: {updateStrategy: {type: |}}, kind: DaemonSet}".to_owned(),
        "kind: DaemonSet\nspec: {minReadySeconds: 3, template: {spec: {}}, re|\n".to_owned(),
        "kind: Pod\nspec:\n  containers: [] # {not a|\n".to_owned(),
    ];
    for (text, expected) in cases.iter().zip([
        expect![[r#"
            "im"
            image (text) "image: "
            imagePullPolicy (text) "imagePullPolicy: "
            2 in all
        "#]],
        expect![[r#"
            "p"
            hostPort (whole number) "hostPort: "
            protocol (text) "protocol: "
            hostIP (text) "hostIP: "
            3 in all
        "#]],
        expect![[r#"
            "li"
            limits (map of quantity) "limits: {"
            1 in all
        "#]],
        expect![[r#"
            ""
            name (text) "{name: "
            hostPort (whole number) "{hostPort: "
            containerPort (whole number) "{containerPort: "
            protocol (text) "{protocol: "
            hostIP (text) "{hostIP: "
            5 in all
        "#]],
        expect![[r#"
            ""
            HTTP (the default) "HTTP"
            HTTPS () "HTTPS"
            2 in all
        "#]],
        expect![[r#"
            ""
            core (value on a node) "core"
            edge (value on a node) "edge"
            2 in all
        "#]],
        expect![[r#"
            "up"
            updateStrategy (DaemonSetUpdateStrategy) "updateStrategy"
            1 in all
        "#]],
        expect![[r#"
            ""
            OnDelete () "OnDelete"
            RollingUpdate (the default) "RollingUpdate"
            2 in all
        "#]],
        expect![[r#"
            "re"
            revisionHistoryLimit (whole number) "revisionHistoryLimit: "
            1 in all
        "#]],
        expect![[r#"
            "[] # {not a"
            0 in all
        "#]],
    ]) {
        check_suggest(text, expected);
    }
}

#[test]
fn a_cursor_anywhere_finds_some_place() {
    for at in 0..=MANIFEST.len() {
        let here = cursor(MANIFEST, at);
        assert!(here.word.start <= here.word.end, "{at}");
        assert!(MANIFEST.get(here.word).is_some(), "{at}");
    }
    for text in ["- - a: b\n  -", "a:\n  \u{fc}: x\n --", "---\n---\n", "  :", "\t- x:"] {
        for at in 0..=text.len() + 2 {
            assert!(text.get(cursor(text, at).word).is_some(), "{text:?} {at}");
        }
    }
}

#[test]
fn a_word_is_explained_by_path_type_and_default() {
    let explain = |word: &str| {
        let at = MANIFEST.find(word).expect("it is there");
        about(MANIFEST, utf16(MANIFEST, at + 1)).map(|about| about.text).unwrap_or_default()
    };
    let texts = ["nodeSelector", "image", "containers", "apps/v1", "agent\nspec"].map(explain);
    expect![[r#"
        spec.template.spec.nodeSelector: map of text
        Labels a node must have for the pod to run there.
        spec.template.spec.containers.image: text
        The image it runs.
        spec.template.spec.containers: list of Container
        The containers that run side by side. At least one; it can not be changed in a running pod but for the image. Required.
        apiVersion: text
        The group and version of the kind, such as apps/v1.
        metadata.name: text
        Its name, unique in its namespace."#]]
    .assert_eq(&texts.join("\n"));
}

fn check_plans(session: &Session, text: &str, expected: Expect) {
    let plans = session.plans(text);
    let line = |plan: &crate::playground::manifest::plan::Plan| {
        format!(
            "{:?}: {} {} ({} lines)\n",
            plan.effect,
            plan.object,
            plan.sentence,
            plan.diff.lines().count()
        )
    };
    expected.assert_eq(&plans.iter().map(line).collect::<String>());
}

#[test]
fn applying_says_first_what_becomes_of_the_pods() {
    let session = session();
    check_plans(
        &session,
        MANIFEST,
        expect![[r#"
        Nothing: daemonset/agent changes nothing (0 lines)
    "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("nginx:1.27", "nginx:1.29"),
        expect![[r#"
            Rolls: daemonset/agent rolls 3 pods, because `spec.template.spec.containers[agent].image` differs (9 lines)
        "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("spec:\n  selector", "spec:\n  minReadySeconds: 5\n  selector"),
        expect![[r#"
            Quiet: daemonset/agent changes no pod: the template is the same (8 lines)
        "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("nodeType: edge", "kubernetes.io/os: linux"),
        expect![[r#"
            Rolls: daemonset/agent rolls 3 pods, creates 3 pods, because `spec.template.spec.nodeSelector.kubernetes.io/os` and 1 more field differ (9 lines)
        "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("nodeType: edge", "kubernetes.io/hostname: edge-1"),
        expect![[r#"
            Rolls: daemonset/agent rolls 1 pod, deletes 2 pods, because `spec.template.spec.nodeSelector.kubernetes.io/hostname` and 1 more field differ (9 lines)
        "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("name: agent\nspec", "name: other\nspec"),
        expect![[r#"
        Creates: daemonset/other creates it, and 3 pods, one on each node that matches (0 lines)
    "#]],
    );
    check_plans(
        &session,
        &MANIFEST.replace("matchLabels: {app: agent}", "matchLabels: {app: other}"),
        expect![[r#"
        Refused: daemonset/agent would be refused (0 lines)
    "#]],
    );
    let on_delete = "spec:\n  updateStrategy: {type: OnDelete}\n  selector";
    let text = MANIFEST.replace("spec:\n  selector", on_delete).replace("1.27", "1.28");
    check_plans(
        &session,
        &text,
        expect![[r#"
            Rolls: daemonset/agent replaces no pod until you delete it (`OnDelete`, 3 pods), because `spec.template.spec.containers[agent].image` differs (15 lines)
        "#]],
    );
}

#[test]
fn a_plan_notices_the_way_back() {
    let mut session = session();
    session.run(Command::Shell("kubectl set image ds/agent agent=nginx:1.29".to_owned()));
    session.advance_to(Time(200_000));
    let back = MANIFEST.replace("1.29", "1.27");
    check_plans(
        &session,
        &back,
        expect![[r#"
            Rolls: daemonset/agent rolls 3 pods, as in revision 1, because `spec.template.spec.containers[agent].image` differs (9 lines)
        "#]],
    );
}

#[test]
fn asking_changes_nothing() {
    let session = session();
    let digest = session.digest();
    let shown = session.clone().view();
    session.problems(MANIFEST);
    session.plans(&MANIFEST.replace("name: agent\nspec", "name: other\nspec"));
    session.preview("kubectl label node core-1 nodeType=edge");
    assert_eq!(session.digest(), digest);
    let mut later = session.clone();
    assert_eq!(later.view(), shown);
    let text = session.to_text();
    later.advance_to(Time(90_000));
    let mut other = Session::from_text(&text).expect("it is a session");
    other.advance_to(Time(90_000));
    assert_eq!(later.digest(), other.digest());
}
