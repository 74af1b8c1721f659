//! What explains the picture: light, inspector, matrix, comparison, ways out, what would come of a line or a manifest.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::person::{Page, settle};

/// Three edge and three core nodes, ds-example with ready pods on edge-1 and edge-2.
async fn two_pods() -> Page {
    let page = Page::open_paused().await;
    page.part(".starts button:nth-child(2)").unchecked_into::<HtmlElement>().click();
    settle().await;
    page.press("Pause").await;
    page.type_command("kubectl label node edge-1 edge-2 nodeType=edge").await;
    page.type_command("kubectl apply -f manifests/ds-example.yaml").await;
    page.step_until("both pods are ready", |page| page.see_pods("ready") == 2).await;
    page.step_until("it is complete", |page| page.has(".ds .badge-ok")).await;
    page
}

fn lit(page: &Page, part: &str) -> Vec<String> {
    page.attributes(&[part, "[data-lit]"].concat(), "data-subject")
}

#[wasm_bindgen_test]
async fn a_counter_lights_exactly_what_it_counts_while_it_is_pointed_at() {
    let page = two_pods().await;
    page.point_at(".counter[title^='Nodes whose pod is ready']").await;
    assert_eq!(lit(&page, ".node"), ["object//node/edge-1", "object//node/edge-2"]);
    assert_eq!(lit(&page, ".pod").len(), 2);
    assert!(page.has(".page[data-lighting]"));
    page.point_at(".clock").await;
    assert!(!page.has(".page[data-lighting]"));
    assert!(lit(&page, ".pod").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_chosen_stays_lit_until_escape() {
    let page = two_pods().await;
    page.press("edge-1").await;
    assert_eq!(lit(&page, ".node"), ["object//node/edge-1"]);
    assert_eq!(lit(&page, ".pod").len(), 1);
    assert_eq!(lit(&page, ".entry").len(), 1, "the command that labelled it");
    page.key(".page", "Escape").await;
    assert!(!page.has(".page[data-lighting]"));
    assert!(!page.has(".inspector"));
}

#[wasm_bindgen_test]
async fn a_command_lights_what_it_touched() {
    let page = two_pods().await;
    page.press("Light up what it touched").await;
    assert_eq!(lit(&page, ".node"), ["object//node/edge-1", "object//node/edge-2"]);
}

#[wasm_bindgen_test]
async fn the_inspector_says_why_and_shows_what_kubectl_prints() {
    let page = two_pods().await;
    page.press("core-1").await;
    let text = page.text_of(".inspector");
    assert!(text.contains("nodeSelector") && text.contains("nodeType=core"), "{text}");
    page.press_in(".inspector", "Set nodeType=edge").await;
    assert_eq!(page.last_command(), "kubectl label node core-1 nodeType=edge --overwrite");
    page.press_in(".inspector", "YAML").await;
    page.type_command("kubectl get node core-1 -o yaml").await;
    assert_eq!(page.text_of(".inspector-text pre").trim_end(), page.output().trim_end());
    page.press_in(".inspector", "Describe").await;
    page.type_command("kubectl describe node core-1").await;
    assert_eq!(page.text_of(".inspector-text pre").trim_end(), page.output().trim_end());
}

#[wasm_bindgen_test]
async fn owners_lead_from_a_pod_to_its_daemon_set() {
    let page = two_pods().await;
    page.part("[data-node=edge-1] .pod-body").unchecked_into::<HtmlElement>().click();
    settle().await;
    assert!(page.text_of(".inspector").contains("Every rule lets it in"));
    page.press_in(".inspector", "daemonsetds-example").await;
    assert_eq!(page.text_of(".inspector h3"), "ds-example");
    assert_eq!(lit(&page, ".pod").len(), 2);
}

#[wasm_bindgen_test]
async fn the_matrix_is_filtered_and_tells_the_rules_of_a_cell() {
    let page = two_pods().await;
    page.press("Who runs where").await;
    assert_eq!(page.text_of(".matrix-count"), "6 of 6");
    page.press_in(".matrix", "Kept away").await;
    assert_eq!(page.text_of(".matrix-count"), "4 of 6");
    page.write(".matrix .field", "core-2").await;
    assert_eq!(page.text_of(".matrix-count"), "1 of 6");
    page.press_in(".matrix", "ds-example on core-2: not here, nodeType=edge").await;
    assert!(page.text_of(".matrix-why").contains("the node has nodeType=core"));
    page.key(".page", "Escape").await;
    assert!(!page.has(".matrix"));
}

#[wasm_bindgen_test]
async fn any_two_revisions_are_compared_and_one_is_brought_back() {
    let page = two_pods().await;
    for image in ["nginx:1.28", "nginx:1.29"] {
        page.type_command(&format!("kubectl set image ds/ds-example nginx={image}")).await;
        page.step_until("it is made", |page| page.text_of(".ribbon").contains(image)).await;
    }
    page.part(".revision:nth-child(3) .revision-face").unchecked_into::<HtmlElement>().click();
    settle().await;
    let lines = page.text_of(".comparison .diff");
    assert!(lines.contains("-  - image: nginx:1.28") && lines.contains("+  - image: nginx:1.29"), "{lines}");
    let first = page.attributes(".chooser:first-of-type option", "value");
    page.choose(".chooser:first-of-type select", &first[0]).await;
    let lines = page.text_of(".comparison .diff");
    assert!(lines.contains("nginx:stable-alpine") && lines.contains("nginx:1.29"), "{lines}");
    page.press("undo to this revision 1").await;
    assert_eq!(page.last_command(), "kubectl rollout undo ds ds-example --to-revision=1");
}

#[wasm_bindgen_test]
async fn a_stuck_rollout_names_the_cause_and_the_button_frees_it() {
    let page = two_pods().await;
    page.type_command("sim break-image nginx:9").await;
    page.type_command("kubectl set image ds/ds-example nginx=nginx:9").await;
    page.step_until("it is stuck", |page| page.text_of(".ds-sentence").starts_with("Stuck")).await;
    assert!(page.text_of(".ds-sentence").contains("cannot pull the image nginx:9"));
    assert!(page.text_of(".slot-stuck").contains("image cannot be pulled"));
    page.press("Mend the image").await;
    assert_eq!(page.last_command(), "sim mend-image nginx:9");
    page.step_until("it is complete", |page| page.has(".ds .badge-ok")).await;
}

#[wasm_bindgen_test]
async fn a_label_says_beforehand_what_would_come_of_it() {
    let page = two_pods().await;
    page.press("Add a label to core-1").await;
    page.write("[data-node=core-1] .chip-input", "zone=b").await;
    assert!(page.text_of(".preview").starts_with("No pod would come or go"), "{}", page.text_of(".preview"));
    page.write("[data-node=core-1] .chip-input", "-x=").await;
    assert!(page.has(".preview-refused"));
    page.key("[data-node=core-1] .chip-input", "Escape").await;
    page.press("Add a label to edge-3").await;
    page.write("[data-node=edge-3] .chip-input", "nodeType=edge").await;
    let text = page.text_of(".preview");
    assert!(text.starts_with("1 pod would be created: ds-example"), "{text}");
    assert!(text.ends_with("kubectl label node edge-3 nodeType=edge"), "{text}");
    page.key("[data-node=edge-3] .chip-input", "Escape").await;
    page.point_into("[data-node=edge-1] [aria-label='Remove label nodeType']").await;
    assert!(page.text_of(".preview").starts_with("1 pod would have to go"), "{}", page.text_of(".preview"));
}

#[wasm_bindgen_test]
async fn the_editor_underlines_and_says_what_applying_would_do() {
    let page = two_pods().await;
    page.press("Editor").await;
    let good = page.files_text("manifests/ds-example.yaml");
    page.write_in_editor(&good.replace("image: nginx", "imagePullpolicy: Always\n        image: nginx"))
        .await;
    page.wait_until("the problems are listed", |page| page.has(".problems")).await;
    assert!(
        page.text_of(".problems").contains("did you mean \"imagePullPolicy\"?"),
        "{}",
        page.text_of(".problems")
    );
    assert_eq!(
        page.see_in_editor(".cm-lintRange-error").await.text_content().as_deref(),
        Some("imagePullpolicy")
    );
    page.write_in_editor(&good.replace("nginx:stable-alpine", "nginx:1.29")).await;
    page.wait_until("the plan is told", |page| page.text_of(".plan").contains("rolls 2 pods")).await;
    assert!(page.text_of(".plan").contains("spec.template.spec.containers[nginx].image"));
    page.press_in(".plan", "Diff").await;
    assert!(page.text_of(".plan .diff").contains("nginx:1.29"));
}
