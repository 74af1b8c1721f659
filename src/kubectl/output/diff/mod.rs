//! Differences of two texts as `diff -u` shows them; `kubectl diff` and the page's previews print them.
//!
//! Invariants: the changes are those GNU diff finds, ties included; what is removed stands before what is added.
//!
//! Deliberately absent: names and times of files (the caller has them), white-space options.
//!
//! Differs: GNU diff also skips lines that are frequent in the other file where they stand between lines that match
//! nothing; texts whose differences number in the thousands are shown as replaced.
//!
//! Upstream: E. Myers, "An O(ND) difference algorithm and its variations", as used by GNU diff.

pub mod compare;
pub mod unified;
