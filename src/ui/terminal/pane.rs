//! The terminal's pane: its log above, its prompt below.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::playground::view::terminal::{Completion, TerminalView};
use crate::ui::components::button::IconButton;
use crate::ui::interop::dom;
use crate::ui::state::Draft;
use crate::ui::terminal::log::LogEntry;
use crate::ui::terminal::prompt::Prompt;
use crate::ui::text::terminal;

/// Props of [`TerminalPane`].
#[derive(Clone, PartialEq, Properties)]
pub struct TerminalPaneProps {
    /// The log.
    pub terminal: Rc<TerminalView>,
    /// Entries before this one are cleared away.
    pub cleared: u64,
    /// What waits at the prompt.
    pub draft: Rc<Draft>,
    /// Runs a line.
    pub on_line: Callback<String>,
    /// Ctrl-C on a running command.
    pub on_interrupt: Callback<()>,
    /// Clears up to this entry.
    pub on_clear: Callback<u64>,
    /// What Tab offers.
    pub complete: Callback<(String, usize), Completion>,
}

/// Entries that stay in the document.
const ENTRIES_MAX: usize = 200;
/// Closer to the end than this, the log follows what comes.
const FOLLOW_WITHIN: i32 = 48;

/// Log and prompt.
#[component]
pub fn TerminalPane(props: &TerminalPaneProps) -> Html {
    let scroller = use_node_ref();
    let prompt = use_node_ref();
    let follows = use_mut_ref(|| true);
    use_effect_with((props.terminal.clone(), props.draft.serial), {
        let (scroller, follows) = (scroller.clone(), follows.clone());
        move |_| {
            if let Some(element) = scroller.cast::<Element>().filter(|_| *follows.borrow()) {
                element.set_scroll_top(element.scroll_height());
            }
        }
    });
    let on_scroll = {
        let (scroller, follows) = (scroller.clone(), follows.clone());
        move |_: Event| {
            if let Some(element) = scroller.cast::<Element>() {
                let below = element.scroll_height() - element.scroll_top() - element.client_height();
                *follows.borrow_mut() = below < FOLLOW_WITHIN;
            }
        }
    };
    let on_click = {
        let prompt = prompt.clone();
        move |_: MouseEvent| {
            if !dom::has_selection() {
                dom::focus(&prompt);
            }
        }
    };
    let entries: Vec<_> = props.terminal.entries.iter().filter(|entry| entry.id >= props.cleared).collect();
    let skipped = entries.len().saturating_sub(ENTRIES_MAX);
    let next = props.terminal.entries.last().map_or(0, |entry| entry.id + 1);
    let on_line = {
        let (on_line, follows) = (props.on_line.clone(), follows.clone());
        Callback::from(move |line: String| {
            *follows.borrow_mut() = true;
            on_line.emit(line);
        })
    };
    html! {
        <section class="terminal" id="terminal" aria-label={terminal::TERMINAL}>
            {head(props, next)}
            <div class="terminal-scroll" ref={scroller} onscroll={on_scroll} onclick={on_click}>
                <div class="log" role="log" aria-label={terminal::OUTPUT} aria-live="polite">
                    if entries.is_empty() {
                        <p class="terminal-welcome">
                            {terminal::WELCOME}<b>{terminal::TYPE_IT}</b>{terminal::WELCOME_GUIDE}
                            <code>{"help"}</code>{terminal::WELCOME_HELP}
                        </p>
                    }
                    {for entries.into_iter().skip(skipped).map(|entry| html! {
                        <LogEntry key={entry.id} entry={entry.clone()} />
                    })}
                </div>
                <Prompt input={prompt} running={props.terminal.running} num_given={next} draft={props.draft.clone()} on_line={on_line}
                    on_interrupt={props.on_interrupt.clone()} complete={props.complete.clone()}
                    on_clear={props.on_clear.reform(move |()| next)} />
            </div>
        </section>
    }
}

fn head(props: &TerminalPaneProps, next: u64) -> Html {
    html! {
        <header class="terminal-head">
            <h2>{terminal::TERMINAL}</h2>
            <span class="terminal-hint">
                <kbd>{"Tab"}</kbd>{terminal::COMPLETES}<kbd>{"↑"}</kbd>{terminal::GOES_BACK}<kbd>{"Ctrl-C"}</kbd>{terminal::STOPS}
            </span>
            <span class="grow" />
            if props.terminal.running {
                <button type="button" class="button small stop" onclick={props.on_interrupt.reform(|_| ())}>
                    {terminal::STOP}<kbd>{"Ctrl-C"}</kbd>
                </button>
            }
            <IconButton icon="clear" label={terminal::CLEAR} class="quiet"
                on_press={props.on_clear.reform(move |()| next)} />
        </header>
    }
}
