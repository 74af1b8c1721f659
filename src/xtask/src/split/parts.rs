//! The two parts of one file.

use std::collections::BTreeSet;

use walrus::{FunctionId, GlobalId, Module, ModuleConfig};

use super::graph::cut;
use super::{first, rest};
use crate::Outcome;

/// The function of the page that makes sure that the rest is there.
pub const NEED: &str = "__needRest";
/// The module that the rest imports from: the exports of the first part.
pub const FIRST: &str = "first";

/// A WebAssembly file in two parts.
pub struct Parts {
    /// What the page needs to come alive.
    pub first: Vec<u8>,
    /// What it fetches then.
    pub rest: Vec<u8>,
}

/// Whether the parts keep the names of functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// For stack traces that say something.
    Kept,
    /// For a smaller file.
    Dropped,
}

/// Takes a file with a name section apart.
///
/// Errors: the file cannot be read, or nothing in it says how to fetch the rest.
pub fn split(bytes: &[u8], names: Names) -> Outcome<Parts> {
    let parse = |bytes| parse(bytes, names);
    let cut = cut(&parse(bytes)?);
    Ok(Parts { first: first::make(parse(bytes)?, &cut)?, rest: rest::make(parse(bytes)?, &cut)? })
}

fn parse(bytes: &[u8], names: Names) -> Outcome<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(names == Names::Kept).generate_producers_section(false);
    config.parse(bytes).map_err(|error| format!("the WebAssembly file cannot be read: {error:#}"))
}

/// The functions that stand at these places in the file.
pub fn functions(module: &Module, places: &BTreeSet<usize>) -> Vec<FunctionId> {
    module.funcs.iter().map(|function| function.id()).filter(|id| places.contains(&id.index())).collect()
}

/// The globals that stand at these places in the file.
pub fn globals(module: &Module, places: &BTreeSet<usize>) -> Vec<GlobalId> {
    module.globals.iter().map(|global| global.id()).filter(|id| places.contains(&id.index())).collect()
}

/// A short name for the `index`-th thing of a kind.
pub fn short(kind: char, index: usize) -> String {
    format!("{kind}{index:x}")
}
