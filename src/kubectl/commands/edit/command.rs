//! The command lines of `edit` and `apply edit-last-applied`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/edit/edit.go`, `pkg/cmd/apply/apply_edit_last_applied.go`.

use serde_json::Value;

use crate::api::well_known::LAST_APPLIED;
use crate::kubectl::builder::manifests::read_text;
use crate::kubectl::builder::query::Query;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::edit::session::{EditSession, Mode};
use crate::kubectl::common::{
    FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, VALIDATE_FLAG, field_validation,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// `edit`.
pub const COMMAND: Command = Command {
    name: "edit",
    short: "Edit a resource on the server",
    usage: "edit (RESOURCE/NAME | -f FILENAME)",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run: run_edit,
    ..Command::EMPTY
};

/// `apply edit-last-applied`.
pub const LAST_APPLIED_COMMAND: Command = Command {
    name: "edit-last-applied",
    short: "Edit latest last-applied-configuration annotations of a resource/object",
    usage: "apply edit-last-applied (RESOURCE/NAME | -f FILENAME)",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run: run_edit_last_applied,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    FIELD_MANAGER_FLAG.default("kubectl-edit"),
    RECORD_FLAG,
    VALIDATE_FLAG,
    Flag::switch("output-patch", "Output the patch if the resource is edited."),
    Flag::switch(
        "save-config",
        "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
    ),
    Flag::text("subresource", "If specified, edit will operate on the subresource of the requested object."),
    Flag::switch("windows-line-endings", "Defaults to the line ending native to your platform."),
];

fn run_edit(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let (infos, result) = query(call).run(context)?.infos();
    result?;
    if infos.is_empty() {
        return Err("edit cancelled, no objects found".into());
    }
    let validation = field_validation(call)?;
    let format = Format::required(call, context)?;
    EditSession::new(call, Mode::Objects, infos, format, validation).open()
}

fn run_edit_last_applied(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let (infos, result) = query(call).run(context)?.infos();
    result?;
    let mut edited = Vec::new();
    for info in infos {
        let value = info.value();
        let Some(text) = value["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str) else {
            continue;
        };
        let mut items = Vec::new();
        read_text("edited-file", text, &Query::default(), &mut items);
        if let Some(item) = items.into_iter().next() {
            edited.push(item?);
        }
    }
    if edited.is_empty() {
        return Err(
            "no last-applied-configuration annotation found on resources, to create the annotation, use \
                    command `kubectl apply set-last-applied --create-annotation`"
                .into(),
        );
    }
    let validation = field_validation(call)?;
    let format = Format::required(call, context)?;
    EditSession::new(call, Mode::LastApplied, edited, format, validation).open()
}

fn query(call: &Call) -> Query {
    Query { kind_means_all: true, latest: true, ..Query::of(call) }
}
