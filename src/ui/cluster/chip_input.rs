//! The input that a chip turns into while a person writes it: Enter takes the text, Escape or leaving gives it up.

use yew::prelude::*;

use crate::ui::explain::preview::preview;
use crate::ui::hooks::lens::use_lens;
use crate::ui::interop::dom;

/// Props of [`ChipInput`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChipInputProps {
    /// The text to begin with, selected.
    pub initial: AttrValue,
    /// What the input is called.
    pub name: AttrValue,
    /// What to write, while it is empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// How many characters it shows.
    pub size: AttrValue,
    /// The line that this text would issue, to say beforehand what would come of it.
    #[prop_or_default]
    pub line: Option<Callback<String, Option<String>>>,
    /// Enter was pressed on this text.
    pub on_text: Callback<String>,
    /// The input is done with.
    pub on_close: Callback<()>,
}

/// The input. It takes the focus at once.
#[component]
pub fn ChipInput(props: &ChipInputProps) -> Html {
    let input = use_node_ref();
    let lens = use_lens();
    let written = use_state_eq(|| props.initial.to_string());
    let line = props.line.as_ref().and_then(|line| line.emit((*written).clone()));
    let view = use_memo(line, |line| {
        let line = line.as_ref()?;
        Some((lens.preview(line)?, line.clone()))
    });
    let on_input = {
        let written = written.clone();
        move |event: InputEvent| written.set(dom::input_value(&event))
    };
    use_effect_with((input.clone(), props.initial.clone()), |(input, initial)| {
        // Set once, not as an attribute: drawing an input again would put an attribute's text over what was written.
        dom::begin_input(input, initial);
    });
    let on_key = {
        let props = props.clone();
        move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                props.on_text.emit(dom::input_value(&event));
                props.on_close.emit(());
            }
            "Escape" => {
                // The key has done its work here: what lies beneath stays as it is.
                event.stop_propagation();
                props.on_close.emit(());
            }
            _ => {}
        }
    };
    html! {
        <span class="chip-edit">
        <input ref={input} class="chip chip-input"
            placeholder={props.placeholder.clone()} aria-label={props.name.clone()} size={props.size.clone()}
            autocapitalize="off" autocomplete="off" spellcheck="false" enterkeyhint="done" onkeydown={on_key}
            oninput={on_input} onblur={props.on_close.reform(|_| ())} />
        if let Some((view, line)) = &*view { {preview(view, line)} }
        </span>
    }
}
