//! What a newcomer sees where there is nothing yet.

use yew::prelude::*;

/// Props of [`NoDaemonSet`].
#[derive(Clone, PartialEq, Properties)]
pub struct NoDaemonSetProps {
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// Shows the manifest.
    pub on_manifest: Callback<()>,
}

/// Stands in for the DaemonSet's header until there is one.
#[component]
pub fn NoDaemonSet(props: &NoDaemonSetProps) -> Html {
    let create =
        props.on_issue.reform(|_| "kubectl create -f manifests/ds-example.yaml --record".to_string());
    html! {
        <section class="ds ds-none" aria-label="No DaemonSet yet">
            <div>
                <h2>{"No DaemonSet yet"}</h2>
                <p>{"A DaemonSet keeps one pod on every node that matches. Create one and watch where its pods go."}</p>
            </div>
            <div class="actions">
                <button type="button" class="button primary" onclick={create}>{"Create ds-example"}</button>
                <button type="button" class="button" onclick={props.on_manifest.reform(|_| ())}>
                    {"Read the manifest"}
                </button>
            </div>
        </section>
    }
}
