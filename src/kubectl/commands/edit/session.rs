//! The loop of an edit: open the editor, read what was saved, send it, open again where it was refused.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go` (`EditOptions.Run`, `visitToPatch`).

use serde_json::{Value, json};

use crate::api::schema;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::errors::{ApiError, Cause, Reason as Why};
use crate::apimachinery::json::{print_compact, print_indented};
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml::{self, parse_one};
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::apiserver::patch::{Precondition, create_json_merge, create_two_way_strategic};
use crate::kubectl::builder::manifests::{check_kind, read_text};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::edit::header::{Reason, has_lines, header, meaning, strip};
use crate::kubectl::common::{record, set_last_applied, subresource, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::{EditRequest, Progress, Task};

/// What is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Objects.
    Objects,
    /// The annotations that `apply` compares with.
    LastApplied,
}

/// An edit in its middle.
#[derive(Clone, Debug)]
pub struct EditSession {
    call: Call,
    mode: Mode,
    infos: Vec<Info>,
    format: Format,
    validation: FieldValidation,
    /// What the editor showed first.
    original: String,
    /// What it shows now.
    shown: String,
    /// Whether it was opened again because of an error.
    again: bool,
}

/// What came of sending an edited text.
#[derive(Debug, Default)]
struct Results {
    reasons: Vec<Reason>,
    retryable: u32,
    not_found: u32,
}

impl EditSession {
    /// Begins to edit.
    pub fn new(
        call: &Call,
        mode: Mode,
        infos: Vec<Info>,
        format: Format,
        validation: FieldValidation,
    ) -> Box<EditSession> {
        let value = match &infos[..] {
            [one] => one.value(),
            many => {
                let items: Vec<Value> = many.iter().map(Info::value).collect();
                json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {}})
            }
        };
        let text = match format {
            Format::Json => print_indented(&value) + "\n",
            _ => header(mode, &[]) + &yaml::print(&value),
        };
        Box::new(EditSession {
            call: call.clone(),
            mode,
            infos,
            format,
            validation,
            original: text.clone(),
            shown: text,
            again: false,
        })
    }

    /// Asks for the editor.
    pub fn open(self: Box<Self>) -> Result<Progress, Failure> {
        let title = match &self.infos[..] {
            [one] => one.object_name(),
            many => format!("{} objects", many.len()),
        };
        let text = self.shown.clone();
        Ok(Progress::Editing(Task::Edit(self), EditRequest { title, text }))
    }

    /// Goes on with what was saved.
    pub fn edited(
        mut self: Box<Self>,
        text: Option<String>,
        context: &mut Context<'_, '_>,
    ) -> Result<Progress, Failure> {
        let text = text.unwrap_or_else(|| self.shown.clone());
        if self.again && meaning(&self.shown) == meaning(&text) {
            self.preserve(&text, context);
            return Err("Edit cancelled, no valid changes were saved.".into());
        }
        if self.validation != FieldValidation::Ignore
            && let Err(why) = parse_one(&strip(&text)).and_then(|value| check_kind(&value))
        {
            let mut results = Results::default();
            self.refuse_file(why, &mut results, context);
            return self.open_again(&text, &results.reasons);
        }
        if meaning(&self.original) == meaning(&text) {
            context.out.err("Edit cancelled, no changes made.\n");
            return Ok(Progress::Ended);
        }
        if !has_lines(&text) {
            context.out.err("Edit cancelled, saved file was empty.\n");
            return Ok(Progress::Ended);
        }
        let edited = match self.read(&text) {
            Ok(edited) => edited,
            Err(failure) => {
                let head = format!("The edited file had a syntax error: {failure}");
                return self.open_again(&text, &[Reason { head, causes: Vec::new() }]);
            }
        };
        let results = match self.send_all(edited, context) {
            Ok(results) => results,
            Err(failure) => {
                self.preserve(&text, context);
                return Err(failure);
            }
        };
        self.conclude(&text, &results, context)
    }

    fn read(&self, text: &str) -> Result<Vec<Info>, Failure> {
        let mut items = Vec::new();
        read_text("edited-file", text, &Query::default(), &mut items);
        let failures: Vec<Failure> = items.iter().filter_map(|item| item.as_ref().err().cloned()).collect();
        Failure::all_of(failures)?;
        Ok(items.into_iter().flatten().collect())
    }

    fn send_all(&mut self, edited: Vec<Info>, context: &mut Context<'_, '_>) -> Result<Results, Failure> {
        let (namespace, _) = self.call.namespace();
        let mut results = Results::default();
        for info in &edited {
            if info.mapping.namespaced() && !info.namespace.is_empty() && info.namespace != namespace {
                return Err(Failure::Message(format!(
                    "the namespace from the provided object {} does not match the namespace {}. You must pass \
                     '--namespace={}' to perform this operation.",
                    go_quote(&info.namespace),
                    go_quote(&namespace),
                    info.namespace
                )));
            }
        }
        for info in edited {
            self.send(info, &mut results, context)?;
        }
        Ok(results)
    }

    /// Sends one object, where it was changed.
    fn send(
        &mut self,
        mut info: Info,
        results: &mut Results,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let mut value = info.manifest.take().unwrap_or_default();
        if self.call.is_on("save-config") {
            set_last_applied(&mut value);
        }
        record(&self.call, &mut value);
        let uid = |value: &Value| value.pointer("/metadata/uid").cloned();
        let original = self.infos.iter().find(|one| uid(&one.value()) == uid(&value)).cloned();
        let Some(original) = original else {
            return Err(Failure::Message(format!("no original object found for {}", info.object_name())));
        };
        if original.value() == value {
            return self.format.print(&value, "skipped", context.out);
        }
        let patch = match self.mode {
            Mode::Objects => patch(&info, &original.value(), &value)?,
            Mode::LastApplied => last_applied_patch(value.clone()),
        };
        if self.call.is_on("output-patch") {
            context.out.out(&format!("Patch: {}\n", print_compact(patch_value(&patch))));
        }
        let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
        let namespace = match info.mapping.namespaced() {
            true if info.namespace.is_empty() => self.call.namespace().0,
            _ => info.namespace.clone(),
        };
        let options = WriteOptions {
            dry_run: false,
            field_validation: self.validation,
            field_manager: self.call.text("field-manager").into(),
            subresource: subresource(&self.call, kind)?,
        };
        match context.env.api.patch_json(kind, &namespace, &info.name, &patch, &options) {
            Ok(answer) => {
                let object = written(answer, context).to_value();
                let shown = if self.mode == Mode::Objects { object } else { value };
                self.format.print(&shown, "edited", context.out)
            }
            Err(error) if self.mode == Mode::LastApplied => Err(error.into()),
            Err(error) => {
                refuse(&error, &info, results, context);
                Ok(())
            }
        }
    }

    fn conclude(
        self: Box<Self>,
        text: &str,
        results: &Results,
        context: &mut Context<'_, '_>,
    ) -> Result<Progress, Failure> {
        if results.retryable > 0 || results.not_found > 0 {
            let path = self.store(text, context);
            context.out.err(&if results.retryable > 0 {
                format!("You can run `kubectl replace -f {path}` to try this update again.\n")
            } else {
                format!("The edits you made on deleted resources have been saved to {}\n", go_quote(&path))
            });
            return Err(Failure::Silent);
        }
        if results.reasons.is_empty() {
            return Ok(Progress::Ended);
        }
        self.open_again(text, &results.reasons)
    }

    fn open_again(mut self: Box<Self>, text: &str, reasons: &[Reason]) -> Result<Progress, Failure> {
        let header = match self.format {
            Format::Json => String::new(),
            _ => header(self.mode, reasons),
        };
        self.shown = header + &strip(text);
        self.again = true;
        self.open()
    }

    /// A text that is no object at all.
    fn refuse_file(&self, why: String, results: &mut Results, context: &mut Context<'_, '_>) {
        let message = format!("Invalid value: \"The edited file failed validation\": {why}");
        let causes = vec![Cause { field: "<nil>".to_owned(), message }];
        if let Some(first) = self.infos.first() {
            refuse(&ApiError::invalid("", "", causes), first, results, context);
        }
    }

    /// Keeps the text for the person.
    fn preserve(&self, text: &str, context: &mut Context<'_, '_>) {
        let path = self.store(text, context);
        context.out.err(&format!("A copy of your changes has been stored to {}\n", go_quote(&path)));
    }

    fn store(&self, text: &str, context: &mut Context<'_, '_>) -> String {
        let ending = if matches!(self.format, Format::Json) { "json" } else { "yaml" };
        // The clock stands in for the random number in the name of a real one.
        let path = format!("/tmp/kubectl-edit-{}.{ending}", context.now().0);
        context.env.files.write(&path, text);
        path
    }
}

/// Says why an object was refused, and remembers it for the header.
fn refuse(error: &ApiError, info: &Info, results: &mut Results, context: &mut Context<'_, '_>) {
    let name = format!("{} {}", info.mapping.qualified_plural(), go_quote(&info.name));
    let line = match error.reason {
        Why::Invalid => {
            results
                .reasons
                .push(Reason { head: format!("{name} was not valid"), causes: error.causes.clone() });
            format!("error: {name} is invalid\n")
        }
        Why::NotFound => {
            results.not_found += 1;
            format!("error: {name} could not be found on the server\n")
        }
        _ => {
            results.retryable += 1;
            format!("error: {name} could not be patched: {}\n", error.message)
        }
    };
    context.out.err(&line);
}

/// What the person changed.
///
/// Errors: where it is what must stay.
fn patch(info: &Info, original: &Value, edited: &Value) -> Result<Patch, Failure> {
    const STAYS: &str = "At least one of apiVersion, kind and name was changed";
    let Some(schema) = schema::root(info.mapping.kind_name()) else {
        let patch = create_json_merge(original, edited);
        let is_renamed = patch.get("apiVersion").is_some()
            || patch.get("kind").is_some()
            || patch["metadata"].get("name").is_some();
        return if is_renamed { Err(STAYS.into()) } else { Ok(Patch::Merge(patch)) };
    };
    let preconditions = [
        Precondition::KeyUnchanged("apiVersion"),
        Precondition::KeyUnchanged("kind"),
        Precondition::MetadataKeyUnchanged("name"),
        Precondition::KeyUnchanged("managedFields"),
    ];
    match create_two_way_strategic(original, edited, schema, &preconditions) {
        Ok(patch) => Ok(Patch::Strategic(patch)),
        Err(error) if error.reason == Why::Conflict => Err(STAYS.into()),
        Err(error) => Err(Failure::Message(error.to_string())),
    }
}

fn last_applied_patch(edited: Value) -> Patch {
    let text = print_compact(&edited) + "\n";
    Patch::Merge(json!({"metadata": {"annotations": {LAST_APPLIED: text}}}))
}

fn patch_value(patch: &Patch) -> &Value {
    match patch {
        Patch::Strategic(value) | Patch::Merge(value) | Patch::Json(value) => value,
    }
}
