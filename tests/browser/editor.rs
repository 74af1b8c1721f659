//! The editor's bundle behind its Rust face, as the page uses it.

use std::cell::RefCell;
use std::rc::Rc;

use daemonset_playground::ui::interop::editor::{
    CompletionOption, Completions, Diagnostic, Editor, EditorOptions, Severity, load_editor,
};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, KeyboardEvent, KeyboardEventInit};

const MANIFEST: &str =
    "apiVersion: apps/v1\nkind: DaemonSet # comment\nspec:\n  minReadySeconds: 30\n  paused: no\n";

/// An editor in the page, and what it told.
struct Mounted {
    editor: Editor,
    parent: Element,
    changed: Rc<RefCell<Vec<String>>>,
    saved: Rc<RefCell<Vec<String>>>,
}

async fn mount(options: EditorOptions) -> Mounted {
    let document = web_sys::window().expect("a window").document().expect("a document");
    let parent = document.create_element("div").expect("a div");
    document.body().expect("a body").append_child(&parent).expect("it is appended");
    let (changed, saved) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
    let (on_change, on_save) = (Rc::clone(&changed), Rc::clone(&saved));
    let options = EditorOptions {
        label: "Manifest".to_owned(),
        on_change: Some(Box::new(move |text| on_change.borrow_mut().push(text))),
        on_save: Some(Box::new(move |text| on_save.borrow_mut().push(text))),
        ..options
    };
    let editor = load_editor().await.expect("the bundle loads").create(&parent, MANIFEST, options);
    Mounted { editor, parent, changed, saved }
}

impl Mounted {
    fn find(&self, selector: &str) -> Option<HtmlElement> {
        let host = self.parent.query_selector(".editor-host").expect("a valid selector")?;
        let found = host.shadow_root()?.query_selector(selector).expect("a valid selector")?;
        Some(found.unchecked_into())
    }

    /// Waits for something that CodeMirror shows after a delay of its own.
    async fn see(&self, selector: &str) -> HtmlElement {
        for _ in 0..500 {
            if let Some(found) = self.find(selector) {
                return found;
            }
            TimeoutFuture::new(10).await;
        }
        panic!("{selector} never appeared");
    }

    fn text_of(&self, selector: &str) -> String {
        self.find(selector).map(|found| found.text_content().unwrap_or_default()).unwrap_or_default()
    }

    fn press(&self, key: &str, key_code: u32, control: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_key_code(key_code);
        init.set_ctrl_key(control);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
        self.find(".cm-content").expect("the content").dispatch_event(&event).expect("it is dispatched");
    }
}

#[wasm_bindgen_test]
async fn the_editor_shows_its_text_in_the_colours_of_yaml() {
    let mounted = mount(EditorOptions::default()).await;
    assert_eq!(mounted.editor.text(), MANIFEST);
    assert_eq!(mounted.text_of(".cm-scalar-number"), "30");
    assert_eq!(mounted.text_of(".cm-scalar-keyword"), "no", "YAML 1.1 reads `no` as false");
    let content = mounted.find(".cm-content").expect("the content");
    assert_eq!(content.get_attribute("aria-label").as_deref(), Some("Manifest"));
}

#[wasm_bindgen_test]
async fn another_text_replaces_the_old_one_without_a_change_being_told() {
    let mounted = mount(EditorOptions::default()).await;
    mounted.editor.set_text("kind: Pod\n");
    assert_eq!(mounted.editor.text(), "kind: Pod\n");
    assert!(mounted.changed.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_key_that_changes_the_text_is_told_and_one_that_may_not_changes_nothing() {
    let mounted = mount(EditorOptions::default()).await;
    mounted.press("Enter", 13, false);
    assert_eq!(*mounted.changed.borrow(), [format!("\n{MANIFEST}")]);
    mounted.editor.set_read_only(true);
    mounted.press("Enter", 13, false);
    assert_eq!(mounted.changed.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn tab_indents_and_after_escape_leaves() {
    let mounted = mount(EditorOptions::default()).await;
    mounted.press("Tab", 9, false);
    assert_eq!(mounted.editor.text(), format!("  {MANIFEST}"));
    mounted.press("Escape", 27, false);
    mounted.press("Tab", 9, false);
    assert_eq!(mounted.editor.text(), format!("  {MANIFEST}"), "the second Tab went to the browser");
}

#[wasm_bindgen_test]
async fn control_s_saves() {
    let mounted = mount(EditorOptions::default()).await;
    mounted.press("s", 83, true);
    assert_eq!(*mounted.saved.borrow(), [MANIFEST]);
}

#[wasm_bindgen_test]
async fn problems_are_underlined_and_ranges_beyond_the_text_are_cut() {
    let mounted = mount(EditorOptions::default()).await;
    let problem =
        |from, to, severity| Diagnostic { from, to, severity, message: "unknown field \"kin\"".to_owned() };
    mounted
        .editor
        .set_diagnostics(&[problem(20, 24, Severity::Error), problem(70, 9_999, Severity::Warning)]);
    assert_eq!(mounted.text_of(".cm-lintRange-error"), "kind");
    assert!(mounted.find(".cm-lintRange-warning").is_some());
    mounted.editor.set_diagnostics(&[]);
    assert!(mounted.find(".cm-lintRange-error").is_none());
}

#[wasm_bindgen_test]
async fn completion_asks_with_text_and_cursor() {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&asked);
    let complete = move |text: String, at: u32| {
        seen.borrow_mut().push((text, at));
        let option = CompletionOption { label: "apiVersion".to_owned(), ..CompletionOption::default() };
        Some(Completions { from: 0, options: vec![option] })
    };
    let mounted =
        mount(EditorOptions { complete: Some(Box::new(complete)), ..EditorOptions::default() }).await;
    mounted.press(" ", 32, true);
    let list = mounted.see(".cm-tooltip-autocomplete [role=option]").await;
    assert_eq!(list.text_content().as_deref(), Some("apiVersion"));
    assert_eq!(*asked.borrow(), [(MANIFEST.to_owned(), 0)]);
}

#[wasm_bindgen_test]
async fn a_dropped_editor_leaves_nothing_behind() {
    let Mounted { editor, parent, .. } = mount(EditorOptions::default()).await;
    drop(editor);
    assert_eq!(parent.child_element_count(), 0);
}
