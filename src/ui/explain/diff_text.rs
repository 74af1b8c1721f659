//! A unified diff with its lines in colours that a sign stands for as well.

use crate::ui::text::explain;
use yew::prelude::*;

/// Draws a diff as `diff -u` prints it.
pub fn diff_text(text: &str) -> Html {
    html! {
        <pre class="diff" tabindex="0" role="group" aria-label={explain::DIFFERENCE}>
            {for text.lines().map(|line| {
                let class = match line.as_bytes().first() {
                    Some(b'+') => "diff-more",
                    Some(b'-') => "diff-less",
                    Some(b'@') => "diff-place",
                    _ => "diff-same",
                };
                html! { <span class={class}>{line.to_string()}{"\n"}</span> }
            })}
        </pre>
    }
}
