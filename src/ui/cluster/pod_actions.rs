//! What can be done to a pod, in its inspector.

use yew::prelude::*;

use crate::ui::text::controls;

/// Props of [`PodActions`].
#[derive(Clone, PartialEq, Properties)]
pub struct PodActionsProps {
    /// The pod's name.
    pub pod: AttrValue,
    /// Its namespace.
    pub namespace: AttrValue,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// A row of buttons.
#[component]
pub fn PodActions(props: &PodActionsProps) -> Html {
    let namespace = match props.namespace.as_str() {
        "" | "default" => String::new(),
        namespace => [" -n ", namespace].concat(),
    };
    html! {
        <div class="pod-actions" role="group" aria-label={controls::POD_CONTROLS}>
            {for controls::POD_FAULTS.into_iter().map(|(name, hint, line)| {
                let line = [&line.replace("{}", &props.pod), namespace.as_str()].concat();
                let tip = [hint, ": ", &line].concat();
                html! {
                    <button type="button" class="button small" title={tip}
                        onclick={props.on_issue.reform(move |_| line.clone())}>{name}</button>
                }
            })}
        </div>
    }
}
