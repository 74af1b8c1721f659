//! Says to screen readers what the picture shows to others.

use yew::prelude::*;

use crate::playground::view::page::View;
use crate::ui::components::prose::plain;

/// Props of [`LiveRegion`].
#[derive(Clone, PartialEq, Properties)]
pub struct LiveRegionProps {
    /// The sentence; announced whenever it changes.
    pub text: AttrValue,
}

/// An invisible line that is read out when it changes.
#[component]
pub fn LiveRegion(props: &LiveRegionProps) -> Html {
    html! { <div class="visually-hidden" role="status" aria-live="polite">{props.text.clone()}</div> }
}

/// What is worth saying: how each rollout stands, in its two or three words, so that progress does not chatter.
pub fn announcement(view: &View) -> AttrValue {
    let sentences: Vec<String> =
        view.daemon_sets.iter().map(|ds| [&*ds.name, ": ", &plain(&ds.rollout.headline)].concat()).collect();
    sentences.join(". ").into()
}
