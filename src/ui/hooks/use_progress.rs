//! Tells a page that embeds this one how far the lesson is.
//!
//! Each message is `{ source: "daemonset-playground", kind, lesson, done, total, step }`: `kind` is `ready` once, then
//! `progress` whenever a step is done (or a new session begins), and `finished` with the last one; `lesson` is the
//! lesson's title, `done` of `total` steps are done, `step` is the title of the present one.

use yew::prelude::*;

use crate::playground::view::guide::GuideView;
use crate::ui::interop::link;

/// Sends a message for each change while `embed` holds.
#[hook]
pub fn use_progress(embed: bool, guide: &GuideView) {
    let done = guide.steps.iter().filter(|step| step.done).count() as u32;
    let total = guide.steps.len() as u32;
    let step =
        guide.steps.iter().find(|step| step.current).map(|step| step.title.clone()).unwrap_or_default();
    let is_ready = use_mut_ref(|| false);
    let lesson = guide.title.clone();
    use_effect_with((embed, done, total, step), move |(embed, done, total, step)| {
        if !embed || *total == 0 {
            return;
        }
        let kind = match (is_ready.replace(true), done == total) {
            (false, _) => "ready",
            (true, true) => "finished",
            (true, false) => "progress",
        };
        link::tell(kind, &lesson, *done, *total, step);
    });
}
