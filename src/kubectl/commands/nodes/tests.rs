//! What the commands about nodes print and change.

use crate::api::kind::Kind;
use crate::kubectl::testing::{Bench, check};
use expect_test::expect;
use serde_json::{Value, json};

#[test]
fn taints_are_added_changed_and_removed() {
    check(
        "taint nodes n1 dedicated=gpu:NoSchedule
taint node n2 maintenance=true:NoExecute a:PreferNoSchedule
taint node n2 maintenance=true:NoExecute
taint node n2 maintenance=no:NoExecute --overwrite
get nodes -o jsonpath='{.items[*].spec.taints}'
taint node n2 maintenance:NoExecute- b=c:NoSchedule
taint node n2 a-
taint nodes --all x:NoSchedule --dry-run=client
taint nodes -l zone=a y:NoSchedule --dry-run=server
taint node n1 dedicated-
taint node n1 dedicated-
get nodes -o jsonpath='{.items[*].spec.taints}'",
        expect![[r#"
            $ taint nodes n1 dedicated=gpu:NoSchedule
            node/n1 tainted
            $ taint node n2 maintenance=true:NoExecute a:PreferNoSchedule
            node/n2 tainted
            $ taint node n2 maintenance=true:NoExecute
            ! error: node n2 already has maintenance taint(s) with same effect(s) and --overwrite is false
            [exit 1]
            $ taint node n2 maintenance=no:NoExecute --overwrite
            node/n2 modified
            $ get nodes -o jsonpath='{.items[*].spec.taints}'
            [{"effect":"NoSchedule","key":"dedicated","value":"gpu"}] [{"effect":"NoExecute","key":"maintenance","value":"no"},{"effect":"PreferNoSchedule","key":"a"}]
            $ taint node n2 maintenance:NoExecute- b=c:NoSchedule
            node/n2 modified
            $ taint node n2 a-
            node/n2 untainted
            $ taint nodes --all x:NoSchedule --dry-run=client
            node/n1 tainted
            node/n2 tainted
            $ taint nodes -l zone=a y:NoSchedule --dry-run=server
            node/n1 tainted
            $ taint node n1 dedicated-
            node/n1 untainted
            $ taint node n1 dedicated-
            ! error: taint "dedicated" not found
            [exit 1]
            $ get nodes -o jsonpath='{.items[*].spec.taints}'
            [{"effect":"NoSchedule","key":"b","value":"c"}]
        "#]],
    );
}

#[test]
fn taints_that_cannot_be_are_refused() {
    check(
        "taint node n2 maintenance=true:NoSuchEffect
taint node n1 dedicated=gpu
taint node n1 a=b=c:NoSchedule
taint node n1 a:b:NoSchedule
taint node n1 -a=b:NoSchedule
taint node n1 b@d=x:NoSchedule
taint node n1 a=b:NoSchedule a=c:NoSchedule
taint node n1 a=b:NoSchedule a-
taint node n1
taint a=b:NoSchedule
taint node a=b:NoSchedule
taint ds agent a=b:NoSchedule
taint nosuch x a=b:NoSchedule
taint node n1 a=b:NoSchedule n2
taint nodes --all -l a=b a=b:NoSchedule
taint node n9 a=b:NoSchedule
taint node n1 a:NoSchedule- b-",
        expect![[r#"
            $ taint node n2 maintenance=true:NoSuchEffect
            ! error: invalid taint effect: NoSuchEffect, unsupported taint effect
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 dedicated=gpu
            ! error: invalid taint spec: dedicated=gpu, name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 a=b=c:NoSchedule
            ! error: invalid taint spec: a=b=c:NoSchedule
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 a:b:NoSchedule
            ! error: invalid taint spec: a:b:NoSchedule
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 -a=b:NoSchedule
            ! error: unknown shorthand flag: 'a' in -a=b:NoSchedule
            ! See 'kubectl taint --help' for usage.
            [exit 1]
            $ taint node n1 b@d=x:NoSchedule
            ! error: invalid taint spec: b@d=x:NoSchedule, name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 a=b:NoSchedule a=c:NoSchedule
            ! error: duplicated taints with the same key and effect: {a c NoSchedule <nil>}
            ! See 'kubectl taint -h' for help and examples
            [exit 1]
            $ taint node n1 a=b:NoSchedule a-
            ! error: can not both modify and remove the following taint(s) in the same command: a=
            [exit 1]
            $ taint node n1
            ! error: at least one taint update is required
            [exit 1]
            $ taint a=b:NoSchedule
            ! error: one or more resources must be specified as <resource> <name>
            [exit 1]
            $ taint node a=b:NoSchedule
            ! error: at least one resource name must be specified since 'all' parameter is not set
            [exit 1]
            $ taint ds agent a=b:NoSchedule
            ! error: invalid resource type ds, only node types are supported
            [exit 1]
            $ taint nosuch x a=b:NoSchedule
            ! error: the server doesn't have a resource type "nosuch"
            [exit 1]
            $ taint node n1 a=b:NoSchedule n2
            ! error: all resources must be specified before taint changes: n2
            [exit 1]
            $ taint nodes --all -l a=b a=b:NoSchedule
            ! error: setting 'all' parameter with a non empty selector is prohibited
            [exit 1]
            $ taint node n9 a=b:NoSchedule
            ! Error from server (NotFound): nodes "n9" not found
            [exit 1]
            $ taint node n1 a:NoSchedule- b-
            ! taint "a:NoSchedule" not found
            ! taint "b" not found
            [exit 1]
        "#]],
    );
}

#[test]
fn nodes_are_cordoned_and_uncordoned() {
    check(
        "cordon n1
cordon n1
cordon node/n2 --dry-run=client
get nodes -o jsonpath='{.items[*].spec}'
uncordon n1 n2
cordon -l zone=b --dry-run=server
cordon n9 n1
cordon
uncordon
cordon n1 -l a=b
cordon ds/agent",
        expect![[r#"
            $ cordon n1
            node/n1 cordoned
            $ cordon n1
            node/n1 already cordoned
            $ cordon node/n2 --dry-run=client
            node/n2 cordoned (dry run)
            $ get nodes -o jsonpath='{.items[*].spec}'
            {"unschedulable":true} {}
            $ uncordon n1 n2
            node/n1 uncordoned
            node/n2 already uncordoned
            $ cordon -l zone=b --dry-run=server
            node/n2 cordoned (server dry run)
            $ cordon n9 n1
            ! Error from server (NotFound): nodes "n9" not found
            [exit 1]
            $ cordon
            ! error: USAGE: cordon NODE [flags]
            ! See 'kubectl cordon -h' for help and examples
            [exit 1]
            $ uncordon
            ! error: USAGE: uncordon NODE [flags]
            ! See 'kubectl uncordon -h' for help and examples
            [exit 1]
            $ cordon n1 -l a=b
            ! error: cannot specify both a node name and a --selector option
            ! See 'kubectl cordon -h' for help and examples
            [exit 1]
            $ cordon ds/agent
            ! error: expected resource of type node, got "apps/v1, Resource=daemonsets"
            [exit 1]
        "#]],
    );
}

/// A node with pods of every kind.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    let owner = bench.api.get(Kind::DaemonSet, "default", "agent").unwrap().controller_reference().to_value();
    let mut gone = owner.clone();
    gone["name"] = "gone".into();
    let pod = |name: &str, owners: Value, volumes: Value| {
        json!({
            "metadata": {"name": name, "ownerReferences": owners, "labels": {"pod": name}},
            "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "i"}], "volumes": volumes},
        })
    };
    bench.create(Kind::Pod, "default", pod("agent-x", json!([owner]), json!([])));
    bench.create(Kind::Pod, "default", pod("bare", json!([]), json!([])));
    bench.create(Kind::Pod, "default", pod("orphan", json!([gone]), json!([])));
    bench.create(Kind::Pod, "kube-system", pod("scratch", json!([]), json!([{"name": "e", "emptyDir": {}}])));
    bench
}

#[test]
fn a_drain_says_what_stands_in_its_way() {
    expect![[r#"
        $ drain n1
        node/n1 cordoned
        ! error: unable to drain node "n1" due to error: [cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-x, cannot delete Pods that declare no controller (use --force to override): default/bare, cannot delete daemonsets.apps "gone" not found: default/orphan, cannot delete Pods with local storage (use --delete-emptydir-data to override): kube-system/scratch], continuing command...
        ! There are pending nodes to be drained:
        !  n1
        ! cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-x
        ! cannot delete Pods that declare no controller (use --force to override): default/bare
        ! cannot delete daemonsets.apps "gone" not found: default/orphan
        ! cannot delete Pods with local storage (use --delete-emptydir-data to override): kube-system/scratch
        [exit 1]
        $ drain n1 --ignore-daemonsets --force
        node/n1 already cordoned
        ! error: unable to drain node "n1" due to error: cannot delete Pods with local storage (use --delete-emptydir-data to override): kube-system/scratch, continuing command...
        ! There are pending nodes to be drained:
        !  n1
        ! cannot delete Pods with local storage (use --delete-emptydir-data to override): kube-system/scratch
        [exit 1]
        $ drain n1 --ignore-daemonsets --force --delete-emptydir-data --dry-run=client
        node/n1 already cordoned (dry run)
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: default/bare, kube-system/scratch
        evicting pod default/bare (dry run)
        evicting pod default/orphan (dry run)
        evicting pod kube-system/scratch (dry run)
        node/n1 drained (dry run)
        $ drain n1 --ignore-daemonsets --force --delete-emptydir-data --dry-run=server
        node/n1 already cordoned (server dry run)
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: default/bare, kube-system/scratch
        evicting pod default/bare (server dry run)
        evicting pod default/orphan (server dry run)
        evicting pod kube-system/scratch (server dry run)
        node/n1 drained (server dry run)
        $ drain n1 --ignore-daemonsets --pod-selector=pod=agent-x
        node/n1 already cordoned
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x
        node/n1 drained
        $ drain n2
        node/n2 cordoned
        node/n2 drained
        $ drain n9
        ! Error from server (NotFound): nodes "n9" not found
        [exit 1]
        $ drain n1 --pod-selector='a in'
        ! error: --pod-selector=<pod_selector> must be a valid label selector
        [exit 1]
        $ drain
        ! error: USAGE: drain NODE [flags]
        ! See 'kubectl drain -h' for help and examples
        [exit 1]
    "#]].assert_eq(&bench().type_lines(
        "drain n1
drain n1 --ignore-daemonsets --force
drain n1 --ignore-daemonsets --force --delete-emptydir-data --dry-run=client
drain n1 --ignore-daemonsets --force --delete-emptydir-data --dry-run=server
drain n1 --ignore-daemonsets --pod-selector=pod=agent-x
drain n2
drain n9
drain n1 --pod-selector='a in'
drain",
    ));
}

#[test]
fn a_drain_waits_until_the_pods_are_gone() {
    let mut bench = bench();
    let mut text =
        bench.run("drain n1 --ignore-daemonsets --force --delete-emptydir-data --timeout=5s", None);
    let remove = |bench: &mut Bench, namespace: &str, name: &str| {
        let now =
            crate::apiserver::options::DeleteOptions { grace_period_seconds: Some(0), ..Default::default() };
        bench.api.delete(Kind::Pod, namespace, name, &now).unwrap();
    };
    remove(&mut bench, "default", "bare");
    text += &bench.poll();
    bench.wait(1);
    text += &bench.poll();
    bench.wait(4);
    text += &bench.poll();
    text += "-- again, without eviction\n";
    text += &bench.run(
        "drain n1 --ignore-daemonsets --force --delete-emptydir-data --disable-eviction --timeout=1s",
        None,
    );
    bench.wait(1);
    text += &bench.poll();
    text += &bench.run(
        "drain n1 --ignore-daemonsets --force --delete-emptydir-data --disable-eviction --grace-period=2",
        None,
    );
    remove(&mut bench, "default", "orphan");
    remove(&mut bench, "kube-system", "scratch");
    bench.wait(1);
    text += &bench.poll();
    expect![[r#"
        node/n1 cordoned
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: default/bare, kube-system/scratch
        evicting pod default/bare
        evicting pod default/orphan
        evicting pod kube-system/scratch
        [waiting until 11000]
        [waiting until 11000]
        pod/bare evicted
        [waiting until 12000]
        ! There are pending pods in node "n1" when an error occurred: [error when waiting for pod "orphan" in namespace "default" to terminate: context deadline exceeded, error when waiting for pod "scratch" in namespace "kube-system" to terminate: context deadline exceeded]
        ! pod/orphan
        ! pod/scratch
        ! error: unable to drain node "n1" due to error: [error when waiting for pod "orphan" in namespace "default" to terminate: context deadline exceeded, error when waiting for pod "scratch" in namespace "kube-system" to terminate: context deadline exceeded], continuing command...
        ! There are pending nodes to be drained:
        !  n1
        ! error when waiting for pod "orphan" in namespace "default" to terminate: context deadline exceeded
        ! error when waiting for pod "scratch" in namespace "kube-system" to terminate: context deadline exceeded
        [exit 1]
        -- again, without eviction
        node/n1 already cordoned
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: kube-system/scratch
        [waiting until 16000]
        ! There are pending pods in node "n1" when an error occurred: context deadline exceeded
        ! pod/orphan
        ! pod/scratch
        ! error: unable to drain node "n1" due to error: context deadline exceeded, continuing command...
        ! There are pending nodes to be drained:
        !  n1
        ! error: context deadline exceeded
        [exit 1]
        node/n1 already cordoned
        ! Warning: ignoring DaemonSet-managed Pods: default/agent-x; deleting Pods that declare no controller: kube-system/scratch
        [waiting until 17000]
        pod/orphan deleted
        pod/scratch deleted
        node/n1 drained
    "#]].assert_eq(&text);
}
