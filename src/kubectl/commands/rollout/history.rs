//! `kubectl rollout history`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout/rollout_history.go`, `pkg/polymorphichelpers/history.go`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::CHANGE_CAUSE;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::rollout::family::query;
use crate::kubectl::commands::rollout::revisions::{Revision, applied, revisions, template_text};
use crate::kubectl::common::{FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::tabwriter::TabWriter;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "history",
    short: "View rollout history",
    usage: "rollout history (TYPE NAME | TYPE/NAME) [flags]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
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
        "See the details, including podTemplate of the revision specified",
    ),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let query = query(call)?;
    let number = call.number("revision");
    if number < 0 {
        return Err(Failure::Message(format!("revision must be a positive integer: {number}")));
    }
    let mut format = Format::required(call, context)?;
    query.run(context)?.visit(&mut |info| {
        let owner = viewable(&info)?;
        let revisions = revisions(&owner, context.env.api);
        if !matches!(format, Format::Operation) {
            return print_whole(&owner, &revisions, number, &mut format, context);
        }
        let title = if number > 0 { format!("with revision #{number}") } else { String::new() };
        let text = view(&owner, &revisions, number)?;
        format.print(&info.value(), &format!("{title}\n{text}"), context.out)
    })?;
    Ok(Progress::Ended)
}

fn viewable(info: &Info) -> Result<Rc<Object>, Failure> {
    match &info.object {
        Some(object) if object.kind() == Kind::DaemonSet => Ok(object.clone()),
        _ => Err(no_helper(info.mapping, "history", "no history viewer has been implemented for")),
    }
}

/// What is said of kinds that have no rollouts.
///
/// Upstream: `apps.GroupKindElement.Accept`.
pub fn no_helper(mapping: Mapping, what: &str, not_implemented: &str) -> Failure {
    let group_kind = match mapping.group() {
        "" => mapping.kind_name().to_owned(),
        group => format!("{}.{group}", mapping.kind_name()),
    };
    let is_workload = matches!(
        mapping.kind_name(),
        "Job" | "Pod" | "ReplicaSet" | "ReplicationController" | "CronJob" | "Deployment" | "StatefulSet"
    );
    Failure::Message(if is_workload {
        format!("{not_implemented} {}", go_quote(&group_kind))
    } else {
        format!(
            "error retrieving {what} for {}, no visitor method exists for {{{} {}}}",
            go_quote(&group_kind),
            mapping.group(),
            mapping.kind_name()
        )
    })
}

fn print_whole(
    owner: &Object,
    revisions: &[Revision],
    number: i64,
    format: &mut Format,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    if number > 0 && !revisions.iter().any(|(one, _)| *one == number) {
        return Err("unable to find the specified revision".into());
    }
    for (_, revision) in revisions.iter().filter(|(one, _)| number == 0 || *one == number) {
        format.print(&applied(owner, revision)?, "", context.out)?;
    }
    Ok(())
}

fn view(owner: &Object, revisions: &[Revision], number: i64) -> Result<String, Failure> {
    if revisions.is_empty() {
        return Ok("No rollout history found.".to_owned());
    }
    if number > 0 {
        let found = revisions.iter().rev().find(|(one, _)| *one == number);
        let (_, revision) = found.ok_or("unable to find the specified revision")?;
        let old = applied(owner, revision)
            .map_err(|_| Failure::Message(format!("unable to parse history {}", revision.meta.name)))?;
        return Ok(template_text(&old));
    }
    let mut writer = TabWriter::describe();
    writer.write("REVISION\tCHANGE-CAUSE\n");
    for (number, revision) in revisions {
        let cause = revision.meta.annotations.get(CHANGE_CAUSE).map(|cause| &**cause).unwrap_or_default();
        writer.write(&format!("{number}\t{}\n", if cause.is_empty() { "<none>" } else { cause }));
    }
    Ok(writer.flush())
}
