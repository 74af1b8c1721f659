//! Keeps the owners of fields: after an apply, and after any other write.
//!
//! Upstream: `structured-merge-diff/v6/merge`, `update.go`; `managedfields/internal`, `stripmeta.go`,
//! `managedfieldsupdater.go`, `lastappliedmanager.go`.

use serde_json::{Value, json};

use super::compare::{Comparison, field_set};
use super::merge::{merge, remove};
use super::place::Place;
use crate::api::kind::Kind;
use crate::api::schema;
use crate::api::well_known::{LAST_APPLIED, TEMPLATE_GENERATION};
use crate::apimachinery::field_set::{Below, FieldSet};
use crate::apimachinery::managed_fields::{ManagedFieldsEntry, Manager, Operation, sort};
use crate::apimachinery::time::Time;

/// The manager whose conflicts with what kubectl applied before, client-side, are none.
const KUBECTL: &str = "kubectl";

/// What an apply makes of an object.
#[derive(Debug)]
pub struct Applied {
    /// The object, not decoded yet.
    pub value: Value,
    /// Who owns what in it.
    pub entries: Vec<ManagedFieldsEntry>,
}

/// Fields that other managers own and the manifest would change.
pub type Conflicts = Vec<(Manager, FieldSet)>;

/// The owners of an object that somebody creates.
pub fn created(kind: Kind, value: &Value, manager: Manager, now: Time) -> Vec<ManagedFieldsEntry> {
    update(kind, &empty(kind), value, Vec::new(), manager, now)
}

/// An object of which nothing is known.
pub fn empty(kind: Kind) -> Value {
    let schema = schema::root(kind.resource().kind_name);
    schema.map_or_else(|| json!({"metadata": {}}), schema::zero)
}

/// The owners after a write that is no apply: what it changed is its manager's from now on.
pub fn update(
    kind: Kind,
    live: &Value,
    new: &Value,
    mut entries: Vec<ManagedFieldsEntry>,
    manager: Manager,
    now: Time,
) -> Vec<ManagedFieldsEntry> {
    let place = Place::root(kind);
    let out_of_reach = out_of_reach(kind, &manager.subresource);
    let mut comparison = Comparison::of(live, new, place);
    // The server counts the templates of a DaemonSet itself, later than it looks for owners.
    if live.pointer("/metadata/uid").is_some() {
        let counter = ["f:metadata", "f:annotations", &format!("f:{TEMPLATE_GENERATION}")];
        let counter = FieldSet::default().with(&counter);
        comparison.modified = comparison.modified.difference(&counter, Below::Stays);
        comparison.removed = comparison.removed.difference(&counter, Below::Stays);
    }
    for set in [&mut comparison.added, &mut comparison.modified, &mut comparison.removed] {
        *set = set.difference(&out_of_reach, Below::Goes);
    }
    let taken = comparison.taken();
    let gone = taken.clone().union(&comparison.removed);
    for entry in &mut entries {
        entry.fields = entry.fields.difference(&gone, Below::Stays);
    }
    let taken = taken.difference(&server_fields(), Below::Stays);
    if !taken.is_empty() {
        match entries.iter_mut().find(|entry| entry.manager == manager) {
            Some(entry) => {
                entry.fields = std::mem::take(&mut entry.fields).union(&taken);
                entry.time = Some(now.whole_second());
            }
            None => {
                entries.push(ManagedFieldsEntry { manager, time: Some(now.whole_second()), fields: taken });
            }
        }
    }
    entries.retain(|entry| !entry.fields.is_empty());
    cap(&mut entries, kind);
    sort(&mut entries);
    entries
}

/// How many managers that do not apply an object remembers.
const UPDATE_MANAGERS_MAX: usize = 10;

/// Merges the oldest of too many managers that do not apply.
///
/// Upstream: `capManagersManager`.
fn cap(entries: &mut Vec<ManagedFieldsEntry>, kind: Kind) {
    let is_update = |entry: &&ManagedFieldsEntry| entry.manager.operation == Operation::Update;
    let mut oldest: Vec<Manager> =
        entries.iter().filter(is_update).map(|entry| entry.manager.clone()).collect();
    let mut count = oldest.len();
    if count <= UPDATE_MANAGERS_MAX {
        return;
    }
    let api_version = kind.resource().api_version();
    let age = |manager: &Manager| {
        let time = entries.iter().find(|entry| entry.manager == *manager).and_then(|entry| entry.time);
        (time.map_or(0, |time| time.whole_second().0), manager.identifier(&api_version))
    };
    oldest.sort_by_cached_key(age);
    let bucket =
        Manager { name: "ancient-changes".into(), operation: Operation::Update, subresource: "".into() };
    let mut oldest = oldest.into_iter();
    let Some(first) = oldest.next() else { return };
    for manager in oldest {
        if count <= UPDATE_MANAGERS_MAX {
            break;
        }
        let at = |entries: &[ManagedFieldsEntry], manager: &Manager| {
            entries.iter().position(|entry| entry.manager == *manager)
        };
        if at(entries, &bucket).is_none()
            && let Some(first) = at(entries, &first)
        {
            entries[first].manager = bucket.clone();
        }
        let Some(merged) = at(entries, &manager).map(|i| entries.remove(i)) else { continue };
        if let Some(bucket) = at(entries, &bucket) {
            entries[bucket].fields = std::mem::take(&mut entries[bucket].fields).union(&merged.fields);
            entries[bucket].time = merged.time;
        }
        count -= 1;
    }
}

/// Merges a manifest that fits the schema into an object.
///
/// Errors: the conflicts, unless `force` takes the fields over.
pub fn apply(
    kind: Kind,
    live: &Value,
    manifest: &Value,
    entries: Vec<ManagedFieldsEntry>,
    manager: Manager,
    force: bool,
    now: Time,
) -> Result<Applied, Conflicts> {
    let name = manager.name.clone();
    let conflicts = match apply_once(kind, live, manifest, entries.clone(), manager.clone(), force, now) {
        Err(conflicts) if &*name == KUBECTL => conflicts,
        result => return result,
    };
    let allowed = applied_by_the_client(kind, live);
    let rest: Conflicts = conflicts
        .into_iter()
        .map(|(manager, fields)| (manager, fields.difference(&allowed, Below::Stays)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect();
    if !rest.is_empty() {
        return Err(rest);
    }
    apply_once(kind, live, manifest, entries, manager, true, now)
}

fn apply_once(
    kind: Kind,
    live: &Value,
    manifest: &Value,
    mut entries: Vec<ManagedFieldsEntry>,
    manager: Manager,
    force: bool,
    now: Time,
) -> Result<Applied, Conflicts> {
    let place = Place::root(kind);
    let out_of_reach = out_of_reach(kind, &manager.subresource);
    let merged = merge(Some(live), Some(manifest), place).unwrap_or_default();
    let wanted = field_set(manifest, place).difference(&out_of_reach, Below::Goes);
    let at = entries.iter().position(|entry| entry.manager == manager).unwrap_or_else(|| {
        let entry = ManagedFieldsEntry { manager: manager.clone(), time: None, fields: FieldSet::default() };
        entries.push(entry);
        entries.len() - 1
    });
    let last = std::mem::replace(&mut entries[at].fields, wanted);
    let value = prune(merged, &last, &entries, place);
    let comparison = Comparison::of(live, &value, place);
    let taken = comparison.taken().difference(&out_of_reach, Below::Goes);
    let removed = comparison.removed.difference(&out_of_reach, Below::Goes);
    let others = || entries.iter().filter(|entry| entry.manager != manager);
    let conflicts: Conflicts = others()
        .map(|entry| (entry.manager.clone(), entry.fields.intersection(&taken)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect();
    if !force && !conflicts.is_empty() {
        return Err(conflicts);
    }
    let gone = taken.union(&removed);
    let server_fields = server_fields();
    for entry in &mut entries {
        let gone = if entry.manager == manager { &server_fields } else { &gone };
        entry.fields = entry.fields.difference(gone, Below::Stays);
        if entry.manager == manager {
            // An apply that finds all as it wants it leaves no time.
            entry.time = if value == *live { entry.time } else { Some(now.whole_second()) };
        }
    }
    entries.retain(|entry| !entry.fields.is_empty());
    sort(&mut entries);
    Ok(Applied { value, entries })
}

/// Takes out what the manager applied last time and does not apply now, unless somebody else owns it.
fn prune(merged: Value, last: &FieldSet, entries: &[ManagedFieldsEntry], place: Place) -> Value {
    if last.is_empty() {
        return merged;
    }
    let last = with_named_steps(last.clone(), place);
    let all = with_named_steps(field_set(&merged, place), place);
    let fields_of = |value: &Value| with_named_steps(field_set(value, place), place);
    let pruned = remove(&merged, &last, place);
    let owned = entries.iter().fold(FieldSet::default(), |owned, entry| owned.union(&entry.fields));
    let kept = fields_of(&pruned).union(&with_named_steps(owned, place));
    let pruned = remove(&merged, &all.difference(&kept, Below::Stays), place);
    let dangling = all.difference(&fields_of(&pruned), Below::Stays).intersection(&last);
    remove(&merged, &dangling, place)
}

/// The set with every declared field on the way to its members.
fn with_named_steps(mut set: FieldSet, place: Place) -> FieldSet {
    for step in set.steps() {
        let below = set.below(&step);
        if below.is_empty() {
            continue;
        }
        if step.strip_prefix("f:").is_some_and(|name| place.declares(name)) {
            set.include_step(&step);
        }
        let below = with_named_steps(below, place.behind(&step));
        set.replace_below(&step, below);
    }
    set
}

/// What kubectl applied from the client's side and is still so.
fn applied_by_the_client(kind: Kind, live: &Value) -> FieldSet {
    let text = live.pointer("/metadata/annotations").and_then(|all| all.get(LAST_APPLIED)?.as_str());
    let Some(last) = text.and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
        return FieldSet::default();
    };
    let place = Place::root(kind);
    let comparison = Comparison::of(&last, live, place);
    let differs = comparison.taken().union(&comparison.removed);
    field_set(&last, place).difference(&differs, Below::Stays)
}

/// What a write through this subresource cannot change.
///
/// Upstream: `GetResetFields` of the strategies.
fn out_of_reach(kind: Kind, subresource: &str) -> FieldSet {
    if subresource != "status" {
        return FieldSet::default().with(&["f:status"]);
    }
    let spec = FieldSet::default().with(&["f:spec"]);
    match kind {
        Kind::Pod => {
            spec.with(&["f:metadata", "f:deletionTimestamp"]).with(&["f:metadata", "f:ownerReferences"])
        }
        _ => spec,
    }
}

/// Fields that the server sets and nobody owns.
fn server_fields() -> FieldSet {
    let mut set = FieldSet::default().with(&["f:apiVersion"]).with(&["f:kind"]).with(&["f:metadata"]);
    for name in [
        "name",
        "namespace",
        "creationTimestamp",
        "selfLink",
        "uid",
        "clusterName",
        "generation",
        "managedFields",
        "resourceVersion",
    ] {
        set.insert(&["f:metadata".to_owned(), format!("f:{name}")]);
    }
    set
}

/// Hands the fields of the managers that wrote client-side over to the one that applies server-side. Whether any
/// had some.
///
/// Upstream: `csaupgrade.UpgradeManagedFields`.
pub fn upgrade(entries: &mut Vec<ManagedFieldsEntry>, old: &[Manager], new: &Manager) -> bool {
    let mut is_changed = false;
    for manager in old {
        let Some(at) = entries.iter().position(|entry| entry.manager == *manager) else { continue };
        let mut moved = entries.remove(at);
        is_changed = true;
        match entries.iter_mut().find(|entry| entry.manager == *new) {
            Some(entry) => entry.fields = std::mem::take(&mut entry.fields).union(&moved.fields),
            None => {
                moved.manager = new.clone();
                entries.insert(at, moved);
            }
        }
    }
    is_changed
}
