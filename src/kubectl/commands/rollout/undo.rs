//! `kubectl rollout undo`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout/rollout_undo.go`, `pkg/polymorphichelpers/rollback.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::LAST_APPLIED;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::rollout::family::query;
use crate::kubectl::commands::rollout::history::no_helper;
use crate::kubectl::commands::rollout::revisions::{applied, data, revisions, template_text};
use crate::kubectl::common::{DRY_RUN_FLAG, DryRun, FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "undo",
    short: "Undo a previous rollout",
    usage: "rollout undo (TYPE NAME | TYPE/NAME) [flags]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    Flag::new(
        "to-revision",
        ' ',
        Takes::Number,
        "0",
        "The revision to rollback to. Default to 0 (last revision).",
    ),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let query = query(call)?;
    let mut format = Format::required(call, context)?;
    query.run(context)?.visit(&mut |info| {
        let value = info.value();
        if value["metadata"]["annotations"].get(LAST_APPLIED).is_some() {
            context.out.warning(&format!(
                "resource {}/{} was previously managed with 'kubectl apply'. Rolling back will not update the \
                 {LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. \
                 Consider using 'kubectl apply' with your previous configuration file instead.",
                info.mapping.plural(),
                info.name
            ));
        }
        let owner = match &info.object {
            Some(object) if object.kind() == Kind::DaemonSet => object.clone(),
            _ => return Err(no_helper(info.mapping, "rollbacker", "no rollbacker has been implemented for")),
        };
        let done = roll_back(&owner, call.number("to-revision"), dry_run, context)?;
        format.print(&value, &format!("{done}{}", dry_run.suffix()), context.out)
    })?;
    Ok(Progress::Ended)
}

/// Brings a revision back; the answer says what was done.
fn roll_back(
    owner: &Object,
    to_revision: i64,
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<String, Failure> {
    let not_found =
        || Failure::Message(format!("unable to find specified revision {to_revision} in history"));
    let revisions = revisions(owner, context.env.api);
    let revision = match to_revision {
        ..0 => return Err(not_found()),
        0 => {
            let last_but_one = revisions.len().checked_sub(2).and_then(|at| revisions.get(at));
            last_but_one.ok_or("no last revision to roll back to")?
        }
        number => revisions.iter().find(|(one, _)| *one == number).ok_or_else(not_found)?,
    };
    let patch = data(&revision.1);
    if dry_run == DryRun::Client {
        return Ok(format!("will roll back to {}", template_text(&applied(owner, &revision.1)?)));
    }
    if patch == template_patch(owner) {
        return Ok(format!("skipped rollback (current template already matches revision {to_revision})"));
    }
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Warn,
        ..WriteOptions::default()
    };
    let (namespace, name) = (&owner.meta.namespace, &owner.meta.name);
    let answer =
        context.env.api.patch_json(Kind::DaemonSet, namespace, name, &Patch::Strategic(patch), &options);
    let answer = answer.map_err(|error| {
        Failure::Message(format!("failed restoring revision {to_revision}: {}", error.message))
    })?;
    written(answer, context);
    Ok("rolled back".to_owned())
}

/// What a revision of the owner as it is now would hold.
fn template_patch(owner: &Object) -> Value {
    let mut template =
        owner.as_daemon_set().map(|set| (*set.spec.template.value).clone()).unwrap_or_else(|| json!({}));
    template["$patch"] = "replace".into();
    json!({"spec": {"template": template}})
}
