//! The lessons: choosing one, going on with one that was left, and what is done before its turn.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

const CHOICE: &str = ".guide-lessons";

async fn run_everywhere(page: &Page) {
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    page.type_command("kubectl label node --all nodeType=edge --overwrite").await;
    let left = page.num_steps_left();
    page.step_until("every pod is ready", |page| page.num_steps_left() < left).await;
}

#[wasm_bindgen_test]
async fn a_lesson_is_chosen_and_the_one_that_was_left_is_as_it_was() {
    let page = Page::open_paused().await;
    assert_eq!(page.text_of(".guide h2"), "Managing DaemonSets");
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    assert_eq!(page.num_steps_left(), 10);
    page.choose(CHOICE, "taints").await;
    assert_eq!(page.text_of(".guide h2"), "Taints and tolerations");
    assert!(page.text_of(".guide-choice").starts_with("Lesson 4 of 5"));
    assert_eq!(page.num_steps_left(), 7);
    run_everywhere(&page).await;
    assert_eq!(page.num_steps_left(), 6);
    page.press_in(".step-current", "Type it: kubectl taint node minikube dedicated=gpu:NoSchedule").await;
    page.key(".prompt-input", "Enter").await;
    assert_eq!(page.num_steps_left(), 5);
    page.choose(CHOICE, "managing-daemonsets").await;
    assert_eq!(page.num_steps_left(), 10, "the label came before its turn");
}

#[wasm_bindgen_test]
async fn the_lesson_and_its_ticks_are_there_after_a_reload_and_a_new_beginning_keeps_the_lesson() {
    let page = Page::open_paused().await;
    page.choose(CHOICE, "stuck-rollout").await;
    run_everywhere(&page).await;
    assert_eq!(page.num_steps_left(), 6);
    let page = page.reload().await;
    page.wait_until("the lesson", |page| page.text_of(".guide h2") == "A rollout that is stuck").await;
    page.wait_until("its tick", |page| page.num_steps_left() == 6).await;
    page.press("Begin anew").await;
    assert_eq!(page.text_of(".guide h2"), "A rollout that is stuck");
    assert_eq!(page.num_steps_left(), 7);
    assert_eq!(page.num_pods(), 0);
}

#[wasm_bindgen_test]
async fn a_finished_lesson_leads_to_the_next() {
    let page = Page::open_paused().await;
    page.choose(CHOICE, "stuck-rollout").await;
    run_everywhere(&page).await;
    for line in ["sim break-image nginx:1.99", "kubectl set image ds/ds-example nginx=nginx:1.99"] {
        page.type_command(line).await;
    }
    page.step_until("the budget is used up", |page| page.num_steps_left() == 5).await;
    for line in ["kubectl get pods", "kubectl describe pods", "kubectl rollout history ds ds-example"] {
        page.type_command(line).await;
    }
    assert_eq!(page.num_steps_left(), 2);
    page.type_command("kubectl rollout undo ds ds-example").await;
    page.step_until("it is undone", |page| page.num_steps_left() == 1).await;
    page.type_command("kubectl delete ds ds-example").await;
    page.step_until("it is gone", |page| page.num_steps_left() == 0).await;
    page.press("Next: How fast a rollout goes").await;
    assert_eq!(page.text_of(".guide h2"), "How fast a rollout goes");
    assert_eq!(page.num_steps_left(), 9);
}

#[wasm_bindgen_test]
async fn what_is_done_before_its_turn_says_so_and_counts_when_its_turn_comes() {
    let page = Page::open_paused().await;
    page.type_command("kubectl label node minikube nodeType=edge").await;
    assert!(!page.has(".step-ahead"), "there is no DaemonSet that could want a pod");
    // Created, ready and updated at once: the steps between ask for commands that nobody gave.
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    page.step_until("a step is done ahead", |page| page.has(".step-ahead")).await;
    assert!(page.text_of(".step-ahead").contains("Label a node"), "{}", page.text_of(".step-ahead"));
    assert!(page.text_of(".step-ahead").contains("done already"));
    assert!(page.text_of(".step-current").contains("See that it wants no pod"));
    assert!(page.text_of(".step-current").contains("You went on without this step"));
    page.type_command("kubectl get ds").await;
    assert!(!page.has(".step-ahead"));
    assert!(page.text_of(".step-current").contains("Look at the pod's labels"));
}
