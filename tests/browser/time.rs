//! Time: it runs, stands still, goes by steps and at other speeds.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Page, next_frame, settle};

#[wasm_bindgen_test]
async fn time_runs_by_itself_and_stands_still_when_paused() {
    let page = Page::open().await;
    page.wait_until("a second has passed", |page| page.clock() != "00:00:00").await;
    page.press("Pause").await;
    let then = page.clock();
    for _ in 0..90 {
        next_frame().await;
    }
    settle().await;
    assert_eq!(page.clock(), then);
}

#[wasm_bindgen_test]
async fn faster_is_twice_as_fast_up_to_sixty_four_times() {
    let page = Page::open_paused().await;
    for _ in 0..6 {
        page.press("Faster").await;
    }
    assert_eq!(page.text_of(".speed output"), "64×");
    page.press("Play").await;
    page.wait_until("a minute has passed", |page| page.clock().as_str() >= "00:01:00").await;
}

#[wasm_bindgen_test]
async fn keys_drive_time_where_nothing_is_written() {
    let page = Page::open_paused().await;
    page.key(".page", " ").await;
    assert!(page.has_button("Pause"), "the space bar plays");
    page.key(".page", " ").await;
    page.key(".page", "<").await;
    assert_eq!(page.text_of(".speed output"), "0.5×");
    page.key(".prompt-input", ">").await;
    assert_eq!(page.text_of(".speed output"), "0.5×", "at the prompt it is only a sign");
    page.key(".page", "?").await;
    assert!(page.has("dialog[open]"));
    page.press("Close").await;
    assert!(!page.has("dialog"));
}
