//! `kubectl create -f`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/create/create.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::object::Object;
use crate::api::well_known::LAST_APPLIED;
use crate::apiserver::options::{FieldValidation, WriteOptions};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::create::small;
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG,
    VALIDATE_FLAG, field_validation, record, set_last_applied, written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "create",
    short: "Create a resource from a file or from stdin",
    usage: "create -f FILENAME",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    subcommands: small::COMMANDS,
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-create"),
    RECORD_FLAG,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    Flag::switch("edit", "Edit the API resource before creating"),
    Flag::text("raw", "Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file."),
    Flag::switch(
        "save-config",
        "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
    ),
    Flag::switch(
        "windows-line-endings",
        "Only relevant if --edit=true. Defaults to the line ending native to your platform.",
    ),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("Unexpected args: [{}]", call.args().join(" "))));
    }
    if !call.is_set("filename") && !call.is_set("kustomize") {
        return Err("must specify one of -f and -k".into());
    }
    let dry_run = DryRun::of(call, context)?;
    let field_validation = field_validation(call)?;
    let mut format = Format::required(call, context)?;
    for flag in ["edit", "raw"] {
        if call.is_set(flag) {
            return Err(Failure::Message(format!("create --{flag} is not simulated by this playground")));
        }
    }
    let check_kind = field_validation != FieldValidation::Ignore;
    let selected = Query { check_kind, ..Query::of(call) }.run(context)?;
    let mut count = 0_u32;
    selected.visit(&mut |info| {
        let mut manifest = info.manifest.clone().unwrap_or_default();
        let was_applied =
            manifest.pointer("/metadata/annotations").is_some_and(|all| all.get(LAST_APPLIED).is_some());
        if call.is_on("save-config") || was_applied {
            set_last_applied(&mut manifest);
        }
        record(call, &mut manifest);
        let options = WriteOptions {
            dry_run: dry_run == DryRun::Server,
            field_validation,
            field_manager: call.text("field-manager").into(),
            ..WriteOptions::default()
        };
        let created = match dry_run {
            DryRun::Client => manifest,
            _ => send(&info, manifest, &options, context)
                .map_err(|failure| failure.when("creating", &info.source))?
                .to_value(),
        };
        count += 1;
        format.print(&created, &format!("created{}", dry_run.suffix()), context.out)
    })?;
    if count == 0 {
        return Err("no objects passed to create".into());
    }
    Ok(Progress::Ended)
}

/// Has the server create what a manifest says.
///
/// Errors: the server's; that the kind is not simulated.
pub fn send(
    info: &Info,
    mut manifest: Value,
    options: &WriteOptions,
    context: &mut Context<'_, '_>,
) -> Result<Rc<Object>, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    if let Some(metadata) = manifest.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("resourceVersion");
    }
    let answer = context.env.api.create_json(kind, &info.namespace, &manifest, options)?;
    Ok(written(answer, context))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
