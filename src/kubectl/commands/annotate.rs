//! `kubectl annotate`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/annotate/annotate.go`.

use serde_json::{Map, Value, json};

use crate::api::well_known::CHANGE_CAUSE;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::apiserver::patch::create_json_merge;
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::metadata::{check_targets, print_list};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FIELD_SELECTOR_FLAG, FILENAME_FLAGS,
    PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG, pairs, record, resources_and_pairs, written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "annotate",
    short: "Update the annotations on a resource",
    usage: "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N \
            [--resource-version=version]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-annotate"),
    FIELD_SELECTOR_FLAG,
    RECORD_FLAG,
    SELECTOR_FLAG,
    Flag::switch("all", "Select all resources, in the namespace of the specified resource types."),
    Flag::switch("list", "If true, display the annotations for a given resource."),
    Flag::switch("local", "If true, annotation will NOT contact api-server but run locally."),
    Flag::switch(
        "overwrite",
        "If true, allow annotations to be overwritten, otherwise reject annotation updates that overwrite existing annotations.",
    ),
    Flag::text(
        "resource-version",
        "If non-empty, the annotation update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
    ),
];

/// What to change.
#[derive(Debug)]
struct Changes {
    set: Vec<(String, String)>,
    remove: Vec<String>,
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let (resources, words) = resources_and_pairs(call.args(), "annotation")?;
    let (set, remove) = pairs(&words, "annotation")?;
    let changes = Changes { set, remove };
    check(call, dry_run, &resources, &changes)?;
    let mut format = Format::required(call, context)?;
    let query = Query {
        args: resources,
        kind_means_all: call.is_on("all"),
        latest: !call.is_on("local"),
        ..Query::of(call)
    };
    let selected = query.run(context)?;
    let single = selected.single;
    if !single && call.is_set("resource-version") {
        return Err("--resource-version may only be used with a single resource".into());
    }
    let sends = dry_run != DryRun::Client && !call.is_on("local") && !call.is_on("list");
    selected.visit(&mut |info| {
        let mut value = info.value();
        let before = value.clone();
        if sends {
            record(call, &mut value);
        }
        changes.apply(call, &mut value)?;
        if sends {
            value = send(call, &info, &create_json_merge(&before, &value), dry_run, context)?;
        }
        if call.is_on("list") {
            print_list("annotations", &info, &value, single, context);
            return Ok(());
        }
        format.print(&value, &format!("annotated{}", dry_run.suffix()), context.out)
    })?;
    Ok(Progress::Ended)
}

fn check(call: &Call, dry_run: DryRun, resources: &[String], changes: &Changes) -> Result<(), Failure> {
    check_targets(call, dry_run, resources, "rsrc")?;
    if changes.set.is_empty() && changes.remove.is_empty() && !call.is_on("list") {
        return Err("at least one annotation update is required".into());
    }
    let both: Vec<&str> = changes
        .remove
        .iter()
        .filter(|key| changes.set.iter().any(|(one, _)| one == *key))
        .map(String::as_str)
        .collect();
    if both.is_empty() {
        return Ok(());
    }
    Err(Failure::Message(format!(
        "can not both modify and remove the following annotation(s) in the same command: {}",
        both.join(", ")
    )))
}

impl Changes {
    fn apply(&self, call: &Call, value: &mut Value) -> Result<(), Failure> {
        let none = Map::new();
        let current = value.pointer("/metadata/annotations").and_then(Value::as_object).unwrap_or(&none);
        let mut annotations = current.clone();
        // A change cause is there to be overwritten.
        let taken: Vec<String> = self
            .set
            .iter()
            .filter(|(key, _)| key != CHANGE_CAUSE && !call.is_on("overwrite"))
            .filter_map(|(key, text)| {
                let old = current.get(key)?.as_str()?;
                (old != text).then(|| format!("'{key}' already has a value ({old})"))
            })
            .collect();
        if !taken.is_empty() {
            return Err(Failure::Message(format!(
                "--overwrite is false but found the following declared annotation(s): {}",
                taken.join("; ")
            )));
        }
        for (key, text) in &self.set {
            annotations.insert(key.clone(), text.as_str().into());
        }
        for key in &self.remove {
            annotations.remove(key);
        }
        value["metadata"]["annotations"] = Value::Object(annotations);
        Ok(())
    }
}

fn send(
    call: &Call,
    info: &Info,
    patch: &Value,
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let mut patch = patch.clone();
    if call.is_set("resource-version") {
        if patch.get("metadata").is_none() {
            patch["metadata"] = json!({});
        }
        patch["metadata"]["resourceVersion"] = call.text("resource-version").into();
    }
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Warn,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    let answer =
        context.env.api.patch_json(kind, &info.namespace, &info.name, &Patch::Merge(patch), &options)?;
    Ok(written(answer, context).to_value())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::check;
    use expect_test::expect;

    #[test]
    fn annotations_are_set_changed_and_removed() {
        check(
            "annotate ds agent note=hello kubernetes.io/change-cause='second try'
annotate ds agent note=bye kubernetes.io/change-cause=third
annotate ds/agent note=bye --overwrite
annotate ds agent kubernetes.io/change-cause=third
annotate ds agent note- nosuch-
annotate ds agent --list
annotate nodes --all a=b --record
annotate nodes -l zone=a --list
annotate node n1 a=c --overwrite --dry-run=server
annotate node n1 a=c --overwrite --dry-run=client -o name
annotate node n1 x=y --resource-version=1",
            expect![[r#"
                $ annotate ds agent note=hello kubernetes.io/change-cause='second try'
                daemonset.apps/agent annotated
                $ annotate ds agent note=bye kubernetes.io/change-cause=third
                ! error: --overwrite is false but found the following declared annotation(s): 'note' already has a value (hello)
                [exit 1]
                $ annotate ds/agent note=bye --overwrite
                daemonset.apps/agent annotated
                $ annotate ds agent kubernetes.io/change-cause=third
                daemonset.apps/agent annotated
                $ annotate ds agent note- nosuch-
                daemonset.apps/agent annotated
                $ annotate ds agent --list
                deprecated.daemonset.template.generation=1
                kubernetes.io/change-cause=third
                $ annotate nodes --all a=b --record
                ! Flag --record has been deprecated, --record will be removed in the future
                node/n1 annotated
                node/n2 annotated
                $ annotate nodes -l zone=a --list
                Listing annotations for Node./n1:
                 a=b
                 kubernetes.io/change-cause=kubectl annotate nodes a=b --all=true --record=true
                $ annotate node n1 a=c --overwrite --dry-run=server
                node/n1 annotated (server dry run)
                $ annotate node n1 a=c --overwrite --dry-run=client -o name
                node/n1
                $ annotate node n1 x=y --resource-version=1
                ! Error from server (Conflict): Operation cannot be fulfilled on nodes "n1": the object has been modified; please apply your changes to the latest version and try again
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn annotations_that_cannot_be_are_refused() {
        check(
            "annotate ds agent
annotate ds agent a=b a-
annotate ds agent bad!key=x
annotate ds nosuch a=b
annotate a=b
annotate ds agent a=b other
annotate nodes a=b --all -l zone=a
annotate ds agent =x",
            expect![[r#"
                $ annotate ds agent
                ! error: at least one annotation update is required
                [exit 1]
                $ annotate ds agent a=b a-
                ! error: can not both modify and remove the following annotation(s) in the same command: a
                [exit 1]
                $ annotate ds agent bad!key=x
                ! The DaemonSet "agent" is invalid: metadata.annotations: Invalid value: "bad!key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
                [exit 1]
                $ annotate ds nosuch a=b
                ! Error from server (NotFound): daemonsets.apps "nosuch" not found
                [exit 1]
                $ annotate a=b
                ! error: one or more resources must be specified as <resource> <name> or <resource>/<name>
                [exit 1]
                $ annotate ds agent a=b other
                ! error: all resources must be specified before annotation changes: other
                [exit 1]
                $ annotate nodes a=b --all -l zone=a
                ! error: cannot set --all and --selector at the same time
                [exit 1]
                $ annotate ds agent =x
                ! error: at least one annotation update is required
                [exit 1]
            "#]],
        );
    }
}
