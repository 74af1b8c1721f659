//! What is refused, and with which words.
//!
//! `recorded` holds what a real 1.36 cluster said; the others follow upstream's validation tables rule by rule.

mod containers;
mod hostile;
mod metadata;
mod nodes;
mod pods;
mod recorded;
mod scheduling;
mod security;
mod support;
mod volumes;
mod warned;
