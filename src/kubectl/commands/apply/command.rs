//! The command line of `apply`, and its walk through the objects.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/apply.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::object::Object;
use crate::apimachinery::meta::Uid;
use crate::apiserver::managed::value_with_managed_fields;
use crate::apiserver::options::{FieldValidation, WriteOptions};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::apply::prune::{self, Visited};
use crate::kubectl::commands::apply::{client_side, last_applied, server_side};
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG,
    VALIDATE_FLAG, field_validation, record,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub static COMMAND: Command = Command {
    name: "apply",
    short: "Apply a configuration to a resource by file name or stdin",
    usage: "apply (-f FILENAME | -k DIRECTORY)",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    subcommands: last_applied::COMMANDS,
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-client-side-apply"),
    RECORD_FLAG,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    Flag::switch("all", "Select all resources in the namespace of the specified resource types."),
    Flag::text("applyset", "With --prune: the set of objects.").hidden(),
    Flag::text("cascade", "Must be \"background\", \"orphan\", or \"foreground\". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.")
        .default("background")
        .bare("background"),
    Flag::switch("force", "If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation."),
    Flag::switch("force-conflicts", "If true, server-side apply will force the changes against conflicts."),
    Flag::new("grace-period", ' ', Takes::Number, "-1", "Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion)."),
    Flag::switch("openapi-patch", "If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.").default("true"),
    Flag::switch("overwrite", "Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration").default("true"),
    Flag::switch("prune", "Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all."),
    Flag::new("prune-allowlist", ' ', Takes::Lines, "", "Overwrite the default allowlist with <group/version/kind> for --prune"),
    Flag::switch("server-side", "If true, apply runs in the server instead of the client."),
    Flag::text("subresource", "If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side."),
    Flag::new("timeout", ' ', Takes::Duration, "0s", "The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object"),
    Flag::switch("wait", "If true, wait for resources to be gone before returning. This waits for finalizers."),
];

/// How objects are applied, the same for each of them.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whether and where it is only tried.
    pub dry_run: DryRun,
    /// What to do about unknown fields.
    pub field_validation: FieldValidation,
    /// Whether what cannot be changed is deleted and created anew.
    pub force: bool,
    /// Whether fields are taken from their managers.
    pub force_conflicts: bool,
    /// Whether the file wins over changes that others made.
    pub overwrite: bool,
    /// Who owns the fields.
    pub field_manager: Rc<str>,
    /// Whether objects are printed with their managers.
    pub shows_managed_fields: bool,
}

impl Plan {
    /// For the server.
    pub fn write_options(&self) -> WriteOptions {
        WriteOptions {
            dry_run: self.dry_run == DryRun::Server,
            field_validation: self.field_validation,
            field_manager: self.field_manager.clone(),
            ..WriteOptions::default()
        }
    }

    /// The object as it is printed.
    pub fn shown(&self, object: &Object) -> Value {
        if self.shows_managed_fields { value_with_managed_fields(object) } else { object.to_value() }
    }
}

/// What applying did: the object as it is now, and the word for it.
pub type Applied = (Value, &'static str);

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("Unexpected args: [{}]", call.args().join(" "))));
    }
    let dry_run = DryRun::of(call, context)?;
    if !call.is_set("filename") && !call.is_set("kustomize") {
        return Err("must specify one of -f and -k".into());
    }
    let field_validation = field_validation(call)?;
    check(call, dry_run)?;
    let mut format = Format::required(call, context)?;
    let prune_kinds = if call.is_on("prune") { prune::kinds(call)? } else { Vec::new() };
    let field_manager = match call.is_on("server-side") && !call.is_set("field-manager") {
        true => server_side::MANAGER,
        false => call.text("field-manager"),
    };
    let plan = Plan {
        dry_run,
        field_validation,
        force: call.is_on("force"),
        force_conflicts: call.is_on("force-conflicts"),
        overwrite: call.is_on("overwrite"),
        field_manager: field_manager.into(),
        shows_managed_fields: format.shows_managed_fields(call),
    };
    let check_kind = field_validation != FieldValidation::Ignore;
    let (infos, result) = Query { check_kind, ..Query::of(call) }.run(context)?.infos();
    let mut failures: Vec<Failure> = result.err().into_iter().collect();
    if infos.is_empty() && failures.is_empty() {
        return Err("no objects passed to apply".into());
    }
    let prints_each = matches!(format, Format::Operation | Format::Name);
    let mut objects = Vec::new();
    let mut visited = Visited::default();
    if call.namespace().1 {
        visited.namespaces.insert(call.namespace().0);
    }
    for info in infos {
        if info.mapping.namespaced() {
            visited.namespaces.insert(info.namespace.clone());
        }
        match apply(call, info, &plan, context) {
            Ok((value, word)) if prints_each => {
                visited.uids.extend(uid(&value));
                format.print(&value, &format!("{word}{}", dry_run.suffix()), context.out)?;
            }
            Ok((value, _)) => {
                visited.uids.extend(uid(&value));
                objects.push(value);
            }
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all_of(failures)?;
    match &objects[..] {
        [] => {}
        [one] => format.print(one, "", context.out)?,
        _ => {
            let list = json!({"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {}});
            format.print(&list, "", context.out)?;
        }
    }
    if call.is_on("prune") {
        prune::prune(call, &visited, prune_kinds, &plan, &mut format, context)?;
    }
    Ok(Progress::Ended)
}

fn uid(value: &Value) -> Option<Uid> {
    value.pointer("/metadata/uid").and_then(Value::as_str).and_then(Uid::parse)
}

/// Upstream: `ApplyOptions.Validate`.
fn check(call: &Call, dry_run: DryRun) -> Result<(), Failure> {
    let on = |name: &str| call.is_on(name);
    let server_side = on("server-side");
    let prunes_all = on("all") || !call.text("selector").is_empty();
    let rules: [(bool, &'static str); 9] = [
        (on("force-conflicts") && !server_side, "--force-conflicts only works with --server-side"),
        (
            dry_run == DryRun::Client && server_side,
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        ),
        (server_side && on("force"), "--force cannot be used with --server-side"),
        (dry_run == DryRun::Server && on("force"), "--dry-run=server cannot be used with --force"),
        (on("all") && !call.text("selector").is_empty(), "cannot set --all and --selector at the same time"),
        (on("prune") && on("force"), "--force cannot be used with --prune"),
        (
            on("prune") && !prunes_all,
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all \
             flag. If you did not mean to prune all resources, specify a label selector",
        ),
        (
            on("prune") && server_side,
            "--prune is in alpha and doesn't currently work on objects created by server-side apply",
        ),
        (
            !call.text("subresource").is_empty() && !server_side,
            "--subresource can only be specified for --server-side",
        ),
    ];
    if let Some((_, why)) = rules.iter().find(|(broken, _)| *broken) {
        return Err((*why).into());
    }
    if call.is_set("applyset") && call.text("applyset") != "false" {
        return Err("apply --applyset is not simulated by this playground".into());
    }
    Ok(())
}

fn apply(
    call: &Call,
    mut info: Info,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Applied, Failure> {
    let mut manifest = info.manifest.take().unwrap_or_default();
    record(call, &mut manifest);
    let generate_name = manifest.pointer("/metadata/generateName").and_then(Value::as_str);
    if let Some(name) = generate_name.filter(|name| info.name.is_empty() && !name.is_empty()) {
        return Err(Failure::Message(format!("from {name}: cannot use generate name with apply")));
    }
    if call.is_on("server-side") {
        return server_side::apply(call, info, manifest, plan, context);
    }
    client_side::apply(info, manifest, plan, context)
}

/// The warning about an object that is on its way out.
pub fn warn_if_deleting(object: &Value, context: &mut Context<'_, '_>) {
    if object.pointer("/metadata/deletionTimestamp").is_some() {
        let name = object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
        context
            .out
            .warning(&format!("Detected changes to resource {name} which is currently being deleted."));
    }
}
