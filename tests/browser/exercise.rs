//! The exercise through the mounted page: by typing, and by clicking and editing.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

const MANIFEST: &str = include_str!("../../manifests/ds-example.yaml");

/// The manifest with two more labels in the pod template.
fn changed_manifest() -> String {
    let labels = "      labels:\n        app: nginx\n";
    assert!(MANIFEST.contains(labels));
    MANIFEST.replace(labels, &format!("{labels}        tier: edge\n        owner: platform\n"))
}

#[wasm_bindgen_test]
async fn a_person_can_type_the_whole_exercise() {
    let page = Page::open_paused().await;
    page.type_command("kubectl create -f manifests/ds-example.yaml --record").await;
    assert!(page.output().contains("daemonset.apps/ds-example created"), "{}", page.output());
    assert_eq!(page.num_pods(), 0, "no node carries the label yet");
    page.type_command("kubectl label node minikube nodeType=edge").await;
    assert_eq!(page.output(), "node/minikube labeled");
    page.step_until("the pod is ready", |page| page.see_pods("ready") == 1).await;
    page.type_command("kubectl get pods --show-labels").await;
    assert!(page.output().contains("controller-revision-hash=69bb457458"), "{}", page.output());
    page.type_command("kubectl describe ds ds-example").await;
    assert!(page.output().contains("Desired Number of Nodes Scheduled: 1"), "{}", page.output());
    page.press("Editor").await;
    page.write_in_editor(&changed_manifest()).await;
    page.type_command("kubectl rollout history ds ds-example").await;
    assert!(page.output().starts_with("daemonset.apps/ds-example"), "{}", page.output());
}

#[wasm_bindgen_test]
async fn a_person_can_click_and_edit_the_whole_exercise() {
    let page = Page::open_paused().await;
    page.press("Create ds-example").await;
    assert_eq!(page.last_command(), "kubectl create -f manifests/ds-example.yaml --record");
    assert!(page.has(".entry:last-child .entry-click"), "the terminal says that it was a click");
    page.add_label("minikube", "nodeType=edge").await;
    assert_eq!(page.last_command(), "kubectl label node minikube nodeType=edge");
    page.step_until("the pod is ready", |page| page.see_pods("ready") == 1).await;
    page.press("Editor").await;
    page.write_in_editor(&changed_manifest()).await;
    page.press("Apply").await;
    assert_eq!(page.last_command(), "kubectl apply -f manifests/ds-example.yaml");
    page.step_until("two revisions", |page| page.text_of(".ribbon").contains("578799c757")).await;
    page.step_until("the old pod goes", |page| page.see_pods("terminating") == 1).await;
    page.step_until("the new pod is ready", |page| page.see_pods("ready") == 1).await;
}
