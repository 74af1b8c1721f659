//! The forms that texts must have: names, label keys and values, ports, percentages, paths, addresses.
//!
//! Each function returns the broken rules in upstream's words, an empty list when the text is fine. All words are known
//! beforehand, so they are `&'static str`.
//!
//! Deliberately absent: regular expressions. The forms are simple enough to check byte by byte, which is smaller and
//! bounded in time.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/validation` and `pkg/api/validate/content`.

pub mod addresses;
pub mod labels;
pub mod names;
pub mod texts;
