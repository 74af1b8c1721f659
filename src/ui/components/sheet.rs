//! A sheet over the page: the browser's own modal dialog, which keeps the focus inside, gives it back, and ends by Escape.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::text::shell;

/// Props of [`Sheet`].
#[derive(Clone, PartialEq, Properties)]
pub struct SheetProps {
    /// Its title.
    pub title: AttrValue,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// What is in it.
    pub children: Html,
    /// It was closed.
    pub on_close: Callback<()>,
}

/// The sheet. It is open for as long as it is drawn.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        let dialog = dialog.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only where it is open already.
            let _ = dialog.show_modal();
        }
    });
    let close = {
        let (dialog, on_close) = (dialog.clone(), props.on_close.clone());
        // The dialog gives the focus back as it closes, which one that is taken away does not.
        move || {
            dialog.cast::<HtmlDialogElement>().iter().for_each(HtmlDialogElement::close);
            on_close.emit(());
        }
    };
    let on_close = props.on_close.reform(|_: Event| ());
    // A click on the dialog itself, not on what is in it, is one beside the sheet.
    let on_click = {
        let close = close.clone();
        move |event: MouseEvent| {
            let on_itself = event.target().is_some_and(|target| target.has_type::<HtmlDialogElement>());
            if on_itself {
                close();
            }
        }
    };
    html! {
        <dialog class={classes!("sheet", props.class.clone())} ref={dialog} aria-labelledby="sheet-title"
            onclose={on_close} onclick={on_click}>
            <div class="sheet-body">
                <header class="sheet-head">
                    <h2 id="sheet-title">{props.title.clone()}</h2>
                    <IconButton icon="close" label={shell::CLOSE} class="quiet" on_press={Callback::from(move |()| close())} />
                </header>
                {props.children.clone()}
            </div>
        </dialog>
    }
}
