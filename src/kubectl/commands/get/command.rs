//! `kubectl get`: objects as tables or whole.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/get/get.go`.

use serde_json::{Value, json};

use crate::kubectl::builder::query::{Info, Query, Selected};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::get::{raw, watch::watch};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FIELD_SELECTOR_FLAG, FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::custom_columns::CustomColumns;
use crate::kubectl::output::sort_by;
use crate::kubectl::printers::columns::ColumnsPrinter;
use crate::kubectl::printers::object::{self, Format};
use crate::kubectl::printers::table::{TableOptions, TablePrinter};
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "get",
    suggest_for: &["list", "ls"],
    short: "Display one or many resources",
    usage: "get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|\
            jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | \
            -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    FIELD_SELECTOR_FLAG,
    SELECTOR_FLAG,
    Flag::switch(
        "ignore-not-found",
        "If set to true, suppresses NotFound error for specific objects that do not exist. Using this flag with commands that query for collections of resources has no effect when no resources are found.",
    ),
    Flag::new(
        "label-columns",
        'L',
        Takes::Words,
        "",
        "Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...",
    ),
    Flag::switch(
        "no-headers",
        "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    Flag::text(
        "output",
        "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, \
         jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide). See custom columns \
         [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template \
         [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template \
         [https://kubernetes.io/docs/reference/kubectl/jsonpath/].",
    )
    .short('o'),
    Flag::switch(
        "output-watch-events",
        "Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.",
    ),
    Flag::text(
        "raw",
        "Raw URI to request from the server.  Uses the transport specified by the kubeconfig file.",
    ),
    Flag::switch(
        "server-print",
        "If true, have the server return the appropriate table output. Supports extension APIs and CRDs.",
    )
    .default("true"),
    Flag::switch("show-kind", "If present, list the resource type for the requested object(s)."),
    Flag::switch(
        "show-labels",
        "When printing, show all labels as the last column (default hide labels column)",
    ),
    Flag::text(
        "sort-by",
        "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
    ),
    Flag::text("subresource", "If specified, gets the subresource of the requested object."),
    Flag::switch("watch", "After listing/getting the requested object, watch for changes.").short('w'),
    Flag::switch(
        "watch-only",
        "Watch for changes to the requested object(s), without listing/getting first.",
    ),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.text("raw").is_empty() {
        raw::run(call, context)?;
        return Ok(Progress::Ended);
    }
    check(call, context)?;
    let query = Query { kind_means_all: true, latest: true, ..Query::of(call) };
    let printer = Printer::of(call, context)?;
    if call.is_on("watch") || call.is_on("watch-only") {
        return watch(call, context, query, printer);
    }
    let mut selected = query.run(context)?;
    if call.is_on("ignore-not-found") {
        selected = selected.ignore_not_found();
    }
    match printer {
        Printer::Table(options) => print_tables(call, context, &query, selected, &options)?,
        Printer::Rows(rows) => print_whole(call, context, selected, rows)?,
    }
    Ok(Progress::Ended)
}

fn check(call: &Call, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let watches = call.is_on("watch") || call.is_on("watch-only");
    if !call.text("sort-by").is_empty() && watches {
        context.out.err(if call.is_on("watch") {
            "warning: --watch requested, --sort-by will be ignored for watch events received\n"
        } else {
            "warning: --watch-only requested, --sort-by will be ignored\n"
        });
    }
    if call.args().is_empty() && !call.is_set("filename") && !call.is_set("kustomize") && !watches {
        context.out.err(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of \
             supported resources.\n\n",
        );
        return Err(call.usage_error(
            "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of \
             that resource (e.g. kubectl explain pods).",
        ));
    }
    let output = call.text("output");
    if call.is_on("show-labels") && !matches!(output, "" | "wide") {
        return Err(Failure::Message(format!("--show-labels option cannot be used with {output} printer")));
    }
    if call.is_on("output-watch-events") && !watches {
        return Err("--output-watch-events option can only be used with --watch or --watch-only".into());
    }
    Ok(())
}

/// How `get` prints.
pub(super) enum Printer {
    Table(TableOptions),
    Rows(RowPrinter),
}

impl Printer {
    fn of(call: &Call, context: &Context<'_, '_>) -> Result<Printer, Failure> {
        let output = call.text("output");
        match Format::of(call, context)? {
            Some(Format::Operation) => {}
            Some(format) => return Ok(Printer::Rows(RowPrinter::Whole(format))),
            None if output == "wide" => {}
            None => {
                let Some(columns) = custom_columns(call, context)? else {
                    return Err(object::unknown(output, &["custom-columns", "custom-columns-file", "wide"]));
                };
                let printer = ColumnsPrinter::new(columns, call.is_on("no-headers"));
                return Ok(Printer::Rows(RowPrinter::Columns(printer)));
            }
        }
        Ok(Printer::Table(TableOptions {
            no_headers: call.is_on("no-headers"),
            wide: output == "wide",
            with_namespace: call.is_on("all-namespaces"),
            with_kind: call.is_on("show-kind"),
            label_columns: call.list("label-columns"),
            show_labels: call.is_on("show-labels"),
        }))
    }
}

/// Upstream: `CustomColumnsPrintFlags.ToPrinter`.
fn custom_columns(call: &Call, context: &Context<'_, '_>) -> Result<Option<CustomColumns>, Failure> {
    let output = call.text("output");
    let (name, inline) = output.split_once('=').unwrap_or((output, ""));
    let text = if inline.is_empty() { call.text("template") } else { inline };
    Ok(Some(match name {
        "custom-columns" => CustomColumns::from_spec(text)?,
        "custom-columns-file" if text.is_empty() => CustomColumns::from_spec("")?,
        "custom-columns-file" => {
            let file = context.env.files.read(text).ok_or_else(|| {
                format!("error reading template {text}, open {text}: no such file or directory")
            })?;
            CustomColumns::from_file(&file)?
        }
        _ => return Ok(None),
    }))
}

fn print_tables(
    call: &Call,
    context: &mut Context<'_, '_>,
    query: &Query,
    selected: Selected,
    options: &TableOptions,
) -> Result<(), Failure> {
    let is_list = selected.is_list;
    let mut kinds = selected.mappings.clone();
    let (infos, result) = selected.infos();
    if !is_list {
        kinds = infos.iter().map(|info| info.mapping).collect();
    }
    let several = kinds.iter().any(|kind| Some(kind) != kinds.first());
    let all_namespaced = !query.all_namespaces && kinds.iter().all(|kind| kind.namespaced());
    let infos = sorted(infos, is_list, call.text("sort-by"))?;
    let mut text = String::new();
    for group in infos.chunk_by(|a, b| a.mapping == b.mapping) {
        let Some(mapping) = group.first().map(|info| info.mapping) else { continue };
        let mut printer = TablePrinter::new(TableOptions {
            with_kind: options.with_kind || several,
            with_namespace: options.with_namespace && mapping.namespaced(),
            ..options.clone()
        });
        for info in group {
            if let Some(object) = &info.object {
                printer.row(mapping, object, None, context.now());
            }
        }
        let table = printer.flush();
        if !text.is_empty() && !table.is_empty() && !options.no_headers {
            text.push('\n');
        }
        text.push_str(&table);
    }
    if text.is_empty() && result.is_ok() && !call.is_on("ignore-not-found") {
        context.out.err(&nothing_found(all_namespaced, &call.namespace().0));
    }
    context.out.out(&text);
    result
}

/// Sorts the objects of each list as `--sort-by` asks. An object asked for by name is a list of its own.
pub(super) fn sorted(infos: Vec<Info>, is_list: bool, field: &str) -> Result<Vec<Info>, Failure> {
    if field.is_empty() {
        return Ok(infos);
    }
    let mut all = Vec::with_capacity(infos.len());
    for group in infos.chunk_by(|a, b| is_list && a.mapping == b.mapping) {
        let values: Vec<Value> = group.iter().map(Info::value).collect();
        let order = sort_by::table_order(&values.iter().collect::<Vec<&Value>>(), field)?;
        all.extend(order.into_iter().filter_map(|at| group.get(at).cloned()));
    }
    Ok(all)
}

fn nothing_found(in_namespace: bool, namespace: &str) -> String {
    if in_namespace {
        format!("No resources found in {namespace} namespace.\n")
    } else {
        "No resources found\n".to_owned()
    }
}

fn print_whole(
    call: &Call,
    context: &mut Context<'_, '_>,
    selected: Selected,
    mut printer: RowPrinter,
) -> Result<(), Failure> {
    let single = selected.single;
    let (infos, result) = selected.infos();
    if single {
        result.clone()?;
    }
    if infos.is_empty() && call.is_on("ignore-not-found") {
        return result;
    }
    let with_managers = match &printer {
        RowPrinter::Whole(format) => format.shows_managed_fields(call),
        RowPrinter::Columns(_) => true,
        RowPrinter::Table(_) => false,
    };
    let value_of = if with_managers { Info::value_with_managed_fields } else { Info::value };
    let value = match &infos[..] {
        [one] if single => value_of(one),
        many => {
            let mut items: Vec<Value> = many.iter().map(value_of).collect();
            let field = call.text("sort-by");
            if !field.is_empty() {
                let order = sort_by::list_order(&items.iter().collect::<Vec<&Value>>(), field)?;
                items = order.into_iter().filter_map(|at| items.get(at).cloned()).collect();
            }
            list_of(items)
        }
    };
    printer.print_value(&value, context)?;
    result
}

/// Several objects as one.
pub fn list_of(items: Vec<Value>) -> Value {
    json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}})
}

/// A printer that may print again, as a watch does.
#[derive(Clone, Debug)]
pub(super) enum RowPrinter {
    Table(TablePrinter),
    Whole(Format),
    Columns(ColumnsPrinter),
}

impl RowPrinter {
    pub(super) fn print_value(
        &mut self,
        value: &Value,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        match self {
            RowPrinter::Table(_) => Ok(()),
            RowPrinter::Whole(format) => format.print(value, "", context.out),
            RowPrinter::Columns(printer) => {
                let (text, result) = printer.print(value);
                context.out.out(&text);
                result
            }
        }
    }
}
