//! `kubectl taint`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/taint/taint.go`.

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::schema;
use crate::apiserver::options::{Patch, WriteOptions};
use crate::apiserver::patch::create_two_way_strategic;
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::nodes::taint_words::{TaintWords, changed, check_conflicts, parse};
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, PRINT_FLAGS, SELECTOR_FLAG, VALIDATE_FLAG, field_validation,
    written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "taint",
    short: "Update the taints on one or more nodes",
    usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
    flags: &[FLAGS, PRINT_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-taint"),
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    Flag::switch("all", "Select all nodes in the cluster"),
    Flag::switch(
        "overwrite",
        "If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.",
    ),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let field_validation = field_validation(call)?;
    let (resources, words) = split(call.args())?;
    let Some((kind, names)) = resources.split_first() else {
        return Err("one or more resources must be specified as <resource> <name>".into());
    };
    if words.is_empty() {
        return Err("at least one taint update is required".into());
    }
    let words = parse(&words).map_err(|why| call.usage_error(&why))?;
    check(call, kind, names, &words)?;
    let mut format = Format::required(call, context)?;
    let args = std::iter::once("node".to_owned())
        .chain(names.iter().filter(|_| !call.is_on("all") && call.text("selector").is_empty()).cloned());
    let query = Query { args: args.collect(), latest: true, ..Query::of(call) };
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    query.run(context)?.visit(&mut |info| {
        let (value, done) = taint(call, &info, &words)?;
        let value = match dry_run {
            DryRun::Client => value,
            _ => send(&info, &value, &options, context)?,
        };
        // Upstream's printer is made without its flags knowing of a dry run, so nothing is said of it.
        format.print(&value, done, context.out)
    })?;
    Ok(Progress::Ended)
}

/// Nodes come first, then taints.
fn split(args: &[String]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let is_taint = |arg: &String| arg.contains(['=', ':']) || arg.ends_with('-');
    let first = args.iter().position(is_taint).unwrap_or(args.len());
    let (resources, taints) = args.split_at(first);
    if let Some(late) = taints.iter().find(|arg| !is_taint(arg)) {
        return Err(Failure::Message(format!(
            "all resources must be specified before taint changes: {late}"
        )));
    }
    Ok((resources.to_vec(), taints.to_vec()))
}

fn check(call: &Call, kind: &str, names: &[String], words: &TaintWords) -> Result<(), Failure> {
    let kind = kind.to_lowercase();
    if Mapping::named(&kind)?.kind() != Some(Kind::Node) {
        return Err(Failure::Message(format!("invalid resource type {kind}, only node types are supported")));
    }
    check_conflicts(words)?;
    let (all, selects) = (call.is_on("all"), !call.text("selector").is_empty());
    if all && selects {
        return Err("setting 'all' parameter with a non empty selector is prohibited".into());
    }
    if !all && !selects && names.is_empty() {
        return Err("at least one resource name must be specified since 'all' parameter is not set".into());
    }
    Ok(())
}

fn taint(call: &Call, info: &Info, words: &TaintWords) -> Result<(Value, &'static str), Failure> {
    let mut value = info.value();
    let old = value.pointer("/spec/taints").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (taints, done) = changed(&info.name, old, words, call.is_on("overwrite"))?;
    if let Some(spec) = value.get_mut("spec").and_then(Value::as_object_mut) {
        if taints.is_empty() {
            spec.remove("taints");
        } else {
            spec.insert("taints".into(), Value::Array(taints));
        }
    }
    Ok((value, done))
}

fn send(
    info: &Info,
    after: &Value,
    options: &WriteOptions,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let schema = schema::root("Node").ok_or("no schema of nodes is known")?;
    let patch = create_two_way_strategic(&info.value(), after, schema, &[])
        .map_err(|error| Failure::Message(error.to_string()))?;
    let answer = context.env.api.patch_json(Kind::Node, "", &info.name, &Patch::Strategic(patch), options)?;
    Ok(written(answer, context).to_value())
}
