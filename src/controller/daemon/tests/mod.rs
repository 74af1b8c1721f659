//! The controller alone: an API server that tells it of every write at once, and nobody else. Pods are nobody's to
//! bind, run or end but the test's; one that is deleted before it was bound is gone at once.
//!
//! `tests/controllers.md` says which of upstream's tests each of these stands for.

mod bench;
mod history;
mod manage;
mod placed;
mod surge;
mod update;
mod wakes;
