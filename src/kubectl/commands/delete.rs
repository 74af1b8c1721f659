//! `kubectl delete`, which waits until the objects are gone.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/delete/delete.go`, `pkg/cmd/wait/delete.go`.

use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, DryRun, FIELD_SELECTOR_FLAG, FILENAME_FLAGS, SELECTOR_FLAG,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes, parse_switch};
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "delete",
    suggest_for: &["rm", "remove"],
    short: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    usage: "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
    flags: &[FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    FIELD_SELECTOR_FLAG,
    SELECTOR_FLAG,
    Flag::switch("all", "Delete all resources, in the namespace of the specified resource types."),
    Flag::text("cascade", "Must be \"background\", \"orphan\", or \"foreground\". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.")
        .default("background")
        .bare("background"),
    Flag::switch("force", "If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation."),
    Flag::new(
        "grace-period",
        ' ',
        Takes::Number,
        "-1",
        "Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).",
    ),
    Flag::switch("ignore-not-found", "Treat \"resource not found\" as a successful delete. Defaults to \"true\" when --all is specified."),
    Flag::switch("interactive", "If true, delete resource only when user confirms.").short('i'),
    Flag::switch("now", "If true, resources are signaled for immediate shutdown (same as --grace-period=1)."),
    Flag::text("output", "Output mode. Use \"-o name\" for shorter output (resource/name).").short('o'),
    Flag::text("raw", "Raw URI to DELETE to the server.  Uses the transport specified by the kubeconfig file."),
    Flag::new("timeout", ' ', Takes::Duration, "0s", "The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object"),
    Flag::switch("wait", "If true, wait for resources to be gone before returning. This waits for finalizers.").default("true"),
];

/// How long `--timeout=0` waits: a week.
const WAIT_MAX_MS: u64 = 168 * 3_600_000;

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let propagation = propagation(call, context)?;
    let grace_period = grace_period(call)?;
    let dry_run = DryRun::of(call, context)?;
    if !call.text("raw").is_empty() {
        return Err("raw requests are not simulated by this playground".into());
    }
    let mut selected = Query { names_only: true, ..Query::of(call) }.run(context)?;
    check(call, grace_period, context)?;
    let by_selection = ["all", "selector", "field-selector"].iter().any(|flag| call.is_set(flag));
    let ignores = if call.is_set("ignore-not-found") { call.is_on("ignore-not-found") } else { by_selection };
    if ignores {
        selected = selected.ignore_not_found();
    }
    if call.is_on("interactive") && !is_confirmed(call, &selected.items, context) {
        return Ok(Progress::Ended);
    }
    let options = DeleteOptions {
        grace_period_seconds: (grace_period >= 0).then_some(grace_period),
        propagation: Some(propagation),
        dry_run: dry_run == DryRun::Server,
        ..DeleteOptions::default()
    };
    let mut warn_cluster_scope = call.namespace().1 && !call.is_on("all-namespaces");
    let mut found = 0_u32;
    let mut waiting = Vec::new();
    selected.visit(&mut |info| {
        found += 1;
        if warn_cluster_scope && !info.mapping.namespaced() {
            context.out.warning("deleting cluster-scoped resources, not scoped to the provided namespace");
            warn_cluster_scope = false;
        }
        if dry_run != DryRun::Client {
            match delete(&info, &options, context) {
                Err(failure) if ignores && failure.is_not_found() => return Ok(()),
                result => waiting.push(result.map_err(|failure| failure.when("deleting", &info.source))?),
            }
        }
        context.out.out(&line(call, &info, grace_period, dry_run));
        Ok(())
    })?;
    if found == 0 {
        context.out.out("No resources found\n");
        return Ok(Progress::Ended);
    }
    if !call.is_on("wait") || dry_run != DryRun::None {
        return Ok(Progress::Ended);
    }
    let timeout = match u64::try_from(call.duration("timeout")) {
        Ok(0) | Err(_) => WAIT_MAX_MS,
        Ok(timeout) => timeout,
    };
    Box::new(DeleteWait { waiting, until: context.now().plus(timeout) }).poll(context)
}

/// Upstream: `DeleteOptions.Validate`.
fn check(call: &Call, grace_period: i64, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let output = call.text("output");
    if !matches!(output, "" | "name") {
        return Err(Failure::Message(format!(
            "unexpected -o output mode: {output}. We only support '-o name'"
        )));
    }
    if call.is_on("force") && grace_period == 0 {
        context.out.warning(
            "Immediate deletion does not wait for confirmation that the running resource has been terminated. The \
             resource may continue to run on the cluster indefinitely.",
        );
    }
    if call.is_on("force") && grace_period > 0 {
        return Err("--force and --grace-period greater than 0 cannot be specified together".into());
    }
    Ok(())
}

fn grace_period(call: &Call) -> Result<i64, Failure> {
    let mut seconds = call.number("grace-period");
    if call.is_on("now") {
        if seconds != -1 {
            return Err("--now and --grace-period cannot be specified together".into());
        }
        seconds = 1;
    }
    // Zero means "at once" only for those who say so twice.
    if seconds == 0 && !call.is_on("force") {
        seconds = 1;
    }
    Ok(if call.is_on("force") && seconds < 0 { 0 } else { seconds })
}

fn propagation(call: &Call, context: &mut Context<'_, '_>) -> Result<Propagation, Failure> {
    let given = call.text("cascade");
    let (propagation, word) = match (given, parse_switch(given)) {
        ("background", _) => return Ok(Propagation::Background),
        ("orphan", _) => return Ok(Propagation::Orphan),
        ("foreground", _) => return Ok(Propagation::Foreground),
        (_, Ok(true)) => (Propagation::Background, "background"),
        (_, Ok(false)) => (Propagation::Orphan, "orphan"),
        (_, Err(_)) => {
            return Err(Failure::Message(format!(
                "invalid cascade value ({given}). Must be \"background\", \"foreground\", or \"orphan\""
            )));
        }
    };
    context.out.err(&format!(
        "warning: --cascade={given} is deprecated (boolean value) and can be replaced with --cascade={word}.\n"
    ));
    Ok(propagation)
}

/// Asks; the answer comes from standard input, since a line typed at the prompt cannot be answered in between.
fn is_confirmed(call: &Call, items: &[Result<Info, Failure>], context: &mut Context<'_, '_>) -> bool {
    let infos: Vec<&Info> = items.iter().filter_map(|item| item.as_ref().ok()).collect();
    if infos.is_empty() {
        context.out.out("No resources found\n");
        return false;
    }
    let mut text = format!("You are about to delete the following {} resource(s):\n", infos.len());
    for info in infos {
        text.push_str(&info.object_name());
        text.push('\n');
    }
    text.push_str("Do you want to continue? (y/N): ");
    let answer = call.stdin.as_deref().and_then(|text| text.split_whitespace().next());
    let is_yes = answer.is_some_and(|answer| answer.eq_ignore_ascii_case("y"));
    if !is_yes {
        text.push_str("deletion is cancelled\n");
    }
    context.out.out(&text);
    is_yes
}

fn delete(info: &Info, options: &DeleteOptions, context: &mut Context<'_, '_>) -> Result<Doomed, Failure> {
    let Some(kind) = info.mapping.kind() else {
        let mut info = info.clone();
        return Err(info.get(context.env.api).map_or_else(Failure::from, |_| Failure::Silent));
    };
    let deleted = context.env.api.delete(kind, &info.namespace, &info.name, options)?;
    Ok(Doomed {
        mapping: info.mapping,
        namespace: info.namespace.clone(),
        name: info.name.clone(),
        uid: deleted.object.meta.uid,
    })
}

fn line(call: &Call, info: &Info, grace_period: i64, dry_run: DryRun) -> String {
    let kind = info.mapping.qualified_singular();
    if call.text("output") == "name" {
        return format!("{kind}/{}\n", info.name);
    }
    let force = if grace_period == 0 { "force " } else { "" };
    let place = match info.mapping.namespaced() {
        true => format!(" from {} namespace", info.namespace),
        false => String::new(),
    };
    format!("{kind} \"{}\" {force}deleted{place}{}\n", info.name, dry_run.suffix())
}

/// An object that will be gone.
#[derive(Clone, Debug)]
struct Doomed {
    mapping: Mapping,
    namespace: String,
    name: String,
    uid: Uid,
}

/// A deletion that waits.
#[derive(Clone, Debug)]
pub struct DeleteWait {
    waiting: Vec<Doomed>,
    until: Time,
}

impl DeleteWait {
    /// Looks whether they are gone.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        self.waiting.retain(|doomed| {
            let found =
                doomed.mapping.kind().map(|kind| context.env.api.get(kind, &doomed.namespace, &doomed.name));
            found.is_some_and(|found| found.is_ok_and(|object| object.meta.uid == doomed.uid))
        });
        let Some(first) = self.waiting.first() else { return Ok(Progress::Ended) };
        if context.now() >= self.until {
            return Err(Failure::Message(format!(
                "timed out waiting for the condition on {}/{}",
                first.mapping.plural(),
                first.name
            )));
        }
        let until = self.until;
        Ok(Progress::Waiting(Task::Delete(self), Some(until)))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
