//! `apply view-last-applied`, `set-last-applied` and `edit-last-applied`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/apply_{view,set}_last_applied.go`.

use serde_json::{Value, json};

use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::json::print_indented;
use crate::apimachinery::yaml;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::kubectl::builder::query::Query;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::edit::command::LAST_APPLIED_COMMAND;
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, set_last_applied, written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The commands of the family.
pub static COMMANDS: &[&Command] = &[&EDIT, &SET, &VIEW];

static EDIT: Command = LAST_APPLIED_COMMAND;

static VIEW: Command = Command {
    name: "view-last-applied",
    short: "View the latest last-applied-configuration annotations of a resource/object",
    usage: "apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
    flags: &[
        &[
            SELECTOR_FLAG,
            Flag::switch("all", "Select all resources in the namespace of the specified resource types"),
            Flag::text("output", "Output format. Must be one of (yaml, json)").short('o').default("yaml"),
        ],
        FILENAME_FLAGS,
    ],
    run: view,
    ..Command::EMPTY
};

static SET: Command = Command {
    name: "set-last-applied",
    short: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
    usage: "apply set-last-applied -f FILENAME",
    flags: &[
        &[
            DRY_RUN_FLAG,
            Flag::switch(
                "create-annotation",
                "Will create 'last-applied-configuration' annotations if current objects doesn't have one",
            ),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: set,
    ..Command::EMPTY
};

fn view(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let query = Query { kind_means_all: call.namespace().1, latest: true, ..Query::of(call) };
    let mut texts = Vec::new();
    query.run(context)?.visit(&mut |info| {
        let value = info.value();
        match value["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str) {
            Some(text) => texts.push(serde_json::from_str::<Value>(text).unwrap_or_default()),
            // Upstream loses its error for objects that come from no file.
            None if info.source.is_empty() => {}
            None => {
                let doing =
                    format!("no last-applied-configuration annotation found on resource: {}\n", info.name);
                return Err(Failure::from("<nil>").when(&doing, &info.source));
            }
        }
        Ok(())
    })?;
    for value in texts {
        match call.text("output") {
            "yaml" => context.out.out(&yaml::print(&value)),
            "json" => context.out.out(&narrow(&print_indented(&value))),
            other => {
                return Err(call.usage_error(&format!(
                    "Unexpected -o output mode: {other}, the flag 'output' must be one of yaml|json"
                )));
            }
        }
    }
    Ok(Progress::Ended)
}

/// JSON with two spaces a level instead of four.
fn narrow(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let rest = line.trim_start_matches(' ');
        format!("{:width$}{rest}\n", "", width = (line.len() - rest.len()) / 2)
    });
    lines.collect()
}

fn set(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    let mut changes = Vec::new();
    Query::of(call).run(context)?.visit(&mut |mut info| {
        let mut manifest = info.manifest.take().unwrap_or_default();
        set_last_applied(&mut manifest);
        let wanted = manifest["metadata"]["annotations"][LAST_APPLIED].take();
        let current = info.get(context.env.api)?.to_value();
        let original = current["metadata"]["annotations"].get(LAST_APPLIED);
        if original.is_none() && !call.is_on("create-annotation") {
            return Err(Failure::Message(format!(
                "no last-applied-configuration annotation found on resource: {}, to create the annotation, run the \
                 command with --create-annotation",
                info.name
            )));
        }
        if original == Some(&wanted) {
            context.out.out(&format!("set-last-applied {}: no changes required.\n", info.name));
        } else {
            changes.push((info, wanted));
        }
        Ok(())
    })?;
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Warn,
        ..WriteOptions::default()
    };
    for (info, wanted) in changes {
        let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
        let mut value = info.value();
        if dry_run != DryRun::Client {
            let patch = Patch::Merge(json!({"metadata": {"annotations": {LAST_APPLIED: wanted}}}));
            let answer = context.env.api.patch_json(kind, &info.namespace, &info.name, &patch, &options)?;
            value = written(answer, context).to_value();
        }
        format.print(&value, &format!("configured{}", dry_run.suffix()), context.out)?;
    }
    Ok(Progress::Ended)
}
