//! A place to write code in: a plain text area at first, CodeMirror once its bundle has come.

use std::rc::Rc;

use web_sys::{Element, HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use crate::playground::manifest::problems::Problem;
use crate::ui::hooks::lens::{Lens, use_lens};
use crate::ui::interop::editor::{
    CompletionOption, Completions, Diagnostic, Editor, EditorOptions, Hover, Severity, load_editor,
};
use crate::ui::text::side;

/// Props of [`CodeArea`].
#[derive(Clone, PartialEq, Properties)]
pub struct CodeAreaProps {
    /// What it holds.
    pub text: Rc<str>,
    /// What it is, for screen readers.
    pub label: AttrValue,
    /// It can be seen. CodeMirror is fetched when that is so for the first time.
    pub visible: bool,
    /// The theme comes out dark.
    pub dark: bool,
    /// Problems to underline.
    #[prop_or_default]
    pub problems: Rc<Vec<Problem>>,
    /// A place to go to; it grows its first part each time.
    #[prop_or_default]
    pub reveal: Option<(u32, u32, u32)>,
    /// The text has changed.
    pub on_change: Callback<String>,
    /// Ctrl-S, or Cmd-S.
    pub on_save: Callback<()>,
}

/// The text with its editor.
#[component]
pub fn CodeArea(props: &CodeAreaProps) -> Html {
    let host = use_node_ref();
    let editor = use_code_mirror(&host, props);
    use_effect_with((props.text.clone(), props.dark, editor.clone()), |(text, dark, editor)| {
        if let Some(Shared(editor)) = editor {
            // What was typed comes back here as it is; only another text is put in.
            if editor.text() != **text {
                editor.set_text(text);
            }
            editor.set_dark(*dark);
        }
    });
    use_effect_with((props.problems.clone(), editor.clone()), |(problems, editor)| {
        if let Some(Shared(editor)) = editor {
            let diagnostics: Vec<Diagnostic> = problems.iter().map(diagnostic).collect();
            editor.set_diagnostics(&diagnostics);
        }
    });
    use_effect_with((props.reveal, editor.clone()), |(reveal, editor)| {
        if let (Some((_, from, to)), Some(Shared(editor))) = (reveal, editor) {
            editor.reveal(*from, *to);
        }
    });
    html! {
        <div class="code-host">
            <div class="code-mirror" ref={host} />
            if editor.is_none() { {plain(props)} }
        </div>
    }
}

/// An editor that is compared by identity.
#[derive(Clone)]
struct Shared(Rc<Editor>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Loads the bundle and puts an editor in `host`. Where that fails the text area stays, and nothing is lost but comfort.
#[hook]
fn use_code_mirror(host: &NodeRef, props: &CodeAreaProps) -> Option<Shared> {
    let editor = use_state(|| None::<Shared>);
    // The editor outlives many drawings; it finds the newest callbacks and text in here.
    let latest = use_mut_ref(|| props.clone());
    *latest.borrow_mut() = props.clone();
    let begun = use_mut_ref(|| false);
    let lens = use_lens();
    use_effect_with(props.visible, {
        let (host, editor) = (host.clone(), editor.clone());
        move |visible| {
            if !visible || begun.replace(true) {
                return;
            }
            wasm_bindgen_futures::spawn_local(async move {
                let Ok(bundle) = load_editor().await else { return };
                let Some(parent) = host.cast::<Element>() else { return };
                let props = latest.borrow().clone();
                let (changed, saved) = (latest.clone(), latest);
                let (completing, describing) = (lens.clone(), lens);
                let options = EditorOptions {
                    label: props.label.to_string(),
                    hint: side::LEAVE_EDITOR.to_string(),
                    dark: props.dark,
                    on_change: Some(Box::new(move |text| {
                        let on_change = changed.borrow().on_change.clone();
                        on_change.emit(text);
                    })),
                    on_save: Some(Box::new(move |_| {
                        let on_save = saved.borrow().on_save.clone();
                        on_save.emit(());
                    })),
                    complete: Some(Box::new(move |text, at| complete(&completing, &text, at))),
                    hover: Some(Box::new(move |text, at| hover(&describing, &text, at))),
                    ..EditorOptions::default()
                };
                editor.set(Some(Shared(Rc::new(bundle.create(&parent, &props.text, options)))));
            });
        }
    });
    (*editor).clone()
}

fn diagnostic(problem: &Problem) -> Diagnostic {
    Diagnostic {
        from: problem.range.from,
        to: problem.range.to,
        severity: if problem.is_error { Severity::Error } else { Severity::Warning },
        message: match problem.field.as_str() {
            "" => problem.message.clone(),
            field => [field, ": ", &problem.message].concat(),
        },
    }
}

fn complete(lens: &Lens, text: &str, at: u32) -> Option<Completions> {
    let found = lens.suggest(text, at);
    let options = found.list.into_iter().map(|one| CompletionOption {
        apply: Some(one.insert).filter(|insert| *insert != one.label),
        label: one.label,
        detail: one.detail,
        info: one.info,
    });
    let options: Vec<CompletionOption> = options.collect();
    (!options.is_empty()).then_some(Completions { from: found.from, options })
}

fn hover(lens: &Lens, text: &str, at: u32) -> Option<Hover> {
    let about = lens.about(text, at)?;
    Some(Hover { from: about.range.from, to: about.range.to, text: about.text })
}

fn plain(props: &CodeAreaProps) -> Html {
    let on_input = {
        let on_change = props.on_change.clone();
        move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            on_change.emit(area.value());
        }
    };
    let on_key = {
        let on_save = props.on_save.clone();
        move |event: KeyboardEvent| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "s" {
                event.prevent_default();
                on_save.emit(());
            }
        }
    };
    html! {
        <textarea class="code-area" aria-label={props.label.clone()} value={props.text.to_string()} spellcheck="false"
            autocapitalize="off" autocomplete="off" wrap="off" oninput={on_input} onkeydown={on_key} />
    }
}
