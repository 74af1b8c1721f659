//! Who calls whom, and so what belongs to which part.

use std::collections::BTreeSet;

use walrus::ir::{Visitor, dfs_in_order};
use walrus::{ElementItems, ExportItem, FunctionId, FunctionKind, GlobalId, LocalFunction, Module};

use super::later::Modules;

/// What passes between the two parts, by place in the file, since an id holds for one parse only.
#[derive(Default)]
pub struct Cut {
    /// Functions of the rest that the first part calls or keeps in its table.
    pub stubs: BTreeSet<usize>,
    /// Functions of the first part that the rest calls.
    pub borrowed: BTreeSet<usize>,
    /// Globals that the rest uses.
    pub globals: BTreeSet<usize>,
}

/// Functions and globals that a body names.
#[derive(Default)]
struct Named {
    functions: Vec<FunctionId>,
    globals: Vec<GlobalId>,
}

impl<'instr> Visitor<'instr> for Named {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.push(*function);
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.push(*global);
    }
}

fn named(function: &LocalFunction) -> Named {
    let mut named = Named::default();
    dfs_in_order(&mut named, function, function.entry_block());
    named
}

/// Decides what belongs to which part.
pub fn cut(module: &Module) -> Cut {
    let modules = Modules::of_the_sources();
    let (mut cut, mut first) = (Cut::default(), BTreeSet::new());
    let waits: BTreeSet<FunctionId> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(|name| modules.can_wait(name)))
        .map(|(id, _)| id)
        .collect();
    let mut open = roots(module);
    // What the outside calls by name is needed first, whatever its name is.
    let entries: BTreeSet<FunctionId> = open.iter().copied().collect();
    open.extend(in_tables(module));
    while let Some(id) = open.pop() {
        if waits.contains(&id) && !entries.contains(&id) {
            cut.stubs.insert(id.index());
        } else if first.insert(id)
            && let FunctionKind::Local(function) = &module.funcs.get(id).kind
        {
            open.extend(named(function).functions);
        }
    }
    for (id, function) in module.funcs.iter_local() {
        if !first.contains(&id) {
            let named = named(function);
            // What the page gives is given to the first part, also where only the rest calls it.
            let called = named.functions.iter().filter(|called| {
                first.contains(called) || matches!(module.funcs.get(**called).kind, FunctionKind::Import(_))
            });
            cut.borrowed.extend(called.map(|id| id.index()));
            cut.globals.extend(named.globals.iter().map(|id| id.index()));
        }
    }
    cut
}

fn roots(module: &Module) -> Vec<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    exported.chain(module.start).collect()
}

fn in_tables(module: &Module) -> impl Iterator<Item = FunctionId> {
    module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(functions) => functions.clone(),
        ElementItems::Expressions(_, items) => items
            .iter()
            .filter_map(|item| match item {
                walrus::ConstExpr::RefFunc(id) => Some(*id),
                _ => None,
            })
            .collect(),
    })
}
