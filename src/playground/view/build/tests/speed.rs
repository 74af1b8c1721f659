//! The cost of a refresh, in parts that were drawn rather than in time.

use std::rc::Rc;

use serde_json::json;

use super::stage::{Act, Stage};

#[test]
fn one_pods_change_draws_one_node_of_a_thousand() {
    let mut stage = Stage::new();
    for number in 0..1000 {
        stage.join(&format!("n{number}"), &[]);
    }
    stage.create(json!({}));
    stage.wait(10_000);
    let before = stage.look();
    assert_eq!(before.nodes.iter().filter(|node| node.pods.len() == 1).count(), 1000);
    stage.act("n500", Act::Ready);
    let after = stage.look();
    let drawn =
        before.nodes.iter().zip(after.nodes.iter()).filter(|(old, new)| !Rc::ptr_eq(old, new)).count();
    assert_eq!(drawn, 1);
}
