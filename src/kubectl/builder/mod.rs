//! Which objects a command is about: named on the line, chosen by selectors, or read from files.
//!
//! `query` turns words and flags into requests, `words` reads the words, `manifests` files. The answer is a list of
//! [`query::Info`]s in order, each an object or the reason why there is none, so that a command can do what it can before
//! it reports what it could not.
//!
//! Deliberately absent: kustomize, URLs; there is no network.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/resource`.

pub mod manifests;
pub mod query;
mod words;
