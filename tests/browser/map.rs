//! The dense map of many nodes: pointed at, zoomed, moved, gone over by keys, grouped, and the table of the same facts.

use daemonset_playground::ui::cluster::map_fingers::Fingers;
use daemonset_playground::ui::cluster::map_layout::Camera;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;

/// A node called minikube sixty called `edge-N` in a pool, and ten called `core-N` in none.
async fn map() -> Page {
    let page = Page::open_paused().await;
    page.type_command("sim add-nodes 60 edge pool=a").await;
    page.type_command("sim add-nodes 10 core").await;
    page.wait_until("the map", |page| page.has(".map canvas")).await;
    page
}

/// The name of the node that is pointed at.
fn pointed(page: &Page) -> String {
    page.text_of(".map-line").split(" · ").next().unwrap_or_default().to_owned()
}

const CANVAS: &str = ".map canvas";
/// Within the first row of cells.
const NEAR: (f64, f64) = (30.0, 4.0);

#[wasm_bindgen_test]
async fn keys_go_from_node_to_node_and_select_one() {
    let page = map().await;
    page.point_into(CANVAS).await;
    page.key(CANVAS, "Home").await;
    assert_eq!(pointed(&page), "minikube");
    page.key(CANVAS, "ArrowRight").await;
    assert_eq!(pointed(&page), "edge-1");
    page.key(CANVAS, "ArrowDown").await;
    let below = pointed(&page);
    assert!(below.starts_with("edge-") && below != "edge-1", "{below}");
    page.key(CANVAS, "ArrowUp").await;
    assert_eq!(pointed(&page), "edge-1");
    page.key(CANVAS, "End").await;
    assert_eq!(pointed(&page), "core-10");
    page.key(CANVAS, "Enter").await;
    assert!(page.has(".map [data-node=core-10]"), "its card is shown");
    page.add_label("core-10", "disk=ssd").await;
    assert_eq!(page.last_command(), "kubectl label node core-10 disk=ssd");
}

#[wasm_bindgen_test]
async fn the_pointer_tells_what_it_is_over_and_a_press_selects_it() {
    let page = map().await;
    assert!(page.text_of(".map-line").starts_with("71 nodes."));
    page.hover_within(CANVAS, (2.0, 2.0)).await;
    assert_eq!(pointed(&page), "minikube");
    assert!(page.has(".map-ring:not([hidden])"));
    page.drag_on(CANVAS, &[0.3, 0.3]).await;
    let selected = page.attributes(".map [data-node]", "data-node");
    assert_eq!(selected.len(), 1);
    page.drag_on(CANVAS, &[0.6, 0.6]).await;
    assert_ne!(page.attributes(".map [data-node]", "data-node"), selected);
}

#[wasm_bindgen_test]
async fn the_map_zooms_moves_under_the_pointer_and_shows_all_again() {
    let page = map().await;
    page.hover_within(CANVAS, NEAR).await;
    let at_first = pointed(&page);
    for _ in 0..3 {
        page.press("Zoom in").await;
    }
    page.hover_within(CANVAS, NEAR).await;
    let zoomed = pointed(&page);
    assert_ne!(zoomed, at_first, "it zooms about the middle");
    page.drag_on(CANVAS, &[0.2, 0.5, 0.9]).await;
    assert_eq!(page.count(".map [data-node]"), 0, "a drag selects nothing");
    page.hover_within(CANVAS, NEAR).await;
    assert_ne!(pointed(&page), zoomed);
    page.press("Show all").await;
    page.hover_within(CANVAS, NEAR).await;
    assert_eq!(pointed(&page), at_first);
}

#[wasm_bindgen_test]
async fn two_fingers_zoom_the_map_and_select_nothing() {
    let page = map().await;
    page.hover_within(CANVAS, NEAR).await;
    let at_first = pointed(&page);
    page.pinch(CANVAS, 2.0).await;
    assert_eq!(page.count(".map [data-node]"), 0, "a pinch selects nothing");
    page.hover_within(CANVAS, NEAR).await;
    assert_ne!(pointed(&page), at_first, "it zoomed about the middle");
    page.pinch(CANVAS, 0.5).await;
    page.hover_within(CANVAS, NEAR).await;
    assert_eq!(pointed(&page), at_first, "and out again");
    page.drag_on(CANVAS, &[0.3, 0.3]).await;
    assert_eq!(page.count(".map [data-node]"), 1, "a press selects as before");
}

#[wasm_bindgen_test]
async fn nodes_are_grouped_by_a_label_and_those_without_it_come_last() {
    let page = map().await;
    page.choose(".map-tools select", "pool").await;
    page.key(CANVAS, "Home").await;
    assert_eq!(pointed(&page), "edge-1");
    page.choose(".map-tools select", "").await;
    page.key(CANVAS, "Home").await;
    assert_eq!(pointed(&page), "minikube");
}

#[wasm_bindgen_test]
async fn the_table_holds_the_same_facts_and_selects_too() {
    let page = map().await;
    assert_eq!(page.part(".facts table").get_attribute("aria-rowcount").as_deref(), Some("71"));
    let row = page.text_of(".facts tbody tr:nth-child(2)");
    assert!(row.contains("edge-1") && row.contains("pool=a") && row.contains("no pod"), "{row}");
    page.press_in(".facts", "edge-2").await;
    assert!(page.has(".map [data-node=edge-2]"));
}

const BOX: (f64, f64) = (400.0, 300.0);

#[wasm_bindgen_test]
fn fingers_keep_hold_of_what_was_in_their_middle() {
    let before = Camera { zoom: 2.0, x: 100.0, y: 75.0 };
    let after = before.pinched([(180.0, 150.0), (220.0, 150.0)], [(160.0, 140.0), (240.0, 140.0)], BOX);
    assert!((after.zoom - 4.0).abs() < 1e-9, "{after:?}");
    let (x, y) = after.seen(before.at((200.0, 150.0)));
    assert!((x - 200.0).abs() < 1e-9 && (y - 140.0).abs() < 1e-9, "it is at {x}, {y}");
}

#[wasm_bindgen_test]
fn a_pinch_to_nothing_shows_the_whole() {
    let before = Camera { zoom: 2.0, x: 100.0, y: 75.0 };
    let after = before.pinched([(100.0, 100.0), (300.0, 200.0)], [(200.0, 150.0), (200.0, 150.0)], BOX);
    assert_eq!(after, Camera::default());
}

#[wasm_bindgen_test]
fn two_fingers_are_a_pinch_and_one_or_three_are_not() {
    let mut fingers = Fingers::default();
    fingers.put_down(7, (1.0, 1.0));
    assert_eq!(fingers.move_to(7, (2.0, 2.0)), None);
    fingers.put_down(9, (5.0, 5.0));
    let moved = fingers.move_to(9, (6.0, 6.0));
    assert_eq!(moved, Some(([(2.0, 2.0), (5.0, 5.0)], [(2.0, 2.0), (6.0, 6.0)])));
    assert_eq!(fingers.move_to(1, (0.0, 0.0)), None, "a mouse that passes by is no finger");
    fingers.put_down(11, (9.0, 9.0));
    assert!(!fingers.is_pinch());
    fingers.lift(7);
    fingers.lift(11);
    assert_eq!(fingers.only(), Some((6.0, 6.0)));
    fingers.put_down(9, (3.0, 3.0));
    assert_eq!(fingers.only(), Some((3.0, 3.0)), "one whose end was missed is not counted twice");
}
