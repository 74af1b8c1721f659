//! What was given and what it printed.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::subject::Subject;
use crate::playground::view::terminal::{EntryView, Origin};
use crate::ui::components::icon::icon;
use crate::ui::components::prose::words;
use crate::ui::text::terminal;

/// Props of [`LogEntry`].
#[derive(Clone, PartialEq, Properties)]
pub struct LogEntryProps {
    /// The entry.
    pub entry: Rc<EntryView>,
}

/// A command with its output. What a background command printed later has no command line of its own.
#[component]
pub fn LogEntry(props: &LogEntryProps) -> Html {
    let entry = &*props.entry;
    let failed = entry.exit_code.is_some_and(|code| code != 0);
    let clicked = entry.origin == Origin::Click;
    let key = Subject::Entry(entry.id).key();
    html! {
        <div class={classes!("entry", failed.then_some("entry-failed"))} data-subject={key.clone()}>
            if !entry.command.is_empty() {
                <div class="entry-command" data-choose={key.clone()}>
                    <span class="sigil" aria-hidden="true">{"$ "}</span>
                    <span class="entry-line">{words(&entry.command)}</span>
                    if clicked {
                        <span class="entry-click" title={terminal::FROM_CONTROL}>
                            {icon("pointer")}{terminal::FROM_PICTURE}
                        </span>
                    }
                    <button type="button" class="entry-light" data-choose={key.clone()} data-point={key}
                        aria-label={terminal::LIGHT} title={terminal::LIGHT}>{icon("light")}</button>
                </div>
            }
            {for entry.blocks.iter().map(|block| html! {
                <pre class={block.error.then_some("entry-error")}>{block.text.strip_suffix('\n').unwrap_or(&block.text)}</pre>
            })}
        </div>
    }
}
