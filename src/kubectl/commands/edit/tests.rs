//! What an edit prints, shows and leaves behind.

use crate::api::kind::Kind;
use crate::apiserver::options::DeleteOptions;
use crate::kubectl::testing::Bench;
use expect_test::expect;

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    bench
}

/// Opens the editor and saves what `change` makes of its text.
fn edit(bench: &mut Bench, line: &str, change: impl FnOnce(&str) -> String) -> String {
    let opened = bench.run(line, None);
    let (_, shown) = opened.split_once("]\n").unwrap();
    let saved = change(shown);
    bench.edited(Some(&saved))
}

#[test]
fn the_editor_shows_the_object_below_a_header() {
    let mut bench = bench();
    let mut text = bench.run("edit ds agent", None);
    text += &bench.edited(None);
    expect![[r#"
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          annotations:
            deprecated.daemonset.template.generation: "1"
          creationTimestamp: "2026-01-05T08:00:10Z"
          generation: 1
          name: agent
          namespace: default
          resourceVersion: "7"
          uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        spec:
          revisionHistoryLimit: 10
          selector:
            matchLabels:
              app: agent
          template:
            metadata:
              labels:
                app: agent
            spec:
              containers:
              - image: agent:v1
                imagePullPolicy: IfNotPresent
                name: agent
                resources: {}
                terminationMessagePath: /dev/termination-log
                terminationMessagePolicy: File
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              schedulerName: default-scheduler
              securityContext: {}
              terminationGracePeriodSeconds: 30
          updateStrategy:
            rollingUpdate:
              maxSurge: 0
              maxUnavailable: 1
            type: RollingUpdate
        status:
          currentNumberScheduled: 0
          desiredNumberScheduled: 0
          numberMisscheduled: 0
          numberReady: 0
        ! Edit cancelled, no changes made.
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_was_changed_is_sent() {
    let mut bench = bench();
    let mut text = edit(&mut bench, "edit ds/agent --record --output-patch", |shown| {
        shown.replace("image: agent:v1", "image: agent:v2")
    });
    text += &bench.type_lines(
        "get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.annotations.kubernetes\\.io/change-cause} {.metadata.generation}'",
    );
    text += "-- comments do not count\n";
    text += &edit(&mut bench, "edit ds agent", |shown| format!("# mine\n{shown}"));
    text += "-- several objects\n";
    text += &edit(&mut bench, "edit nodes", |shown| shown.replacen("zone: a", "zone: c", 1));
    text += "-- json\n";
    text += &edit(&mut bench, "edit node n2 -o json", |shown| shown.replace("\"b\"", "\"d\""));
    text += &bench.type_lines("get nodes -L zone");
    expect![[r#"
        Patch: {"metadata":{"annotations":{"kubernetes.io/change-cause":"kubectl edit ds/agent --record=true --output-patch=true"}},"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"agent"}],"containers":[{"image":"agent:v2","name":"agent"}]}}}}
        daemonset.apps/agent edited
        $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.annotations.kubernetes\.io/change-cause} {.metadata.generation}'
        agent:v2 kubectl edit ds/agent --record=true --output-patch=true 2
        -- comments do not count
        ! Edit cancelled, no changes made.
        -- several objects
        node/n1 edited
        node/n2 skipped
        -- json
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "creationTimestamp": "2026-01-05T08:00:00Z",
                "labels": {
                    "kubernetes.io/hostname": "n2",
                    "zone": "d"
                },
                "name": "n2",
                "resourceVersion": "10",
                "uid": "929e4397-0e7a-4fb8-bd0e-57c5fae6fe27"
            },
            "spec": {},
            "status": {}
        }
        $ get nodes -L zone
        NAME   STATUS    ROLES    AGE   VERSION   ZONE
        n1     Unknown   <none>   10s             c
        n2     Unknown   <none>   10s             d
    "#]].assert_eq(&text);
}

#[test]
fn what_is_refused_is_opened_again_with_the_reason() {
    let mut bench = bench();
    let mut text = edit(&mut bench, "edit ds agent", |shown| {
        shown.replace("app: agent", "app: other").replace("type: RollingUpdate", "type: Recreate")
    });
    text += "-- left as it is\n";
    text += &bench.edited(None);
    text += "-- no YAML\n";
    text += &edit(&mut bench, "edit ds agent", |_| "a: [b\n".to_owned());
    text += "-- put right\n";
    text += &bench.edited(Some("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, labels: 3}\n"));
    text += "-- no kind\n";
    text += &edit(&mut bench, "edit ds agent", |_| "# empty\n".to_owned());
    text += "-- no kind, unchecked\n";
    text += &edit(&mut bench, "edit ds agent --validate=false", |_| "# empty\n".to_owned());
    text += "-- unknown field\n";
    text += &edit(&mut bench, "edit ds agent", |shown| shown.replacen("spec:\n", "spec:\n  nope: 1\n", 1));
    text += "-- renamed\n";
    text +=
        &edit(&mut bench, "edit ds agent", |shown| shown.replace("name: agent\n  names", "name: x\n  names"));
    text += "-- moved\n";
    text +=
        &edit(&mut bench, "edit ds agent", |shown| shown.replace("namespace: default", "namespace: prod"));
    text += "-- gone\n";
    let opened = bench.run("edit ds agent", None);
    let (_, shown) = opened.split_once("]\n").unwrap();
    let saved = shown.replace("agent:v1", "agent:v2");
    bench.api.delete(Kind::DaemonSet, "default", "agent", &DeleteOptions::default()).unwrap();
    text += &bench.edited(Some(&saved));
    text += &bench.type_lines("edit ds nosuch\nedit deploy\nedit");
    expect![[r#"
        ! error: daemonsets.apps "agent" is invalid
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        # daemonsets.apps "agent" was not valid:
        # * spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable
        # * spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":{"MaxUnavailable":1,"MaxSurge":0}}: supported values: "RollingUpdate", "OnDelete"
        #
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          annotations:
            deprecated.daemonset.template.generation: "1"
          creationTimestamp: "2026-01-05T08:00:10Z"
          generation: 1
          name: agent
          namespace: default
          resourceVersion: "7"
          uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        spec:
          revisionHistoryLimit: 10
          selector:
            matchLabels:
              app: other
          template:
            metadata:
              labels:
                app: other
            spec:
              containers:
              - image: agent:v1
                imagePullPolicy: IfNotPresent
                name: agent
                resources: {}
                terminationMessagePath: /dev/termination-log
                terminationMessagePolicy: File
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              schedulerName: default-scheduler
              securityContext: {}
              terminationGracePeriodSeconds: 30
          updateStrategy:
            rollingUpdate:
              maxSurge: 0
              maxUnavailable: 1
            type: Recreate
        status:
          currentNumberScheduled: 0
          desiredNumberScheduled: 0
          numberMisscheduled: 0
          numberReady: 0
        -- left as it is
        ! A copy of your changes has been stored to "/tmp/kubectl-edit-10000.yaml"
        ! error: Edit cancelled, no valid changes were saved.
        [exit 1]
        -- no YAML
        ! error: daemonsets.apps "agent" is invalid
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        # daemonsets.apps "agent" was not valid:
        # * <nil>: Invalid value: "The edited file failed validation": yaml: line 1: did not find expected ',' or ']'
        #
        a: [b
        -- put right
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        # The edited file had a syntax error: unable to decode "edited-file": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type map[string]string
        #
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, labels: 3}
        -- no kind
        ! error: daemonsets.apps "agent" is invalid
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        # daemonsets.apps "agent" was not valid:
        # * <nil>: Invalid value: "The edited file failed validation": invalid object to validate
        #
        -- no kind, unchecked
        ! Edit cancelled, saved file was empty.
        -- unknown field
        ! error: daemonsets.apps "agent" is invalid
        [edit daemonset.apps/agent]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        # daemonsets.apps "agent" was not valid:
        # * patch: Invalid value: "map[spec:map[nope:1]]": strict decoding error: unknown field "spec.nope"
        #
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          annotations:
            deprecated.daemonset.template.generation: "1"
          creationTimestamp: "2026-01-05T08:00:10Z"
          generation: 1
          name: agent
          namespace: default
          resourceVersion: "7"
          uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        spec:
          nope: 1
          revisionHistoryLimit: 10
          selector:
            matchLabels:
              app: agent
          template:
            metadata:
              labels:
                app: agent
            spec:
              containers:
              - image: agent:v1
                imagePullPolicy: IfNotPresent
                name: agent
                resources: {}
                terminationMessagePath: /dev/termination-log
                terminationMessagePolicy: File
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              schedulerName: default-scheduler
              securityContext: {}
              terminationGracePeriodSeconds: 30
          updateStrategy:
            rollingUpdate:
              maxSurge: 0
              maxUnavailable: 1
            type: RollingUpdate
        status:
          currentNumberScheduled: 0
          desiredNumberScheduled: 0
          numberMisscheduled: 0
          numberReady: 0
        -- renamed
        ! A copy of your changes has been stored to "/tmp/kubectl-edit-10000.yaml"
        ! error: At least one of apiVersion, kind and name was changed
        [exit 1]
        -- moved
        ! A copy of your changes has been stored to "/tmp/kubectl-edit-10000.yaml"
        ! error: the namespace from the provided object "prod" does not match the namespace "default". You must pass '--namespace=prod' to perform this operation.
        [exit 1]
        -- gone
        ! error: daemonsets.apps "agent" could not be found on the server
        ! The edits you made on deleted resources have been saved to "/tmp/kubectl-edit-10000.yaml"
        [exit 1]
        $ edit ds nosuch
        ! Error from server (NotFound): daemonsets.apps "nosuch" not found
        [exit 1]
        $ edit deploy
        ! error: edit cancelled, no objects found
        [exit 1]
        $ edit
        ! error: You must provide one or more resources by argument or filename.
        ! Example resource specifications include:
        !    '-f rsrc.yaml'
        !    '--filename=rsrc.json'
        !    '<resource> <name>'
        !    '<resource>'
        [exit 1]
    "#]].assert_eq(&text);
}

#[test]
fn the_annotation_of_apply_can_be_edited() {
    let mut bench = Bench::new();
    bench.files.put("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n");
    let mut text = bench.type_lines("create -f cm.yaml\napply edit-last-applied cm x\napply -f cm.yaml");
    text += &bench.run("apply edit-last-applied cm/x", None);
    text += &bench.edited(None);
    text += &edit(&mut bench, "apply edit-last-applied cm/x", |shown| shown.replace("a: b", "a: c"));
    text += &bench.type_lines("apply view-last-applied cm x");
    text += &edit(&mut bench, "edit cm x", |shown| shown.replace("a: b", "a: d"));
    text += &bench.type_lines("get cm x -o jsonpath={.data}");
    expect![[r#"
        $ create -f cm.yaml
        configmap/x created
        $ apply edit-last-applied cm x
        ! error: no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`
        [exit 1]
        $ apply -f cm.yaml
        ! Warning: resource configmaps/x is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.
        configmap/x configured
        [edit configmap/x]
        # Please edit the 'last-applied-configuration' annotations below.
        # Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
        #
        apiVersion: v1
        data:
          a: b
        kind: ConfigMap
        metadata:
          annotations: {}
          name: x
          namespace: default
        ! Edit cancelled, no changes made.
        configmap/x edited
        $ apply view-last-applied cm x
        apiVersion: v1
        data:
          a: c
        kind: ConfigMap
        metadata:
          annotations: {}
          name: x
          namespace: default
        configmap/x edited
        $ get cm x -o jsonpath={.data}
        {"a":"d"}
    "#]].assert_eq(&text);
}
