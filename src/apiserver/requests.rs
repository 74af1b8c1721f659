//! The API server as kubectl meets it: objects as JSON, decoded, defaulted, validated.
//!
//! Upstream: `k8s.io/apiserver/pkg/endpoints/handlers/{create,update,patch}.go`.

use std::borrow::Cow;
use std::num::IntErrorKind;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::TEMPLATE_GENERATION;
use crate::api::{defaults, schema, validation};
use crate::apimachinery::errors::{ApiError, Cause};
use crate::apimachinery::field_error::FieldErrorList;
use crate::apimachinery::managed_fields::{ManagedFieldsEntry, Operation};
use crate::apimachinery::quote::go_quote;
use crate::apiserver::managed::{self, Given};
use crate::apiserver::options::{FieldValidation, Patch, Subresource, WriteOptions, Written, check_options};
use crate::apiserver::patch;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchEventType;

impl ApiServer {
    /// Creates an object from JSON.
    ///
    /// Errors: BadRequest where it cannot be decoded, Invalid where it breaks rules, and those of a creation.
    pub fn create_json(
        &mut self,
        kind: Kind,
        namespace: &str,
        value: &Value,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_options("CreateOptions", options)?;
        let given = Given::of(value);
        let (mut value, mut warnings) = decode(kind, value, options)?;
        if kind == Kind::Pod {
            warnings.extend(defaults::app_armor_fields(&mut value));
        }
        let created =
            self.create_decoded(kind, namespace, &value, options, Owners::Writer(given), &mut warnings);
        answer(created, warnings)
    }

    pub(super) fn create_decoded(
        &mut self,
        kind: Kind,
        namespace: &str,
        value: &Value,
        options: &WriteOptions,
        owners: Owners,
        warnings: &mut Vec<String>,
    ) -> Result<Rc<Object>, ApiError> {
        let mut object = Object::from_value(kind, &stored(kind, value), None);
        place(&mut object, kind, namespace, None)?;
        object.meta.resource_version = 0;
        object.meta.uid = Default::default();
        let entries = match owners {
            Owners::Known(entries) => entries,
            Owners::Writer(given) => {
                let manager = options.manager(Operation::Update);
                managed::owners_of_new(kind, &created_value(&object), given, manager, self.now)
            }
        };
        let mut object = self.prepare_create(object)?;
        let new_value = object.to_value();
        let mut judged = judged(&object, value, &new_value);
        judged.to_mut()["metadata"]["managedFields"] = managed::judged(kind, &entries);
        object.meta.managed_fields = Some(managed::kept(entries));
        if let (Kind::Namespace, Some(spec)) = (kind, value.get("spec")) {
            judged.to_mut()["spec"] = spec.clone();
        }
        // A node may come with a status; kubelets report their own later.
        if let (Kind::Node, Some(status)) = (kind, value.get("status")) {
            judged.to_mut()["status"] = status.clone();
        }
        invalid(&object, validation::validate_create(kind, &judged))?;
        self.check_absent(&object)?;
        warnings.extend(validation::warnings_on_create(kind, &new_value));
        if options.dry_run {
            return Ok(Rc::new(object));
        }
        Ok(self.commit(WatchEventType::Added, object))
    }

    /// Replaces an object by JSON.
    ///
    /// Errors: as for a creation; NotFound; Conflict where it carries another version.
    pub fn replace_json(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        value: &Value,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_options("UpdateOptions", options)?;
        let owners = Owners::Writer(Given::of(value));
        let (value, mut warnings) = decode(kind, value, options)?;
        let updated = self
            .get(kind, namespace, name)
            .and_then(|old| self.write_update(&old, &value, options, owners, &mut warnings));
        answer(updated, warnings)
    }

    /// Patches an object.
    ///
    /// Errors: BadRequest where the patch does not fit, and those of a replacement.
    pub fn patch_json(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        patch: &Patch,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_options("PatchOptions", options)?;
        let old = self.get(kind, namespace, name)?;
        let current = managed::value_with_managed_fields(&old);
        let (patched, mut warnings) = apply_patch(kind, &current, patch, options)?;
        let is_untouched =
            patched.pointer("/metadata/managedFields") == current.pointer("/metadata/managedFields");
        let given = if is_untouched { Given::Nothing } else { Given::of(&patched) };
        // A patch is of the object as it is: its uid is no condition, as in a replacement, but a field that stays.
        if let Some(uid) = patched.pointer("/metadata/uid").and_then(Value::as_str)
            && uid != old.meta.uid.to_string()
        {
            let message = format!("Invalid value: {}: field is immutable", go_quote(uid));
            let cause = Cause { field: "metadata.uid".to_owned(), message };
            return Err(ApiError::invalid(&kind.resource().qualified_kind(), name, vec![cause]));
        }
        let (value, more) = decode(kind, &patched, options)?;
        warnings.extend(more);
        let updated = self.write_update(&old, &value, options, Owners::Writer(given), &mut warnings);
        answer(updated, warnings)
    }

    pub(super) fn write_update(
        &mut self,
        old: &Rc<Object>,
        value: &Value,
        options: &WriteOptions,
        owners: Owners,
        warnings: &mut Vec<String>,
    ) -> Result<Rc<Object>, ApiError> {
        if options.subresource == Subresource::Status {
            return self.write_status(old, value, options, owners);
        }
        let kind = old.kind();
        let mut object = Object::from_value(kind, &stored(kind, value), Some(old));
        place(&mut object, kind, &old.meta.namespace, Some(&old.meta.name))?;
        let (mut object, old) = self.prepare_update(object)?;
        let (new_value, old_value) = (object.to_value(), old.to_value());
        let mut judged = judged(&object, value, &new_value);
        // Who writes whatever the version is names none; only leases are not written so.
        if object.meta.resource_version == 0 && kind != Kind::Lease {
            judged.to_mut()["metadata"]["resourceVersion"] = old_value["metadata"]["resourceVersion"].clone();
        }
        for field in ["deletionGracePeriodSeconds", "deletionTimestamp"] {
            if let Some(given) = value["metadata"].get(field).filter(|given| !given.is_null()) {
                judged.to_mut()["metadata"][field] = given.clone();
            }
        }
        let entries = match owners {
            Owners::Known(entries) => Some(entries),
            Owners::Writer(given) => {
                let manager = options.manager(Operation::Update);
                managed::owners_after(&old, &old_value, &new_value, given, manager, self.now)
            }
        };
        if let Some(entries) = &entries {
            judged.to_mut()["metadata"]["managedFields"] = managed::judged(kind, entries);
        }
        invalid(&object, validation::validate_update(kind, &judged, &old_value))?;
        warnings.extend(validation::warnings_on_update(kind, &new_value, &old_value));
        if let Some(entries) = entries {
            managed::set_owners(&mut object, entries);
        }
        if options.dry_run {
            return Ok(Rc::new(object));
        }
        Ok(self.commit_update(object, &old))
    }
}

/// The object as the rules of validation see it: some of what a client wrote is judged and then read into types that
/// have no place for what is wrong.
fn judged<'a>(object: &Object, given: &Value, value: &'a Value) -> Cow<'a, Value> {
    let mut judged = Cow::Borrowed(value);
    if let Some(owners) = given.pointer("/metadata/ownerReferences") {
        judged.to_mut()["metadata"]["ownerReferences"] = owners.clone();
    }
    match (object.kind(), given.get("spec")) {
        (Kind::Node, Some(spec)) => judged.to_mut()["spec"] = spec.clone(),
        (Kind::DaemonSet, Some(_)) if has_empty_labels(given) => {
            judged.to_mut()["spec"]["template"]["metadata"]["labels"] = json!({});
        }
        _ => {}
    }
    judged
}

/// Whether a template says that it has no labels. Storage does not tell that from saying nothing, an error does.
fn has_empty_labels(value: &Value) -> bool {
    let labels = value.pointer("/spec/template/metadata/labels").and_then(Value::as_object);
    labels.is_some_and(Map::is_empty)
}

/// What of a decoded object is kept.
fn stored(kind: Kind, value: &Value) -> Cow<'_, Value> {
    if kind != Kind::DaemonSet || !has_empty_labels(value) {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    if let Some(metadata) = value.pointer_mut("/spec/template/metadata").and_then(Value::as_object_mut) {
        metadata.remove("labels");
    }
    Cow::Owned(value)
}

/// Who owns the fields of an object that is written.
pub(super) enum Owners {
    /// Who writes it owns what changes, unless it says who owns what.
    Writer(Given),
    /// Somebody found out already.
    Known(Vec<ManagedFieldsEntry>),
}

/// A new object as its creator hands it in.
fn created_value(object: &Object) -> Value {
    let mut value = object.to_value();
    if object.kind() == Kind::DaemonSet {
        // Each version of the API knows this annotation, in the client's words or not.
        if object.meta.annotations.get(TEMPLATE_GENERATION).is_none() {
            let mut object = object.clone();
            object.meta.annotations = object.meta.annotations.with(TEMPLATE_GENERATION, "0");
            value = object.to_value();
        }
    }
    value
}

/// An answer, or a refusal, with the warnings that came before it.
pub(super) fn answer(
    result: Result<Rc<Object>, ApiError>,
    warnings: Vec<String>,
) -> Result<Written, ApiError> {
    match result {
        Ok(object) => Ok(Written { object, warnings }),
        Err(error) => Err(ApiError { warnings: warnings.into(), ..error }),
    }
}

/// Canonical JSON with defaults filled in, and warnings. Kinds without a schema stay as they are.
pub(super) fn decode(
    kind: Kind,
    value: &Value,
    options: &WriteOptions,
) -> Result<(Value, Vec<String>), ApiError> {
    let resource = kind.resource();
    let Some(schema) = schema::root(resource.kind_name) else { return Ok((value.clone(), Vec::new())) };
    let refused = |why: &dyn std::fmt::Display| {
        let (kind, version) = (resource.kind_name, resource.version);
        ApiError::bad_request(format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {why}"))
    };
    let mut decoded = schema::decode(value, schema).map_err(|error| refused(&error))?;
    if let (Kind::DaemonSet, Some(why)) = (kind, wrong_template_generation(&decoded.value)) {
        return Err(refused(&why));
    }
    let mut warnings = Vec::new();
    match options.field_validation {
        FieldValidation::Ignore => {}
        FieldValidation::Warn => warnings = std::mem::take(&mut decoded.strict_errors),
        FieldValidation::Strict => {
            if let Some(error) = decoded.strict_error() {
                return Err(refused(&error));
            }
        }
    }
    match kind {
        Kind::DaemonSet => defaults::daemon_set(&mut decoded.value),
        Kind::Pod => defaults::pod(&mut decoded.value),
        Kind::Node => defaults::node(&mut decoded.value),
        Kind::Namespace => defaults::namespace(&mut decoded.value),
        _ => {}
    }
    defaults::drop_disabled_fields(kind, &mut decoded.value);
    if kind == Kind::DaemonSet && has_empty_labels(value) {
        decoded.value["spec"]["template"]["metadata"]["labels"] = json!({});
    }
    Ok((decoded.value, warnings))
}

/// Why the count of templates, which other versions of the API keep in a field, is no number.
///
/// Upstream: `Convert_v1_DaemonSet_To_apps_DaemonSet`.
fn wrong_template_generation(value: &Value) -> Option<String> {
    let annotations = value.pointer("/metadata/annotations")?;
    let text = annotations.get(TEMPLATE_GENERATION)?.as_str()?;
    let why = match text.parse::<i64>().err()?.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "value out of range",
        _ => "invalid syntax",
    };
    Some(format!("strconv.ParseInt: parsing {}: {why}", go_quote(text)))
}

/// The refusal of an object that breaks rules.
pub(super) fn invalid(object: &Object, errors: FieldErrorList) -> Result<(), ApiError> {
    match errors.to_api_error(&object.kind().resource().qualified_kind(), &object.meta.name) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Brings an object into the namespace and under the name of its request.
pub(super) fn place(
    object: &mut Object,
    kind: Kind,
    namespace: &str,
    name: Option<&str>,
) -> Result<(), ApiError> {
    let resource = kind.resource();
    if !resource.namespaced {
        object.meta.namespace = "".into();
    } else if object.meta.namespace.is_empty() {
        object.meta.namespace = namespace.into();
    } else if &*object.meta.namespace != namespace {
        return Err(ApiError::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    match name {
        Some(name) if *object.meta.name != *name => Err(ApiError::bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({name})",
            object.meta.name
        ))),
        _ => Ok(()),
    }
}

/// A patched object, not decoded yet, and warnings about the patch.
type PatchedValue = (Value, Vec<String>);

/// Upstream: `patchResource` in `patch.go`.
fn apply_patch(
    kind: Kind,
    current: &Value,
    patch: &Patch,
    options: &WriteOptions,
) -> Result<PatchedValue, ApiError> {
    if let Some(schema) = schema::root(kind.resource().kind_name) {
        return patch::apply_patch(current, patch, schema, options.field_validation);
    }
    // Kinds that are kept without their schema have no merge keys: their lists are replaced whole.
    let value = match patch {
        Patch::Strategic(patch) | Patch::Merge(patch) => patch::json_merge(current, patch)?,
        Patch::Json(patch) => patch::json_patch(current, patch)?.value,
    };
    Ok((value, Vec::new()))
}
