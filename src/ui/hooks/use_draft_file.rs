//! The file in the editor, with what was written but not saved yet.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::playground::command::Command;
use crate::playground::view::page::FileView;
use crate::ui::hooks::use_session::SessionHandle;

/// The file that the exercise is about, open from the start.
const FIRST_FILE: &str = "manifests/ds-example.yaml";

/// The file and what can be done with it.
pub struct DraftFile {
    /// The file that is open.
    pub file: Option<Rc<FileView>>,
    /// The text in the editor where it differs from the file.
    pub buffer: Option<Rc<str>>,
    /// Opens another file.
    pub on_open: Callback<String>,
    /// The text has changed.
    pub on_change: Callback<String>,
    /// Writes every changed file, so that a command that follows reads what the person sees.
    pub on_save: Callback<()>,
    /// Gives up what was written in this file.
    pub on_revert: Callback<()>,
}

type Buffers = BTreeMap<String, Rc<str>>;

/// A file of the session, as it is being edited.
#[hook]
pub fn use_draft_file(session: &SessionHandle) -> DraftFile {
    let open = use_state_eq(|| FIRST_FILE.to_string());
    let files = &session.view.files;
    let file = files.iter().find(|file| file.path == *open).or_else(|| files.first()).cloned();
    // Kept beside the drawing: a command given right after a keystroke must see that keystroke.
    let buffers = use_mut_ref(Buffers::new);
    let redraw = use_force_update();
    use_effect_with(session.serial, {
        let (buffers, redraw) = (buffers.clone(), redraw.clone());
        move |_| {
            buffers.borrow_mut().clear();
            redraw.force_update();
        }
    });
    let buffer = file.as_ref().and_then(|file| buffers.borrow().get(&file.path).cloned());
    let on_change = use_callback(file.clone(), {
        let (buffers, redraw) = (buffers.clone(), redraw.clone());
        move |text: String, file: &Option<Rc<FileView>>| {
            let Some(file) = file else { return };
            if *file.text == *text {
                buffers.borrow_mut().remove(&file.path);
            } else {
                buffers.borrow_mut().insert(file.path.clone(), text.into());
            }
            redraw.force_update();
        }
    });
    let on_revert = use_callback(file.clone(), {
        let (buffers, redraw) = (buffers.clone(), redraw.clone());
        move |(): (), file: &Option<Rc<FileView>>| {
            buffers.borrow_mut().retain(|path, _| file.as_ref().is_none_or(|file| file.path != *path));
            redraw.force_update();
        }
    });
    let on_save = use_callback(session.run.clone(), move |(): (), run| {
        for (path, text) in std::mem::take(&mut *buffers.borrow_mut()) {
            run.emit(Command::WriteFile { path, text: text.to_string() });
        }
    });
    let on_open = use_callback(open.setter(), |path: String, open| open.set(path));
    DraftFile { file, buffer, on_open, on_change, on_save, on_revert }
}
