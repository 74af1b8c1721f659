//! The text editor: CodeMirror 6, from the bundle in `www/editor`, loaded when first asked for.
//!
//! Invariants: positions are UTF-16 offsets, as JavaScript counts; a callback never outlives its editor.
//!
//! Deliberately absent: anything about Kubernetes. Problems, completions and hover texts are handed in.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen(inline_js = "export function importModule(address) { return import(address); }")]
extern "C" {
    #[wasm_bindgen(catch, js_name = importModule)]
    async fn import_module(address: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The bundle's exports.
    type EditorModule;
    #[wasm_bindgen(method, js_name = createEditor)]
    fn create_editor(this: &EditorModule, parent: &Element, text: &str, options: &JsValue) -> JsEditor;

    type JsEditor;
    #[wasm_bindgen(method)]
    fn text(this: &JsEditor) -> String;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &JsEditor, text: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &JsEditor, diagnostics: &Array);
    #[wasm_bindgen(method)]
    fn reveal(this: &JsEditor, from: u32, to: u32);
    #[wasm_bindgen(method, js_name = setReadOnly)]
    fn set_read_only(this: &JsEditor, read_only: bool);
    #[wasm_bindgen(method, js_name = setDark)]
    fn set_dark(this: &JsEditor, dark: bool);
    #[wasm_bindgen(method)]
    fn focus(this: &JsEditor);
    #[wasm_bindgen(method)]
    fn destroy(this: &JsEditor);
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The text would be refused.
    Error,
    /// The text would be taken, and the person is told something.
    Warning,
}

/// A problem to underline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where it starts.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What it says.
    pub message: String,
}

/// One thing that could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompletionOption {
    /// What is shown, and inserted unless `apply` differs.
    pub label: String,
    /// A few words beside it, such as a type.
    pub detail: String,
    /// A longer text shown when it is chosen in the list.
    pub info: String,
    /// What is inserted instead of `label`.
    pub apply: Option<String>,
}

/// What could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// Where the replaced text starts; it ends at the cursor.
    pub from: u32,
    /// The candidates.
    pub options: Vec<CompletionOption>,
}

/// A text about a range, shown while the pointer rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// Where the range starts.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The text.
    pub text: String,
}

type OnText = Box<dyn Fn(String)>;
type Complete = Box<dyn Fn(String, u32) -> Option<Completions>>;
type Describe = Box<dyn Fn(String, u32) -> Option<Hover>>;

/// How an editor is made. Hooks that are `None` cost nothing.
#[derive(Default)]
pub struct EditorOptions {
    /// The editor's name for screen readers.
    pub label: String,
    /// Its description for screen readers: how the keyboard leaves it.
    pub hint: String,
    /// Whether the page is dark. Colours follow custom properties by themselves.
    pub dark: bool,
    /// Whether typing is refused.
    pub read_only: bool,
    /// Called with the text after a person changed it, not after `set_text`.
    pub on_change: Option<OnText>,
    /// Called with the text on Ctrl-S or ⌘S.
    pub on_save: Option<OnText>,
    /// Called with the text and the cursor when completions are due.
    pub complete: Option<Complete>,
    /// Called with the text and a position when the pointer rests there.
    pub hover: Option<Describe>,
}

/// The loaded bundle, which makes editors.
pub struct EditorBundle {
    module: EditorModule,
}

/// Fetches the bundle. Browsers fetch it once, however often it is asked for. Fails when it cannot be fetched.
pub async fn load_editor() -> Result<EditorBundle, JsValue> {
    let address = wasm_bindgen::link_to!(module = "/www/editor/dist/editor.js");
    let module = import_module(&address).await?.unchecked_into();
    Ok(EditorBundle { module })
}

impl EditorBundle {
    /// Makes an editor as the last child of `parent`, filling its height.
    pub fn create(&self, parent: &Element, text: &str, options: EditorOptions) -> Editor {
        let mut hooks = Vec::new();
        let options = js_options(options, &mut hooks);
        Editor { raw: self.module.create_editor(parent, text, &options), _hooks: hooks }
    }
}

/// An editor in the page. Dropping it removes it.
pub struct Editor {
    raw: JsEditor,
    _hooks: Vec<Hook>,
}

impl Editor {
    /// The text.
    pub fn text(&self) -> String {
        self.raw.text()
    }

    /// Another document, with an undo history of its own; the same text changes nothing. Does not call `on_change`.
    pub fn set_text(&self, text: &str) {
        self.raw.set_text(text);
    }

    /// Replaces all underlined problems. Ranges are cut to the text.
    pub fn set_diagnostics(&self, diagnostics: &[Diagnostic]) {
        self.raw.set_diagnostics(&diagnostics.iter().map(js_diagnostic).collect());
    }

    /// Selects a range, brings it into view and takes the focus.
    pub fn reveal(&self, from: u32, to: u32) {
        self.raw.reveal(from, to);
    }

    /// Refuses or takes typing. Selecting, copying and searching always work.
    pub fn set_read_only(&self, read_only: bool) {
        self.raw.set_read_only(read_only);
    }

    /// Tells the editor that the page turned dark or light.
    pub fn set_dark(&self, dark: bool) {
        self.raw.set_dark(dark);
    }

    /// Takes the focus.
    pub fn focus(&self) {
        self.raw.focus();
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.raw.destroy();
    }
}

/// A closure that JavaScript holds and that must live as long as the editor; read by nobody here.
enum Hook {
    Text { _closure: Closure<dyn Fn(String)> },
    Query { _closure: Closure<dyn Fn(String, u32) -> JsValue> },
}

fn js_options(options: EditorOptions, hooks: &mut Vec<Hook>) -> JsValue {
    let object = Object::new();
    set(&object, "label", &options.label.into());
    set(&object, "hint", &options.hint.into());
    set(&object, "dark", &options.dark.into());
    set(&object, "readOnly", &options.read_only.into());
    for (key, on_text) in [("onChange", options.on_change), ("onSave", options.on_save)] {
        let Some(on_text) = on_text else { continue };
        let closure = Closure::wrap(on_text);
        set(&object, key, closure.as_ref());
        hooks.push(Hook::Text { _closure: closure });
    }
    let mut query = |key: &str, ask: Box<dyn Fn(String, u32) -> JsValue>| {
        let closure = Closure::wrap(ask);
        set(&object, key, closure.as_ref());
        hooks.push(Hook::Query { _closure: closure });
    };
    if let Some(complete) = options.complete {
        query("complete", Box::new(move |text, at| complete(text, at).map_or(JsValue::NULL, js_completions)));
    }
    if let Some(hover) = options.hover {
        query("hover", Box::new(move |text, at| hover(text, at).map_or(JsValue::NULL, js_hover)));
    }
    object.into()
}

fn js_diagnostic(diagnostic: &Diagnostic) -> JsValue {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let object = Object::new();
    set(&object, "from", &diagnostic.from.into());
    set(&object, "to", &diagnostic.to.into());
    set(&object, "severity", &severity.into());
    set(&object, "message", &diagnostic.message.as_str().into());
    object.into()
}

fn js_completions(completions: Completions) -> JsValue {
    let options: Array = completions.options.into_iter().map(js_completion_option).collect();
    let object = Object::new();
    set(&object, "from", &completions.from.into());
    set(&object, "options", &options);
    object.into()
}

fn js_completion_option(option: CompletionOption) -> JsValue {
    let object = Object::new();
    set(&object, "label", &option.label.into());
    for (key, text) in
        [("detail", option.detail), ("info", option.info), ("apply", option.apply.unwrap_or_default())]
    {
        if !text.is_empty() {
            set(&object, key, &text.into());
        }
    }
    object.into()
}

fn js_hover(hover: Hover) -> JsValue {
    let object = Object::new();
    set(&object, "from", &hover.from.into());
    set(&object, "to", &hover.to.into());
    set(&object, "text", &hover.text.into());
    object.into()
}

fn set(object: &Object, key: &str, value: &JsValue) {
    Reflect::set(object, &JsValue::from_str(key), value)
        .expect("invariant: a property of a fresh plain object can be set");
}
