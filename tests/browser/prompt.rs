//! The prompt behaves as a shell's does.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

const PROMPT: &str = ".prompt-input";

#[wasm_bindgen_test]
async fn the_arrows_go_through_earlier_commands_and_back_to_the_line_begun() {
    let page = Page::open_paused().await;
    page.type_command("kubectl get nodes").await;
    page.type_command("kubectl get pods").await;
    page.type_line("kub");
    page.key(PROMPT, "ArrowUp").await;
    assert_eq!(page.line(), "kubectl get pods");
    page.key(PROMPT, "ArrowUp").await;
    assert_eq!(page.line(), "kubectl get nodes");
    page.key(PROMPT, "ArrowUp").await;
    assert_eq!(page.line(), "kubectl get nodes", "there is none before the first");
    page.key(PROMPT, "ArrowDown").await;
    page.key(PROMPT, "ArrowDown").await;
    assert_eq!(page.line(), "kub");
}

#[wasm_bindgen_test]
async fn control_keys_kill_and_bring_back_parts_of_the_line() {
    let page = Page::open_paused().await;
    page.type_line("kubectl get pods");
    page.control(PROMPT, "w").await;
    assert_eq!(page.line(), "kubectl get ");
    page.control(PROMPT, "y").await;
    assert_eq!(page.line(), "kubectl get pods");
    page.control(PROMPT, "a").await;
    page.control(PROMPT, "k").await;
    assert_eq!(page.line(), "");
    page.control(PROMPT, "y").await;
    assert_eq!(page.line(), "kubectl get pods");
    page.control(PROMPT, "u").await;
    assert_eq!(page.line(), "");
}

#[wasm_bindgen_test]
async fn control_r_finds_an_earlier_command_and_enter_runs_it() {
    let page = Page::open_paused().await;
    for line in ["kubectl get nodes", "kubectl get pods", "kubectl get nodes -o wide"] {
        page.type_command(line).await;
    }
    page.control(PROMPT, "r").await;
    page.type_line("nodes");
    crate::person::settle().await;
    assert!(page.text_of(".candidates").contains("kubectl get nodes -o wide"));
    page.control(PROMPT, "r").await;
    assert_eq!(page.text_of(".candidates"), "kubectl get nodes");
    page.key(PROMPT, "Enter").await;
    assert_eq!(page.last_command(), "kubectl get nodes");
    assert_eq!(page.line(), "");
}

#[wasm_bindgen_test]
async fn control_l_clears_the_screen_and_keeps_the_history() {
    let page = Page::open_paused().await;
    page.type_command("kubectl get nodes").await;
    page.control(PROMPT, "l").await;
    assert!(!page.has(".entry"));
    page.key(PROMPT, "ArrowUp").await;
    assert_eq!(page.line(), "kubectl get nodes");
}

#[wasm_bindgen_test]
async fn tab_completes_and_offers_what_is_left_to_choose() {
    let page = Page::open_paused().await;
    page.type_line("kubec");
    page.key(PROMPT, "Tab").await;
    assert_eq!(page.line(), "kubectl ");
    page.key(PROMPT, "Tab").await;
    assert!(page.text_of(".candidates").contains("rollout"));
}

#[wasm_bindgen_test]
async fn an_unknown_command_is_refused_and_stays_within_reach() {
    let page = Page::open_paused().await;
    page.type_command("kubctl get pods").await;
    assert!(page.output().contains("command not found"), "{}", page.output());
    page.key(PROMPT, "ArrowUp").await;
    assert_eq!(page.line(), "kubctl get pods");
}
