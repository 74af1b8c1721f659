//! Amounts of a resource, such as `100m` of cpu or `1.5Gi` of memory.
//!
//! Reads and prints them by Kubernetes' own rules, down to the string an amount remembers: a quantity written in
//! canonical form keeps its spelling, another one is spelled anew. The template hash sees that difference.
//!
//! Invariants: no floating point anywhere; equality and order look at the value only, never at the spelling.
//!
//! Deliberately absent: conversion to floats, multiplication.
//!
//! Upstream: `k8s.io/apimachinery/pkg/api/resource`, `Quantity`.

mod amount;
mod decimal;
mod parse;

pub use amount::{Format, Number, Quantity};
pub use decimal::Decimal;
pub use parse::QuantityError;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
