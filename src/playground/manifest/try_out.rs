//! Does on a copy of the API server what a person is about to do.
//!
//! Unlike in a dry run the copy is written to, so that a later document of a file finds what an earlier one made.
//! Upstream of the merge: `k8s.io/kubectl/pkg/cmd/diff/diff.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::schema;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions, Written};
use crate::apiserver::patch::{create_three_way_json_merge, create_three_way_strategic};
use crate::apiserver::server::ApiServer;
use crate::kubectl::command::{DEFAULT_NAMESPACE, Env};
use crate::kubectl::files::MemoryFiles;
use crate::kubectl::process::{Invocation, Process, Step};
use crate::kubectl::streams::{Output, Stream};

/// What a kubectl printed, and its exit code.
pub struct Tried {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// 0 where it went well.
    pub code: i32,
}

/// Runs kubectl on a copy of the server.
pub fn kubectl(api: &ApiServer, now: Time, argv: Vec<String>) -> Tried {
    let mut api = api.clone();
    let mut files = MemoryFiles::default();
    let mut output = Output::default();
    let mut env = Env { now, api: &mut api, files: &mut files };
    let (_, step) = Process::start(&Invocation { argv, stdin: None }, &mut env, &mut output);
    let mut tried = Tried { out: String::new(), err: String::new(), code: 0 };
    for (stream, text) in output.take() {
        match stream {
            Stream::Out => tried.out.push_str(&text),
            Stream::Err => tried.err.push_str(&text),
        }
    }
    if let Step::Exit(code) = step {
        tried.code = code;
    }
    tried
}

/// An object that was applied to a copy.
pub(super) struct Applied {
    pub kind: Kind,
    pub name: String,
    /// As it is.
    pub live: Option<Rc<Object>>,
    /// As it would be.
    pub result: Result<Written, ApiError>,
}

/// Applies a manifest of a known kind. Unknown fields are passed over; whoever asks tells of them otherwise.
pub(super) fn apply(api: &mut ApiServer, kind: Kind, manifest: &Value) -> Applied {
    let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let name = text("/metadata/name").to_owned();
    let namespace = match (kind.resource().namespaced, text("/metadata/namespace")) {
        (false, _) => String::new(),
        (true, "") => DEFAULT_NAMESPACE.to_owned(),
        (true, namespace) => namespace.to_owned(),
    };
    let options = WriteOptions { field_validation: FieldValidation::Ignore, ..WriteOptions::default() };
    let live = api.get(kind, &namespace, &name).ok();
    let result = match &live {
        None => api.create_json(kind, &namespace, manifest, &options),
        Some(live) => match three_way(kind, &live.to_value(), manifest) {
            Ok(patch) => api.patch_json(kind, &namespace, &name, &patch, &options),
            Err(message) => Err(ApiError::bad_request(message)),
        },
    };
    Applied { kind, name, live, result }
}

fn three_way(kind: Kind, live: &Value, manifest: &Value) -> Result<Patch, String> {
    let last = live["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str);
    let original = last.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let Some(schema) = schema::root(kind.resource().kind_name) else {
        return Ok(Patch::Merge(create_three_way_json_merge(&original, manifest, live)));
    };
    let mut modified = manifest.clone();
    // The file never has this one, and a merge without it would take it off the live object.
    if let (Some(last), Some(object)) = (last, modified.as_object_mut()) {
        let metadata = object.entry("metadata").or_insert_with(|| serde_json::json!({}));
        if let Some(metadata) = metadata.as_object_mut() {
            let annotations = metadata.entry("annotations").or_insert_with(|| serde_json::json!({}));
            if let Some(annotations) = annotations.as_object_mut() {
                annotations.insert(LAST_APPLIED.into(), last.into());
            }
        }
    }
    let patch = create_three_way_strategic(&original, &modified, live, schema, &[]);
    patch.map(Patch::Strategic).map_err(|error| error.to_string())
}
