use expect_test::{Expect, expect};

use super::import::{Import, read};
use super::{kind, script, yaml};
use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;

const DS: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: 'agent:1'}]}
";

fn used() -> Session {
    let mut session = Session::new(Start::Zones, 1);
    for command in [
        Command::WriteFile { path: "my agent/ds.yaml".into(), text: DS.into() },
        Command::Shell("kubectl apply -f 'my agent/ds.yaml'".into()),
        Command::Shell("kubectl cordon zone-a-1  # from the picture".into()),
        Command::Shell("kubectl edit ds agent".into()),
        Command::SaveEdit(DS.replace("agent:1", "agent:2")),
        Command::StopKubelet("zone-b-1".into()),
    ] {
        session.run(command);
        session.advance_to(session.now().plus(2_500));
    }
    session
}

fn begin_of(text: &str, lines: usize) -> String {
    text.lines().take(lines).map(|line| format!("{line}\n")).collect()
}

#[test]
fn manifests_hold_what_a_person_wrote_and_nothing_of_the_servers() {
    expect![[r#"
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: agent
          namespace: default
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
              - image: agent:1
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
    "#]]
    .assert_eq(&yaml::manifests(&used()));
}

#[test]
fn a_cluster_written_and_opened_again_is_the_same_cluster() {
    let session = used();
    let text = yaml::cluster(&session);
    expect![[r#"
        apiVersion: v1
        kind: Node
        metadata:
          labels:
            disk: ssd
            topology.kubernetes.io/zone: a
          name: zone-a-1
        spec:
          unschedulable: true
        ---
        apiVersion: v1
        kind: Node
        metadata:
          labels:
            disk: hdd
            topology.kubernetes.io/zone: a
          name: zone-a-2
        ---
    "#]]
    .assert_eq(&begin_of(&text, 18));
    let Ok(Import::Cluster(back)) = read("cluster.yaml", &text, 1) else { panic!("it is a cluster") };
    assert_eq!(yaml::cluster(&back), text);
}

#[test]
fn kind_gets_a_configuration_with_the_labels_and_then_the_taints_and_manifests() {
    let text = kind::kind(&used());
    expect![[r#"
        #!/bin/sh
        # Makes this cluster with kind (https://kind.sigs.k8s.io) and docker or podman.
        set -eu

        kind create cluster --name daemonset-playground --config - <<'EOF'
        kind: Cluster
        apiVersion: kind.x-k8s.io/v1alpha4
        nodes:
        - role: control-plane
        - role: worker # zone-a-1
          labels:
            "disk": "ssd"
            "topology.kubernetes.io/zone": "a"
    "#]]
    .assert_eq(&begin_of(&text, 13));
    let rest: Vec<&str> = text.lines().filter(|line| line.starts_with("kubectl")).collect();
    expect![[r#"
        kubectl cordon daemonset-playground-worker
        kubectl taint node daemonset-playground-worker9 dedicated=gpu:NoSchedule
        kubectl apply -f - <<'EOF'"#]]
    .assert_eq(&rest.join("\n"));
}

#[test]
fn a_script_writes_the_files_and_stands_in_for_the_editor() {
    let text = script::script(&used()).replace(DS, "(manifest)\n");
    expect![[r#"
        #!/bin/sh
        # What was done in the DaemonSet playground, beginning with the cluster "zones".
        mkdir -p 'my agent'
        cat > 'my agent/ds.yaml' <<'EOF'
        (manifest)
        EOF
        sleep 2
        kubectl apply -f 'my agent/ds.yaml'
        sleep 2
        kubectl cordon zone-a-1
        sleep 2
        cat > /tmp/edited.yaml <<'EOF'
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: agent, image: 'agent:2'}]}
        EOF
        KUBE_EDITOR='cp /tmp/edited.yaml' kubectl edit ds agent
        sleep 2
        sleep 2
        # the kubelet of zone-b-1 stopped
    "#]]
    .assert_eq(&text);
}

fn check(file_name: &str, text: &str, expected: Expect) {
    let found = match read(file_name, text, 1) {
        Ok(Import::Session(_)) => "a session".to_owned(),
        Ok(Import::File { path, .. }) => path,
        Ok(Import::Cluster(session)) => {
            let nodes = yaml::cluster(&session).lines().filter(|line| line.contains("  name: ")).count();
            format!("a cluster of {nodes}")
        }
        Err(error) => error,
    };
    expected.assert_eq(&found);
}

#[test]
fn a_file_is_taken_for_what_it_holds() {
    check("x.txt", &used().to_text(), expect!["a session"]);
    check(
        "x.txt",
        "# daemonset-playground session 3\n",
        expect!["the session was made by a newer version of the playground"],
    );
    check("my ds.yaml", DS, expect!["manifests/my-ds.yaml"]);
    check("notes", DS, expect!["manifests/notes"]);
    check("broken.yml", "a: [", expect!["manifests/broken.yml"]);
    check("photo.jpg", "\u{fffd}PNG", expect!["it is neither a session nor a manifest"]);
    check(
        "kind.yaml",
        "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n- role: worker\n- role: worker\n",
        expect!["a cluster of 3"],
    );
    check(
        "nodes.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata: {name: a}\n",
        expect!["a cluster of 1"],
    );
}
