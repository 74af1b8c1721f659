//! What the commands of the family print and change.

use crate::kubectl::testing::{Bench, check};
use expect_test::expect;

#[test]
fn images_are_set() {
    check(
        "set image ds/agent agent=agent:v2
set image ds agent agent=agent:v2
set image daemonset/agent agent=agent:v3 --record
set image ds --all *=agent:v4 --dry-run=server
set image ds agent *=agent:v5 --dry-run=client -o name
get ds agent -o jsonpath='{.spec.template.spec.containers[*].image} {.metadata.generation} {.metadata.annotations.kubernetes\\.io/change-cause}'
set image ds/agent nope=nginx:2
set image ds/agent agent=
set image ds/agent
set image agent=x
set image node n1 agent=x
set image ds nosuch agent=x
set image ds agent agent=x other
set image ds agent agent-
set image ds agent *=x agent=y
set image deploy web web=x",
        expect![[r#"
            $ set image ds/agent agent=agent:v2
            daemonset.apps/agent image updated
            $ set image ds agent agent=agent:v2
            $ set image daemonset/agent agent=agent:v3 --record
            ! Flag --record has been deprecated, --record will be removed in the future
            daemonset.apps/agent image updated
            $ set image ds --all *=agent:v4 --dry-run=server
            daemonset.apps/agent image updated (server dry run)
            $ set image ds agent *=agent:v5 --dry-run=client -o name
            daemonset.apps/agent
            $ get ds agent -o jsonpath='{.spec.template.spec.containers[*].image} {.metadata.generation} {.metadata.annotations.kubernetes\.io/change-cause}'
            agent:v3 3 kubectl set image daemonset/agent agent=agent:v3 --record=true
            $ set image ds/agent nope=nginx:2
            ! error: unable to find container named "nope"
            [exit 1]
            $ set image ds/agent agent=
            ! error: failed to patch image update to pod template: DaemonSet.apps "agent" is invalid: spec.template.spec.containers[0].image: Required value
            [exit 1]
            $ set image ds/agent
            ! error: at least one image update is required
            [exit 1]
            $ set image agent=x
            ! error: You must provide one or more resources by argument or filename.
            ! Example resource specifications include:
            !    '-f rsrc.yaml'
            !    '--filename=rsrc.json'
            !    '<resource> <name>'
            !    '<resource>'
            [exit 1]
            $ set image node n1 agent=x
            ! error: nodes/n1 the object is not a pod or does not have a pod template: *v1.Node
            [exit 1]
            $ set image ds nosuch agent=x
            ! Error from server (NotFound): daemonsets.apps "nosuch" not found
            [exit 1]
            $ set image ds agent agent=x other
            ! error: all resources must be specified before image changes: other
            [exit 1]
            $ set image ds agent agent-
            ! error: invalid image pairs: agent-
            [exit 1]
            $ set image ds agent *=x agent=y
            ! error: all containers are already specified by *, but saw more than one container_name=container_image pairs
            [exit 1]
            $ set image deploy web web=x
            ! Error from server (NotFound): deployments.apps "web" not found
            [exit 1]
        "#]],
    );
}

#[test]
fn variables_are_set_removed_and_listed() {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    bench
        .files
        .put("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a.b: x, C: y}\n");
    let mut text = bench.type_lines(
        "create -f cm.yaml
set env ds/agent LOG_LEVEL=debug A=1 EMPTY=
set env ds agent A=2 B=3 EMPTY-
set env ds agent --list
set env ds agent -e C=4 -c 'ag*'
set env ds agent --from=configmap/cm --prefix=CM_ --overwrite=false
set env ds agent --list
set env ds agent A=9 --overwrite=false
set env ds agent X=1 -c nope
set env ds agent A=2
set env ds agent A=1 A-
set env ds agent A=1 other
set env ds agent =1
set env A=1
set env ds agent --list -o yaml
set env ds agent --keys=a
set env node n1 A=1",
    );
    text += &bench.run(
        "set env ds agent - --dry-run=client -o jsonpath={.spec.template.spec.containers[0].env}",
        Some("Q=1 # one\nW=2\n"),
    );
    expect![[r#"
        $ create -f cm.yaml
        configmap/cm created
        $ set env ds/agent LOG_LEVEL=debug A=1 EMPTY=
        daemonset.apps/agent env updated
        $ set env ds agent A=2 B=3 EMPTY-
        daemonset.apps/agent env updated
        $ set env ds agent --list
        # DaemonSet agent, container agent
        LOG_LEVEL=debug
        A=2
        B=3
        $ set env ds agent -e C=4 -c 'ag*'
        daemonset.apps/agent env updated
        $ set env ds agent --from=configmap/cm --prefix=CM_ --overwrite=false
        ! Warning: key a.b transferred to A_B
        daemonset.apps/agent env updated
        $ set env ds agent --list
        # DaemonSet agent, container agent
        LOG_LEVEL=debug
        A=2
        B=3
        C=4
        # CM_C from configmap cm, key C
        # CM_A_B from configmap cm, key a.b
        $ set env ds agent A=9 --overwrite=false
        ! error: daemonsets/agent 'A' already has a value (2), and --overwrite is false
        [exit 1]
        $ set env ds agent X=1 -c nope
        ! Warning: DaemonSet/agent does not have any containers matching "nope"
        $ set env ds agent A=2
        $ set env ds agent A=1 A-
        ! error: can not both modify and remove the same environment variable in the same command
        [exit 1]
        $ set env ds agent A=1 other
        ! error: all resources must be specified before environment changes: ds agent A=1 other
        [exit 1]
        $ set env ds agent =1
        ! Error from server (NotFound): daemonsets.apps "=1" not found
        [exit 1]
        $ set env A=1
        ! error: one or more resources must be specified as <resource> <name> or <resource>/<name>
        [exit 1]
        $ set env ds agent --list -o yaml
        ! error: --list and --output may not be specified together
        [exit 1]
        $ set env ds agent --keys=a
        ! error: when specifying --keys, a configmap or secret must be provided with --from
        [exit 1]
        $ set env node n1 A=1
        ! error: nodes/n1 the object is not a pod or does not have a pod template: *v1.Node
        [exit 1]
        [{"name":"LOG_LEVEL","value":"debug"},{"name":"A","value":"2"},{"name":"B","value":"3"},{"name":"C","value":"4"},{"name":"CM_C","valueFrom":{"configMapKeyRef":{"key":"C","name":"cm"}}},{"name":"CM_A_B","valueFrom":{"configMapKeyRef":{"key":"a.b","name":"cm"}}},{"name":"Q","value":"1 "},{"name":"W","value":"2"}]
    "#]].assert_eq(&text);
}

#[test]
fn resources_are_set() {
    check(
        "set resources ds agent -c agent --limits=cpu=200m,memory=64Mi
set resources ds agent --requests=cpu=0.1
get ds agent -o jsonpath='{.spec.template.spec.containers[0].resources}'
set resources ds agent --limits=cpu=100m,memory=64Mi
set resources ds agent --limits=cpu
set resources ds agent --limits=cpu=x
set resources ds agent --limits=cpu=1 -c nope
set resources ds agent
set resources",
        expect![[r#"
            $ set resources ds agent -c agent --limits=cpu=200m,memory=64Mi
            daemonset.apps/agent resource requirements updated
            $ set resources ds agent --requests=cpu=0.1
            daemonset.apps/agent resource requirements updated
            $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].resources}'
            {"limits":{"cpu":"200m","memory":"64Mi"},"requests":{"cpu":"100m"}}
            $ set resources ds agent --limits=cpu=100m,memory=64Mi
            daemonset.apps/agent resource requirements updated
            $ set resources ds agent --limits=cpu
            ! error: invalid argument syntax cpu, expected <resource>=<value>
            [exit 1]
            $ set resources ds agent --limits=cpu=x
            ! error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            [exit 1]
            $ set resources ds agent --limits=cpu=1 -c nope
            ! error: unable to find container named nope
            [exit 1]
            $ set resources ds agent
            ! error: you must specify an update to requests or limits (in the form of --requests/--limits)
            [exit 1]
            $ set resources
            ! error: You must provide one or more resources by argument or filename.
            ! Example resource specifications include:
            !    '-f rsrc.yaml'
            !    '--filename=rsrc.json'
            !    '<resource> <name>'
            !    '<resource>'
            [exit 1]
        "#]],
    );
}

#[test]
fn selectors_are_for_services_and_accounts_for_pods() {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    bench
        .files
        .put("svc.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {a: b}}\n");
    expect![[r#"
        $ set selector ds agent app=other
        ! error: setting a selector is only supported for Services
        [exit 1]
        $ create -f svc.yaml
        service/web created
        $ set selector svc web app=other
        service/web selector updated
        $ set selector svc web 'app in (x,y)'
        ! error: match expression app in (x,y) not supported on this object
        [exit 1]
        $ get svc web -o jsonpath={.spec.selector}
        {"app":"other"}
        $ set selector
        ! error: one selector is required
        [exit 1]
        $ set serviceaccount ds agent robot
        daemonset.apps/agent serviceaccount updated
        $ get ds agent -o jsonpath='{.spec.template.spec.serviceAccountName} {.spec.template.spec.serviceAccount}'
        robot robot
        $ set sa ds agent human --dry-run=client
        daemonset.apps/agent serviceaccount updated (dry run)
        $ set -n default sa ds agent human --record
        ! Flag --record has been deprecated, --record will be removed in the future
        daemonset.apps/agent serviceaccount updated
        $ get ds agent -o jsonpath='{.metadata.annotations.kubernetes\.io/change-cause}'
        kubectl set sa ds agent human --namespace=default --record=true
        $ set serviceaccount
        ! error: serviceaccount is required
        [exit 1]
        $ set subject rolebinding x --user=y
        ! error: set subject is not simulated by this playground: everybody may do everything here
        [exit 1]
        $ set
        ! Configure application resources.
        ! 
        !  These commands help you make changes to existing application resources.
        ! 
        ! Available Commands:
        !   env              Update environment variables on a pod template
        !   image            Update the image of a pod template
        !   resources        Update resource requests/limits on objects with pod templates
        !   selector         Set the selector on a resource
        !   serviceaccount   Update the service account of a resource
        !   subject          Update the user, group, or service account in a role binding or cluster role binding
        ! 
        ! Usage:
        !   kubectl set SUBCOMMAND [options]
        ! 
        ! Use "kubectl set <command> --help" for more information about a given command.
        ! Use "kubectl options" for a list of global command-line options (applies to all commands).
        [exit 1]
    "#]].assert_eq(&bench.type_lines(
        "set selector ds agent app=other
create -f svc.yaml
set selector svc web app=other
set selector svc web 'app in (x,y)'
get svc web -o jsonpath={.spec.selector}
set selector
set serviceaccount ds agent robot
get ds agent -o jsonpath='{.spec.template.spec.serviceAccountName} {.spec.template.spec.serviceAccount}'
set sa ds agent human --dry-run=client
set -n default sa ds agent human --record
get ds agent -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'
set serviceaccount
set subject rolebinding x --user=y
set",
    ));
}
