//! What the commands of the family print, on a cluster without controllers.

use crate::api::kind::Kind;
use crate::kubectl::testing::{Bench, check};
use expect_test::expect;
use serde_json::json;

/// A DaemonSet that has been at three images; nobody runs it, so the test tells its status.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    let owner = bench.api.get(Kind::DaemonSet, "default", "agent").unwrap();
    for (number, image) in [(1, "agent:v0"), (2, "agent:v2"), (3, "agent:v1")] {
        let mut template = (*owner.as_daemon_set().unwrap().spec.template.value).clone();
        template["$patch"] = "replace".into();
        template["spec"]["containers"][0]["image"] = image.into();
        let mut annotations = json!({});
        if number == 2 {
            annotations = json!({"kubernetes.io/change-cause": "second try"});
        }
        bench.create(
            Kind::ControllerRevision,
            "default",
            json!({
                "metadata": {
                    "name": format!("agent-{number}"),
                    "labels": {"app": "agent"},
                    "annotations": annotations,
                    "ownerReferences": [owner.controller_reference().to_value()],
                },
                "revision": number,
                "data": {"spec": {"template": template}},
            }),
        );
    }
    bench
}

fn set_status(bench: &mut Bench, observed: i64, numbers: [i64; 3]) {
    let mut object = (*bench.api.get(Kind::DaemonSet, "default", "agent").unwrap()).clone();
    let crate::api::object::Body::DaemonSet(daemon_set) = &mut object.body else { return };
    daemon_set.status.observed_generation = observed;
    [
        daemon_set.status.updated_number_scheduled,
        daemon_set.status.number_available,
        daemon_set.status.desired_number_scheduled,
    ] = numbers;
    bench.api.update_status(object).unwrap();
}

#[test]
fn history_lists_revisions_and_shows_one() {
    let lines = "rollout history ds agent
rollout history ds/agent --revision=2
rollout history ds agent --revision=99
rollout history ds agent --revision=-1
rollout history ds agent --revision=2 -o jsonpath='{.spec.template.spec.containers[0].image}'
rollout history ds agent -o name
rollout history node n1
rollout history ds nosuch
rollout history";
    expect![[r#"
        $ rollout history ds agent
        daemonset.apps/agent 
        REVISION  CHANGE-CAUSE
        1         <none>
        2         second try
        3         <none>

        $ rollout history ds/agent --revision=2
        daemonset.apps/agent with revision #2
        Pod Template:
          Labels:	app=agent
          Containers:
           agent:
            Image:	agent:v2
            Port:	<none>
            Host Port:	<none>
            Environment:	<none>
            Mounts:	<none>
          Volumes:	<none>
          Node-Selectors:	<none>
          Tolerations:	<none>

        $ rollout history ds agent --revision=99
        ! error: unable to find the specified revision
        [exit 1]
        $ rollout history ds agent --revision=-1
        ! error: revision must be a positive integer: -1
        [exit 1]
        $ rollout history ds agent --revision=2 -o jsonpath='{.spec.template.spec.containers[0].image}'
        agent:v2
        $ rollout history ds agent -o name
        daemonset.apps/agent
        daemonset.apps/agent
        daemonset.apps/agent
        $ rollout history node n1
        ! error: error retrieving history for "Node", no visitor method exists for { Node}
        [exit 1]
        $ rollout history ds nosuch
        ! Error from server (NotFound): daemonsets.apps "nosuch" not found
        [exit 1]
        $ rollout history
        ! error: required resource not specified
        [exit 1]
    "#]]
    .assert_eq(&bench().type_lines(lines));
}

#[test]
fn undo_brings_back_the_revision_before_or_the_one_named() {
    let lines = "rollout undo ds agent --to-revision=3
rollout undo ds agent --to-revision=99
rollout undo ds agent --to-revision=-1
rollout undo ds agent --dry-run=client
rollout undo ds agent --dry-run=server
get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.generation}'
rollout undo ds agent
rollout undo ds agent --to-revision=1
get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.generation}'
annotate ds agent kubectl.kubernetes.io/last-applied-configuration={}
rollout undo ds agent -o name
rollout undo node n1
rollout undo";
    expect![[r#"
        $ rollout undo ds agent --to-revision=3
        daemonset.apps/agent skipped rollback (current template already matches revision 3)
        $ rollout undo ds agent --to-revision=99
        ! error: unable to find specified revision 99 in history
        [exit 1]
        $ rollout undo ds agent --to-revision=-1
        ! error: unable to find specified revision -1 in history
        [exit 1]
        $ rollout undo ds agent --dry-run=client
        daemonset.apps/agent will roll back to Pod Template:
          Labels:	app=agent
          Containers:
           agent:
            Image:	agent:v2
            Port:	<none>
            Host Port:	<none>
            Environment:	<none>
            Mounts:	<none>
          Volumes:	<none>
          Node-Selectors:	<none>
          Tolerations:	<none>
         (dry run)
        $ rollout undo ds agent --dry-run=server
        daemonset.apps/agent rolled back (server dry run)
        $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.generation}'
        agent:v1 1
        $ rollout undo ds agent
        daemonset.apps/agent rolled back
        $ rollout undo ds agent --to-revision=1
        daemonset.apps/agent rolled back
        $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].image} {.metadata.generation}'
        agent:v0 3
        $ annotate ds agent kubectl.kubernetes.io/last-applied-configuration={}
        daemonset.apps/agent annotated
        $ rollout undo ds agent -o name
        ! Warning: resource daemonsets/agent was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.
        daemonset.apps/agent
        $ rollout undo node n1
        ! error: error retrieving rollbacker for "Node", no visitor method exists for { Node}
        [exit 1]
        $ rollout undo
        ! error: required resource not specified
        [exit 1]
    "#]]
    .assert_eq(&bench().type_lines(lines));
    check(
        "rollout undo ds agent",
        expect![[r#"
        $ rollout undo ds agent
        ! error: no last revision to roll back to
        [exit 1]
    "#]],
    );
}

#[test]
fn restart_stamps_the_template_and_pause_is_not_for_daemon_sets() {
    check(
        "rollout restart ds agent
get ds agent -o jsonpath='{.spec.template.metadata.annotations}'
rollout restart ds agent
rollout restart ds
rollout restart deploy
rollout restart node n1 n9
rollout pause ds agent
rollout resume ds/agent
rollout
rollout frob",
        expect![[r#"
            $ rollout restart ds agent
            daemonset.apps/agent restarted
            $ get ds agent -o jsonpath='{.spec.template.metadata.annotations}'
            {"kubectl.kubernetes.io/restartedAt":"2026-01-05T08:00:15Z"}
            $ rollout restart ds agent
            ! error: failed to create patch for agent: if restart has already been triggered within the past second, please wait before attempting to trigger another
            [exit 1]
            $ rollout restart ds
            ! error: failed to create patch for agent: if restart has already been triggered within the past second, please wait before attempting to trigger another
            [exit 1]
            $ rollout restart deploy
            ! No resources found in default namespace.
            $ rollout restart node n1 n9
            ! Error from server (NotFound): nodes "n9" not found
            ! error: nodes "n1" restarting is not supported
            [exit 1]
            $ rollout pause ds agent
            ! error: daemonsets.apps "agent" pausing is not supported
            [exit 1]
            $ rollout resume ds/agent
            ! error: daemonsets.apps "agent" resuming is not supported
            [exit 1]
            $ rollout
            ! Manage the rollout of one or many resources.
            !         
            !  Valid resource types include:
            ! 
            !   *  deployments
            !   *  daemonsets
            !   *  statefulsets
            ! 
            ! Examples:
            !   # Rollback to the previous deployment
            !   kubectl rollout undo deployment/abc
            !   
            !   # Check the rollout status of a daemonset
            !   kubectl rollout status daemonset/foo
            !   
            !   # Restart a deployment
            !   kubectl rollout restart deployment/abc
            !   
            !   # Restart deployments with the 'app=nginx' label
            !   kubectl rollout restart deployment --selector=app=nginx
            ! 
            ! Available Commands:
            !   history       View rollout history
            !   pause         Mark the provided resource as paused
            !   restart       Restart a resource
            !   resume        Resume a paused resource
            !   status        Show the status of the rollout
            !   undo          Undo a previous rollout
            ! 
            ! Usage:
            !   kubectl rollout SUBCOMMAND [options]
            ! 
            ! Use "kubectl rollout <command> --help" for more information about a given command.
            ! Use "kubectl options" for a list of global command-line options (applies to all commands).
            [exit 1]
            $ rollout frob
            ! error: unknown command "frob"
            ! See 'kubectl rollout -h' for help and examples
            [exit 1]
        "#]],
    );
}

#[test]
fn status_tells_each_change_until_the_end() {
    let mut bench = bench();
    let mut text = bench.run("rollout status ds agent", None);
    set_status(&mut bench, 1, [1, 2, 3]);
    set_status(&mut bench, 1, [3, 2, 3]);
    text += &bench.poll();
    set_status(&mut bench, 1, [3, 3, 3]);
    text += &bench.poll();
    set_status(&mut bench, 1, [2, 2, 3]);
    text += &bench.run("rollout status ds agent --watch=false", None);
    text += &bench.run("rollout status ds agent --timeout=3s", None);
    bench.wait(3);
    text += &bench.poll();
    text += &bench.run("rollout status ds", None);
    text += &bench.run("delete ds agent", None);
    expect![[r#"
        Waiting for daemon set spec update to be observed...
        [waiting]
        Waiting for daemon set "agent" rollout to finish: 1 out of 3 new pods have been updated...
        Waiting for daemon set "agent" rollout to finish: 2 of 3 updated pods are available...
        [waiting]
        daemon set "agent" successfully rolled out
        Waiting for daemon set "agent" rollout to finish: 2 out of 3 new pods have been updated...
        Waiting for daemon set "agent" rollout to finish: 2 out of 3 new pods have been updated...
        [waiting until 13000]
        ! error: timed out waiting for the condition
        [exit 1]
        Waiting for daemon set "agent" rollout to finish: 2 out of 3 new pods have been updated...
        [waiting]
        daemonset.apps "agent" deleted from default namespace
    "#]]
    .assert_eq(&text);
}

#[test]
fn status_is_refused_where_nobody_rolls_out() {
    check(
        "patch ds agent -p '{\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\"}}}'
rollout status ds agent
rollout status ds nosuch
rollout status node n1
rollout status deploy
rollout status ds agent --revision=-1
rollout status",
        expect![[r#"
            $ patch ds agent -p '{"spec":{"updateStrategy":{"type":"OnDelete"}}}'
            daemonset.apps/agent patched
            $ rollout status ds agent
            ! error: rollout status is only available for RollingUpdate strategy type
            [exit 1]
            $ rollout status ds nosuch
            ! Error from server (NotFound): daemonsets.apps "nosuch" not found
            [exit 1]
            $ rollout status node n1
            ! error: no status viewer has been implemented for Node
            [exit 1]
            $ rollout status deploy
            ! No resources found in default namespace.
            $ rollout status ds agent --revision=-1
            ! error: revision must be a positive integer: -1
            [exit 1]
            $ rollout status
            ! error: required resource not specified
            [exit 1]
        "#]],
    );
}
