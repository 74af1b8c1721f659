//! What `get` prints: tables of every kind, and objects in the formats of `-o`.
//!
//! `table` lays rows out, `cells` knows each kind's columns, `pod` sums up a pod in a word; `object` prints whole objects,
//! `columns` what a person picked of them.
//!
//! Upstream: `pkg/printers/internalversion/printers.go`, `k8s.io/cli-runtime/pkg/printers`.

pub mod cells;
pub mod columns;
pub mod object;
pub mod pod;
pub mod table;
