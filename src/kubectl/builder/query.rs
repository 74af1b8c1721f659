//! From words and flags to objects.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/resource/builder.go` (`Builder`, `visitorResult`), `visitor.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::quote::go_quote;
use crate::apiserver::managed::value_with_managed_fields;
use crate::apiserver::server::ApiServer;
use crate::kubectl::builder::manifests;
use crate::kubectl::builder::words::Words;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::files::Files;
use crate::kubectl::filter::Filter;
use crate::kubectl::resources::Mapping;

/// An object that a command is about.
#[derive(Clone, Debug)]
pub struct Info {
    /// Its kind.
    pub mapping: Mapping,
    /// Its namespace; empty for objects of the whole cluster.
    pub namespace: String,
    /// Its name; may be empty where a file gives none.
    pub name: String,
    /// The file it was read from; empty for others.
    pub source: String,
    /// What the file says.
    pub manifest: Option<Value>,
    /// What the server has.
    pub object: Option<Rc<Object>>,
}

impl Info {
    fn of_object(mapping: Mapping, object: Rc<Object>) -> Info {
        Info {
            mapping,
            namespace: object.meta.namespace.to_string(),
            name: object.meta.name.to_string(),
            source: String::new(),
            manifest: None,
            object: Some(object),
        }
    }

    /// Asks the server for the object.
    ///
    /// Errors: NotFound, of the object or, where that is missing too, of its namespace.
    ///
    /// Upstream: `Info.Get` in `visitor.go`.
    pub fn get(&mut self, api: &ApiServer) -> Result<Rc<Object>, ApiError> {
        let found = match self.mapping.kind() {
            Some(kind) => api.get(kind, &self.namespace, &self.name),
            None => Err(ApiError::not_found(&self.mapping.qualified_plural(), &self.name)),
        };
        let object = found.map_err(|error| match api.get(Kind::Namespace, "", &self.namespace) {
            Err(missing)
                if error.is_not_found()
                    && missing.is_not_found()
                    && !["", "default"].contains(&self.namespace.as_str()) =>
            {
                missing
            }
            _ => error,
        })?;
        self.object = Some(object.clone());
        Ok(object)
    }

    /// The object as JSON: the server's where it is known, else the file's.
    pub fn value(&self) -> Value {
        match (&self.object, &self.manifest) {
            (Some(object), _) => object.to_value(),
            (None, Some(manifest)) => manifest.clone(),
            (None, None) => Value::Null,
        }
    }

    /// The same with who manages its fields.
    pub fn value_with_managed_fields(&self) -> Value {
        self.object.as_deref().map_or_else(|| self.value(), value_with_managed_fields)
    }

    /// `daemonset.apps/agent`.
    pub fn object_name(&self) -> String {
        format!("{}/{}", self.mapping.qualified_singular(), self.name)
    }
}

/// What is asked for. [`Query::of`] reads the flags that commands share; the rest is each command's own.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The namespace to work in; empty for all.
    pub namespace: String,
    /// Whether the person named the namespace, so that files must agree.
    pub enforce_namespace: bool,
    /// `-A`.
    pub all_namespaces: bool,
    /// `-f`.
    pub filenames: Vec<String>,
    /// `-k`.
    pub kustomize: String,
    /// `-R`.
    pub recursive: bool,
    /// `-l`.
    pub labels: String,
    /// `--field-selector`.
    pub fields: String,
    /// `--all`.
    pub all: bool,
    /// The words.
    pub args: Vec<String>,
    /// Whether a kind without names means all of them.
    pub kind_means_all: bool,
    /// Whether objects in files are asked for at the server.
    pub latest: bool,
    /// Whether names are looked up; deletion does not.
    pub names_only: bool,
    /// Whether to stop at the first failure.
    pub stop_at_failure: bool,
    /// Whether only one kind may be asked for.
    pub single_kind: bool,
    /// Whether files are checked for a kind first, as commands that send them do.
    pub check_kind: bool,
    /// What `-f -` reads.
    pub stdin: Option<String>,
    /// `--subresource`.
    pub subresource: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    /// Objects and failures, in order.
    pub items: Vec<Result<Info, Failure>>,
    /// What of the files could not be read. It is told together, after what was visited.
    ///
    /// Upstream: `EagerVisitorList` below `ContinueOnErrorVisitor`.
    pub unread: Vec<Failure>,
    /// Whether one object was asked for by name.
    pub single: bool,
    /// The kinds asked for, where they were named; of those that were listed, the ones that could be.
    pub mappings: Vec<Mapping>,
    /// Whether kinds were listed, and no object was asked for by name.
    pub is_list: bool,
    /// Whether to stop at the first failure.
    pub stop_at_failure: bool,
}

impl Selected {
    /// Does something with each object; failures are collected, or end the visit.
    pub fn visit(self, act: &mut dyn FnMut(Info) -> Result<(), Failure>) -> Result<(), Failure> {
        let mut failures = Vec::new();
        for item in self.items {
            if let Err(failure) = item.and_then(&mut *act) {
                if self.stop_at_failure {
                    return Err(failure);
                }
                failures.push(failure);
            }
        }
        failures.extend(Failure::all_of(self.unread).err());
        Failure::all_of(failures)
    }

    /// The objects, and what failed.
    pub fn infos(self) -> (Vec<Info>, Result<(), Failure>) {
        let mut infos = Vec::new();
        let result = self.visit(&mut |info| {
            infos.push(info);
            Ok(())
        });
        (infos, result)
    }

    /// The selection without failures that say "not found".
    #[must_use]
    pub fn ignore_not_found(mut self) -> Selected {
        self.items.retain(|item| !matches!(item, Err(failure) if failure.is_not_found()));
        self.unread.retain(|failure| !failure.is_not_found());
        self
    }
}

impl Query {
    /// What the flags and words of a command ask for.
    pub fn of(call: &Call) -> Query {
        let (namespace, enforce_namespace) = call.namespace();
        let all_namespaces = call.is_on("all-namespaces");
        Query {
            namespace: if all_namespaces { String::new() } else { namespace },
            enforce_namespace: enforce_namespace && !all_namespaces,
            all_namespaces,
            filenames: call.list("filename"),
            kustomize: call.text("kustomize").to_owned(),
            recursive: call.is_on("recursive"),
            labels: call.text("selector").trim().to_owned(),
            fields: call.text("field-selector").trim().to_owned(),
            all: call.is_on("all"),
            args: call.args().to_vec(),
            stdin: call.stdin.clone(),
            subresource: call.text("subresource").to_owned(),
            ..Query::default()
        }
    }

    /// Finds the objects.
    ///
    /// Errors: those of the request itself; what is wrong with one object stands among the items.
    pub fn run(&self, context: &Context<'_, '_>) -> Result<Selected, Failure> {
        let mut failures = Vec::new();
        let manifests = self.read_files(context.env.files, &mut failures);
        if self.all && !(self.labels.is_empty() && self.fields.is_empty()) {
            failures.push("setting 'all' parameter but found a non empty selector. ".into());
        }
        let words = Words::read(&self.args, &mut failures);
        Failure::all_of(failures)?;
        let api = &*context.env.api;
        let mut selected = match manifests {
            Some(manifests) => self.by_files(manifests, &words, api)?,
            None if self.wants_list(&words) => self.by_selector(&words, api)?,
            None if !words.pairs.is_empty() => self.by_pairs(&words, api)?,
            None if !words.names.is_empty() => self.by_names(&words, api)?,
            None => {
                for kind in &words.kinds {
                    Mapping::named(kind)?;
                }
                let nothing_named = "resource(s) were provided, but no name was specified";
                return Err(if words.kinds.is_empty() { MISSING_RESOURCE } else { nothing_named }.into());
            }
        };
        selected.stop_at_failure = self.stop_at_failure;
        Ok(selected)
    }

    fn wants_list(&self, words: &Words) -> bool {
        let kind_alone = self.kind_means_all && words.pairs.is_empty() && words.names.is_empty();
        !self.labels.is_empty()
            || !self.fields.is_empty()
            || self.all
            || (kind_alone && !words.kinds.is_empty())
    }

    fn by_selector(&self, words: &Words, api: &ApiServer) -> Result<Selected, Failure> {
        if !words.names.is_empty() {
            return Err("name cannot be provided when a selector is specified".into());
        }
        if !words.pairs.is_empty() {
            return Err(
                "selectors and the all flag cannot be used when passing resource/name arguments".into()
            );
        }
        if words.kinds.is_empty() {
            return Err("at least one resource must be specified to use a selector".into());
        }
        if !self.subresource.is_empty() {
            return Err("subresource cannot be used when bulk resources are specified".into());
        }
        let mut mappings = self.mappings(&words.kinds)?;
        let mut items = Vec::new();
        mappings.retain(|mapping| match self.listed(*mapping, api) {
            Ok(objects) => {
                items.extend(objects.into_iter().map(|object| Ok(Info::of_object(*mapping, object))));
                true
            }
            Err(error) => {
                items.push(Err(error));
                false
            }
        });
        Ok(Selected { items, mappings, is_list: true, ..Selected::default() })
    }

    fn listed(&self, mapping: Mapping, api: &ApiServer) -> Result<Vec<Rc<Object>>, Failure> {
        if mapping.namespaced() {
            path_segment("namespace", &self.namespace)?;
        }
        Ok(list(mapping, &self.namespace, &self.labels, &self.fields, api)?)
    }

    fn by_pairs(&self, words: &Words, api: &ApiServer) -> Result<Selected, Failure> {
        let mut pairs = Vec::new();
        let mut mappings: Vec<Mapping> = Vec::new();
        for (kind, name) in &words.pairs {
            let mapping = Mapping::named(kind)?;
            if !mappings.contains(&mapping) {
                mappings.push(mapping);
            }
            pairs.push((mapping, name));
        }
        if mappings.len() > 1 && self.single_kind {
            return Err(MULTIPLE_KINDS.into());
        }
        let mut items = Vec::new();
        for (mapping, name) in pairs {
            items.push(self.by_name(mapping, name, api)?);
        }
        Ok(Selected { single: items.len() == 1, items, mappings, ..Selected::default() })
    }

    fn by_names(&self, words: &Words, api: &ApiServer) -> Result<Selected, Failure> {
        if words.kinds.len() > 1 {
            return Err("you must specify only one resource".into());
        }
        let mappings = self.mappings(&words.kinds)?;
        let mut items = Vec::new();
        for mapping in &mappings {
            for name in &words.names {
                items.push(self.by_name(*mapping, name, api)?);
            }
        }
        Ok(Selected { single: items.len() == 1, items, mappings, ..Selected::default() })
    }

    /// Errors outside for a request that makes no sense, inside for an object that is not there.
    fn by_name(
        &self,
        mapping: Mapping,
        name: &str,
        api: &ApiServer,
    ) -> Result<Result<Info, Failure>, Failure> {
        let mut namespace = String::new();
        if mapping.namespaced() {
            if self.all_namespaces {
                return Err("a resource cannot be retrieved by name across all namespaces".into());
            }
            namespace.clone_from(&self.namespace);
        }
        let mut info = Info {
            mapping,
            namespace,
            name: name.to_owned(),
            source: String::new(),
            manifest: None,
            object: None,
        };
        if self.names_only {
            return Ok(Ok(info));
        }
        let found = self.request(&mut info, api);
        Ok(found.map(|()| info))
    }

    fn request(&self, info: &mut Info, api: &ApiServer) -> Result<(), Failure> {
        path_segment("namespace", &info.namespace)?;
        if info.name.is_empty() {
            return Err("resource name may not be empty".into());
        }
        path_segment("resource name", &info.name)?;
        let is_served = matches!(
            (info.mapping.kind(), self.subresource.as_str()),
            (_, "")
                | (Some(Kind::Pod), "ephemeralcontainers" | "resize")
                | (Some(Kind::DaemonSet | Kind::Namespace | Kind::Node | Kind::Pod), "status")
        );
        if !is_served {
            let message = "the server could not find the requested resource";
            return Err(ApiError::new(Reason::NotFound, message).into());
        }
        info.get(api)?;
        Ok(())
    }

    fn by_files(
        &self,
        manifests: Vec<Result<Info, Failure>>,
        words: &Words,
        api: &ApiServer,
    ) -> Result<Selected, Failure> {
        if !words.kinds.is_empty() && words.names.is_empty() {
            return Err("when paths, URLs, or stdin is provided as input, you may not specify resource \
                        arguments as well"
                .into());
        }
        if !words.names.is_empty() {
            return Err("name cannot be provided when a path is specified".into());
        }
        if !words.pairs.is_empty() {
            return Err("resource/name arguments cannot be provided when a path is specified".into());
        }
        let filter = crate::apimachinery::selector::Selector::parse(&self.labels)
            .map_err(|why| format!("the provided selector {} is not valid: {why}", go_quote(&self.labels)))?;
        let single = self.filenames.len() == 1 && !self.recursive && manifests.len() == 1;
        let (mut items, mut unread) = (Vec::new(), Vec::new());
        for manifest in manifests {
            let found = manifest.and_then(|info| match self.in_namespace(info) {
                Ok(mut info) if self.latest && !info.name.is_empty() => {
                    info.get(api)?;
                    Ok(Ok(info))
                }
                other => Ok(other),
            });
            let item = match found {
                Err(failure) if !self.stop_at_failure => {
                    unread.push(failure);
                    continue;
                }
                Err(failure) | Ok(Err(failure)) => Err(failure),
                Ok(Ok(info)) => Ok(info),
            };
            let is_chosen = match &item {
                Ok(info) if !self.labels.is_empty() => {
                    let value = info.value();
                    let labels = value.pointer("/metadata/labels");
                    filter.matches(&crate::apimachinery::labels::StringMap::from_value(labels))
                }
                _ => true,
            };
            if is_chosen {
                items.push(item);
            }
        }
        Ok(Selected { items, unread, single, ..Selected::default() })
    }

    /// Puts an object read from a file into the namespace of the request.
    ///
    /// Upstream: `SetNamespace`, `RequireNamespace`, `FilterNamespace`.
    fn in_namespace(&self, mut info: Info) -> Result<Info, Failure> {
        if !info.mapping.namespaced() {
            info.namespace.clear();
        } else if info.namespace.is_empty() {
            info.namespace.clone_from(&self.namespace);
        } else if self.enforce_namespace && info.namespace != self.namespace {
            return Err(Failure::Message(format!(
                "the namespace from the provided object {} does not match the namespace {}. You must pass \
                 '--namespace={}' to perform this operation.",
                go_quote(&info.namespace),
                go_quote(&self.namespace),
                info.namespace
            )));
        }
        if let Some(manifest) = &mut info.manifest {
            manifests::set_namespace(manifest, &info.namespace);
        }
        Ok(info)
    }

    fn read_files(
        &self,
        files: &dyn Files,
        failures: &mut Vec<Failure>,
    ) -> Option<Vec<Result<Info, Failure>>> {
        if !self.kustomize.is_empty() {
            if !self.filenames.is_empty() {
                failures.push("only one of -f or -k can be specified".into());
            }
            if self.recursive {
                failures.push("the -k flag can't be used with -f or -R".into());
            }
            if failures.is_empty() {
                failures.push(manifests::refuse_kustomize(&self.kustomize, files));
            }
            return Some(Vec::new());
        }
        if self.filenames.is_empty() {
            return None;
        }
        let mut items = Vec::new();
        for filename in &self.filenames {
            manifests::read(filename, self, files, &mut items, failures);
        }
        Some(items)
    }

    fn mappings(&self, kinds: &[String]) -> Result<Vec<Mapping>, Failure> {
        if kinds.len() > 1 && self.single_kind {
            return Err(MULTIPLE_KINDS.into());
        }
        let mut mappings: Vec<Mapping> = Vec::new();
        for kind in kinds {
            let mapping = Mapping::named(kind)?;
            if !mappings.contains(&mapping) {
                mappings.push(mapping);
            }
        }
        Ok(mappings)
    }
}

/// The objects of a kind that selectors choose; an empty namespace is all of them.
pub fn list(
    mapping: Mapping,
    namespace: &str,
    labels: &str,
    fields: &str,
    api: &ApiServer,
) -> Result<Vec<Rc<Object>>, ApiError> {
    let filter = Filter::parse(mapping, labels, fields)?;
    let Some(kind) = mapping.kind() else { return Ok(Vec::new()) };
    let mut objects = api.list(kind, if mapping.namespaced() { namespace } else { "" });
    objects.retain(|object| filter.matches(object));
    Ok(objects)
}

/// What a client does not put into the path of a request.
///
/// Upstream: `k8s.io/client-go/rest/request.go`, `k8s.io/apimachinery/pkg/api/validation/path`.
fn path_segment(what: &str, name: &str) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    if matches!(name, "." | "..") {
        wrong.push(format!("may not be '{name}'"));
    } else {
        wrong.extend(
            ['/', '%'].into_iter().filter(|c| name.contains(*c)).map(|c| format!("may not contain '{c}'")),
        );
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::Message(format!("invalid {what} {}: [{}]", go_quote(name), wrong.join(" "))))
}

const MULTIPLE_KINDS: &str = "you may only specify a single resource type";
const MISSING_RESOURCE: &str = "You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'";
