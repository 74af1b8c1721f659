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
        $ apply -f app.yaml --prune --all
        ! error: apply --prune is not simulated by this playground
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
apply -f app.yaml --prune --all
apply -f wrong.yaml -f app.yaml --force",
    ));
}

#[test]
fn the_server_applies_too() {
    let mut bench = Bench::new();
    bench.files.put("app.yaml", DS);
    let mut text = bench.type_lines(
        "apply -f app.yaml --server-side --dry-run=server
apply -f app.yaml --server-side",
    );
    bench.files.put("app.yaml", &DS.replace("app:v1", "app:v2"));
    text += &bench.type_lines(
        "apply -f app.yaml --server-side --force-conflicts
get ds app -o jsonpath='{.metadata.generation} {.spec.template.spec.containers[*].image}'",
    );
    expect![[r#"
        $ apply -f app.yaml --server-side --dry-run=server
        daemonset.apps/app serverside-applied (server dry run)
        $ apply -f app.yaml --server-side
        daemonset.apps/app serverside-applied
        $ apply -f app.yaml --server-side --force-conflicts
        daemonset.apps/app serverside-applied
        $ get ds app -o jsonpath='{.metadata.generation} {.spec.template.spec.containers[*].image}'
        2 app:v2 side:v1
    "#]]
    .assert_eq(&text);
}
