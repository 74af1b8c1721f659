//! JSONPath as kubectl speaks it: `{.items[*].metadata.name}`, filters, unions, `{range}`…`{end}`.
//!
//! Invariants: parsing and evaluation take time in proportion to the template, the data and the results, and stop with
//! an error at `STEPS_MAX`.
//!
//! Deliberately absent: regular expressions in filters; kubectl has none.
//!
//! Differs: the members of an object come in the order of their keys under `.*` and `..`, where Go's come in any.
//!
//! Upstream: `client-go/util/jsonpath`; `cli-runtime/pkg/printers/jsonpath.go`;
//! `cli-runtime/pkg/genericclioptions/jsonpath_flags.go`; `kubectl/pkg/cmd/get/customcolumn.go` (relaxed expressions).

pub mod compare;
pub mod eval;
pub mod parse;
pub mod printer;
