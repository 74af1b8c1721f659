//! Objects in files: YAML or JSON, several documents, lists.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/resource/{visitor,mapper,metadata_decoder}.go`, `k8s.io/kubectl/pkg/validation`.

use serde_json::{Value, json};

use crate::api::schema;
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml::parse_documents;
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::errors::Failure;
use crate::kubectl::files::{Files, clean, is_below};
use crate::kubectl::resources::Mapping;

/// What a folder's files end in.
const EXTENSIONS: [&str; 3] = [".json", ".yaml", ".yml"];
/// How standard input is called in errors.
const STDIN: &str = "STDIN";

/// Reads what `-f` names: a file, a folder, a pattern, or `-`.
pub fn read(
    filename: &str,
    query: &Query,
    files: &dyn Files,
    items: &mut Vec<Result<Info, Failure>>,
    failures: &mut Vec<Failure>,
) {
    if filename == "-" {
        read_text(STDIN, query.stdin.as_deref().unwrap_or_default(), query, items);
        return;
    }
    if filename.starts_with("http://") || filename.starts_with("https://") {
        failures.push(Failure::Message(format!(
            "unable to read URL {}: this playground has no network",
            go_quote(filename)
        )));
        return;
    }
    let paths = expand(filename, query.recursive, files);
    if paths.is_empty() {
        failures.push(if files.is_folder(filename) {
            Failure::Message(format!(
                "error reading [{filename}]: recognized file extensions are [.json .yaml .yml]"
            ))
        } else {
            Failure::Message(format!("the path {} does not exist", go_quote(filename)))
        });
        return;
    }
    for path in paths {
        if let Some(text) = files.read(&path) {
            read_text(&path, &text, query, items);
        }
    }
}

/// What `-k` says of a folder: it is refused for the reasons of a real one as far as there are any.
///
/// Upstream: `sigs.k8s.io/kustomize/api/internal/target` (`LoadKustFile`), `kyaml/filesys` (`ConfirmDir`).
pub fn refuse_kustomize(folder: &str, files: &dyn Files) -> Failure {
    const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    if files.read(folder).is_some() {
        return Failure::Message(format!("must build at directory: '{folder}': file is not directory"));
    }
    if !files.is_folder(folder) {
        let path = files.absolute(folder);
        return Failure::Message(format!(
            "must build at directory: not a valid directory: evalsymlink failure on '{folder}' : lstat {path}: no \
             such file or directory"
        ));
    }
    if NAMES.iter().any(|name| files.read(&format!("{folder}/{name}")).is_some()) {
        return "kustomize is not simulated by this playground".into();
    }
    Failure::Message(format!(
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{}'",
        files.absolute(folder)
    ))
}

fn expand(filename: &str, recursive: bool, files: &dyn Files) -> Vec<String> {
    if files.read(filename).is_some() {
        return vec![filename.to_owned()];
    }
    let mut paths = files.paths();
    if !files.is_folder(filename) {
        paths.retain(|path| glob(filename, path));
        return paths;
    }
    let folder = clean(filename);
    paths.retain(|path| {
        let rest = path.get(folder.len()..).unwrap_or_default().trim_start_matches('/');
        is_below(&folder, path)
            && (recursive || !rest.contains('/'))
            && EXTENSIONS.iter().any(|ending| path.ends_with(ending))
    });
    paths
}

/// Whether a path fits a pattern of `*` and `?`, neither of which stands for a slash.
fn glob(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<char>, Vec<char>) = (pattern.chars().collect(), path.chars().collect());
    let (mut p, mut at) = (0, 0);
    // Where the last star stands and how far it reaches: only that one is ever worth stretching.
    let mut star: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), path.get(at)) {
            (None, None) => return true,
            (Some('*'), _) => {
                star = Some((p, at));
                p += 1;
            }
            (Some('?'), Some(c)) if *c != '/' => (p, at) = (p + 1, at + 1),
            (Some(wanted), Some(c)) if wanted == c => (p, at) = (p + 1, at + 1),
            _ => {
                let Some((star_at, reach)) = star else { return false };
                if path.get(reach).is_none_or(|c| *c == '/') {
                    return false;
                }
                star = Some((star_at, reach + 1));
                (p, at) = (star_at + 1, reach + 1);
            }
        }
    }
}

/// Reads the documents of one text called `source`; an error of its syntax ends it, one of a document does not.
pub fn read_text(source: &str, text: &str, query: &Query, items: &mut Vec<Result<Info, Failure>>) {
    for document in parse_documents(text) {
        let value = match document {
            Ok(document) if document.value.is_null() => continue,
            Ok(document) => document.value,
            Err(error) => {
                items.push(Err(Failure::Message(format!("error parsing {source}: {}", error.message))));
                return;
            }
        };
        if query.check_kind
            && let Err(why) = check_kind(&value)
        {
            items.push(Err(Failure::Message(format!(
                "error validating {}: error validating data: {why}; if you choose to ignore these errors, turn \
                 validation off with --validate=false",
                go_quote(source)
            ))));
            return;
        }
        if value.get("items").is_some() {
            push_list(source, value, items);
        } else {
            items.push(info(source, value));
        }
    }
}

/// Whatever has `items` is a list. Its items are what the list says they are, where they do not say it themselves.
///
/// Upstream: `unstructuredJSONScheme.decodeToList`, `FlattenListVisitor`.
fn push_list(source: &str, list: Value, items: &mut Vec<Result<Info, Failure>>) {
    let undecodable = |why: String| Failure::Message(format!("unable to decode {}: {why}", go_quote(source)));
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (api_version, kind_name) = (text(&list, "apiVersion"), text(&list, "kind"));
    if kind_name.is_empty() {
        return items.push(Err(undecodable(missing_kind(&list))));
    }
    let Some(item_kind) = list_of(&api_version, &kind_name) else {
        return items.push(Err(not_mapped("", "", source, &no_kind_match(&kind_name, &api_version))));
    };
    let inner = match list.get("items") {
        Some(Value::Array(inner)) => inner.clone(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => {
            let wrong = json_kind(other);
            let field = "Go struct field decodeList.items of type []json.RawMessage";
            return items.push(Err(undecodable(format!("json: cannot unmarshal {wrong} into {field}"))));
        }
    };
    if let Some(other) = inner.iter().find(|item| !item.is_object() && !item.is_null()) {
        let wrong = json_kind(other);
        let map = "Go value of type map[string]interface {}";
        return items.push(Err(undecodable(format!("json: cannot unmarshal {wrong} into {map}"))));
    }
    for mut item in inner {
        if text(&item, "kind").is_empty() && text(&item, "apiVersion").is_empty() {
            item["kind"] = item_kind.as_str().into();
            item["apiVersion"] = api_version.as_str().into();
        }
        if item.get("items").is_some() {
            push_list(source, item, items);
            continue;
        }
        let missing = match (text(&item, "kind").is_empty(), text(&item, "apiVersion").is_empty()) {
            (true, _) => "Object 'Kind' is missing in 'object has no kind field '",
            (false, true) => "Object 'apiVersion' is missing in 'object has no apiVersion field'",
            (false, false) => {
                let (api_version, kind_name) = (text(&item, "apiVersion"), text(&item, "kind"));
                items.push(recognised(source, item).ok_or_else(|| {
                    let why = no_kind_match(&kind_name, &api_version);
                    Failure::Message(format!("unable to recognize {why}"))
                }));
                continue;
            }
        };
        items.push(Err(Failure::Message(format!(
            "unable to get type info from the object \"*unstructured.Unstructured\": {missing}"
        ))));
    }
}

/// The kind of a list's items; empty for a list of anything, `None` for a list that the server does not know.
fn list_of(api_version: &str, kind_name: &str) -> Option<String> {
    let item_kind = kind_name.strip_suffix("List")?;
    let is_known = match item_kind {
        "" => Mapping::all().into_iter().any(|mapping| mapping.api_version() == api_version),
        item_kind => Mapping::of_kind(api_version, item_kind).is_some(),
    };
    is_known.then(|| item_kind.to_owned())
}

/// What Go's errors call a value of JSON.
fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn missing_kind(value: &Value) -> String {
    format!("Object 'Kind' is missing in '{}'", print_compact(value))
}

fn no_kind_match(kind_name: &str, api_version: &str) -> String {
    format!("no matches for kind {} in version {}", go_quote(kind_name), go_quote(api_version))
}

fn not_mapped(name: &str, namespace: &str, source: &str, why: &str) -> Failure {
    Failure::Message(format!(
        "resource mapping not found for name: {} namespace: {} from {}: {why}\nensure CRDs are installed first",
        go_quote(name),
        go_quote(namespace),
        go_quote(source),
    ))
}

/// Whether a document names its kind and version.
///
/// Errors: what it lacks.
/// Upstream: `validation.getObjectKind`.
pub fn check_kind(value: &Value) -> Result<(), String> {
    let Some(object) = value.as_object() else { return Err("invalid object to validate".to_owned()) };
    let mut errors = Vec::new();
    for key in ["apiVersion", "kind"] {
        match object.get(key) {
            None | Some(Value::Null) => errors.push(format!("{key} not set")),
            Some(Value::String(text)) if key == "apiVersion" && text.matches('/').count() > 1 => {
                errors.push(format!("unexpected GroupVersion string: {text}"));
            }
            Some(Value::String(_)) => {}
            Some(_) => errors.push(format!("{key} isn't string type")),
        }
    }
    match &errors[..] {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!("[{}]", many.join(", "))),
    }
}

/// Upstream: `mapper.infoForData`, `metadataValidatingDecoder`.
fn info(source: &str, value: Value) -> Result<Info, Failure> {
    let undecodable = |why: &str| Failure::Message(format!("unable to decode {}: {why}", go_quote(source)));
    if !value.is_object() {
        let wrong = json_kind(&value);
        return Err(undecodable(&format!(
            "json: cannot unmarshal {wrong} into Go value of type unstructured.detector"
        )));
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    // A version that cannot be read hides the kind as well.
    if text("kind").is_empty() || text("apiVersion").matches('/').count() > 1 {
        return Err(undecodable(&missing_kind(&value)));
    }
    if let Some(metadata) = value.get("metadata")
        && let Some(any_kind) = schema::root("Namespace")
        && let Err(error) = schema::decode(&json!({"metadata": metadata}), any_kind)
    {
        return Err(undecodable(&error.to_string()));
    }
    let inner = |key: &str| value.pointer(key).and_then(Value::as_str).unwrap_or_default();
    let failure = not_mapped(
        inner("/metadata/name"),
        inner("/metadata/namespace"),
        source,
        &no_kind_match(text("kind"), text("apiVersion")),
    );
    recognised(source, value).ok_or(failure)
}

/// The object, where the server knows its kind.
fn recognised(source: &str, value: Value) -> Option<Info> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mapping = Mapping::of_kind(&text("/apiVersion"), &text("/kind"))?;
    let (name, namespace) = (text("/metadata/name"), text("/metadata/namespace"));
    Some(Info { mapping, namespace, name, source: source.to_owned(), manifest: Some(value), object: None })
}

/// Writes the namespace into a manifest, or takes it out where it is empty.
pub fn set_namespace(manifest: &mut Value, namespace: &str) {
    let Some(object) = manifest.as_object_mut() else { return };
    let metadata = object.entry("metadata").or_insert_with(|| json!({}));
    if metadata.is_null() {
        *metadata = json!({});
    }
    let Some(metadata) = metadata.as_object_mut() else { return };
    if namespace.is_empty() {
        metadata.remove("namespace");
    } else {
        metadata.insert("namespace".into(), namespace.into());
    }
}
