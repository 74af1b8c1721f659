use crate::api::kind::Kind;
use crate::kubectl::testing::{Bench, check};
use expect_test::expect;

#[test]
fn objects_are_deleted_in_every_way() {
    check(
        "delete ds agent --dry-run=client
delete ds agent --dry-run=server
delete ds agent -o name
delete ds agent
delete ds nosuch --ignore-not-found
delete ds -l a=b
delete ds
delete nodes --all
delete node n1
delete ns default
delete pod x --force --grace-period=0
delete pod x --force --grace-period=3
delete pod x --now --grace-period=3
delete pod x --cascade=maybe
delete deploy web
delete ds --all -l a=b
delete
delete pods --all -o yaml",
        expect![[r#"
                $ delete ds agent --dry-run=client
                daemonset.apps "agent" deleted from default namespace (dry run)
                $ delete ds agent --dry-run=server
                daemonset.apps "agent" deleted from default namespace (server dry run)
                $ delete ds agent -o name
                daemonset.apps/agent
                $ delete ds agent
                ! Error from server (NotFound): daemonsets.apps "agent" not found
                [exit 1]
                $ delete ds nosuch --ignore-not-found
                $ delete ds -l a=b
                No resources found
                $ delete ds
                ! error: resource(s) were provided, but no name was specified
                [exit 1]
                $ delete nodes --all
                node "n1" deleted
                node "n2" deleted
                $ delete node n1
                ! Error from server (NotFound): nodes "n1" not found
                [exit 1]
                $ delete ns default
                ! Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted
                [exit 1]
                $ delete pod x --force --grace-period=0
                ! Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.
                ! Error from server (NotFound): pods "x" not found
                [exit 1]
                $ delete pod x --force --grace-period=3
                ! error: --force and --grace-period greater than 0 cannot be specified together
                [exit 1]
                $ delete pod x --now --grace-period=3
                ! error: --now and --grace-period cannot be specified together
                [exit 1]
                $ delete pod x --cascade=maybe
                ! error: invalid cascade value (maybe). Must be "background", "foreground", or "orphan"
                [exit 1]
                $ delete deploy web
                ! Error from server (NotFound): deployments.apps "web" not found
                [exit 1]
                $ delete ds --all -l a=b
                ! error: setting 'all' parameter but found a non empty selector. 
                [exit 1]
                $ delete
                ! error: You must provide one or more resources by argument or filename.
                ! Example resource specifications include:
                !    '-f rsrc.yaml'
                !    '--filename=rsrc.json'
                !    '<resource> <name>'
                !    '<resource>'
                [exit 1]
                $ delete pods --all -o yaml
                ! error: unexpected -o output mode: yaml. We only support '-o name'
                [exit 1]
            "#]],
    );
}

#[test]
fn deletion_waits_until_the_objects_are_gone() {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    let mut text = bench.run("delete ds agent --cascade=foreground --timeout=30s", None);
    bench.wait(5);
    text += &bench.poll();
    let object = bench.api.get(Kind::DaemonSet, "default", "agent").unwrap();
    let mut object = (*object).clone();
    object.meta.finalizers = std::rc::Rc::from([]);
    bench.api.update(object).unwrap();
    text += &bench.poll();
    bench.create_daemon_set("agent");
    text += &bench.run("delete ds agent --cascade=foreground --timeout=3s", None);
    bench.wait(3);
    text += &bench.poll();
    text += &bench.run("delete ds agent --cascade=false --wait=false", None);
    text += &bench.run("delete ns kube-public -i", Some("n"));
    text += &bench.run("delete ns kube-public -i --wait=false", Some("y"));
    expect![[r#"
            daemonset.apps "agent" deleted from default namespace
            [waiting until 40000]
            [waiting until 40000]
            daemonset.apps "agent" deleted from default namespace
            [waiting until 18000]
            ! error: timed out waiting for the condition on daemonsets/agent
            [exit 1]
            ! warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.
            daemonset.apps "agent" deleted from default namespace
            You are about to delete the following 1 resource(s):
            namespace/kube-public
            Do you want to continue? (y/N): deletion is cancelled
            You are about to delete the following 1 resource(s):
            namespace/kube-public
            Do you want to continue? (y/N): 
            ! Error from server (Forbidden): namespaces "kube-public" is forbidden: this namespace may not be deleted
            [exit 1]
        "#]].assert_eq(&text);
}
