//! What can be done to nodes, pods and DaemonSets without typing: each control issues the line that does the same.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::person::{Page, settle};

/// One node with one ready pod of ds-example.
async fn one_pod() -> Page {
    let page = Page::open_paused().await;
    page.press("Create ds-example").await;
    page.type_command("kubectl label node minikube nodeType=edge").await;
    page.step_until("the pod is ready", |page| page.see_pods("ready") == 1).await;
    page
}

/// Chooses from the menu of a node by the beginning of what stands there.
async fn choose_for(page: &Page, node: &str, name: &str) {
    page.press(&format!("Actions for {node}")).await;
    let items = page.part("[role=menu]").query_selector_all("[role=menuitem]").expect("a selector");
    let item = (0..items.length())
        .filter_map(|index| items.get(index)?.dyn_into::<HtmlElement>().ok())
        .find(|item| item.text_content().is_some_and(|text| text.starts_with(name)));
    item.unwrap_or_else(|| panic!("the menu has no {name:?}")).click();
    settle().await;
    assert!(!page.has("[role=menu]"), "a choice closes the menu");
}

async fn open_pod(page: &Page) -> String {
    let name = page.attributes(".pod", "data-pod").remove(0);
    page.part(".pod-body").unchecked_into::<HtmlElement>().click();
    settle().await;
    assert!(page.text_of(".inspector").contains(&name));
    name
}

#[wasm_bindgen_test]
async fn many_nodes_are_added_by_a_pattern_with_labels_and_a_taint() {
    let page = Page::open_paused().await;
    page.press("Add nodes").await;
    for (place, text) in [(1, "3"), (2, "gpu"), (3, "pool=gpu, disk=ssd"), (4, "dedicated=gpu:NoSchedule")] {
        page.write_in(&format!(".add-nodes label:nth-child({place}) input"), text).await;
    }
    let line = "sim add-nodes 3 gpu pool=gpu disk=ssd --taint dedicated=gpu:NoSchedule";
    assert!(page.text_of(".add-nodes .form-line").contains(line), "{}", page.text_of(".add-nodes"));
    page.press_in(".add-nodes form", "Add").await;
    assert_eq!(page.last_command(), line);
    assert!(!page.has(".add-nodes form"), "the form is put away");
    assert_eq!(page.count("[data-node^=gpu-]"), 3);
    assert!(page.see_label("gpu-3", "pool=gpu") && page.see_label("gpu-3", "disk=ssd"));
    assert!(page.text_of("[data-node=gpu-2]").contains("dedicated=gpu:NoSchedule"));
}

#[wasm_bindgen_test]
async fn one_node_is_added_and_taken_away_again() {
    let page = Page::open_paused().await;
    page.press("Add nodes").await;
    page.press_in(".add-nodes form", "Add").await;
    assert_eq!(page.last_command(), "sim add-node worker");
    assert!(page.has("[data-node=worker]"));
    choose_for(&page, "worker", "Remove").await;
    assert_eq!(page.last_command(), "sim remove-node worker");
    page.step_until("the node is gone", |page| !page.has("[data-node=worker]")).await;
}

#[wasm_bindgen_test]
async fn a_drained_node_keeps_its_daemon_pod_and_is_opened_again() {
    let page = one_pod().await;
    choose_for(&page, "minikube", "Drain").await;
    assert!(page.last_command().starts_with("kubectl drain minikube --ignore-daemonsets"));
    page.step_until("it is cordoned", |page| page.text_of("[data-node=minikube]").contains("Cordoned")).await;
    assert_eq!(page.num_pods(), 1);
    choose_for(&page, "minikube", "Uncordon").await;
    assert_eq!(page.last_command(), "kubectl uncordon minikube");
    assert!(!page.text_of("[data-node=minikube]").contains("Cordoned"));
}

#[wasm_bindgen_test]
async fn what_befalls_a_node_is_seen_and_mended_in_one_go() {
    let page = one_pod().await;
    assert!(!page.has_button("Mend everything"), "nothing is broken yet");
    choose_for(&page, "minikube", "Run out of memory").await;
    assert_eq!(page.last_command(), "sim pressure minikube memory");
    page.step_until("it is tainted", |page| page.text_of("[data-node=minikube]").contains("memory-pressure"))
        .await;
    page.press("Mend everything").await;
    assert_eq!(page.last_command(), "sim mend-all");
    assert!(!page.has_button("Mend everything"));
}

#[wasm_bindgen_test]
async fn a_pod_is_crashed_and_deleted_from_its_inspector() {
    let page = one_pod().await;
    let pod = open_pod(&page).await;
    page.press_in(".pod-actions", "Crash").await;
    assert_eq!(page.last_command(), format!("sim crash {pod}"));
    page.step_until("it was started again", |page| page.text_of(".pod-restarts") == "↻1").await;
    page.press_in(".pod-actions", "Delete").await;
    assert_eq!(page.last_command(), format!("kubectl delete pod {pod} --wait=false"));
    page.step_until("another pod is ready", |page| {
        page.see_pods("ready") == 1 && !page.attributes(".pod:not(.pod-leaving)", "data-pod").contains(&pod)
    })
    .await;
}

#[wasm_bindgen_test]
async fn image_and_strategy_of_a_daemon_set_are_set_by_a_form() {
    let page = one_pod().await;
    page.press("Change it: ds-example").await;
    page.write_in(".ds-controls form input", "nginx:1.29").await;
    page.press_in(".ds-controls form", "Set").await;
    assert_eq!(page.last_command(), "kubectl set image ds/ds-example '*=nginx:1.29'");
    assert!(!page.has(".ds-controls form"), "the panel is put away");
    page.step_until("there are two revisions", |page| page.count(".revision") == 2).await;

    page.press("Change it: ds-example").await;
    page.choose(".ds-controls select", "OnDelete").await;
    page.press_in(".ds-controls .form-part", "Set").await;
    assert_eq!(
        page.last_command(),
        r#"kubectl patch ds/ds-example -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'"#
    );
    assert_eq!(page.output(), "daemonset.apps/ds-example patched");
}
