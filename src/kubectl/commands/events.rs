//! `kubectl events`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/events`.

use std::rc::Rc;

use crate::api::event::Event;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::get::command::list_of;
use crate::kubectl::common::{ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, PRINT_FLAGS};
use crate::kubectl::describe::events::interval;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::tabwriter::TabWriter;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "events",
    short: "List events",
    usage: "events [(-o|--output=)json|yaml|name|…] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
    flags: &[FLAGS, PRINT_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    Flag::text("for", "Filter events to only those pertaining to the specified resource."),
    Flag::switch("no-headers", "When using the default output format, don't print headers."),
    Flag::new("types", ' ', Takes::Words, "", "Output only events of given types."),
    Flag::switch("watch", "After listing the requested events, watch for more events.").short('w'),
];

/// Which events, and how they are printed.
#[derive(Clone, Debug)]
struct Printer {
    namespace: String,
    types: Vec<String>,
    about: Option<(Mapping, String)>,
    format: Format,
    with_namespace: bool,
    needs_header: bool,
    writer: TabWriter,
}

/// A watch that prints.
#[derive(Clone, Debug)]
pub struct EventsWatch {
    /// The watch it reads.
    pub watch: WatchId,
    printer: Printer,
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let mut printer = Printer::of(call, context)?;
    let mut found = context.env.api.list(Kind::Event, &printer.namespace);
    found.retain(|object| printer.wants(object));
    if call.is_on("watch") {
        let mut task = EventsWatch { watch: context.env.api.watch(&[Kind::Event]), printer };
        for object in &found {
            task.printer.print(object, context)?;
        }
        return Ok(Progress::Waiting(Task::Events(Box::new(task)), None));
    }
    if found.is_empty() {
        context.out.err(&match printer.with_namespace {
            true => "No events found.\n".to_owned(),
            false => format!("No events found in {} namespace.\n", printer.namespace),
        });
        return Ok(Progress::Ended);
    }
    found.sort_by_key(|object| object.as_event().map(|event| event.last_timestamp));
    if !matches!(printer.format, Format::Operation) {
        let list = list_of(found.iter().map(|object| object.to_value()).collect());
        printer.format.print(&list, "events", context.out)?;
        return Ok(Progress::Ended);
    }
    for event in found.iter().filter_map(|object| Some((object, object.as_event()?))) {
        printer.row(event.0, event.1, context);
    }
    context.out.out(&printer.writer.flush());
    Ok(Progress::Ended)
}

impl Printer {
    fn of(call: &Call, context: &Context<'_, '_>) -> Result<Printer, Failure> {
        let with_namespace = call.is_on("all-namespaces");
        let about = match call.text("for") {
            "" => None,
            text => match text.split('/').collect::<Vec<&str>>()[..] {
                [kind, name] => Some((Mapping::named(kind)?, name.to_owned())),
                [_] => return Err("--for must be in resource/name form".into()),
                _ => return Err("arguments in resource/name form may not have more than one slash".into()),
            },
        };
        let types = call.list("types");
        let is_known = |kind: &String| ["normal", "warning"].contains(&kind.to_lowercase().as_str());
        if !types.iter().all(is_known) {
            return Err("valid --types are Normal or Warning".into());
        }
        Ok(Printer {
            namespace: if with_namespace { String::new() } else { call.namespace().0 },
            types,
            about,
            format: Format::required(call, context)?,
            with_namespace,
            needs_header: !call.is_on("no-headers"),
            writer: TabWriter::table(),
        })
    }

    fn wants(&self, object: &Object) -> bool {
        let Some(event) = object.as_event() else { return false };
        let about = &event.involved_object;
        let is_about = self
            .about
            .as_ref()
            .is_none_or(|(mapping, name)| mapping.kind() == Some(about.kind) && *about.name == **name);
        let is_type = |kind: &String| kind.eq_ignore_ascii_case(event.type_name());
        let is_here = self.namespace.is_empty() || *object.meta.namespace == *self.namespace;
        is_here && is_about && (self.types.is_empty() || self.types.iter().any(is_type))
    }

    fn print(&mut self, object: &Rc<Object>, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        if !matches!(self.format, Format::Operation) {
            return self.format.print(&object.to_value(), "events", context.out);
        }
        if let Some(event) = object.as_event() {
            self.row(object, event, context);
        }
        context.out.out(&self.writer.flush());
        Ok(())
    }

    fn row(&mut self, object: &Object, event: &Event, context: &Context<'_, '_>) {
        if std::mem::take(&mut self.needs_header) {
            self.writer.write(if self.with_namespace { "NAMESPACE\t" } else { "" });
            self.writer.write("LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n");
        }
        if self.with_namespace {
            self.writer.write(&format!("{}\t", object.meta.namespace));
        }
        let about = &event.involved_object;
        self.writer.write(&format!(
            "{}\t{}\t{}\t{}/{}\t{}\n",
            interval(event, context.now()),
            event.type_name(),
            event.reason,
            about.kind.resource().kind_name,
            about.name,
            event.message.trim()
        ));
    }
}

impl EventsWatch {
    /// Prints what was told since the last time.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        while let Some(event) = context.env.api.next_watch_event(self.watch) {
            // That an hour has passed is no news.
            if event.event_type != WatchEventType::Deleted && self.printer.wants(&event.object) {
                self.printer.print(&event.object, context)?;
            }
        }
        Ok(Progress::Waiting(Task::Events(self), None))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
