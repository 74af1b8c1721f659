//! Server-side apply: who owns which field, what an apply merges, and where two managers disagree.
//!
//! [`update()`] keeps the owners after any other write, [`apply()`] merges a manifest and finds conflicts,
//! [`entries()`] tells all owners of an object.
//!
//! Invariants: an object that only components wrote keeps no owners; theirs are told from the object when somebody
//! asks, so that rolling ten thousand pods costs nothing here.
//!
//! Deliberately absent: entries of other versions of the API, which a client may write.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/managedfields`, `sigs.k8s.io/structured-merge-diff/v6`.

mod check;
mod compare;
mod entries;
mod given;
mod manager;
mod merge;
mod place;

pub use check::check;
pub use entries::{entries, kept, value_with_managed_fields};
pub use given::{
    Given, judged, owners_after, owners_before_apply, owners_of_new, set_owners, told_by_component,
};
pub use manager::{Applied, Conflicts, apply, created, empty, update, upgrade};
pub use place::Place;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod request_tests;
