//! Files that are dropped on the page.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Event};
use yew::prelude::*;

use crate::ui::hooks::use_keep::{KeepAction, KeepHandle};
use crate::ui::interop::{dom, link};

/// Opens what is dropped; says whether files are held over the page. What a part of the page takes for itself, as the
/// editor does with text, is left to it.
#[hook]
pub fn use_drop(keep: &KeepHandle) -> bool {
    let over = use_state_eq(|| false);
    let act = use_mut_ref(|| keep.act.clone());
    *act.borrow_mut() = keep.act.clone();
    let is_over = *over;
    use_effect_with((), move |()| {
        let document = dom::document();
        let setter = over.setter();
        let on_over = dom::listen(&document, "dragover", move |event| {
            if files(event).is_some() {
                event.prevent_default();
                setter.set(true);
            }
        });
        let setter = over.setter();
        let on_leave = dom::listen(&document, "dragleave", move |event| {
            // Moving between parts of the page leaves one for another.
            let event = event.dyn_ref::<DragEvent>();
            if event.is_some_and(|event| event.related_target().is_none()) {
                setter.set(false);
            }
        });
        let on_drop = dom::listen(&document, "drop", move |event| {
            over.set(false);
            if event.default_prevented() {
                return;
            }
            if let Some(files) = files(event) {
                event.prevent_default();
                let act = act.borrow().clone();
                spawn_local(async move { act.emit(KeepAction::Files(link::texts(&files).await)) });
            }
        });
        move || drop((on_over, on_leave, on_drop))
    });
    is_over
}

/// The files that a drag carries, if it carries any.
fn files(event: &Event) -> Option<JsValue> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let has_files = data.types().iter().any(|kind| kind == "Files");
    has_files.then(|| data.files().into())
}
