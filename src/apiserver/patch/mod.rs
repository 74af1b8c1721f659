//! Patches: strategic merge, JSON merge and JSON patch, applied and, where kubectl needs them, computed.
//!
//! Invariants: pure functions over JSON; user input gives a result or an error in upstream's words, never a panic. What
//! Go leaves to the order of its maps happens here in the order of the keys.
//!
//! Deliberately absent: `apply --overwrite=false` and its conflicts; server-side apply lives elsewhere.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/{strategicpatch,jsonmergepatch}`, `gopkg.in/evanphx/json-patch.v4`,
//! `k8s.io/apiserver/pkg/endpoints/handlers`, `patch.go`.

mod apply;
mod conflicts;
mod diff;
mod diff_lists;
mod error;
mod go_text;
mod json_merge;
mod json_patch;
mod lookup;
mod order;
mod strategic;
mod strategic_lists;
mod three_way;

pub use apply::apply_patch;
pub use conflicts::refuse_conflicts;
pub use error::PatchError;
pub use json_merge::{create_json_merge, create_three_way_json_merge, json_merge};
pub use json_patch::{JsonPatched, json_patch};
pub use strategic::strategic_merge;
pub use three_way::{Precondition, create_three_way_strategic, create_two_way_strategic};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
