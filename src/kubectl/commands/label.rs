//! `kubectl label`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/label/label.go`.

use serde_json::{Map, Value, json};

use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::labels::label_value;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::metadata::{check_targets, print_list};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FIELD_SELECTOR_FLAG, FILENAME_FLAGS,
    PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG, record, resources_and_pairs, written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "label",
    short: "Update the labels on a resource",
    usage: "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-label"),
    FIELD_SELECTOR_FLAG,
    RECORD_FLAG,
    SELECTOR_FLAG,
    Flag::switch("all", "Select all resources, in the namespace of the specified resource types"),
    Flag::switch("list", "If true, display the labels for a given resource."),
    Flag::switch("local", "If true, label will NOT contact api-server but run locally."),
    Flag::switch(
        "overwrite",
        "If true, allow labels to be overwritten, otherwise reject label updates that overwrite existing labels.",
    ),
    Flag::text(
        "resource-version",
        "If non-empty, the labels update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
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
    let (resources, pairs) = resources_and_pairs(call.args(), "label")?;
    let changes = Changes::parse(&pairs)?;
    check(call, dry_run, &resources, &changes)?;
    let mut format = Format::required(call, context)?;
    let local = call.is_on("local");
    let query =
        Query { args: resources, kind_means_all: call.is_on("all"), latest: !local, ..Query::of(call) };
    let selected = query.run(context)?;
    let single = selected.single;
    if !single && call.is_set("resource-version") {
        return Err("--resource-version may only be used with a single resource".into());
    }
    selected.visit(&mut |info| {
        let mut value = info.value();
        let sends = dry_run != DryRun::Client && !local && !call.is_on("list");
        let message = label(call, &info, &mut value, &changes, sends, dry_run, context)?;
        if call.is_on("list") {
            print_list("labels", &info, &value, single, context);
            return Ok(());
        }
        format.print(&value, &format!("{message}{}", dry_run.suffix()), context.out)
    })?;
    Ok(Progress::Ended)
}

fn check(call: &Call, dry_run: DryRun, resources: &[String], changes: &Changes) -> Result<(), Failure> {
    check_targets(call, dry_run, resources, "pod")?;
    if changes.set.is_empty() && changes.remove.is_empty() && !call.is_on("list") {
        return Err("at least one label update is required".into());
    }
    Ok(())
}

impl Changes {
    fn parse(pairs: &[String]) -> Result<Changes, Failure> {
        let mut changes = Changes { set: Vec::new(), remove: Vec::new() };
        for pair in pairs {
            let parts: Vec<&str> = pair.split('=').collect();
            match parts[..] {
                [key, value] => {
                    let errors = label_value(value);
                    if !errors.is_empty() {
                        let why = errors.join(";");
                        return Err(Failure::Message(format!(
                            "invalid label value: {}: {why}",
                            go_quote(pair)
                        )));
                    }
                    changes.set.retain(|(one, _)| one != key);
                    changes.set.push((key.to_owned(), value.to_owned()));
                }
                [key] => match key.strip_suffix('-') {
                    Some(key) => changes.remove.push(key.to_owned()),
                    None => return Err(Failure::Message(format!("unknown label spec: {pair}"))),
                },
                _ => return Err(Failure::Message(format!("invalid label spec: {pair}"))),
            }
        }
        if changes.remove.iter().any(|key| changes.set.iter().any(|(one, _)| one == key)) {
            return Err("can not both modify and remove a label in the same command".into());
        }
        Ok(changes)
    }
}

/// Changes the labels of one object, here and at the server; the answer says what was done.
fn label(
    call: &Call,
    info: &Info,
    value: &mut Value,
    changes: &Changes,
    sends: bool,
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<&'static str, Failure> {
    let old = value.pointer("/metadata/labels").and_then(Value::as_object).cloned().unwrap_or_default();
    if sends {
        for key in changes.remove.iter().filter(|key| !old.contains_key(*key)) {
            context.out.out(&format!("label {} not found.\n", go_quote(key)));
        }
    }
    if !call.is_on("overwrite") {
        refuse_overwriting(&old, changes)?;
    }
    let mut labels = old.clone();
    let mut patch = Map::new();
    for (key, text) in &changes.set {
        if labels.insert(key.clone(), text.as_str().into()).as_ref().and_then(Value::as_str) != Some(text) {
            patch.insert(key.clone(), text.as_str().into());
        }
    }
    let added = !patch.is_empty();
    for key in &changes.remove {
        if labels.remove(key).is_some() {
            patch.insert(key.clone(), Value::Null);
        }
    }
    let removed = patch.values().any(Value::is_null);
    value["metadata"]["labels"] = Value::Object(labels);
    if sends && !patch.is_empty() {
        send(call, info, patch, dry_run, context)?;
    }
    Ok(match (added, removed) {
        (true, true) => "modified",
        (true, false) => "labeled",
        (false, true) => "unlabeled",
        (false, false) => "not labeled",
    })
}

fn refuse_overwriting(old: &Map<String, Value>, changes: &Changes) -> Result<(), Failure> {
    let taken = changes.set.iter().filter_map(|(key, text)| {
        let current = old.get(key)?.as_str()?;
        let why = format!("'{key}' already has a value ({current}), and --overwrite is false");
        (current != text).then_some(Failure::Message(why))
    });
    Failure::all_of(taken.collect())
}

fn send(
    call: &Call,
    info: &Info,
    labels: Map<String, Value>,
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let mut patch = json!({"metadata": {"labels": labels}});
    if call.is_set("resource-version") {
        patch["metadata"]["resourceVersion"] = call.text("resource-version").into();
    }
    record(call, &mut patch);
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Ignore,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    let answer =
        context.env.api.patch_json(kind, &info.namespace, &info.name, &Patch::Merge(patch), &options)?;
    written(answer, context);
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::check;
    use expect_test::expect;

    #[test]
    fn labels_are_set_changed_and_removed() {
        check(
            "label node n2 disk=ssd
label node n2 disk=hdd
label node n2 disk=hdd --overwrite
label nodes n1 n2 disk-
label nodes --all tier=gold
label nodes -l zone=b disk=ssd x=y
label node n2 disk- a=b
get nodes --show-labels
label node n2 --list
label nodes --all --list
label node n1 zone=a
label node n1 tier=silver --overwrite --dry-run=client
label ds agent a=b --record
get ds agent -o jsonpath='{.metadata.labels} {.metadata.annotations.kubernetes\\.io/change-cause}'",
            expect![[r#"
                $ label node n2 disk=ssd
                node/n2 labeled
                $ label node n2 disk=hdd
                ! error: 'disk' already has a value (ssd), and --overwrite is false
                [exit 1]
                $ label node n2 disk=hdd --overwrite
                node/n2 labeled
                $ label nodes n1 n2 disk-
                label "disk" not found.
                node/n1 not labeled
                node/n2 unlabeled
                $ label nodes --all tier=gold
                node/n1 labeled
                node/n2 labeled
                $ label nodes -l zone=b disk=ssd x=y
                node/n2 labeled
                $ label node n2 disk- a=b
                node/n2 modified
                $ get nodes --show-labels
                NAME   STATUS    ROLES    AGE   VERSION   LABELS
                n1     Unknown   <none>   15s             kubernetes.io/hostname=n1,tier=gold,zone=a
                n2     Unknown   <none>   15s             a=b,kubernetes.io/hostname=n2,tier=gold,x=y,zone=b
                $ label node n2 --list
                a=b
                kubernetes.io/hostname=n2
                tier=gold
                x=y
                zone=b
                $ label nodes --all --list
                Listing labels for Node./n1:
                 kubernetes.io/hostname=n1
                 tier=gold
                 zone=a
                Listing labels for Node./n2:
                 a=b
                 kubernetes.io/hostname=n2
                 tier=gold
                 x=y
                 zone=b
                $ label node n1 zone=a
                node/n1 not labeled
                $ label node n1 tier=silver --overwrite --dry-run=client
                node/n1 labeled (dry run)
                $ label ds agent a=b --record
                ! Flag --record has been deprecated, --record will be removed in the future
                daemonset.apps/agent labeled
                $ get ds agent -o jsonpath='{.metadata.labels} {.metadata.annotations.kubernetes\.io/change-cause}'
                {"a":"b"} kubectl label ds agent a=b --record=true
            "#]],
        );
    }

    #[test]
    fn labels_that_cannot_be_are_refused() {
        check(
            "label node n2 ok=-bad-
label node n9 a=b
label node n2
label node n2 a=b a-
label node n2 a=b n3
label node a=b=c n2
label node n2 a=b=c
label a=b",
            expect![[r#"
                $ label node n2 ok=-bad-
                ! error: invalid label value: "ok=-bad-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
                [exit 1]
                $ label node n9 a=b
                ! Error from server (NotFound): nodes "n9" not found
                [exit 1]
                $ label node n2
                ! error: at least one label update is required
                [exit 1]
                $ label node n2 a=b a-
                ! error: can not both modify and remove a label in the same command
                [exit 1]
                $ label node n2 a=b n3
                ! error: all resources must be specified before label changes: n3
                [exit 1]
                $ label node a=b=c n2
                ! error: all resources must be specified before label changes: n2
                [exit 1]
                $ label node n2 a=b=c
                ! error: invalid label spec: a=b=c
                [exit 1]
                $ label a=b
                ! error: one or more resources must be specified as <resource> <name> or <resource>/<name>
                [exit 1]
            "#]],
        );
    }
}
