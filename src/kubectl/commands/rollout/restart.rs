//! `kubectl rollout restart`, and `pause` and `resume`, which DaemonSets do not know.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout/rollout_{restart,pause,resume}.go`,
//! `pkg/polymorphichelpers/object{restarter,pauser,resumer}.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::well_known::RESTARTED_AT;
use crate::apimachinery::quote::go_quote;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::rollout::family::query;
use crate::kubectl::common::{FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// `restart`.
pub const RESTART: Command = Command {
    name: "restart",
    short: "Restart a resource",
    usage: "rollout restart RESOURCE",
    run: run_restart,
    ..FAMILY
};
/// `pause`.
pub const PAUSE: Command = Command {
    name: "pause",
    short: "Mark the provided resource as paused",
    usage: "rollout pause RESOURCE",
    run: |call, context| each(call, context, &mut |_, _, _| Err("pausing is not supported")),
    ..FAMILY
};
/// `resume`.
pub const RESUME: Command = Command {
    name: "resume",
    short: "Resume a paused resource",
    usage: "rollout resume RESOURCE",
    run: |call, context| each(call, context, &mut |_, _, _| Err("resuming is not supported")),
    ..FAMILY
};

const FAMILY: Command = Command { flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS], ..Command::EMPTY };
const FLAGS: &[Flag] = &[FIELD_MANAGER_FLAG.default("kubectl-rollout"), SELECTOR_FLAG];

/// What is done with an object: why it cannot be, or how it ended.
type Act<'a> =
    dyn FnMut(&Info, &mut Format, &mut Context<'_, '_>) -> Result<Result<(), Failure>, &'static str> + 'a;

fn each(call: &Call, context: &mut Context<'_, '_>, act: &mut Act<'_>) -> Result<Progress, Failure> {
    let query = query(call)?;
    let mut format = Format::required(call, context)?;
    let mut failures = Vec::new();
    let (infos, result) = query.run(context)?.infos();
    if infos.is_empty() && result.is_ok() {
        context.out.err(&format!("No resources found in {} namespace.\n", query.namespace));
        return Ok(Progress::Ended);
    }
    failures.extend(result.err());
    for info in &infos {
        let failure = match act(info, &mut format, context) {
            Ok(result) => result.err(),
            Err(why) => Some(Failure::Message(format!(
                "error: {} {} {why}",
                info.mapping.qualified_plural(),
                go_quote(&info.name)
            ))),
        };
        failures.extend(failure);
    }
    Failure::all_of(failures)?;
    Ok(Progress::Ended)
}

fn run_restart(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    each(call, context, &mut |info, format, context| match info.mapping.kind() {
        Some(Kind::DaemonSet) => Ok(restart(call, info, format, context)),
        _ => Err("restarting is not supported"),
    })
}

fn restart(
    call: &Call,
    info: &Info,
    format: &mut Format,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let moment = context.now().rfc3339();
    let value = info.value();
    let restarted_at = value
        .pointer("/spec/template/metadata/annotations")
        .and_then(|annotations| annotations.get(RESTARTED_AT))
        .and_then(Value::as_str);
    if restarted_at == Some(&moment) {
        return Err(Failure::Message(format!(
            "failed to create patch for {}: if restart has already been triggered within the past second, please wait \
             before attempting to trigger another",
            info.name
        )));
    }
    let patch = json!({"spec": {"template": {"metadata": {"annotations": {RESTARTED_AT: moment}}}}});
    let options = WriteOptions {
        dry_run: false,
        field_validation: FieldValidation::Warn,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    let answer = context.env.api.patch_json(
        Kind::DaemonSet,
        &info.namespace,
        &info.name,
        &Patch::Strategic(patch),
        &options,
    );
    let answer = answer.map_err(|error| Failure::Message(format!("failed to patch: {}", error.message)))?;
    let object = written(answer, context);
    format.print(&object.to_value(), "restarted", context.out)
}
