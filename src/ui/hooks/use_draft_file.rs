//! The file in the editor, with what was written but not applied yet.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::command::Command;
use crate::playground::view::page::FileView;
use crate::ui::hooks::use_session::SessionHandle;

/// The file and what can be done with it.
pub struct DraftFile {
    /// The file that is open.
    pub file: Option<Rc<FileView>>,
    /// The text in the editor where it differs from the file.
    pub buffer: Option<Rc<str>>,
    /// The text has changed.
    pub on_change: Callback<String>,
    /// Writes the file and applies it.
    pub on_apply: Callback<()>,
    /// Gives up what was written.
    pub on_revert: Callback<()>,
}

/// The first file of the session, as it is being edited.
#[hook]
pub fn use_draft_file(session: &SessionHandle) -> DraftFile {
    let buffer = use_state_eq(|| None::<Rc<str>>);
    let file = session.view.files.first().cloned();
    let text = file.as_ref().map(|file| file.text.clone());
    let on_change = use_callback((buffer.setter(), text), |next: String, (set, text)| {
        let same = text.as_deref() == Some(next.as_str());
        set.set(if same { None } else { Some(next.into()) });
    });
    let on_revert = use_callback(buffer.setter(), |(): (), set| set.set(None));
    // The buffer is read through a reference: applying must see what was typed a moment ago.
    let latest = use_mut_ref(|| None);
    *latest.borrow_mut() = (*buffer).clone();
    let on_apply = use_callback(
        (session.run.clone(), session.issue.clone(), buffer.setter(), file.clone()),
        move |(): (), (run, issue, set, file)| {
            let Some(file) = file else { return };
            if let Some(text) = latest.borrow_mut().take() {
                let text: Rc<str> = text;
                run.emit(Command::WriteFile { path: file.path.clone(), text: text.to_string() });
                set.set(None);
            }
            issue.emit(["kubectl apply -f ", &file.path].concat());
        },
    );
    DraftFile { file, buffer: (*buffer).clone(), on_change, on_apply, on_revert }
}
