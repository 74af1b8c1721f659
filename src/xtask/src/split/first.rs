//! The first part: everything that the page needs to come alive, and stubs for what comes later.

use walrus::{ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, Module, TableId, ValType};

use super::graph::Cut;
use super::parts::{NEED, functions, globals, short};
use crate::Outcome;

/// Puts stubs in the place of what comes later, and exports what that will need.
pub fn make(mut module: Module, cut: &Cut) -> Outcome<Vec<u8>> {
    let need = need(&module)?;
    let table = function_table(&module)?;
    let base = module.tables.get(table).initial;
    grow(&mut module, table, cut.stubs.len() as u64);
    let is_there = module.globals.add_local(
        ValType::I32,
        true,
        false,
        walrus::ConstExpr::Value(walrus::ir::Value::I32(0)),
    );
    let base = i32::try_from(base).map_err(|error| error.to_string())?;
    for (id, slot) in functions(&module, &cut.stubs).into_iter().zip(base..) {
        Stub { need, is_there, table, slot }.replace(&mut module, id);
    }
    export(&mut module, cut);
    module.exports.add("rest_is_there", is_there);
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// The import by which a stub asks for the rest.
fn need(module: &Module) -> Outcome<FunctionId> {
    let mut imports = module.imports.iter().filter(|import| import.name.contains(NEED));
    match imports.next().map(|import| &import.kind) {
        Some(walrus::ImportKind::Function(id)) => Ok(*id),
        _ => Err(format!("no function called {NEED} is imported")),
    }
}

/// The table of functions, as opposed to that of JavaScript's values.
pub fn function_table(module: &Module) -> Outcome<TableId> {
    match module.tables.main_function_table() {
        Ok(Some(table)) => Ok(table),
        Ok(None) => Err("there is no table of functions".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Makes room for the stubs' slots behind what is in the table.
pub fn grow(module: &mut Module, table: TableId, by: u64) {
    let table = module.tables.get_mut(table);
    table.initial += by;
    table.maximum = table.maximum.map(|maximum| maximum + by);
}

struct Stub {
    need: FunctionId,
    is_there: GlobalId,
    table: TableId,
    slot: i32,
}

impl Stub {
    /// `if (!is_there) need(); return table[slot](…)`
    fn replace(&self, module: &mut Module, id: FunctionId) {
        let ty = module.funcs.get(id).ty();
        let (params, results) = {
            let ty = module.types.get(ty);
            (ty.params().to_vec(), ty.results().to_vec())
        };
        let args: Vec<_> = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        let mut body = builder.func_body();
        body.global_get(self.is_there).if_else(
            None,
            |_| {},
            |otherwise| {
                otherwise.call(self.need);
            },
        );
        for arg in &args {
            body.local_get(*arg);
        }
        body.i32_const(self.slot).call_indirect(ty, self.table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
    }
}

fn export(module: &mut Module, cut: &Cut) {
    for (index, id) in functions(module, &cut.borrowed).into_iter().enumerate() {
        module.exports.add(&short('f', index), id);
    }
    for (index, id) in globals(module, &cut.globals).into_iter().enumerate() {
        module.exports.add(&short('g', index), id);
    }
    let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    for (index, id) in memories.into_iter().enumerate() {
        module.exports.add(&short('m', index), ExportItem::Memory(id));
    }
    let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    for (index, id) in tables.into_iter().enumerate() {
        module.exports.add(&short('t', index), ExportItem::Table(id));
    }
}
