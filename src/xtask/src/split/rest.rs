//! The second part: what comes later, at home in the memory and the tables of the first.

use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionKind, GlobalKind, ImportedFunction, Module, ir::Value,
};

use super::first::{function_table, grow};
use super::graph::Cut;
use super::parts::{FIRST, functions, globals, short};
use crate::Outcome;

/// Imports what the first part has, and fills the stubs' slots when it starts.
pub fn make(mut module: Module, cut: &Cut) -> Outcome<Vec<u8>> {
    let table = function_table(&module)?;
    let base = i32::try_from(module.tables.get(table).initial).map_err(|error| error.to_string())?;
    grow(&mut module, table, cut.stubs.len() as u64);
    forget_what_is_done(&mut module);
    import_functions(&mut module, cut);
    import_state(&mut module, cut);
    let slots = functions(&module, &cut.stubs);
    let offset = ConstExpr::Value(Value::I32(base));
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(slots));
    module.tables.get_mut(table).elem_segments.insert(element);
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// The first part has written the constants and the table, and started.
fn forget_what_is_done(module: &mut Module) {
    module.start = None;
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    for id in exports {
        module.exports.delete(id);
    }
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in segments {
        module.data.delete(id);
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    for id in elements {
        module.elements.delete(id);
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
    }
}

/// Every function of the first part that is called becomes an import; the others are not reachable any more.
fn import_functions(module: &mut Module, cut: &Cut) {
    for (index, id) in functions(module, &cut.borrowed).into_iter().enumerate() {
        let function = module.funcs.get(id);
        let ty = function.ty();
        if let FunctionKind::Import(from_outside) = &function.kind {
            module.imports.delete(from_outside.import);
        }
        let import = module.imports.add(FIRST, &short('f', index), id);
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
}

fn import_state(module: &mut Module, cut: &Cut) {
    for (index, id) in globals(module, &cut.globals).into_iter().enumerate() {
        let import = module.imports.add(FIRST, &short('g', index), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    for (index, id) in memories.into_iter().enumerate() {
        let import = module.imports.add(FIRST, &short('m', index), id);
        module.memories.get_mut(id).import = Some(import);
    }
    let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    for (index, id) in tables.into_iter().enumerate() {
        let import = module.imports.add(FIRST, &short('t', index), id);
        module.tables.get_mut(id).import = Some(import);
    }
}
