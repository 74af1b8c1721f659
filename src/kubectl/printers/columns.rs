//! `-o custom-columns`, laid out.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/get/customcolumn.go`.

use serde_json::Value;

use crate::kubectl::errors::Failure;
use crate::kubectl::output::custom_columns::CustomColumns;
use crate::kubectl::output::tabwriter::TabWriter;

/// A printer of columns a person asked for; it remembers its header and widths, as a watch needs.
#[derive(Clone, Debug)]
pub struct ColumnsPrinter {
    columns: CustomColumns,
    needs_header: bool,
    writer: TabWriter,
}

impl ColumnsPrinter {
    /// A printer that has printed nothing.
    pub fn new(columns: CustomColumns, no_headers: bool) -> ColumnsPrinter {
        ColumnsPrinter { columns, needs_header: !no_headers, writer: TabWriter::table() }
    }

    /// Prints an object, or the items of a list. What was laid out before an error is printed too.
    pub fn print(&mut self, object: &Value) -> (String, Result<(), Failure>) {
        if std::mem::take(&mut self.needs_header) {
            self.writer.write(&self.columns.header());
        }
        let result = self.rows(object).map_err(Failure::from);
        (self.writer.flush(), result)
    }

    fn rows(&mut self, object: &Value) -> Result<(), String> {
        self.columns.check()?;
        let items = object.get("items").and_then(Value::as_array);
        let one = [object];
        let rows: Vec<&Value> = items.map_or_else(|| one.to_vec(), |items| items.iter().collect());
        for row in rows {
            self.writer.write(&self.columns.row(row)?);
        }
        Ok(())
    }
}
