//! `kubectl cordon` and `uncordon`; `drain` begins the same way.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/drain/drain.go` (`RunCordonOrUncordon`), `pkg/drain/cordon.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{DRY_RUN_FLAG, DryRun, SELECTOR_FLAG, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// `cordon`.
pub const CORDON: Command = Command {
    name: "cordon",
    short: "Mark node as unschedulable",
    usage: "cordon NODE",
    run: |call, context| run(call, context, true),
    ..FAMILY
};

/// `uncordon`.
pub const UNCORDON: Command = Command {
    name: "uncordon",
    short: "Mark node as schedulable",
    usage: "uncordon NODE",
    run: |call, context| run(call, context, false),
    ..FAMILY
};

const FAMILY: Command = Command { flags: &[&[DRY_RUN_FLAG, SELECTOR_FLAG]], ..Command::EMPTY };

fn run(call: &Call, context: &mut Context<'_, '_>, desired: bool) -> Result<Progress, Failure> {
    let nodes = nodes(call, context)?;
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    cordon_all(&nodes, desired, dry_run, &mut format, context)?;
    Ok(Progress::Ended)
}

/// The nodes that the line names.
///
/// Errors: the first that is not there.
pub fn nodes(call: &Call, context: &Context<'_, '_>) -> Result<Vec<Info>, Failure> {
    let selects = !call.text("selector").is_empty();
    if call.args().is_empty() && !call.is_set("selector") {
        return Err(call.usage_error(&format!("USAGE: {} [flags]", call.command().usage)));
    }
    if !call.args().is_empty() && selects {
        return Err(call.usage_error("error: cannot specify both a node name and a --selector option"));
    }
    let has_pairs = call.args().iter().any(|arg| arg.contains('/'));
    let mut args: Vec<String> = call.args().to_vec();
    if has_pairs {
        for arg in args.iter_mut().filter(|arg| !arg.contains('/')) {
            *arg = format!("nodes/{arg}");
        }
    } else {
        args.insert(0, "nodes".to_owned());
    }
    let query = Query { args, single_kind: true, stop_at_failure: true, ..Query::of(call) };
    let (infos, result) = query.run(context)?.infos();
    result?;
    if let Some(other) = infos.iter().find(|info| info.mapping.kind() != Some(Kind::Node)) {
        return Err(Failure::Message(format!(
            "error: expected resource of type node, got \"{}\"",
            other.mapping.go_resource()
        )));
    }
    Ok(infos)
}

/// Marks nodes, and prints what became of each.
pub fn cordon_all(
    nodes: &[Info],
    desired: bool,
    dry_run: DryRun,
    format: &mut Format,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let word = if desired { "cordoned" } else { "uncordoned" };
    for info in nodes {
        let mut value = info.value();
        let is = value.pointer("/spec/unschedulable") == Some(&Value::Bool(true));
        if is == desired {
            format.print(&value, &format!("already {word}{}", dry_run.suffix()), context.out)?;
            continue;
        }
        if dry_run != DryRun::Client {
            let patch =
                json!({"spec": {"unschedulable": if desired { Value::Bool(true) } else { Value::Null }}});
            let options = WriteOptions {
                dry_run: dry_run == DryRun::Server,
                field_validation: FieldValidation::Warn,
                ..WriteOptions::default()
            };
            let answer =
                context.env.api.patch_json(Kind::Node, "", &info.name, &Patch::Strategic(patch), &options);
            match answer {
                Ok(answer) => value = written(answer, context).to_value(),
                Err(error) => {
                    let verb = if desired { "cordon" } else { "uncordon" };
                    context
                        .out
                        .err(&format!("error: unable to {verb} node \"{}\": {}\n", info.name, error.message));
                    continue;
                }
            }
        }
        format.print(&value, &format!("{word}{}", dry_run.suffix()), context.out)?;
    }
    Ok(())
}
