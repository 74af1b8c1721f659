//! What the commands of the family share.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/helper.go`, `pkg/polymorphichelpers/updatepodspec.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::schema;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::apiserver::patch::{create_json_merge, create_two_way_strategic};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Context};
use crate::kubectl::common::{DryRun, record, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// How a command of the family goes about its changes.
#[derive(Clone, Copy, Debug)]
pub struct Update {
    /// What is said when it is done: `image updated`.
    pub done: &'static str,
    /// What is said before the server's refusal.
    pub failed: &'static str,
    /// Whether an object that does not change is passed over.
    pub skips_unchanged: bool,
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is to be sent.
    Made,
    /// It is of no interest.
    None,
}

/// Changes an object's JSON; what is wrong goes into the list, so that other objects are changed all the same.
pub type Mutate<'a> =
    dyn FnMut(&Info, &mut Value, &mut Vec<Failure>, &mut Context<'_, '_>) -> Result<Change, Failure> + 'a;

/// The objects that the words name.
///
/// Errors: where they cannot be found, or words stand beside `--local`.
pub fn find(call: &Call, words: Vec<String>, context: &Context<'_, '_>) -> Result<Vec<Info>, Failure> {
    if call.is_on("local") && !words.is_empty() {
        return Err(
            "error: you must specify resources by --filename when --local is set.\nExample resource \
                    specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
                .into(),
        );
    }
    let query = Query {
        args: words,
        kind_means_all: call.is_on("all"),
        latest: !call.is_on("local"),
        // The switch says that a kind means all; it does not choose objects by itself.
        all: false,
        ..Query::of(call)
    };
    let (infos, result) = query.run(context)?.infos();
    result?;
    Ok(infos)
}

/// Changes objects and sends the differences.
///
/// Errors: all that was wrong with any of them.
pub fn update(
    call: &Call,
    context: &mut Context<'_, '_>,
    infos: &[Info],
    how: Update,
    mutate: &mut Mutate<'_>,
) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    let mut failures = Vec::new();
    for info in infos {
        let before = info.value();
        let mut after = before.clone();
        match mutate(info, &mut after, &mut failures, context) {
            Ok(Change::Made) => record(call, &mut after),
            Ok(Change::None) => continue,
            Err(failure) => {
                let name = format!("{}/{}", info.mapping.plural(), info.name);
                failures.push(Failure::Message(format!("error: {name} {failure}\n")));
                continue;
            }
        }
        if how.skips_unchanged && before == after {
            continue;
        }
        if !call.is_on("local") && dry_run != DryRun::Client {
            match send(call, info, (&before, &after), dry_run, context) {
                Ok(answer) => after = answer,
                Err(failure) => {
                    failures.push(Failure::Message(format!("{}{failure}", how.failed)));
                    continue;
                }
            }
        }
        format.print(&after, &format!("{}{}", how.done, dry_run.suffix()), context.out)?;
    }
    Failure::all_of(failures)?;
    Ok(Progress::Ended)
}

fn send(
    call: &Call,
    info: &Info,
    (before, after): (&Value, &Value),
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let patch = match schema::root(info.mapping.kind_name()) {
        Some(schema) => {
            let patch = create_two_way_strategic(before, after, schema, &[]);
            Patch::Strategic(patch.map_err(|error| Failure::Message(error.to_string()))?)
        }
        None => Patch::Merge(create_json_merge(before, after)),
    };
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Warn,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    let answer = context.env.api.patch_json(kind, &info.namespace, &info.name, &patch, &options)?;
    Ok(written(answer, context).to_value())
}

/// The pod spec inside of an object.
///
/// Errors: where there is none.
pub fn pod_spec<'a>(info: &Info, object: &'a mut Value) -> Result<&'a mut Value, Failure> {
    let found = match info.mapping.kind() {
        Some(Kind::Pod) => object.pointer_mut("/spec"),
        Some(Kind::DaemonSet) => object.pointer_mut("/spec/template/spec"),
        _ => {
            return Err(Failure::Message(format!(
                "the object is not a pod or does not have a pod template: *v1.{}",
                info.mapping.kind_name()
            )));
        }
    };
    found.filter(|spec| spec.is_object()).ok_or_else(|| "the pod template is empty".into())
}

/// The containers of a pod spec whose names fit a pattern, init containers last.
pub fn containers_like<'a>(spec: &'a mut Value, pattern: &str) -> Vec<&'a mut Value> {
    let (mut containers, mut init_containers) = (Vec::new(), Vec::new());
    for (key, list) in spec.as_object_mut().into_iter().flatten() {
        let chosen = match key.as_str() {
            "containers" => &mut containers,
            "initContainers" => &mut init_containers,
            _ => continue,
        };
        let list = list.as_array_mut().into_iter().flatten();
        chosen.extend(list.filter(|one| one.is_object() && is_like(name(one), pattern)));
    }
    containers.append(&mut init_containers);
    containers
}

/// A container's name.
pub fn name(container: &Value) -> &str {
    container.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// A map inside of a container, made where it is not there.
pub fn map_in<'a>(value: &'a mut Value, path: &[&str]) -> &'a mut serde_json::Map<String, Value> {
    let mut at = value;
    for key in path {
        let next = &mut at[*key];
        if !next.is_object() {
            *next = json!({});
        }
        at = next;
    }
    at.as_object_mut().expect("invariant: the last step made it an object")
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let Some((middle, end)) = rest.rsplit_once('*') else { return name.ends_with(rest) };
    for part in middle.split('*') {
        let Some((_, after)) = name.split_once(part) else { return false };
        name = after;
    }
    name.ends_with(end)
}
