//! What is kept: sessions with all their futures, over reloads and beside other pages.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

/// Gives a command, and another one in the past.
async fn forked() -> Page {
    let page = Page::open_paused().await;
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    for _ in 0..8 {
        page.press("Step to the next occurrence").await;
    }
    page.key("[data-track]", "Home").await;
    page.wait_until("the beginning", |page| page.has(".past")).await;
    page.type_command("echo another way").await;
    page.wait_until("two futures", |page| page.has(".futures-button")).await;
    page
}

#[wasm_bindgen_test]
async fn cut_futures_are_there_after_a_reload() {
    let page = forked().await;
    let page = page.reload().await;
    page.wait_until("the session", |page| page.text_of(".terminal").contains("another way")).await;
    page.press("Pause").await;
    page.press("Futures: B of 2").await;
    assert!(page.text_of(".futures-list").contains("kubectl create -f"), "{}", page.text_of(".futures-list"));
    page.press("Go to A").await;
    page.wait_until("the old one", |page| page.last_command().contains("kubectl create")).await;
}

#[wasm_bindgen_test]
async fn an_undo_can_be_taken_back_after_a_reload() {
    let page = Page::open_paused().await;
    page.type_command("echo precious").await;
    page.press("Undo: echo precious").await;
    page.wait_until("it is gone", |page| !page.text_of(".terminal").contains("precious")).await;
    let page = page.reload().await;
    page.press("Redo: echo precious").await;
    page.wait_until("it is back", |page| page.text_of(".terminal").contains("precious")).await;
}

#[wasm_bindgen_test]
async fn a_page_that_comes_back_leaves_alone_what_another_has_written_since() {
    let old = Page::open_paused().await;
    old.type_command("echo one").await;
    old.go_away();
    let new = Page::open_again().await;
    new.wait_until("the session", |page| page.text_of(".terminal").contains("echo one")).await;
    new.press("Pause").await;
    new.type_command("echo two").await;
    new.go_away();
    drop(new);
    old.come_back().await;
    old.type_command("echo three").await;
    old.wait_until("it says so", |page| page.text().contains("Another tab goes on with this session")).await;
    assert_eq!(old.text_of(".session-name"), "minikube 2");
    old.press("Sessions: minikube 2").await;
    assert_eq!(old.count(".session-row"), 2);
    old.click(".session-row:not(.session-open) .session-face").await;
    old.wait_until("the other", |page| page.text_of(".terminal").contains("echo two")).await;
    assert!(!old.text_of(".terminal").contains("echo three"));
}

#[wasm_bindgen_test]
async fn a_session_of_an_older_version_is_opened() {
    drop(Page::open_paused().await);
    let storage = web_sys::window().expect("a window").local_storage().expect("allowed").expect("there");
    let keys: Vec<String> = (0..storage.length().expect("a length"))
        .filter_map(|index| storage.key(index).expect("a key"))
        .collect();
    let own = keys.iter().find_map(|key| key.strip_suffix("current")).unwrap_or("daemonset-playground.");
    let text = "# daemonset-playground session 1\n# saved: 1\n# name: of old\n@seed 1\n@start zones\n$ echo of old\n@wait 1\n";
    storage.set_item(&[own, "session.1"].concat(), text).expect("it is kept");
    storage.set_item(&[own, "current"].concat(), "1").expect("it is kept");
    let tab = web_sys::window().expect("a window").session_storage().expect("allowed").expect("there");
    tab.clear().expect("it is cleared");
    let page = Page::open_again().await;
    page.wait_until("the session", |page| page.text_of(".terminal").contains("echo of old")).await;
    assert_eq!(page.text_of(".session-name"), "of old");
}

#[wasm_bindgen_test]
async fn a_session_that_stands_at_its_beginning_can_be_brought_back() {
    let page = Page::open_paused().await;
    page.type_command("echo precious").await;
    page.key("[data-track]", "Home").await;
    page.wait_until("the beginning", |page| page.has(".past")).await;
    page.press_in(".starts", "edge and core6 nodes3+3").await;
    assert!(!page.has(".past"));
    page.press("Bring it back").await;
    page.wait_until("it is back", |page| page.has(".past")).await;
    page.press("Back to the present").await;
    page.wait_until("the command", |page| page.last_command().contains("precious")).await;
}
