//! What would come of a line before it is issued.

use yew::prelude::*;

use crate::playground::view::explain::PreviewView;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;

/// Draws what would come of a line, and the line itself.
pub fn preview(view: &PreviewView, line: &str) -> Html {
    html! {
        <div class={classes!("preview", view.refused.then_some("preview-refused"))} role="status">
            <p class="prose">{icon(if view.refused { "failed" } else { "starting" })}<span>{prose(&view.sentence)}</span></p>
            <code>{line.to_string()}</code>
        </div>
    }
}
