//! The editor: a file of the session, or the buffer of a `kubectl edit`.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::playground::view::daemon_set::DaemonSetView;
use crate::playground::view::page::{EditView, FileView};
use crate::ui::components::icon::icon;
use crate::ui::hooks::lens::use_lens;
use crate::ui::hooks::use_settled::use_settled;
use crate::ui::side::code_area::CodeArea;
use crate::ui::side::manifest_area::ManifestArea;
use crate::ui::text::side;

/// Props of [`EditorPane`].
#[derive(Clone, PartialEq, Properties)]
pub struct EditorPaneProps {
    /// The files there are.
    pub files: Rc<Vec<Rc<FileView>>>,
    /// The file that is open.
    pub file: Option<Rc<FileView>>,
    /// The text in the editor where it differs from the file.
    pub buffer: Option<Rc<str>>,
    /// The DaemonSets and nodes that what would come of the text depends on.
    pub moment: Moment,
    /// A `kubectl edit` that waits.
    pub editing: Option<Rc<EditView>>,
    /// The pane is shown.
    pub visible: bool,
    /// The theme comes out dark.
    pub dark: bool,
    /// The text in the editor has changed.
    pub on_change: Callback<String>,
    /// Another file is chosen.
    pub on_open: Callback<String>,
    /// Writes the file and applies it.
    pub on_apply: Callback<()>,
    /// Gives up what was not applied.
    pub on_revert: Callback<()>,
    /// Saves and closes the buffer of `kubectl edit`.
    pub on_save_edit: Callback<String>,
    /// Closes it as it was.
    pub on_close_edit: Callback<()>,
}

/// What a plan depends on, besides the text.
pub type Moment = (Rc<Vec<Rc<DaemonSetView>>>, usize);

/// One of the two, never both.
#[component]
pub fn EditorPane(props: &EditorPaneProps) -> Html {
    if let Some(editing) = &props.editing {
        return html! {
            <EditBuffer key={format!("edit-{}", editing.serial)} editing={editing.clone()} dark={props.dark}
                on_save={props.on_save_edit.clone()} on_close={props.on_close_edit.clone()} />
        };
    }
    let Some(file) = &props.file else { return Html::default() };
    let dirty = props.buffer.is_some();
    let text = props.buffer.clone().unwrap_or_else(|| file.text.clone());
    html! {
        <div class="editor" key={file.path.clone()}>
            <div class="editor-head">
                {icon("file")}{chooser(props, &file.path)}
                if dirty { <span class="dirty" title={side::NOT_APPLIED}><span class="visually-hidden">{side::NOT_APPLIED_SPOKEN}</span></span> }
                <span class="grow" />
                if dirty {
                    <button type="button" class="button small" onclick={props.on_revert.reform(|_| ())}>{side::REVERT}</button>
                }
                <button type="button" class="button small primary" title={side::APPLY_HINT}
                    onclick={props.on_apply.reform(|_| ())}>{side::APPLY}</button>
            </div>
            <ManifestArea {text} label={file.path.clone()} visible={props.visible} dark={props.dark} moment={props.moment.clone()}
                on_change={props.on_change.clone()} on_save={props.on_apply.clone()} />
        </div>
    }
}

/// The path, to choose from where there are several files.
fn chooser(props: &EditorPaneProps, path: &str) -> Html {
    if props.files.len() < 2 {
        return html! { <span class="editor-path">{path.to_string()}</span> };
    }
    let on_choose = props.on_open.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value()
    });
    html! {
        <select class="editor-path" aria-label={side::FILE} onchange={on_choose}>
            {for props.files.iter().map(|file| html! {
                <option key={file.path.clone()} value={file.path.clone()} selected={file.path == path}>{&file.path}</option>
            })}
        </select>
    }
}

/// Props of [`EditBuffer`].
#[derive(Clone, PartialEq, Properties)]
struct EditBufferProps {
    editing: Rc<EditView>,
    dark: bool,
    on_save: Callback<String>,
    on_close: Callback<()>,
}

#[component]
fn EditBuffer(props: &EditBufferProps) -> Html {
    let text = use_state(|| props.editing.text.to_string());
    let lens = use_lens();
    let settled = use_settled(Rc::<str>::from(text.as_str()));
    let problems = use_memo(settled, |text| lens.problems(text));
    let on_change = {
        let text = text.clone();
        Callback::from(move |next: String| text.set(next))
    };
    let save = {
        let (text, on_save) = (text.clone(), props.on_save.clone());
        Callback::from(move |()| on_save.emit((*text).clone()))
    };
    html! {
        <div class="editor editor-edit">
            <div class="editor-banner" role="status">
                <div><b>{side::EDIT_WAITS}</b>
                    <p>{side::EDIT_HINT}</p></div>
            </div>
            <div class="editor-head">
                {icon("edit")}<span class="editor-path">{&props.editing.title}</span>
                <span class="grow" />
                <button type="button" class="button small" onclick={props.on_close.reform(|_| ())}>{side::CANCEL}</button>
                <button type="button" class="button small primary" onclick={save.reform(|_| ())}>{side::SAVE}</button>
            </div>
            <CodeArea text={props.editing.text.clone()} label={props.editing.title.clone()} visible=true dark={props.dark}
                on_change={on_change} on_save={save} problems={problems} />
        </div>
    }
}
