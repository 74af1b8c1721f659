//! Prose with code between back-ticks and emphasis between `**`.

use yew::prelude::*;

/// Draws prose.
pub fn prose(text: &str) -> Html {
    text.split('`')
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => emphasis(part),
            _ => html! { <code>{part}</code> },
        })
        .collect()
}

fn emphasis(text: &str) -> Html {
    text.split("**")
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => html! { {part} },
            _ => html! { <strong>{part}</strong> },
        })
        .collect()
}

/// The same without its marks, for attributes and announcements.
pub fn plain(text: &str) -> String {
    text.replace(['`'], "").replace("**", "")
}

/// A command line whose words break as wholes.
pub fn words(line: &str) -> Html {
    line.split_inclusive(' ')
        .map(|word| html! { <><span class="word">{word.trim_end()}</span>{if word.ends_with(' ') { " " } else { "" }}</> })
        .collect()
}

/// The key with a prefix that takes no room: it is in the tip and for screen readers.
pub fn short_key(key: &str) -> Html {
    match key.rsplit_once('/') {
        Some((prefix, name)) => html! {
            <><span class="visually-hidden">{prefix}{"/"}</span><span aria-hidden="true">{"…/"}</span>{name}</>
        },
        None => html! { {key} },
    }
}
