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
    Flag::text("for", "Only events of that object: TYPE/NAME."),
    Flag::switch("no-headers", "Do not print the header."),
    Flag::new("types", ' ', Takes::Words, "", "Only events of these types."),
    Flag::switch("watch", "After listing, watch for more events.").short('w'),
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
mod tests {
    use super::*;
    use crate::api::object::Body;
    use crate::apimachinery::meta::ObjectMeta;
    use crate::kubectl::testing::Bench;
    use expect_test::expect;

    fn tell(bench: &mut Bench, name: &str, reason: &str, count: i64) {
        let about = bench.api.get(Kind::DaemonSet, "default", "agent").unwrap().reference();
        let event = Event {
            involved_object: about,
            reason: reason.into(),
            message: format!("{reason} happened").into(),
            is_warning: reason.starts_with("Failed"),
            component: "daemonset-controller".into(),
            host: "".into(),
            first_timestamp: crate::apimachinery::time::Time(10_000),
            last_timestamp: bench.now,
            count,
            action: "".into(),
        };
        let object = Object { meta: ObjectMeta::named("default", name), body: Body::Event(event) };
        bench.api.create(object).unwrap();
    }

    #[test]
    fn events_are_listed_filtered_and_watched() {
        let mut bench = Bench::new();
        bench.create_daemon_set("agent");
        let mut text = bench.type_lines("events\nevents -A");
        tell(&mut bench, "agent.2", "SuccessfulCreate", 1);
        bench.wait(20);
        tell(&mut bench, "agent.1", "FailedCreate", 5);
        bench.wait(2);
        text += &bench.type_lines(
            "events
events -A --types=warning
events --for ds/agent --no-headers
events --for pod/agent
events --for agent
events --types=Odd
events -o name
get events
get events -o wide
get events --field-selector type=Warning,involvedObject.name=agent
describe ds agent
describe event agent.2
events -w --types Normal",
        );
        tell(&mut bench, "agent.3", "SuccessfulDelete", 1);
        text += &bench.poll();
        expect![[r#"
            $ events
            ! No events found in default namespace.
            $ events -A
            ! No events found.
            $ events
            LAST SEEN          TYPE      REASON             OBJECT            MESSAGE
            22s                Normal    SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            2s (x5 over 22s)   Warning   FailedCreate       DaemonSet/agent   FailedCreate happened
            $ events -A --types=warning
            NAMESPACE   LAST SEEN          TYPE      REASON         OBJECT            MESSAGE
            default     2s (x5 over 22s)   Warning   FailedCreate   DaemonSet/agent   FailedCreate happened
            $ events --for ds/agent --no-headers
            22s                Normal    SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            2s (x5 over 22s)   Warning   FailedCreate       DaemonSet/agent   FailedCreate happened
            $ events --for pod/agent
            ! No events found in default namespace.
            $ events --for agent
            ! error: --for must be in resource/name form
            [exit 1]
            $ events --types=Odd
            ! error: valid --types are Normal or Warning
            [exit 1]
            $ events -o name
            event/agent.2
            event/agent.1
            $ get events
            LAST SEEN   TYPE      REASON             OBJECT            MESSAGE
            2s          Warning   FailedCreate       daemonset/agent   FailedCreate happened
            22s         Normal    SuccessfulCreate   daemonset/agent   SuccessfulCreate happened
            $ get events -o wide
            LAST SEEN   TYPE      REASON             OBJECT            SUBOBJECT   SOURCE                 MESSAGE                     FIRST SEEN   COUNT   NAME
            2s          Warning   FailedCreate       daemonset/agent               daemonset-controller   FailedCreate happened       22s          5       agent.1
            22s         Normal    SuccessfulCreate   daemonset/agent               daemonset-controller   SuccessfulCreate happened   22s          1       agent.2
            $ get events --field-selector type=Warning,involvedObject.name=agent
            LAST SEEN   TYPE      REASON         OBJECT            MESSAGE
            2s          Warning   FailedCreate   daemonset/agent   FailedCreate happened
            $ describe ds agent
            Name:           agent
            Namespace:      default
            Selector:       app=agent
            Node-Selector:  <none>
            Labels:         <none>
            Annotations:    deprecated.daemonset.template.generation: 1
            Desired Number of Nodes Scheduled: 0
            Current Number of Nodes Scheduled: 0
            Number of Nodes Scheduled with Up-to-date Pods: 0
            Number of Nodes Scheduled with Available Pods: 0
            Number of Nodes Misscheduled: 0
            Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
            Pod Template:
              Labels:  app=agent
              Containers:
               agent:
                Image:         agent:v1
                Port:          <none>
                Host Port:     <none>
                Environment:   <none>
                Mounts:        <none>
              Volumes:         <none>
              Node-Selectors:  <none>
              Tolerations:     <none>
            Events:
              Type     Reason            Age               From                  Message
              ----     ------            ----              ----                  -------
              Normal   SuccessfulCreate  22s               daemonset-controller  SuccessfulCreate happened
              Warning  FailedCreate      2s (x5 over 22s)  daemonset-controller  FailedCreate happened
            $ describe event agent.2
            Name:             agent.2
            Namespace:        default
            Labels:           <none>
            Annotations:      <none>
            API Version:      v1
            Count:            1
            Event Time:       <nil>
            First Timestamp:  2026-01-05T08:00:10Z
            Involved Object:
              API Version:       apps/v1
              Kind:              DaemonSet
              Name:              agent
              Namespace:         default
              Resource Version:  7
              UID:               0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
            Kind:                Event
            Last Timestamp:      2026-01-05T08:00:10Z
            Message:             SuccessfulCreate happened
            Metadata:
              Creation Timestamp:  2026-01-05T08:00:10Z
              Resource Version:    8
              UID:                 7e4d5e0d-cb62-4d66-bf51-25b023d4ca93
            Reason:                SuccessfulCreate
            Reporting Component:   daemonset-controller
            Reporting Instance:    
            Source:
              Component:  daemonset-controller
            Type:         Normal
            Events:       <none>
            $ events -w --types Normal
            LAST SEEN   TYPE     REASON             OBJECT            MESSAGE
            22s         Normal   SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            [waiting]
            22s         Normal   SuccessfulDelete   DaemonSet/agent   SuccessfulDelete happened
            [waiting]
        "#]].assert_eq(&text);
    }
}
