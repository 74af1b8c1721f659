//! The exercise as a person does it, once by typing and once by clicking and editing: one script, which a native test
//! gives to a session and a browser test to the mounted page.

/// Something that a person does, or waits for.
pub enum Act {
    /// Types a line.
    Type(&'static str),
    /// Writes a text over the manifest in the editor.
    Edit(String),
    /// Presses Apply in the editor.
    Apply,
    /// Presses the button of this name, which issues this line.
    #[allow(dead_code, reason = "a session has no buttons to press, so the native test reads the line only")]
    Press(&'static str, &'static str),
    /// Adds a label to a node by its plus sign.
    AddLabel(&'static str, &'static str),
    /// Changes the buffer of a `kubectl edit`, each first text into the second, and saves it.
    SaveEdit(&'static str, &'static str),
    /// Closes it as it was.
    CancelEdit,
    /// Presses Ctrl-C.
    Interrupt,
    /// Steps until a pod is terminating.
    UntilTerminating,
    /// Steps until the rollout is complete.
    UntilComplete,
    /// Steps until there is no pod.
    UntilGone,
    /// The last command printed this, among other things.
    Reads(&'static str),
}

use Act::{
    AddLabel, Apply, CancelEdit, Edit, Interrupt, Press, Reads, SaveEdit, Type, UntilComplete, UntilGone,
    UntilTerminating,
};

/// The manifest as it is there from the start.
pub const MANIFEST: &str = include_str!("../../manifests/ds-example.yaml");

/// The manifest with two more labels in the pod template.
pub fn changed_manifest() -> String {
    let labels = "      labels:\n        app: nginx\n";
    assert!(MANIFEST.contains(labels));
    MANIFEST.replace(labels, &format!("{labels}        tier: edge\n        owner: platform\n"))
}

/// By typing.
pub fn typed() -> Vec<Act> {
    vec![
        Type("kubectl create -f manifests/ds-example.yaml --record"),
        Reads("daemonset.apps/ds-example created"),
        Type("kubectl get daemonset"),
        Reads("ds-example   0         0         0       0            0           nodeType=edge"),
        Type("kubectl label node minikube nodeType=edge"),
        Reads("node/minikube labeled"),
        UntilComplete,
        Type("kubectl get daemonsets"),
        Reads("ds-example   1         1         1       1            1           nodeType=edge"),
        Type("kubectl get pods --show-labels"),
        Reads("controller-revision-hash=69bb457458"),
        Type("kubectl describe ds ds-example"),
        Reads("Desired Number of Nodes Scheduled: 1"),
        Edit(changed_manifest()),
        Type("kubectl apply -f manifests/ds-example.yaml --record"),
        Reads("daemonset.apps/ds-example configured"),
        Type("kubectl get pods --show-labels --watch"),
        UntilTerminating,
        UntilComplete,
        Reads("controller-revision-hash=578799c757"),
        Interrupt,
        Reads("^C"),
        Type("kubectl rollout history ds ds-example"),
        Reads("2         kubectl apply --filename=manifests/ds-example.yaml --record=true"),
        Type("kubectl rollout history ds ds-example --revision=1"),
        Reads("daemonset.apps/ds-example with revision #1"),
        Type("kubectl rollout history ds ds-example --revision=2"),
        Reads("tier=edge"),
        Type("kubectl rollout undo ds ds-example --to-revision=1"),
        Reads("daemonset.apps/ds-example rolled back"),
        UntilTerminating,
        UntilComplete,
        Type("kubectl get pods --show-labels"),
        Reads("controller-revision-hash=69bb457458"),
        Type("kubectl rollout history ds ds-example"),
        Reads("3         kubectl create --filename=manifests/ds-example.yaml --record=true"),
        Type("kubectl delete ds ds-example"),
        Reads("daemonset.apps \"ds-example\" deleted from default namespace"),
        UntilGone,
        Type("kubectl get pods"),
        Reads("No resources found in default namespace."),
    ]
}

/// By clicking and editing; only what merely looks is typed.
pub fn clicked() -> Vec<Act> {
    vec![
        Press("Create ds-example", "kubectl create -f manifests/ds-example.yaml --record"),
        Reads("daemonset.apps/ds-example created"),
        AddLabel("minikube", "nodeType=edge"),
        Reads("node/minikube labeled"),
        UntilComplete,
        Edit(changed_manifest()),
        Apply,
        Reads("daemonset.apps/ds-example configured"),
        UntilTerminating,
        UntilComplete,
        Press("undo to this revision 1", "kubectl rollout undo ds ds-example --to-revision=1"),
        Reads("daemonset.apps/ds-example rolled back"),
        UntilTerminating,
        UntilComplete,
        Type("kubectl edit ds ds-example --record"),
        SaveEdit("image: nginx:stable-alpine", "image: nginx:1.27-alpine"),
        Reads("daemonset.apps/ds-example edited"),
        UntilTerminating,
        UntilComplete,
        Type("kubectl edit ds ds-example"),
        CancelEdit,
        Reads("Edit cancelled, no changes made."),
        Press("Remove label nodeType", "kubectl label node minikube nodeType-"),
        Reads("node/minikube unlabeled"),
        UntilGone,
    ]
}
