//! Pods on nodes whose taints come and go.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::api::scheduling::{Taint, TaintEffect};
use crate::client::testing::Bench;
use crate::controller::taint_eviction::controller::TaintEvictionController;

/// A pod that tolerates the taint `down` for so many seconds, or for ever.
fn tolerant(seconds: Option<i64>) -> Value {
    let mut toleration = json!({"key": "down", "operator": "Exists", "effect": "NoExecute"});
    if let Some(seconds) = seconds {
        toleration["tolerationSeconds"] = seconds.into();
    }
    json!({"nodeName": "n1", "terminationGracePeriodSeconds": 30, "tolerations": [toleration]})
}

fn bench() -> Bench<TaintEvictionController> {
    let mut bench = Bench::new(TaintEvictionController::default());
    bench.node("n1");
    bench.node("n2");
    bench.pod("brief", tolerant(Some(60)));
    bench.pod("faithful", tolerant(None));
    bench.pod("plain", json!({"nodeName": "n1", "terminationGracePeriodSeconds": 30}));
    bench.pod("elsewhere", json!({"nodeName": "n2"}));
    bench.wait(1);
    bench
}

fn down() -> Taint {
    Taint::new("down", TaintEffect::NoExecute)
}

fn check(bench: &Bench<TaintEvictionController>, expected: Expect) {
    expected.assert_eq(&bench.story());
}

#[test]
fn pods_leave_when_their_toleration_ends() {
    let mut bench = bench();
    bench.taint("n1", &[down()]);
    bench.wait(59);
    check(
        &bench,
        expect![[r#"
        brief
        elsewhere
        faithful
        plain going (DeletionByTaintManager)
        TaintManagerEviction: Marking for deletion Pod default/plain
    "#]],
    );
    bench.wait(2);
    check(
        &bench,
        expect![[r#"
        brief going (DeletionByTaintManager)
        elsewhere
        faithful
        plain going (DeletionByTaintManager)
        TaintManagerEviction: Marking for deletion Pod default/brief
        TaintManagerEviction: Marking for deletion Pod default/plain
    "#]],
    );
}

#[test]
fn a_taint_that_goes_in_time_spares_the_pod() {
    let mut bench = bench();
    bench.taint("n1", &[down()]);
    bench.wait(30);
    bench.taint("n1", &[]);
    bench.wait(60);
    check(
        &bench,
        expect![[r#"
        brief
        elsewhere
        faithful
        plain going (DeletionByTaintManager)
        TaintManagerEviction: Cancelling deletion of Pod default/brief
        TaintManagerEviction: Marking for deletion Pod default/plain
    "#]],
    );
}

#[test]
fn other_effects_move_nobody() {
    let mut bench = bench();
    let effects = [TaintEffect::NoSchedule, TaintEffect::PreferNoSchedule];
    bench.taint("n1", &effects.map(|effect| Taint::new("other", effect)));
    bench.wait(600);
    check(
        &bench,
        expect![[r#"
        brief
        elsewhere
        faithful
        plain
    "#]],
    );
}

#[test]
fn a_pod_that_comes_to_a_tainted_node_is_judged_too() {
    let mut bench = bench();
    bench.taint("n1", &[down()]);
    bench.wait(100);
    bench.pod("late", json!({"nodeName": "n1", "terminationGracePeriodSeconds": 30}));
    bench.wait(1);
    assert!(bench.story().contains("late going (DeletionByTaintManager)"), "{}", bench.story());
}
