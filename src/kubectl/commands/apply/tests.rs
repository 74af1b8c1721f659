//! What applying prints and leaves behind.

use crate::kubectl::testing::Bench;
use expect_test::expect;

const DS: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: app
  labels: {team: infra}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - name: main
        image: app:v1
        env: [{name: A, value: '1'}, {name: B, value: '2'}]
      - name: sidecar
        image: side:v1
";

const CHANGED: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: app
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - name: main
        image: app:v2
        env: [{name: B, value: '22'}]
";

#[test]
fn a_file_is_created_left_alone_and_changed() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", DS);
    let mut text = bench.type_lines(
        "apply -f app.yaml --dry-run=client
apply -f app.yaml --dry-run=server
get ds
apply -f app.yaml
apply -f app.yaml
get ds app -o jsonpath='{.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}'
label ds app owner=me",
    );
    bench.files.put("app.yaml", CHANGED);
    text += &bench.type_lines(
        "apply -f app.yaml --dry-run=client
apply -f app.yaml --record
apply -f app.yaml
get ds app -o jsonpath='{.metadata.labels} {.spec.template.spec.containers[*].name} {.spec.template.spec.containers[0].env} {.metadata.annotations.kubernetes\\.io/change-cause}'
apply -f app.yaml -o jsonpath='{.metadata.name}{\"\\n\"}'
apply -f app.yaml -o name",
    );
    expect![[r#"
        $ apply -f app.yaml --dry-run=client
        daemonset.apps/app created (dry run)
        $ apply -f app.yaml --dry-run=server
        daemonset.apps/app created (server dry run)
        $ get ds
        ! No resources found in default namespace.
        $ apply -f app.yaml
        daemonset.apps/app created
        $ apply -f app.yaml
        daemonset.apps/app unchanged
        $ get ds app -o jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}'
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        $ label ds app owner=me
        daemonset.apps/app labeled
        $ apply -f app.yaml --dry-run=client
        daemonset.apps/app configured (dry run)
        $ apply -f app.yaml --record
        ! Flag --record has been deprecated, --record will be removed in the future
        daemonset.apps/app configured
        $ apply -f app.yaml
        daemonset.apps/app configured
        $ get ds app -o jsonpath='{.metadata.labels} {.spec.template.spec.containers[*].name} {.spec.template.spec.containers[0].env} {.metadata.annotations.kubernetes\.io/change-cause}'
         main [{"name":"B","value":"22"}] 
        $ apply -f app.yaml -o jsonpath='{.metadata.name}{"\n"}'
        app
        $ apply -f app.yaml -o name
        daemonset.apps/app
    "#]].assert_eq(&text);
}

#[test]
fn an_object_that_was_not_applied_is_warned_about() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", CHANGED);
    expect![[r#"
        $ create -f app.yaml
        daemonset.apps/app created
        $ apply view-last-applied ds app
        $ apply set-last-applied -f app.yaml
        ! error: no last-applied-configuration annotation found on resource: app, to create the annotation, run the command with --create-annotation
        [exit 1]
        $ apply set-last-applied -f app.yaml --create-annotation
        daemonset.apps/app configured
        $ apply set-last-applied -f app.yaml
        set-last-applied app: no changes required.
        $ apply view-last-applied ds/app -o json
        {
          "apiVersion": "apps/v1",
          "kind": "DaemonSet",
          "metadata": {
            "annotations": {},
            "name": "app",
            "namespace": "default"
          },
          "spec": {
            "selector": {
              "matchLabels": {
                "app": "app"
              }
            },
            "template": {
              "metadata": {
                "labels": {
                  "app": "app"
                }
              },
              "spec": {
                "containers": [
                  {
                    "env": [
                      {
                        "name": "B",
                        "value": "22"
                      }
                    ],
                    "image": "app:v2",
                    "name": "main"
                  }
                ]
              }
            }
          }
        }
        $ delete ds app
        daemonset.apps "app" deleted from default namespace
        $ create -f app.yaml
        daemonset.apps/app created
        $ apply -f app.yaml
        ! Warning: resource daemonsets/app is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.
        daemonset.apps/app configured
        $ apply -f app.yaml
        daemonset.apps/app unchanged
    "#]].assert_eq(&bench.type_lines(
        "create -f app.yaml
apply view-last-applied ds app
apply set-last-applied -f app.yaml
apply set-last-applied -f app.yaml --create-annotation
apply set-last-applied -f app.yaml
apply view-last-applied ds/app -o json
delete ds app
create -f app.yaml
apply -f app.yaml
apply -f app.yaml",
    ));
}

#[test]
fn what_cannot_be_changed_is_refused_or_made_anew() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", CHANGED);
    bench.files.put("other.yaml", &CHANGED.replace("app: app", "app: other"));
    bench.files.put("nameless.yaml", &CHANGED.replace("name: app", "generateName: app-"));
    bench.files.put("wrong.yaml", &CHANGED.replace("image: app:v2", "image: [app]"));
    bench.files.put("empty.yaml", "# nothing\n");
    bench.files.put("deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n");
    expect![[r#"
        $ apply -f app.yaml
        daemonset.apps/app created
        $ apply -f other.yaml
        ! The DaemonSet "app" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable
        [exit 1]
        $ apply -f other.yaml --force
        daemonset.apps/app configured
        $ get ds app -o jsonpath='{.metadata.generation} {.spec.selector}'
        1 {"matchLabels":{"app":"other"}}
        $ apply -f wrong.yaml
        ! The request is invalid: patch: Invalid value: "map[metadata:map[annotations:map[kubectl.kubernetes.io/last-applied-configuration:{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"B\",\"value\":\"22\"}],\"image\":[\"app\"],\"name\":\"main\"}]}}}}\n]] spec:map[selector:map[matchLabels:map[app:app]] template:map[metadata:map[labels:map[app:app]] spec:map[$setElementOrder/containers:[map[name:main]] containers:[map[image:[app] name:main]]]]]]": unrecognized type: string
        [exit 1]
        $ apply -f nameless.yaml
        ! error: from app-: cannot use generate name with apply
        [exit 1]
        $ apply -f empty.yaml
        ! error: no objects passed to apply
        [exit 1]
        $ apply -f deploy.yaml
        ! error: error when creating "deploy.yaml": deployments.apps are known here by name only: this playground does not simulate them
        [exit 1]
        $ apply -f missing.yaml
        ! error: the path "missing.yaml" does not exist
        [exit 1]
        $ apply
        ! error: must specify one of -f and -k
        [exit 1]
        $ apply x -f app.yaml
        ! error: Unexpected args: [x]
        ! See 'kubectl apply -h' for help and examples
        [exit 1]
        $ apply -f app.yaml --force-conflicts
        ! error: --force-conflicts only works with --server-side
        [exit 1]
        $ apply -f app.yaml --server-side --dry-run=client
        ! error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)
        [exit 1]
        $ apply -f app.yaml --prune
        ! error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector
        [exit 1]
        $ apply -f wrong.yaml -f app.yaml --force
        daemonset.apps/app configured
        ! Error from server (BadRequest): error when applying patch:
        ! {"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"B\",\"value\":\"22\"}],\"image\":[\"app\"],\"name\":\"main\"}]}}}}\n"}},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"$setElementOrder/containers":[{"name":"main"}],"containers":[{"image":["app"],"name":"main"}]}}}}
        ! to:
        ! Resource: "apps/v1, Resource=daemonsets", GroupVersionKind: "apps/v1, Kind=DaemonSet"
        ! Name: "app", Namespace: "default"
        ! for: "wrong.yaml": DaemonSet in version "v1" cannot be handled as a DaemonSet: json: cannot unmarshal array into Go struct field Container.spec.template.spec.containers.image of type string
        [exit 1]
    "#]].assert_eq(&bench.type_lines(
        "apply -f app.yaml
apply -f other.yaml
apply -f other.yaml --force
get ds app -o jsonpath='{.metadata.generation} {.spec.selector}'
apply -f wrong.yaml
apply -f nameless.yaml
apply -f empty.yaml
apply -f deploy.yaml
apply -f missing.yaml
apply
apply x -f app.yaml
apply -f app.yaml --force-conflicts
apply -f app.yaml --server-side --dry-run=client
apply -f app.yaml --prune
apply -f wrong.yaml -f app.yaml --force",
    ));
}

#[test]
fn the_server_applies_too() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", DS);
    let mut text = bench.type_lines(
        "apply -f app.yaml --server-side --dry-run=server
apply -f app.yaml --server-side
get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.fieldsV1}{\"\\n\"}{end}'
set image ds/app main=app:v3
label ds app owner=me",
    );
    bench.files.put(
        "app.yaml",
        &DS.replace("app:v1", "app:v2").replace("      - name: sidecar\n        image: side:v1\n", ""),
    );
    text += &bench.type_lines(
        "apply -f app.yaml --server-side
apply -f app.yaml --server-side --force-conflicts
get ds app -o jsonpath='{.metadata.generation} {.metadata.labels} {.spec.template.spec.containers[*].image}'
get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.fieldsV1}{\"\\n\"}{end}'
get ds app -o jsonpath='{.metadata.resourceVersion}'
apply -f app.yaml --server-side
get ds app -o jsonpath='{.metadata.resourceVersion}'",
    );
    expect![[r#"
        $ apply -f app.yaml --server-side --dry-run=server
        daemonset.apps/app serverside-applied (server dry run)
        $ apply -f app.yaml --server-side
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.fieldsV1}{"\n"}{end}'
        kubectl Apply {"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:env":{"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}},"k:{\"name\":\"B\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{}},"k:{\"name\":\"sidecar\"}":{".":{},"f:image":{},"f:name":{}}}}}}}
        $ set image ds/app main=app:v3
        daemonset.apps/app image updated
        $ label ds app owner=me
        daemonset.apps/app labeled
        $ apply -f app.yaml --server-side
        ! error: Apply failed with 1 conflict: conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="main"].image
        ! Please review the fields above--they currently have other managers. Here
        ! are the ways you can resolve this warning:
        ! * If you intend to manage all of these fields, please re-run the apply
        !   command with the `--force-conflicts` flag.
        ! * If you do not intend to manage all of the fields, please edit your
        !   manifest to remove references to the fields that should keep their
        !   current managers.
        ! * You may co-own fields by updating your manifest to match the existing
        !   value; in this case, you'll become the manager if the other manager(s)
        !   stop managing the field (remove it from their configuration).
        ! See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
        [exit 1]
        $ apply -f app.yaml --server-side --force-conflicts
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{.metadata.generation} {.metadata.labels} {.spec.template.spec.containers[*].image}'
        3 {"owner":"me","team":"infra"} app:v2
        $ get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.fieldsV1}{"\n"}{end}'
        kubectl Apply {"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:env":{"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}},"k:{\"name\":\"B\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{}}}}}}}
        kubectl-label Update {"f:metadata":{"f:labels":{"f:owner":{}}}}
        $ get ds app -o jsonpath='{.metadata.resourceVersion}'
        10
        $ apply -f app.yaml --server-side
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{.metadata.resourceVersion}'
        10
    "#]].assert_eq(&text);
}

#[test]
fn what_was_applied_client_side_is_handed_over() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", DS);
    let mut text = bench.type_lines(
        "apply -f app.yaml
get ds app -o jsonpath='{.metadata.managedFields[*].manager}'",
    );
    bench.files.put("app.yaml", CHANGED);
    text += &bench.type_lines(
        "apply -f app.yaml --server-side
get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation}{\"\\n\"}{end}'
get ds app -o jsonpath='{.metadata.labels} {.spec.template.spec.containers[*].image} {.spec.template.spec.containers[0].env}'
apply view-last-applied ds app
apply -f app.yaml --server-side --field-manager=robot
edit ds app",
    );
    bench.files.put("app.yaml", &CHANGED.replace("app:v2", "app:v3"));
    text += &bench.type_lines(
        "apply -f app.yaml --server-side
apply -f app.yaml --server-side --field-manager=other --force-conflicts
get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation}{\"\\n\"}{end}'",
    );
    expect![[r#"
        $ apply -f app.yaml
        daemonset.apps/app created
        $ get ds app -o jsonpath='{.metadata.managedFields[*].manager}'
        kubectl-client-side-apply
        $ apply -f app.yaml --server-side
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation}{"\n"}{end}'
        kubectl-last-applied Apply
        kubectl Apply
        $ get ds app -o jsonpath='{.metadata.labels} {.spec.template.spec.containers[*].image} {.spec.template.spec.containers[0].env}'
         app:v2 [{"name":"B","value":"22"}]
        $ apply view-last-applied ds app
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: app
          namespace: default
        spec:
          selector:
            matchLabels:
              app: app
          template:
            metadata:
              labels:
                app: app
            spec:
              containers:
              - env:
                - name: B
                  value: "22"
                image: app:v2
                name: main
        $ apply -f app.yaml --server-side --field-manager=robot
        daemonset.apps/app serverside-applied
        $ edit ds app
        [edit daemonset.apps/app]
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          annotations:
            deprecated.daemonset.template.generation: "3"
            kubectl.kubernetes.io/last-applied-configuration: |
              {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"B","value":"22"}],"image":"app:v2","name":"main"}]}}}}
          creationTimestamp: "2026-01-05T08:00:10Z"
          generation: 3
          name: app
          namespace: default
          resourceVersion: "12"
          uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        spec:
          revisionHistoryLimit: 10
          selector:
            matchLabels:
              app: app
          template:
            metadata:
              labels:
                app: app
            spec:
              containers:
              - env:
                - name: B
                  value: "22"
                image: app:v2
                imagePullPolicy: IfNotPresent
                name: main
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
        $ apply -f app.yaml --server-side
        daemonset.apps/app serverside-applied
        $ apply -f app.yaml --server-side --field-manager=other --force-conflicts
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation}{"\n"}{end}'
        kubectl-last-applied Apply
        other Apply
        robot Apply
        kubectl Apply
    "#]].assert_eq(&text);
}

#[test]
fn the_server_refuses_what_does_not_fit_the_schema() {
    let mut bench = Bench::new();
    bench.files.put(
        "unknown.yaml",
        &CHANGED.replace("image: app:v2", "imge: app:v2\n        ports: [{containerPort: '80'}]"),
    );
    bench.files.put(
        "twice.yaml",
        &CHANGED.replace("[{name: B, value: '22'}]", "[{name: B, value: '1'}, {name: B, value: 2}]"),
    );
    bench.files.put(
        "list.yaml",
        &CHANGED
            .replace("spec:\n  selector", "spec:\n  updateStrategy: [a]\n  minReadySeconds: x\n  selector"),
    );
    bench.files.put("managed.yaml", &CHANGED.replace("name: app\n", "name: app\n  managedFields: []\n"));
    expect![[r#"
        $ apply -f unknown.yaml --server-side
        ! Error from server: failed to create typed patch object (default/app; apps/v1, Kind=DaemonSet): .spec.template.spec.containers[name="main"].imge: field not declared in schema
        [exit 1]
        $ apply -f twice.yaml --server-side
        ! Error from server: failed to create typed patch object (default/app; apps/v1, Kind=DaemonSet): errors:
        !   .spec.template.spec.containers[name="main"].env: duplicate entries for key [name="B"]
        !   .spec.template.spec.containers[name="main"].env[name="B"].value: expected string, got &value.valueUnstructured{Value:2}
        [exit 1]
        $ apply -f list.yaml --server-side
        ! Error from server: failed to create typed patch object (default/app; apps/v1, Kind=DaemonSet): errors:
        !   .spec.minReadySeconds: expected numeric (int or float), got string
        !   .spec.updateStrategy: expected map, got &{[a]}
        [exit 1]
        $ apply -f managed.yaml --server-side
        ! Error from server (BadRequest): metadata.managedFields must be nil
        [exit 1]
    "#]].assert_eq(&bench.type_lines(
        "apply -f unknown.yaml --server-side
apply -f twice.yaml --server-side
apply -f list.yaml --server-side
apply -f managed.yaml --server-side",
    ));
}

#[test]
fn what_is_in_no_file_any_more_is_pruned() {
    const MAPS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {app: x}}\n---\n\
                        apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, labels: {app: x}}\n";
    let mut bench = Bench::new();
    bench.files.put("maps.yaml", MAPS);
    bench.files.put("app.yaml", DS);
    bench.files.put("hand.yaml", &MAPS.replace("name: a", "name: hand-a").replace("name: b", "name: hand-b"));
    let mut text = bench.type_lines("apply -f maps.yaml -f app.yaml\ncreate -f hand.yaml");
    bench.files.put("maps.yaml", MAPS.split("---\n").next().unwrap());
    text += &bench.type_lines(
        "apply -f maps.yaml --prune -l app=x --dry-run=client
apply -f maps.yaml --prune -l app=x --dry-run=server
apply -f maps.yaml --prune -l app=x --prune-allowlist=core/v1/ConfigMap
apply -f maps.yaml --prune --all --prune-allowlist=apps/v1/DaemonSet -o name
apply -f maps.yaml --prune --all --prune-allowlist=DaemonSet
apply -f maps.yaml --prune --all --prune-allowlist=apps/v1/Demon
get cm,ds",
    );
    expect![[r#"
        $ apply -f maps.yaml -f app.yaml
        configmap/a created
        configmap/b created
        daemonset.apps/app created
        $ create -f hand.yaml
        configmap/hand-a created
        configmap/hand-b created
        $ apply -f maps.yaml --prune -l app=x --dry-run=client
        configmap/a unchanged (dry run)
        ! W0105 08:00:10.000000       1 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.
        configmap/b pruned (dry run)
        $ apply -f maps.yaml --prune -l app=x --dry-run=server
        configmap/a unchanged (server dry run)
        ! W0105 08:00:10.000000       1 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.
        configmap/b pruned (server dry run)
        $ apply -f maps.yaml --prune -l app=x --prune-allowlist=core/v1/ConfigMap
        configmap/a unchanged
        configmap/b pruned
        $ apply -f maps.yaml --prune --all --prune-allowlist=apps/v1/DaemonSet -o name
        configmap/a
        daemonset.apps/app
        $ apply -f maps.yaml --prune --all --prune-allowlist=DaemonSet
        ! error: invalid GroupVersionKind format: DaemonSet, please follow <group/version/kind>
        [exit 1]
        $ apply -f maps.yaml --prune --all --prune-allowlist=apps/v1/Demon
        ! error: no matches for kind "Demon" in version "apps/v1"
        [exit 1]
        $ get cm,ds
        NAME               DATA   AGE
        configmap/a        0      0s
        configmap/hand-a   0      0s
        configmap/hand-b   0      0s
    "#]].assert_eq(&text);
}

#[test]
fn without_overwriting_what_others_changed_is_refused() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", DS);
    let mut text = bench.type_lines("apply -f app.yaml\nset image ds/app main=app:v3\nlabel ds app owner=me");
    text += &bench.type_lines("apply -f app.yaml --overwrite=false");
    bench.files.put("app.yaml", &DS.replace("app:v1", "app:v3").replace("infra", "other"));
    text += &bench.type_lines("apply -f app.yaml --overwrite=false");
    expect![[r#"
        $ apply -f app.yaml
        daemonset.apps/app created
        $ set image ds/app main=app:v3
        daemonset.apps/app image updated
        $ label ds app owner=me
        daemonset.apps/app labeled
        $ apply -f app.yaml --overwrite=false
        ! warning: error calculating patch from openapi v3 spec: patch:
        ! spec:
        !   template:
        !     spec:
        !       $setElementOrder/containers:
        !       - name: main
        !       - name: sidecar
        !       containers:
        !       - image: app:v1
        !         name: main
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        ! 
        ! warning: error calculating patch from openapi spec: patch:
        ! spec:
        !   template:
        !     spec:
        !       $setElementOrder/containers:
        !       - name: main
        !       - name: sidecar
        !       containers:
        !       - image: app:v1
        !         name: main
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        ! 
        ! error: error when applying patch:
        ! 
        ! to:
        ! Resource: "apps/v1, Resource=daemonsets", GroupVersionKind: "apps/v1, Kind=DaemonSet"
        ! Name: "app", Namespace: "default"
        ! for: "app.yaml": error when patching "app.yaml": creating patch with:
        ! original:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        ! 
        ! modified:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"labels\":{\"team\":\"infra\"},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}],\"image\":\"app:v1\",\"name\":\"main\"},{\"image\":\"side:v1\",\"name\":\"sidecar\"}]}}}}\n"},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        ! 
        ! current:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"deprecated.daemonset.template.generation":"2","kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"labels\":{\"team\":\"infra\"},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}],\"image\":\"app:v1\",\"name\":\"main\"},{\"image\":\"side:v1\",\"name\":\"sidecar\"}]}}}}\n"},"creationTimestamp":"2026-01-05T08:00:10Z","generation":2,"labels":{"owner":"me","team":"infra"},"name":"app","namespace":"default","resourceVersion":"9","uid":"0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8"},"spec":{"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","imagePullPolicy":"IfNotPresent","name":"main","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"},{"image":"side:v1","imagePullPolicy":"IfNotPresent","name":"sidecar","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}},"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"}},"status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}}
        ! 
        ! for: patch:
        ! spec:
        !   template:
        !     spec:
        !       $setElementOrder/containers:
        !       - name: main
        !       - name: sidecar
        !       containers:
        !       - image: app:v1
        !         name: main
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        [exit 1]
        $ apply -f app.yaml --overwrite=false
        ! warning: error calculating patch from openapi v3 spec: patch:
        ! metadata:
        !   annotations:
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"other"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   labels:
        !     team: other
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        ! 
        ! warning: error calculating patch from openapi spec: patch:
        ! metadata:
        !   annotations:
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"other"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   labels:
        !     team: other
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        ! 
        ! error: error when applying patch:
        ! 
        ! to:
        ! Resource: "apps/v1, Resource=daemonsets", GroupVersionKind: "apps/v1, Kind=DaemonSet"
        ! Name: "app", Namespace: "default"
        ! for: "app.yaml": error when patching "app.yaml": creating patch with:
        ! original:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        ! 
        ! modified:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"labels\":{\"team\":\"other\"},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}],\"image\":\"app:v3\",\"name\":\"main\"},{\"image\":\"side:v1\",\"name\":\"sidecar\"}]}}}}\n"},"labels":{"team":"other"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        ! 
        ! current:
        ! {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"deprecated.daemonset.template.generation":"2","kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"labels\":{\"team\":\"infra\"},\"name\":\"app\",\"namespace\":\"default\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"app\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"app\"}},\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}],\"image\":\"app:v1\",\"name\":\"main\"},{\"image\":\"side:v1\",\"name\":\"sidecar\"}]}}}}\n"},"creationTimestamp":"2026-01-05T08:00:10Z","generation":2,"labels":{"owner":"me","team":"infra"},"name":"app","namespace":"default","resourceVersion":"9","uid":"0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8"},"spec":{"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","imagePullPolicy":"IfNotPresent","name":"main","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"},{"image":"side:v1","imagePullPolicy":"IfNotPresent","name":"sidecar","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}},"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"}},"status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}}
        ! 
        ! for: patch:
        ! metadata:
        !   annotations:
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"other"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v3","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   labels:
        !     team: other
        ! 
        ! conflicts with changes made from original to current:
        ! metadata:
        !   annotations:
        !     deprecated.daemonset.template.generation: "2"
        !     kubectl.kubernetes.io/last-applied-configuration: |
        !       {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
        !   creationTimestamp: "2026-01-05T08:00:10Z"
        !   generation: 2
        !   labels:
        !     owner: me
        !   resourceVersion: "9"
        !   uid: 0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
        ! spec:
        !   revisionHistoryLimit: 10
        !   template:
        !     spec:
        !       containers:
        !       - image: app:v3
        !         imagePullPolicy: IfNotPresent
        !         name: main
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       - imagePullPolicy: IfNotPresent
        !         name: sidecar
        !         resources: {}
        !         terminationMessagePath: /dev/termination-log
        !         terminationMessagePolicy: File
        !       dnsPolicy: ClusterFirst
        !       restartPolicy: Always
        !       schedulerName: default-scheduler
        !       securityContext: {}
        !       terminationGracePeriodSeconds: 30
        !   updateStrategy:
        !     rollingUpdate:
        !       maxSurge: 0
        !       maxUnavailable: 1
        !     type: RollingUpdate
        ! status:
        !   currentNumberScheduled: 0
        !   desiredNumberScheduled: 0
        !   numberMisscheduled: 0
        !   numberReady: 0
        ! 
        [exit 1]
    "#]].assert_eq(&text);
}
