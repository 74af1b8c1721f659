//! What `get` prints.

use crate::api::kind::Kind;
use crate::kubectl::testing::{Bench, check};
use expect_test::expect;

#[test]
fn tables_show_one_kind_or_several() {
    check(
        "get ds
get ds -A -o wide --show-labels
get nodes -L zone,kubernetes.io/hostname
get ds,nodes
get ds/agent node/n1 --no-headers
get all
get ns --show-kind
get deploy
get pods -n nosuch
get pv
get pods -A",
        expect![[r#"
                $ get ds
                NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                agent   0         0         0       0            0           <none>          5s
                $ get ds -A -o wide --show-labels
                NAMESPACE   NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE   CONTAINERS   IMAGES     SELECTOR    LABELS
                default     agent   0         0         0       0            0           <none>          5s    agent        agent:v1   app=agent   <none>
                $ get nodes -L zone,kubernetes.io/hostname
                NAME   STATUS    ROLES    AGE   VERSION   ZONE   HOSTNAME
                n1     Unknown   <none>   15s             a      n1
                n2     Unknown   <none>   15s             b      n2
                $ get ds,nodes
                NAME                   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                daemonset.apps/agent   0         0         0       0            0           <none>          5s

                NAME      STATUS    ROLES    AGE   VERSION
                node/n1   Unknown   <none>   15s   
                node/n2   Unknown   <none>   15s   
                $ get ds/agent node/n1 --no-headers
                daemonset.apps/agent   0     0     0     0     0     <none>   5s
                node/n1   Unknown   <none>   15s   
                $ get all
                NAME                   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                daemonset.apps/agent   0         0         0       0            0           <none>          5s
                $ get ns --show-kind
                NAME                        STATUS   AGE
                namespace/default           Active   15s
                namespace/kube-node-lease   Active   15s
                namespace/kube-public       Active   15s
                namespace/kube-system       Active   15s
                $ get deploy
                ! No resources found in default namespace.
                $ get pods -n nosuch
                ! No resources found in nosuch namespace.
                $ get pv
                ! No resources found
                $ get pods -A
                ! No resources found
            "#]],
    );
}

#[test]
fn objects_are_chosen_by_name_label_and_field() {
    check(
        "get nodes -l zone=b
get nodes -l 'zone in (a,b),zone!=b' -o name
get ns --field-selector metadata.name!=default
get pods -l 'a in'
get pods -l '-a=b'
get pods --field-selector status.phase=x=y
get pods --field-selector nope=1
get ds --field-selector nope=1
get nodes n1 nosuch n3
get ds nosuch --ignore-not-found
get nosuch
get ds agent -A
get ds -l a=b agent
get ds ds/agent
get ds/a/b",
        expect![[r#"
            $ get nodes -l zone=b
            NAME   STATUS    ROLES    AGE   VERSION
            n2     Unknown   <none>   15s   
            $ get nodes -l 'zone in (a,b),zone!=b' -o name
            node/n1
            $ get ns --field-selector metadata.name!=default
            NAME              STATUS   AGE
            kube-node-lease   Active   15s
            kube-public       Active   15s
            kube-system       Active   15s
            $ get pods -l 'a in'
            ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a in", field selector "": unable to parse requirement: found '' expected: '('
            [exit 1]
            $ get pods -l '-a=b'
            ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "-a=b", field selector "": unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            [exit 1]
            $ get pods --field-selector status.phase=x=y
            ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "status.phase=x=y": invalid field selector: unescaped character in value: 61
            [exit 1]
            $ get pods --field-selector nope=1
            ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "nope=1": field label not supported: nope
            [exit 1]
            $ get ds --field-selector nope=1
            ! Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets" that match label selector "", field selector "nope=1": "nope" is not a known field selector: only "metadata.name", "metadata.namespace"
            [exit 1]
            $ get nodes n1 nosuch n3
            NAME   STATUS    ROLES    AGE   VERSION
            n1     Unknown   <none>   15s   
            ! Error from server (NotFound): nodes "nosuch" not found
            ! Error from server (NotFound): nodes "n3" not found
            [exit 1]
            $ get ds nosuch --ignore-not-found
            $ get nosuch
            ! error: the server doesn't have a resource type "nosuch"
            [exit 1]
            $ get ds agent -A
            ! error: a resource cannot be retrieved by name across all namespaces
            [exit 1]
            $ get ds -l a=b agent
            ! error: name cannot be provided when a selector is specified
            [exit 1]
            $ get ds ds/agent
            ! error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'
            [exit 1]
            $ get ds/a/b
            ! error: arguments in resource/name form may not have more than one slash
            [exit 1]
        "#]],
    );
}

#[test]
fn whole_objects_are_printed_in_every_format() {
    check(
            "get ds -o name
get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}{\"\\n\"}'
get nodes -o jsonpath='{.items[*].metadata.name}'
get node n1 -o yaml
get ns default -o kyaml
get pods -o json
get nodes -o custom-columns=NAME:.metadata.name,ZONE:.metadata.labels.zone,TAINTS:.spec.taints --sort-by=.metadata.labels.zone
get nodes -o custom-columns=NAME --no-headers
get node n1 --no-headers -o custom-columns=X:.metadata.name
get nodes --sort-by=.metadata.creationTimestamp
get ds agent -o go-template='{{.metadata.name}}'
get ds agent -o go-template='{{.metadata.name.x}}'
get ds -o nosuch
get ds agent -o yaml --show-labels
get ds --no-such-flag
get",
            expect![[r#"
                $ get ds -o name
                daemonset.apps/agent
                $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}{"\n"}'
                agent:v1
                $ get nodes -o jsonpath='{.items[*].metadata.name}'
                n1 n2
                $ get node n1 -o yaml
                apiVersion: v1
                kind: Node
                metadata:
                  creationTimestamp: "2026-01-05T08:00:00Z"
                  labels:
                    kubernetes.io/hostname: n1
                    zone: a
                  name: n1
                  resourceVersion: "5"
                  uid: 5db6a10e-3d23-4ed8-9e25-bf62fd7a65d5
                spec: {}
                status: {}
                $ get ns default -o kyaml
                ---
                {
                  apiVersion: "v1",
                  kind: "Namespace",
                  metadata: {
                    creationTimestamp: "2026-01-05T08:00:00Z",
                    labels: {
                      kubernetes.io/metadata.name: "default",
                    },
                    name: "default",
                    resourceVersion: "1",
                    uid: "b0309e81-836c-4d42-ac09-874a5feb84a0",
                  },
                  spec: {
                    finalizers: [
                      "kubernetes",
                    ],
                  },
                  status: {
                    phase: "Active",
                  },
                }
                $ get pods -o json
                {
                    "apiVersion": "v1",
                    "items": [],
                    "kind": "List",
                    "metadata": {
                        "resourceVersion": ""
                    }
                }
                $ get nodes -o custom-columns=NAME:.metadata.name,ZONE:.metadata.labels.zone,TAINTS:.spec.taints --sort-by=.metadata.labels.zone
                NAME   ZONE   TAINTS
                n1     a      <none>
                n2     b      <none>
                $ get nodes -o custom-columns=NAME --no-headers
                ! error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>
                [exit 1]
                $ get node n1 --no-headers -o custom-columns=X:.metadata.name
                n1
                $ get nodes --sort-by=.metadata.creationTimestamp
                NAME   STATUS    ROLES    AGE   VERSION
                n1     Unknown   <none>   15s   
                n2     Unknown   <none>   15s   
                $ get ds agent -o go-template='{{.metadata.name}}'
                agent
                $ get ds agent -o go-template='{{.metadata.name.x}}'
                Error executing template: template: output:1:11: executing "output" at <.metadata.name.x>: can't evaluate field x in type interface {}. Printing more information for debugging the template:
                	template was:
                		{{.metadata.name.x}}
                	raw data was:
                		{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"deprecated.daemonset.template.generation":"1"},"creationTimestamp":"2026-01-05T08:00:10Z","generation":1,"managedFields":[{"apiVersion":"apps/v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:deprecated.daemonset.template.generation":{}}},"f:spec":{"f:revisionHistoryLimit":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"agent\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}},"f:updateStrategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}}}},"manager":"kubectl","operation":"Update","time":"2026-01-05T08:00:10Z"}],"name":"agent","namespace":"default","resourceVersion":"7","uid":"0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8"},"spec":{"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"image":"agent:v1","imagePullPolicy":"IfNotPresent","name":"agent","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}},"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"}},"status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}}
                	object given to template engine was:
                		map[apiVersion:apps/v1 kind:DaemonSet metadata:map[annotations:map[deprecated.daemonset.template.generation:1] creationTimestamp:2026-01-05T08:00:10Z generation:1 managedFields:[map[apiVersion:apps/v1 fieldsType:FieldsV1 fieldsV1:map[f:metadata:map[f:annotations:map[.:map[] f:deprecated.daemonset.template.generation:map[]]] f:spec:map[f:revisionHistoryLimit:map[] f:selector:map[] f:template:map[f:metadata:map[f:labels:map[.:map[] f:app:map[]]] f:spec:map[f:containers:map[k:{"name":"agent"}:map[.:map[] f:image:map[] f:imagePullPolicy:map[] f:name:map[] f:resources:map[] f:terminationMessagePath:map[] f:terminationMessagePolicy:map[]]] f:dnsPolicy:map[] f:restartPolicy:map[] f:schedulerName:map[] f:securityContext:map[] f:terminationGracePeriodSeconds:map[]]] f:updateStrategy:map[f:rollingUpdate:map[.:map[] f:maxSurge:map[] f:maxUnavailable:map[]] f:type:map[]]]] manager:kubectl operation:Update time:2026-01-05T08:00:10Z]] name:agent namespace:default resourceVersion:7 uid:0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8] spec:map[revisionHistoryLimit:10 selector:map[matchLabels:map[app:agent]] template:map[metadata:map[labels:map[app:agent]] spec:map[containers:[map[image:agent:v1 imagePullPolicy:IfNotPresent name:agent resources:map[] terminationMessagePath:/dev/termination-log terminationMessagePolicy:File]] dnsPolicy:ClusterFirst restartPolicy:Always schedulerName:default-scheduler securityContext:map[] terminationGracePeriodSeconds:30]] updateStrategy:map[rollingUpdate:map[maxSurge:0 maxUnavailable:1] type:RollingUpdate]] status:map[currentNumberScheduled:0 desiredNumberScheduled:0 numberMisscheduled:0 numberReady:0]]

                ! error: error executing template "{{.metadata.name.x}}": template: output:1:11: executing "output" at <.metadata.name.x>: can't evaluate field x in type interface {}
                [exit 1]
                $ get ds -o nosuch
                ! error: unable to match a printer suitable for the output format "nosuch", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml
                [exit 1]
                $ get ds agent -o yaml --show-labels
                ! error: --show-labels option cannot be used with yaml printer
                [exit 1]
                $ get ds --no-such-flag
                ! error: unknown flag: --no-such-flag
                ! See 'kubectl get --help' for usage.
                [exit 1]
                $ get
                ! You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.
                ! 
                ! error: Required resource not specified.
                ! Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
                ! See 'kubectl get -h' for help and examples
                [exit 1]
            "#]],
        );
}

#[test]
fn kinds_and_order_follow_what_was_found() {
    check(
        "get ds,node agent
get ds/agent node/nosuch
get nodes n2 n1 --sort-by=.metadata.name
get nodes n2 --sort-by=.nosuch
get nodes,ds --field-selector spec.unschedulable=false
get -k .
get -k nosuch
get -f x -k y
get nodes -k .
get ds agent --subresource=status -o name
get ds agent --subresource=scale
get ds --subresource=status
get ds a%b
get node ..
get ds ''
get pods -n a/b
get pods --request-timeout=abc
get pods --kubeconfig=nosuch",
        expect![[r#"
            $ get ds,node agent
            NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
            agent   0         0         0       0            0           <none>          5s
            ! Error from server (NotFound): nodes "agent" not found
            [exit 1]
            $ get ds/agent node/nosuch
            NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
            agent   0         0         0       0            0           <none>          5s
            ! Error from server (NotFound): nodes "nosuch" not found
            [exit 1]
            $ get nodes n2 n1 --sort-by=.metadata.name
            NAME   STATUS    ROLES    AGE   VERSION
            n2     Unknown   <none>   15s   
            n1     Unknown   <none>   15s   
            $ get nodes n2 --sort-by=.nosuch
            ! error: couldn't find any field with path "{.nosuch}" in the list of objects
            [exit 1]
            $ get nodes,ds --field-selector spec.unschedulable=false
            NAME   STATUS    ROLES    AGE   VERSION
            n1     Unknown   <none>   15s   
            n2     Unknown   <none>   15s   
            ! Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets" that match label selector "", field selector "spec.unschedulable=false": "spec.unschedulable" is not a known field selector: only "metadata.name", "metadata.namespace"
            [exit 1]
            $ get -k .
            ! error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/'
            [exit 1]
            $ get -k nosuch
            ! error: must build at directory: not a valid directory: evalsymlink failure on 'nosuch' : lstat /nosuch: no such file or directory
            [exit 1]
            $ get -f x -k y
            ! error: only one of -f or -k can be specified
            [exit 1]
            $ get nodes -k .
            ! error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/'
            [exit 1]
            $ get ds agent --subresource=status -o name
            daemonset.apps/agent
            $ get ds agent --subresource=scale
            ! Error from server (NotFound): the server could not find the requested resource
            [exit 1]
            $ get ds --subresource=status
            ! error: subresource cannot be used when bulk resources are specified
            [exit 1]
            $ get ds a%b
            ! error: invalid resource name "a%b": [may not contain '%']
            [exit 1]
            $ get node ..
            ! error: invalid resource name "..": [may not be '..']
            [exit 1]
            $ get ds ''
            ! error: resource name may not be empty
            [exit 1]
            $ get pods -n a/b
            ! error: invalid namespace "a/b": [may not contain '/']
            [exit 1]
            $ get pods --request-timeout=abc
            ! error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)
            [exit 1]
            $ get pods --kubeconfig=nosuch
            ! error: stat nosuch: no such file or directory
            [exit 1]
        "#]],
    );
}

#[test]
fn lists_in_files_say_what_their_items_are() {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    for (path, text) in [
        ("scalar.yaml", "junk"),
        ("array.yaml", "[a]"),
        ("version.yaml", "apiVersion: a/b/c\nkind: X"),
        ("typed.yaml", "apiVersion: apps/v1\nkind: DaemonSetList\nitems: [{metadata: {name: agent}}]"),
        (
            "nested.yaml",
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: NodeList, items: [{metadata: {name: n1}}]}",
        ),
        ("empty.yaml", "apiVersion: v1\nkind: List\nitems: []"),
        (
            "untyped.yaml",
            "apiVersion: v1\nkind: List\nitems: [{metadata: {name: n1}}, {apiVersion: v1, kind: Foo}, {kind: Node}]",
        ),
        ("unknown.yaml", "apiVersion: v1\nkind: FooList\nitems: []"),
        ("items.yaml", "apiVersion: v1\nkind: List\nitems: x"),
        ("item.yaml", "apiVersion: v1\nkind: List\nitems: [x]"),
    ] {
        bench.files.put(path, text);
    }
    let lines = "get -f scalar.yaml
create -f scalar.yaml
get -f array.yaml
get -f version.yaml
create -f version.yaml
get -f typed.yaml -o name
get -f nested.yaml -o name
get -f empty.yaml
get -f untyped.yaml -o name
get -f unknown.yaml
get -f items.yaml
get -f item.yaml";
    expect![[r#"
        $ get -f scalar.yaml
        ! error: unable to decode "scalar.yaml": json: cannot unmarshal string into Go value of type unstructured.detector
        [exit 1]
        $ create -f scalar.yaml
        ! error: error validating "scalar.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false
        [exit 1]
        $ get -f array.yaml
        ! error: unable to decode "array.yaml": json: cannot unmarshal array into Go value of type unstructured.detector
        [exit 1]
        $ get -f version.yaml
        ! error: unable to decode "version.yaml": Object 'Kind' is missing in '{"apiVersion":"a/b/c","kind":"X"}'
        [exit 1]
        $ create -f version.yaml
        ! error: error validating "version.yaml": error validating data: unexpected GroupVersion string: a/b/c; if you choose to ignore these errors, turn validation off with --validate=false
        [exit 1]
        $ get -f typed.yaml -o name
        daemonset.apps/agent
        $ get -f nested.yaml -o name
        node/n1
        $ get -f empty.yaml
        ! No resources found in default namespace.
        $ get -f untyped.yaml -o name
        ! unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '
        ! unable to recognize no matches for kind "Foo" in version "v1"
        ! unable to get type info from the object "*unstructured.Unstructured": Object 'apiVersion' is missing in 'object has no apiVersion field'
        [exit 1]
        $ get -f unknown.yaml
        ! error: resource mapping not found for name: "" namespace: "" from "unknown.yaml": no matches for kind "FooList" in version "v1"
        ! ensure CRDs are installed first
        [exit 1]
        $ get -f items.yaml
        ! error: unable to decode "items.yaml": json: cannot unmarshal string into Go struct field decodeList.items of type []json.RawMessage
        [exit 1]
        $ get -f item.yaml
        ! error: unable to decode "item.yaml": json: cannot unmarshal string into Go value of type map[string]interface {}
        [exit 1]
    "#]].assert_eq(&bench.type_lines(lines));
}

#[test]
fn raw_paths_give_what_the_server_sends() {
    check(
        "get --raw /healthz
get --raw /version
get --raw /apis/apps/v1/namespaces/default/daemonsets/agent
get --raw /apis/apps/v1/daemonsets?labelSelector=a%3Db
get --raw /api/v1/namespaces/default
get --raw /api/v1/nodes/nosuch
get --raw /api/v1/nosuch
get --raw api
get --raw /api
get ds --raw /api
get --raw /api -o yaml",
        expect![[r#"
            $ get --raw /healthz
            ok
            $ get --raw /version
            {
              "major": "1",
              "minor": "36",
              "gitVersion": "v1.36.2",
              "gitTreeState": "clean",
              "compiler": "gc",
              "platform": "linux/amd64"
            }
            $ get --raw /apis/apps/v1/namespaces/default/daemonsets/agent
            {"kind":"DaemonSet","apiVersion":"apps/v1","metadata":{"name":"agent","namespace":"default","uid":"0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8","resourceVersion":"7","generation":1,"creationTimestamp":"2026-01-05T08:00:10Z","annotations":{"deprecated.daemonset.template.generation":"1"}},"spec":{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"agent","image":"agent:v1","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}},"revisionHistoryLimit":10},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}}
            $ get --raw /apis/apps/v1/daemonsets?labelSelector=a%3Db
            {"kind":"DaemonSetList","apiVersion":"apps/v1","metadata":{"resourceVersion":"7"},"items":[]}
            $ get --raw /api/v1/namespaces/default
            {"kind":"Namespace","apiVersion":"v1","metadata":{"name":"default","uid":"b0309e81-836c-4d42-ac09-874a5feb84a0","resourceVersion":"1","creationTimestamp":"2026-01-05T08:00:00Z","labels":{"kubernetes.io/metadata.name":"default"}},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}
            $ get --raw /api/v1/nodes/nosuch
            ! Error from server (NotFound): nodes "nosuch" not found
            [exit 1]
            $ get --raw /api/v1/nosuch
            ! Error from server (NotFound): the server could not find the requested resource
            [exit 1]
            $ get --raw api
            ! error: --raw must be a valid URL path: parse "api": invalid URI for request
            [exit 1]
            $ get --raw /api
            ! error: raw requests of /api are not simulated by this playground
            [exit 1]
            $ get ds --raw /api
            ! error: arguments may not be passed when --raw is specified
            [exit 1]
            $ get --raw /api -o yaml
            ! error: --raw and --output are mutually exclusive
            [exit 1]
        "#]],
    );
}

#[test]
fn a_watch_prints_rows_under_the_first_header() {
    let mut bench = Bench::new();
    let mut text = bench.run("get ds -w", None);
    bench.create_daemon_set("agent");
    text += &bench.poll();
    bench.wait(7);
    bench.create(
            Kind::DaemonSet,
            "kube-system",
            serde_json::json!({"metadata": {"name": "x"}, "spec": {
                "selector": {"matchLabels": {"app": "x"}},
                "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "x", "image": "x"}]}},
            }}),
        );
    bench.create_daemon_set("an-agent-of-long-name");
    text += &bench.poll();
    text += &bench.run("get nodes -w --output-watch-events -l zone=a", None);
    text += &bench.run("get node n1 -w -o name", None);
    text += &bench.run("get node,ds -w", None);
    text += &bench.run("get node nosuch -w", None);
    text += &bench.run("get node n1 -w --request-timeout=2s --no-headers", None);
    bench.wait(1);
    text += &bench.poll();
    bench.wait(1);
    text += &bench.poll();
    text += &bench.run("get ds -w --request-timeout=3", None);
    text += &bench.run("get nodes -w --sort-by={.metadata.labels.zone} -l zone", None);
    text += &bench.run("get nodes --watch-only --sort-by=.x -o name", None);
    expect![[r#"
        [waiting]
        NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
        agent   0         0         0       0            0           <none>          0s
        [waiting]
        an-agent-of-long-name   0         0         0       0            0           <none>          0s
        [waiting]
        EVENT      NAME   STATUS    ROLES    AGE   VERSION
        ADDED      n1     Unknown   <none>   17s   
        [waiting]
        node/n1
        [waiting]
        ! error: you may only specify a single resource type
        [exit 1]
        ! Error from server (NotFound): nodes "nosuch" not found
        [exit 1]
        n1    Unknown   <none>   17s   
        [waiting until 19000]
        [waiting until 19000]
        NAME                    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
        agent                   0         0         0       0            0           <none>          9s
        an-agent-of-long-name   0         0         0       0            0           <none>          2s
        [waiting until 22000]
        ! warning: --watch requested, --sort-by will be ignored for watch events received
        NAME   STATUS    ROLES    AGE   VERSION
        n1     Unknown   <none>   19s   
        n2     Unknown   <none>   19s   
        [waiting]
        ! warning: --watch-only requested, --sort-by will be ignored
        [waiting]
    "#]]
    .assert_eq(&text);
}
