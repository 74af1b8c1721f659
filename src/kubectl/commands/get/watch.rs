//! `kubectl get --watch`: objects as they change.
//!
//! Upstream: `GetOptions.watch` in `k8s.io/kubectl/pkg/cmd/get/get.go`.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::json;

use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubectl::builder::query::Query;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::get::command::{Printer, RowPrinter, sorted};
use crate::kubectl::errors::Failure;
use crate::kubectl::filter::Filter;
use crate::kubectl::printers::object::Format;
use crate::kubectl::printers::table::TablePrinter;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::{Progress, Task};

/// A watch that prints.
#[derive(Clone, Debug)]
pub struct GetWatch {
    /// The watch it reads.
    pub watch: WatchId,
    mapping: Mapping,
    namespace: String,
    name: Option<String>,
    filter: Filter,
    /// Which objects were last known to fit the filter: one that no longer fits is gone for the watcher.
    fitting: BTreeSet<(Rc<str>, Rc<str>)>,
    with_events: bool,
    printer: RowPrinter,
    /// When the request for the watch has taken too long, which ends it like any other end of it.
    until: Option<Time>,
}

/// Lists, then waits for changes.
pub(super) fn watch(
    call: &Call,
    context: &mut Context<'_, '_>,
    mut query: Query,
    printer: Printer,
) -> Result<Progress, Failure> {
    query.single_kind = true;
    let selected = query.run(context)?;
    let (single, is_list) = (selected.single, selected.is_list);
    let kinds = selected.mappings.clone();
    let (infos, result) = selected.infos();
    match result {
        Err(failure) if failure.is_not_found() && call.is_on("ignore-not-found") => {
            return Ok(Progress::Ended);
        }
        other => other?,
    }
    let Some(mapping) = kinds.first().copied().or_else(|| infos.first().map(|info| info.mapping)) else {
        return Err("arguments must consist of a resource or a resource and name".into());
    };
    let kinds: Vec<_> = mapping.kind().into_iter().collect();
    let filter = Filter::parse(mapping, &query.labels, &query.fields)?;
    let mut task = GetWatch {
        watch: context.env.api.watch(&kinds),
        mapping,
        namespace: if mapping.namespaced() { query.namespace.clone() } else { String::new() },
        name: infos.first().filter(|_| single).map(|info| info.name.clone()),
        filter,
        fitting: BTreeSet::new(),
        with_events: call.is_on("output-watch-events"),
        printer: match printer {
            Printer::Table(options) => RowPrinter::Table(TablePrinter::new(options)),
            Printer::Rows(rows) => rows,
        },
        until: request_timeout(call).map(|millis| context.now().plus(millis)),
    };
    let is_shown = !call.is_on("watch-only");
    let unable =
        |failure: Failure| Failure::Message(format!("unable to output the provided object: {failure}"));
    let field = if is_shown { call.text("sort-by") } else { "" };
    let first = sorted(infos, is_list, field).and_then(|infos| {
        for object in infos.iter().filter_map(|info| info.object.as_ref()) {
            task.fitting.insert((object.meta.namespace.clone(), object.meta.name.clone()));
            if is_shown {
                task.print(object, "ADDED", context)?;
            }
        }
        Ok(())
    });
    if let Err(failure) = first {
        context.env.api.close_watch(task.watch);
        return Err(unable(failure));
    }
    task.flush(context);
    let until = task.until;
    Ok(Progress::Waiting(Task::Get(Box::new(task)), until))
}

/// The milliseconds of `--request-timeout`, which may be plain seconds; `None` for no end.
///
/// Upstream: `clientcmd.ParseTimeout`.
fn request_timeout(call: &Call) -> Option<u64> {
    let text = call.text("request-timeout");
    let millis = match text.parse::<u64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => u64::try_from(call.duration("request-timeout")).ok()?,
    };
    (millis > 0).then_some(millis)
}

impl GetWatch {
    /// Prints what happened since the last time.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        while let Some(event) = context.env.api.next_watch_event(self.watch) {
            let object = event.object;
            let is_elsewhere = !self.namespace.is_empty() && *object.meta.namespace != *self.namespace;
            let is_other = self.name.as_ref().is_some_and(|name| *object.meta.name != **name);
            if is_elsewhere || is_other {
                continue;
            }
            let key = (object.meta.namespace.clone(), object.meta.name.clone());
            let fits = event.event_type != WatchEventType::Deleted && self.filter.matches(&object);
            let did_fit = if fits { !self.fitting.insert(key) } else { self.fitting.remove(&key) };
            let word = match (did_fit, fits) {
                (false, false) => continue,
                (false, true) => "ADDED",
                (true, true) => "MODIFIED",
                (true, false) => "DELETED",
            };
            // As upstream: what cannot be printed ends the watch, and nothing is said about it.
            if self.print(&object, word, context).is_err() {
                context.env.api.close_watch(self.watch);
                return Ok(Progress::Ended);
            }
            self.flush(context);
        }
        if self.until.is_some_and(|until| context.now() >= until) {
            context.env.api.close_watch(self.watch);
            return Ok(Progress::Ended);
        }
        let until = self.until;
        Ok(Progress::Waiting(Task::Get(self), until))
    }

    fn print(
        &mut self,
        object: &Rc<Object>,
        event: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        match &mut self.printer {
            RowPrinter::Table(printer) => {
                printer.row(self.mapping, object, self.with_events.then_some(event), context.now());
            }
            rows => {
                let mut value = object.to_value();
                if self.with_events && !matches!(rows, RowPrinter::Whole(Format::Name)) {
                    value = json!({"object": value, "type": event});
                }
                return rows.print_value(&value, context);
            }
        }
        Ok(())
    }

    fn flush(&mut self, context: &mut Context<'_, '_>) {
        if let RowPrinter::Table(printer) = &mut self.printer {
            context.out.out(&printer.flush());
        }
    }
}
