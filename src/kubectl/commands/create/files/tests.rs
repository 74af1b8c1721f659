use crate::kubectl::testing::Bench;
use expect_test::{Expect, expect};

fn check(files: &[(&str, &str)], lines: &str, expected: Expect) {
    let mut bench = Bench::new();
    for (path, text) in files {
        bench.files.put(path, text);
    }
    expected.assert_eq(&bench.type_lines(lines));
}

const DS: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ds
spec:
  selector: {matchLabels: {app: ds}}
  template:
    metadata: {labels: {app: ds}}
    spec:
      containers: [{name: c, image: nginx}]
";

#[test]
fn objects_are_created_recorded_and_saved() {
    check(
        &[("manifests/ds.yaml", DS), ("manifests/read.me", "")],
        "create -f manifests/ds.yaml --record
get ds ds -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}{\"\\n\"}'
create -f manifests/ds.yaml
delete ds ds
create -f manifests --dry-run=client
create -f manifests/ds.yaml --dry-run=server -o name
get ds
create -f manifests/*.yaml --save-config -n kube-system
get ds -n kube-system -o jsonpath='{.items[0].metadata.annotations}'
create -f manifests -n nosuch",
        expect![[r#"
                $ create -f manifests/ds.yaml --record
                ! Flag --record has been deprecated, --record will be removed in the future
                daemonset.apps/ds created
                $ get ds ds -o jsonpath='{.metadata.annotations.kubernetes\.io/change-cause}{"\n"}'
                kubectl create --filename=manifests/ds.yaml --record=true
                $ create -f manifests/ds.yaml
                ! Error from server (AlreadyExists): error when creating "manifests/ds.yaml": daemonsets.apps "ds" already exists
                [exit 1]
                $ delete ds ds
                daemonset.apps "ds" deleted from default namespace
                $ create -f manifests --dry-run=client
                daemonset.apps/ds created (dry run)
                $ create -f manifests/ds.yaml --dry-run=server -o name
                daemonset.apps/ds
                $ get ds
                ! No resources found in default namespace.
                $ create -f manifests/*.yaml --save-config -n kube-system
                daemonset.apps/ds created
                $ get ds -n kube-system -o jsonpath='{.items[0].metadata.annotations}'
                {"deprecated.daemonset.template.generation":"1","kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"annotations\":{},\"name\":\"ds\",\"namespace\":\"kube-system\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"ds\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"ds\"}},\"spec\":{\"containers\":[{\"image\":\"nginx\",\"name\":\"c\"}]}}}}\n"}
                $ create -f manifests -n nosuch
                ! Error from server (NotFound): error when creating "manifests/ds.yaml": namespaces "nosuch" not found
                [exit 1]
            "#]],
    );
}

#[test]
fn what_cannot_be_created_is_said_in_kubectls_words() {
    let two =
        format!("{}---\n{DS}---\nkind: Nothing\napiVersion: v1\n", DS.replace("name: ds\n", "name: one\n"));
    check(
        &[
            ("two.yaml", &two),
            (
                "odd.yaml",
                &DS.replace("template:", "tempalte: {}\n  template:").replace("image: nginx", "image: ''"),
            ),
            ("kind.yaml", "apiVersion: apps/v1\nmetadata: {name: x}\n"),
            ("bare.yaml", "hello\n"),
            ("wrong.yaml", "apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata: {name: bad}\n"),
            (
                "types.yaml",
                "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: bad, labels: {a: true}}\n",
            ),
            ("deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"),
            ("syntax.yaml", "a: [b\nc: d\n"),
            ("empty.yaml", "# nothing\n"),
            ("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, namespace: y}\n"),
            (
                "list.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n",
            ),
        ],
        "create -f two.yaml
create -f kind.yaml
create -f kind.yaml --validate=false
create -f bare.yaml
create -f wrong.yaml
create -f types.yaml
create -f deploy.yaml
create -f syntax.yaml
create -f empty.yaml
create -f missing.yaml
create -f ns.yaml,list.yaml
create
create -f
create x
create daemonset x --image=nginx
create -f two.yaml --dry-run=maybe
create -f two.yaml -o wide
create -f two.yaml -n kube-system -l a=b
create -f odd.yaml --validate=warn
create -f odd.yaml --validate=warn --dry-run=server",
        expect![[r#"
            $ create -f two.yaml
            daemonset.apps/one created
            daemonset.apps/ds created
            ! error: resource mapping not found for name: "" namespace: "" from "two.yaml": no matches for kind "Nothing" in version "v1"
            ! ensure CRDs are installed first
            [exit 1]
            $ create -f kind.yaml
            ! error: error validating "kind.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false
            [exit 1]
            $ create -f kind.yaml --validate=false
            ! error: unable to decode "kind.yaml": Object 'Kind' is missing in '{"apiVersion":"apps/v1","metadata":{"name":"x"}}'
            [exit 1]
            $ create -f bare.yaml
            ! error: error validating "bare.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false
            [exit 1]
            $ create -f wrong.yaml
            ! error: resource mapping not found for name: "bad" namespace: "" from "wrong.yaml": no matches for kind "DaemonSet" in version "extensions/v1beta1"
            ! ensure CRDs are installed first
            [exit 1]
            $ create -f types.yaml
            ! error: unable to decode "types.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string
            [exit 1]
            $ create -f deploy.yaml
            ! error: error when creating "deploy.yaml": deployments.apps are known here by name only: this playground does not simulate them
            [exit 1]
            $ create -f syntax.yaml
            ! error: error parsing syntax.yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'
            [exit 1]
            $ create -f empty.yaml
            ! error: no objects passed to create
            [exit 1]
            $ create -f missing.yaml
            ! error: the path "missing.yaml" does not exist
            [exit 1]
            $ create -f ns.yaml,list.yaml
            namespace/a created
            configmap/b created
            ! error: unable to decode "ns.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.namespace of type string
            [exit 1]
            $ create
            ! error: must specify one of -f and -k
            [exit 1]
            $ create -f
            ! error: flag needs an argument: 'f' in -f
            ! See 'kubectl create --help' for usage.
            [exit 1]
            $ create x
            ! error: Unexpected args: [x]
            ! See 'kubectl create -h' for help and examples
            [exit 1]
            $ create daemonset x --image=nginx
            ! error: unknown flag: --image
            ! See 'kubectl create --help' for usage.
            [exit 1]
            $ create -f two.yaml --dry-run=maybe
            ! error: Invalid dry-run value (maybe). Must be "none", "server", or "client".
            [exit 1]
            $ create -f two.yaml -o wide
            ! error: unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml
            [exit 1]
            $ create -f two.yaml -n kube-system -l a=b
            ! error: resource mapping not found for name: "" namespace: "" from "two.yaml": no matches for kind "Nothing" in version "v1"
            ! ensure CRDs are installed first
            [exit 1]
            $ create -f odd.yaml --validate=warn
            ! Warning: unknown field "spec.tempalte"
            ! The DaemonSet "ds" is invalid: spec.template.spec.containers[0].image: Required value
            [exit 1]
            $ create -f odd.yaml --validate=warn --dry-run=server
            ! Warning: unknown field "spec.tempalte"
            ! The DaemonSet "ds" is invalid: spec.template.spec.containers[0].image: Required value
            [exit 1]
        "#]],
    );
}

#[test]
fn what_types_have_no_place_for_is_judged_and_kept_all_the_same() {
    let mut bench = Bench::new();
    bench.files.put(
        "bad.yaml",
        "apiVersion: v1\nkind: Node\nmetadata: {name: n8}\nspec: {taints: [{key: a, effect: Never}], podCIDRs: [x]}\n",
    );
    bench.files.put(
        "node.yaml",
        "apiVersion: v1\nkind: Node\nmetadata: {name: n9}\nspec: {podCIDR: 10.0.0.0/24, providerID: p, unschedulable: true}\n",
    );
    bench.files.put(
        "ns.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\nspec: {finalizers: [mine]}\n",
    );
    bench.files.put(
        "ds.yaml",
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: x}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    \
         metadata: {labels: {}}\n    spec: {containers: [{name: c, image: i}]}\n",
    );
    bench.files.put(
        "empty-key.yaml",
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: x}\nspec: {'': 1, template: {spec: {'': 2}}}\n",
    );
    bench.files.put(
        "owner.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, ownerReferences: [{apiVersion: v1, kind: Node, name: node}]}\n",
    );
    expect![[r#"
        $ create -f bad.yaml
        ! The Node "n8" is invalid: 
        ! * metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"
        ! * spec.podCIDRs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
        [exit 1]
        $ create -f node.yaml
        node/n9 created
        $ get node n9 -o jsonpath={.spec}
        {"podCIDR":"10.0.0.0/24","podCIDRs":["10.0.0.0/24"],"providerID":"p","unschedulable":true}
        $ patch node n9 -p '{"spec":{"providerID":"q"}}'
        ! The Node "n9" is invalid: spec.providerID: Forbidden: node updates may not change providerID except from "" to valid
        [exit 1]
        $ create -f ns.yaml
        ! The Namespace "team" is invalid: spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified
        [exit 1]
        $ create -f ds.yaml
        ! The DaemonSet "x" is invalid: spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`
        [exit 1]
        $ create -f empty-key.yaml
        ! Error from server (BadRequest): error when creating "empty-key.yaml": DaemonSet in version "v1" cannot be handled as a DaemonSet: strict decoding error: unknown field "spec.", unknown field "spec.template.spec."
        [exit 1]
        $ create -f owner.yaml
        ! The ConfigMap "x" is invalid: metadata.ownerReferences.uid: Invalid value: "": must not be empty
        [exit 1]
    "#]].assert_eq(&bench.type_lines(
        "create -f bad.yaml
create -f node.yaml
get node n9 -o jsonpath={.spec}
patch node n9 -p '{\"spec\":{\"providerID\":\"q\"}}'
create -f ns.yaml
create -f ds.yaml
create -f empty-key.yaml
create -f owner.yaml",
    ));
}

#[test]
fn what_older_versions_wrote_is_read_into_fields() {
    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n";
    const SPEC: &str = "spec: {containers: [{name: c, image: i}]}\n";
    const KEY: &str = "container.apparmor.security.beta.kubernetes.io/c";
    let mut bench = Bench::new();
    bench.files.put("pod.yaml", &format!("{POD}    {KEY}: localhost/mine\n{SPEC}"));
    bench.files.put("odd.yaml", &format!("{POD}    {KEY}: odd\n{SPEC}").replace("name: p\n", "name: q\n"));
    let counted = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: x\n  annotations: \
                   {deprecated.daemonset.template.generation: '3'}\nspec:\n  selector: {matchLabels: {a: b}}\n  \
                   template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}\n";
    bench.files.put("ds.yaml", counted);
    bench.files.put("wrong.yaml", &counted.replace("'3'", "three"));
    expect![[r#"
        $ create -f pod.yaml
        ! Warning: metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead
        pod/p created
        $ get pod p -o jsonpath={.spec.containers[0].securityContext}
        {"appArmorProfile":{"localhostProfile":"mine","type":"Localhost"}}
        $ create -f odd.yaml
        ! Warning: metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead
        ! The Pod "q" is invalid: metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: Invalid value: "odd": invalid AppArmor profile name: "odd"
        [exit 1]
        $ create -f ds.yaml
        daemonset.apps/x created
        $ set image ds/x c=j
        daemonset.apps/x image updated
        $ get ds x -o jsonpath={.metadata.annotations}
        {"deprecated.daemonset.template.generation":"4"}
        $ create -f wrong.yaml
        ! Error from server (BadRequest): error when creating "wrong.yaml": DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing "three": invalid syntax
        [exit 1]
        $ patch ds x -p '{"metadata":{"deletionGracePeriodSeconds":5}}'
        ! The DaemonSet "x" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable
        [exit 1]
    "#]].assert_eq(&bench.type_lines(
        "create -f pod.yaml
get pod p -o jsonpath={.spec.containers[0].securityContext}
create -f odd.yaml
create -f ds.yaml
set image ds/x c=j
get ds x -o jsonpath={.metadata.annotations}
create -f wrong.yaml
patch ds x -p '{\"metadata\":{\"deletionGracePeriodSeconds\":5}}'",
    ));
}

/// What of several files cannot be read is told together: after what the server refused, or before it by `apply`,
/// which reads all of them first.
#[test]
fn files_that_cannot_be_read_are_told_together() {
    let labels = |labels: &str| DS.replace("name: ds\n", &format!("name: ds\n  labels: {labels}\n"));
    check(
        &[
            ("f/a.yaml", &labels("{a: 1}")),
            ("f/b.yaml", &DS.replace("image: nginx", "image: ''")),
            ("f/c.yaml", &labels("[a]")),
        ],
        "create -f f
apply -f f
create -f f/a.yaml -f f/c.yaml
create -f f/a.yaml -f f/b.yaml",
        expect![[r#"
            $ create -f f
            ! Error from server (Invalid): error when creating "f/b.yaml": DaemonSet.apps "ds" is invalid: spec.template.spec.containers[0].image: Required value
            ! [unable to decode "f/a.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string, unable to decode "f/c.yaml": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string]
            [exit 1]
            $ apply -f f
            ! [unable to decode "f/a.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string, unable to decode "f/c.yaml": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string]
            ! Error from server (Invalid): error when creating "f/b.yaml": DaemonSet.apps "ds" is invalid: spec.template.spec.containers[0].image: Required value
            [exit 1]
            $ create -f f/a.yaml -f f/c.yaml
            ! unable to decode "f/a.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
            ! unable to decode "f/c.yaml": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string
            [exit 1]
            $ create -f f/a.yaml -f f/b.yaml
            ! Error from server (Invalid): error when creating "f/b.yaml": DaemonSet.apps "ds" is invalid: spec.template.spec.containers[0].image: Required value
            ! unable to decode "f/a.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
            [exit 1]
        "#]],
    );
}
