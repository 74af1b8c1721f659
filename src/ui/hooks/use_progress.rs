//! Tells a page that embeds this one how far the lesson is.
//!
//! Each message is `{ source: "daemonset-playground", kind, name, lesson, done, total, step }`: `kind` is `ready` once, then
//! `progress` whenever a step is done (or a new session or another lesson begins), and `finished` with the last one;
//! `name` is the lesson's name as `?lesson=` takes it, `lesson` its title, `done` of `total` steps are done, `step` is the title of the present one.

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
    let (name, lesson) = (guide.name.clone(), guide.title.clone());
    use_effect_with((embed, name, done, total, step), move |(embed, name, done, total, step)| {
        if !embed || *total == 0 {
            return;
        }
        let kind = match (is_ready.replace(true), done == total) {
            (false, _) => "ready",
            (true, true) => "finished",
            (true, false) => "progress",
        };
        link::tell(kind, name, &lesson, *done, *total, step);
    });
}
