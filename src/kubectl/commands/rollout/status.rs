//! `kubectl rollout status`: a line for each change of a DaemonSet until its rollout is done.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout/rollout_status.go`, `pkg/polymorphichelpers/rollout_status.go`.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::api::daemon_set::UpdateStrategy;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::rollout::family::query;
use crate::kubectl::common::{FILENAME_FLAGS, SELECTOR_FLAG};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "status",
    short: "Show the status of the rollout",
    usage: "rollout status (TYPE NAME | TYPE/NAME) [flags]",
    flags: &[FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    SELECTOR_FLAG,
    Flag::new(
        "revision",
        ' ',
        Takes::Number,
        "0",
        "Pin to a specific revision for showing its status. Defaults to 0 (last revision).",
    ),
    Flag::new(
        "timeout",
        ' ',
        Takes::Duration,
        "0s",
        "The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
    ),
    Flag::switch("watch", "Watch the status of the rollout until it's done.").short('w').default("true"),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let query = query(call)?;
    let revision = call.number("revision");
    if revision < 0 {
        return Err(Failure::Message(format!("revision must be a positive integer: {revision}")));
    }
    let items: VecDeque<_> = query.run(context)?.items.into();
    if items.is_empty() {
        context.out.err(&format!("No resources found in {} namespace.\n", query.namespace));
    }
    Box::new(RolloutStatus {
        items,
        failures: Vec::new(),
        current: None,
        watches: call.is_on("watch"),
        timeout_ms: u64::try_from(call.duration("timeout")).ok().filter(|timeout| *timeout > 0),
    })
    .poll(context)
}

/// A rollout that is watched.
#[derive(Clone, Debug)]
pub struct RolloutStatus {
    /// What is still to be looked at, one after another.
    items: VecDeque<Result<Info, Failure>>,
    failures: Vec<Failure>,
    current: Option<Current>,
    watches: bool,
    timeout_ms: Option<u64>,
}

#[derive(Clone, Debug)]
struct Current {
    watch: WatchId,
    namespace: String,
    name: String,
    until: Option<Time>,
}

/// What is known of a rollout.
enum Verdict {
    Done,
    Waits,
}

impl RolloutStatus {
    /// Prints what happened since the last time.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            let result = match &self.current {
                Some(current) => follow(current, self.watches, context),
                None => match self.items.pop_front() {
                    None => {
                        Failure::all_of(std::mem::take(&mut self.failures))?;
                        return Ok(Progress::Ended);
                    }
                    Some(item) => item.and_then(|info| self.begin(info, context)),
                },
            };
            match result {
                Ok(Verdict::Waits) => {
                    let until = self.current.as_ref().and_then(|current| current.until);
                    return Ok(Progress::Waiting(Task::RolloutStatus(self), until));
                }
                Ok(Verdict::Done) => {}
                Err(failure) => self.failures.push(failure),
            }
            self.interrupt(context);
        }
    }

    /// Gives up the watch.
    pub fn interrupt(&mut self, context: &mut Context<'_, '_>) {
        if let Some(current) = self.current.take() {
            context.env.api.close_watch(current.watch);
        }
    }

    fn begin(&mut self, info: Info, context: &mut Context<'_, '_>) -> Result<Verdict, Failure> {
        let Some(object) = info.object.filter(|object| object.kind() == Kind::DaemonSet) else {
            let group = info.mapping.group();
            let dot = if group.is_empty() { "" } else { "." };
            return Err(Failure::Message(format!(
                "no status viewer has been implemented for {}{dot}{group}",
                info.mapping.kind_name()
            )));
        };
        self.current = Some(Current {
            watch: context.env.api.watch(&[Kind::DaemonSet]),
            namespace: info.namespace,
            name: info.name,
            until: self.timeout_ms.map(|timeout| context.now().plus(timeout)),
        });
        look(&object, self.watches, context)
    }
}

fn follow(current: &Current, watches: bool, context: &mut Context<'_, '_>) -> Result<Verdict, Failure> {
    while let Some(event) = context.env.api.next_watch_event(current.watch) {
        let meta = &event.object.meta;
        if *meta.name != *current.name || *meta.namespace != *current.namespace {
            continue;
        }
        if event.event_type == WatchEventType::Deleted {
            return Err("object has been deleted".into());
        }
        if let Verdict::Done = look(&event.object, watches, context)? {
            return Ok(Verdict::Done);
        }
    }
    match current.until {
        Some(until) if context.now() >= until => Err("timed out waiting for the condition".into()),
        _ => Ok(Verdict::Waits),
    }
}

/// Prints the line about one state of the object.
fn look(object: &Rc<Object>, watches: bool, context: &mut Context<'_, '_>) -> Result<Verdict, Failure> {
    let (line, done) = status_line(object)?;
    context.out.out(&line);
    Ok(if done || !watches { Verdict::Done } else { Verdict::Waits })
}

/// The line about a rollout, and whether it is done.
///
/// Errors: where the DaemonSet is not updated by its controller.
pub fn status_line(object: &Object) -> Result<(String, bool), Failure> {
    let Some(daemon_set) = object.as_daemon_set() else { return Ok((String::new(), true)) };
    if daemon_set.spec.update_strategy == UpdateStrategy::OnDelete {
        return Err("rollout status is only available for RollingUpdate strategy type".into());
    }
    let status = daemon_set.status;
    if object.meta.generation > status.observed_generation {
        return Ok(("Waiting for daemon set spec update to be observed...\n".to_owned(), false));
    }
    let name = go_quote(&object.meta.name);
    let desired = status.desired_number_scheduled;
    let waiting = if status.updated_number_scheduled < desired {
        format!("{} out of {desired} new pods have been updated", status.updated_number_scheduled)
    } else if status.number_available < desired {
        format!("{} of {desired} updated pods are available", status.number_available)
    } else {
        return Ok((format!("daemon set {name} successfully rolled out\n"), true));
    };
    Ok((format!("Waiting for daemon set {name} rollout to finish: {waiting}...\n"), false))
}
