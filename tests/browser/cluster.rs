//! The picture of the cluster: what is clicked becomes a command, what happens is seen.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

#[wasm_bindgen_test]
async fn labels_are_added_changed_and_removed_in_place() {
    let page = Page::open_paused().await;
    page.add_label("minikube", "disk=ssd").await;
    assert_eq!(page.last_command(), "kubectl label node minikube disk=ssd");
    assert!(page.see_label("minikube", "disk=ssd"));
    page.click_label("minikube", "disk=ssd", "disk=hdd").await;
    assert_eq!(page.last_command(), "kubectl label node minikube disk=hdd --overwrite");
    assert!(page.see_label("minikube", "disk=hdd"));
    page.press("Remove label disk").await;
    assert_eq!(page.last_command(), "kubectl label node minikube disk-");
    assert!(!page.has("[data-label^=disk]"));
}

#[wasm_bindgen_test]
async fn an_unchanged_label_issues_nothing() {
    let page = Page::open_paused().await;
    page.add_label("minikube", "disk=ssd").await;
    page.click_label("minikube", "disk=ssd", "disk=ssd").await;
    assert_eq!(page.last_command(), "kubectl label node minikube disk=ssd");
}

#[wasm_bindgen_test]
async fn what_is_being_written_outlasts_a_change_of_the_labels() {
    let page = Page::open().await;
    page.type_command("sleep 1 && kubectl label node minikube zone=a").await;
    page.press("Add a label to minikube").await;
    page.chip_input("minikube").set_value("disk=s");
    page.wait_until("the other label is there", |page| page.see_label("minikube", "zone=a")).await;
    assert_eq!(page.chip_input("minikube").value(), "disk=s");
}

#[wasm_bindgen_test]
async fn a_node_is_cordoned_and_tainted_from_its_menu() {
    let page = Page::open_paused().await;
    page.press("Actions for minikube").await;
    page.press_in("[role=menu]", "Cordonno new pods, except a DaemonSet's").await;
    assert_eq!(page.last_command(), "kubectl cordon minikube");
    assert!(page.text_of("[data-node=minikube]").contains("Cordoned"));
    page.press("Actions for minikube").await;
    page.press_in("[role=menu]", "Add a taint…keeps pods away that do not tolerate it").await;
    page.key("[data-node=minikube] .chip-input", "Enter").await;
    assert_eq!(page.last_command(), "kubectl taint node minikube dedicated=gpu:NoSchedule");
    page.press("Remove taint dedicated").await;
    assert_eq!(page.last_command(), "kubectl taint node minikube dedicated:NoSchedule-");
    assert!(!page.has_button("Remove taint dedicated"));
}

#[wasm_bindgen_test]
async fn a_node_without_a_pod_says_why_and_offers_the_label() {
    let page = Page::open_paused().await;
    page.press("Create ds-example").await;
    page.step_until("the controller has seen it", |page| page.text().contains("nodeType=edge")).await;
    assert!(page.text_of(".why-not").contains("nodeType=edge"));
    page.press("Add nodeType=edge").await;
    assert_eq!(page.last_command(), "kubectl label node minikube nodeType=edge");
}

#[wasm_bindgen_test]
async fn another_start_begins_anew_and_the_old_session_can_be_brought_back() {
    let page = Page::open_paused().await;
    page.press("Create ds-example").await;
    let zones = page.part(".starts button:last-child");
    wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(zones).click();
    crate::person::settle().await;
    assert!(page.has(".ds-none"));
    assert!(page.has("[data-node^=zone]"));
    page.press("Bring it back").await;
    assert!(page.has("[data-node=minikube]"));
    assert!(!page.has(".ds-none"));
}
