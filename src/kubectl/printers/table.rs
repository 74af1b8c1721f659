//! Tables: headers, rows, and the columns that flags add.
//!
//! Invariant: a printer is plain data and remembers its columns, so that rows of a watch line up with the first ones.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/printers/tableprinter.go`.

use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::kubectl::output::prefix_writer::escape_terminal;
use crate::kubectl::output::tabwriter::TabWriter;
use crate::kubectl::printers::cells::{self, Column};
use crate::kubectl::resources::Mapping;

/// What flags make of a table.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// `--no-headers`.
    pub no_headers: bool,
    /// `-o wide`.
    pub wide: bool,
    /// Whether the namespace comes first.
    pub with_namespace: bool,
    /// Whether names carry their kind.
    pub with_kind: bool,
    /// `-L`.
    pub label_columns: Vec<String>,
    /// `--show-labels`.
    pub show_labels: bool,
}

/// A printer of tables.
#[derive(Clone, Debug)]
pub struct TablePrinter {
    options: TableOptions,
    mapping: Option<Mapping>,
    header_printed: bool,
    writer: TabWriter,
}

impl TablePrinter {
    /// A printer that has printed nothing.
    pub fn new(options: TableOptions) -> TablePrinter {
        TablePrinter { options, mapping: None, header_printed: false, writer: TabWriter::table() }
    }

    /// Adds a row; the first of a kind is preceded by the header. `event` is the word of `--output-watch-events`.
    pub fn row(&mut self, mapping: Mapping, object: &Object, event: Option<&str>, now: Time) {
        if self.mapping != Some(mapping) {
            self.mapping = Some(mapping);
            self.header_printed = false;
        }
        let columns = cells::columns(mapping);
        if !self.header_printed && !self.options.no_headers {
            self.header(columns, event.is_some());
        }
        self.header_printed = true;
        let mut row: Vec<String> = Vec::new();
        row.extend(event.map(|event| format!("{event:8}")));
        if self.options.with_namespace {
            row.push(object.meta.namespace.to_string());
        }
        for (column, cell) in columns.iter().zip(cells::row(object, now)) {
            if column.wide && !self.options.wide {
                continue;
            }
            let cell = shorten(&cell);
            row.push(match self.options.with_kind && column.is_name {
                true => format!("{}/{cell}", mapping.qualified_singular()),
                false => cell,
            });
        }
        let labels = &object.meta.labels;
        for label in &self.options.label_columns {
            row.push(labels.get(label).map(|value| value.to_string()).unwrap_or_default());
        }
        if self.options.show_labels {
            row.push(labels.format());
        }
        self.line(&row);
    }

    /// What is laid out since the last time.
    pub fn flush(&mut self) -> String {
        self.writer.flush()
    }

    fn header(&mut self, columns: &[Column], with_event: bool) {
        let mut row: Vec<String> = Vec::new();
        if with_event {
            row.push("EVENT".to_owned());
        }
        if self.options.with_namespace {
            row.push("NAMESPACE".to_owned());
        }
        let shown = columns.iter().filter(|column| !column.wide || self.options.wide);
        row.extend(shown.map(|column| column.name.to_owned()));
        for label in &self.options.label_columns {
            row.push(label.rsplit('/').next().unwrap_or_default().to_uppercase());
        }
        if self.options.show_labels {
            row.push("LABELS".to_owned());
        }
        self.line(&row);
    }

    fn line(&mut self, row: &[String]) {
        self.writer.write(&row.join("\t"));
        self.writer.write("\n");
    }
}

/// A cell ends at its first line break, and shows what a terminal would obey.
fn shorten(cell: &str) -> String {
    match cell.find(['\u{c}', '\n', '\r']) {
        Some(end) => format!("{}...", escape_terminal(cell.get(..end).unwrap_or_default())),
        None => escape_terminal(cell).into_owned(),
    }
}
