//! What `label` and `annotate` have in common.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{label,annotate}`.

use serde_json::Value;

use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::common::DryRun;
use crate::kubectl::errors::Failure;

/// The mistakes that `label` and `annotate` find in which objects a line names. `example` is the file that a message
/// gives as an example, without its ending.
pub fn check_targets(
    call: &Call,
    dry_run: DryRun,
    resources: &[String],
    example: &str,
) -> Result<(), Failure> {
    if call.is_on("list") && call.is_set("output") {
        return Err("--list and --output may not be specified together".into());
    }
    for flag in ["selector", "field-selector"] {
        if call.is_on("all") && !call.text(flag).is_empty() {
            return Err(Failure::Message(format!("cannot set --all and --{flag} at the same time")));
        }
    }
    let has_files = call.is_set("filename") || call.is_set("kustomize");
    if !call.is_on("local") {
        if resources.is_empty() && !has_files {
            return Err(
                "one or more resources must be specified as <resource> <name> or <resource>/<name>".into()
            );
        }
        return Ok(());
    }
    if dry_run == DryRun::Server {
        return Err("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    let files = format!("-f {example}.yaml or --filename={example}.json");
    if !resources.is_empty() {
        return Err(Failure::Message(format!(
            "can only use local files by {files} when --local=true is set"
        )));
    }
    if !has_files {
        return Err(Failure::Message(format!("one or more files must be specified as {files}")));
    }
    Ok(())
}

/// Prints the entries of a field of an object's metadata, `labels` or `annotations`, for `--list`; under a title where
/// several objects are listed.
pub fn print_list(field: &str, info: &Info, value: &Value, single: bool, context: &mut Context<'_, '_>) {
    let indent = if single { "" } else { " " };
    if !single {
        let (kind, group) = (info.mapping.kind_name(), info.mapping.group());
        context.out.out(&format!("Listing {field} for {kind}.{group}/{}:\n", info.name));
    }
    let entries = value.get("metadata").and_then(|metadata| metadata.get(field)).and_then(Value::as_object);
    for (key, text) in entries.into_iter().flatten() {
        context.out.out(&format!("{indent}{key}={}\n", text.as_str().unwrap_or_default()));
    }
}
