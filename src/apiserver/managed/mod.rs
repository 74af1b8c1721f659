//! Server-side apply: who owns which field, what an apply merges, and where two managers disagree.
//!
//! [`update()`] keeps the owners after any other write, [`apply()`] merges a manifest and finds conflicts,
//! [`entries()`] tells all owners of an object.
//!
//! Invariants: an object that only components wrote keeps no owners; theirs are told from the object when somebody
//! asks, so that rolling ten thousand pods costs nothing here.
//!
//! Deliberately absent: changing `managedFields` by hand, the cap of ten managers, owners of scale subresources.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/managedfields`, `sigs.k8s.io/structured-merge-diff/v6`.

mod check;
mod compare;
mod entries;
mod manager;
mod merge;
mod place;

pub use check::check;
pub use entries::{entries, kept, value_with_managed_fields};
pub use manager::{Applied, Conflicts, apply, created, empty, update, upgrade};
pub use place::Place;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
