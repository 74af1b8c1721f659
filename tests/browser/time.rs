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

/// A DaemonSet that has come to rest on three nodes, with time standing still.
async fn rolled_out() -> Page {
    let page = Page::open_paused().await;
    page.press_in(".starts", "edge and core6 nodes3+3").await;
    page.press("Pause").await;
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    page.type_command("kubectl label node edge-1 edge-2 edge-3 nodeType=edge").await;
    page.step_until("three pods are ready", |page| page.see_pods("ready") == 3).await;
    page
}

#[wasm_bindgen_test]
async fn the_track_goes_back_and_the_page_says_that_it_is_the_past() {
    let page = rolled_out().await;
    let then = page.clock();
    assert!(!page.has(".past"));
    page.key("[data-track]", "Home").await;
    page.wait_until("the beginning", |page| page.num_pods() == 0).await;
    assert_eq!(page.clock(), "00:00:00");
    assert_eq!(page.part("[data-track]").get_attribute("aria-valuetext").as_deref(), Some("00:00:00"));
    assert!(page.text_of(".past").contains("You are in the past"));
    page.key("[data-track]", "ArrowRight").await;
    assert_eq!(page.clock(), "00:00:01");
    page.press("Back to the present").await;
    page.wait_until("the present", |page| page.see_pods("ready") == 3).await;
    assert_eq!(page.clock(), then);
    assert!(!page.has(".past"));
}

#[wasm_bindgen_test]
async fn the_knob_can_be_dragged() {
    let page = rolled_out().await;
    page.drag_on("[data-track]", &[0.5, 0.2, 0.0]).await;
    page.wait_until("the beginning", |page| page.has(".past") && page.num_pods() == 0).await;
    page.drag_on("[data-track]", &[0.0, 1.0]).await;
    page.wait_until("the present", |page| !page.has(".past") && page.see_pods("ready") == 3).await;
}

#[wasm_bindgen_test]
async fn playing_in_the_past_shows_again_what_came() {
    let page = rolled_out().await;
    page.key("[data-track]", "Home").await;
    page.press("Play").await;
    page.wait_until("the commands are given again", |page| {
        page.last_command().contains("label") && page.see_pods("ready") == 3
    })
    .await;
    page.press("Pause").await;
}

#[wasm_bindgen_test]
async fn time_runs_backwards_to_the_beginning_and_stops_there() {
    let page = rolled_out().await;
    for _ in 0..4 {
        page.press("Faster").await;
    }
    page.press("Rewind").await;
    page.wait_until("the beginning", |page| page.clock() == "00:00:00" && page.num_pods() == 0).await;
    page.wait_until("it stands", |page| page.has_button("Rewind")).await;
    assert!(page.has(".past"));
}

#[wasm_bindgen_test]
async fn a_command_is_taken_back_and_given_again() {
    let page = rolled_out().await;
    page.press("Undo: kubectl label node edge-1 edge-2 edge-3 nodeType=edge").await;
    page.wait_until("the label is gone", |page| !page.see_label("edge-1", "nodeType=edge")).await;
    assert_eq!((page.num_pods(), page.has(".past")), (0, false));
    assert_eq!(page.last_command(), "kubectl create -f manifests/ds-example.yaml");
    page.key(".page", "z").await;
    assert!(
        page.has_button("Undo: kubectl create -f manifests/ds-example.yaml"),
        "a letter alone does nothing"
    );
    page.control(".page", "z").await;
    page.wait_until("nothing was given", |page| !page.has(".entry")).await;
    page.control(".page", "y").await;
    page.control(".page", "y").await;
    page.wait_until("all is there again", |page| page.see_pods("ready") == 3).await;
    assert!(page.has_button("Redo"), "nothing is left to redo");
}

#[wasm_bindgen_test]
async fn a_command_in_the_past_begins_a_future_and_the_old_one_is_kept() {
    let page = rolled_out().await;
    page.key("[data-track]", "Home").await;
    assert!(page.text_of(".past").contains("2 commands"), "{}", page.text_of(".past"));
    page.type_command("kubectl create namespace elsewhere").await;
    page.wait_until("another future", |page| page.has(".futures-button")).await;
    assert!(!page.has(".past"));
    assert!(page.text_of(".toast").contains("Another future begins; A is kept"));
    page.press_in(".toast", "Undo").await;
    page.wait_until("the past again", |page| page.has(".past")).await;
    page.press("Back to the present").await;
    page.wait_until("what was there", |page| page.see_pods("ready") == 3).await;
}

#[wasm_bindgen_test]
async fn two_futures_stand_side_by_side_at_the_same_time() {
    let page = rolled_out().await;
    page.key("[data-track]", "End").await;
    page.press("Undo: kubectl label node edge-1 edge-2 edge-3 nodeType=edge").await;
    page.type_command("kubectl label node core-1 nodeType=edge --overwrite").await;
    page.step_until("one pod is ready", |page| page.see_pods("ready") == 1).await;
    page.press("Futures: B of 2").await;
    assert!(page.text_of(".futures-list").contains("kubectl label node edge-1"));
    page.press("Compare with A").await;
    page.wait_until("both are there", |page| page.has(".compare-ds")).await;
    let text = page.text_of(".compare");
    assert!(text.contains("core-1") && text.contains("edge-1") && text.contains("no pod"), "{text}");
    assert!(text.contains("2 nodes are the same"), "{text}");
    page.press("Close the comparison").await;
    assert!(!page.has(".compare"));
    page.press("Futures: B of 2").await;
    page.press("Go to A").await;
    page.wait_until("three pods", |page| page.see_pods("ready") == 3).await;
}

#[wasm_bindgen_test]
async fn the_trace_tells_who_did_what_and_leads_to_the_moment() {
    let page = rolled_out().await;
    page.press("Trace").await;
    page.wait_until("rows", |page| page.text_of(".trace-list").contains("created DaemonSet ds-example"))
        .await;
    assert!(page.count(".trace-row") < 40, "only what is in sight is in the document");
    page.write_in(".trace-filter input", "kubectl create").await;
    page.wait_until("one row", |page| page.count(".trace-row") == 1).await;
    page.press_in(".trace-row", "00:00:00.000").await;
    page.wait_until("the moment", |page| page.has(".past") && page.num_pods() == 0).await;
    page.write_in(".trace-filter input", "ds-example").await;
    page.wait_until("what was ahead is pale", |page| page.count(".trace-ahead") > 1).await;
}

#[wasm_bindgen_test]
async fn what_was_done_at_the_beginning_is_ahead_of_it_in_the_trace() {
    let page = Page::open_paused().await;
    page.press("Trace").await;
    page.type_command("kubectl create -f manifests/ds-example.yaml").await;
    page.wait_until("a trace", |page| page.text_of(".trace-list").contains("ds-example")).await;
    assert!(!page.has(".trace-ahead"));
    page.key("[data-track]", "Home").await;
    page.wait_until("it is ahead", |page| page.has(".trace-ahead")).await;
    assert!(page.text_of(".trace-ahead").contains("kubectl create"), "{}", page.text_of(".trace-ahead"));
}
