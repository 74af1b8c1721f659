//! What a newcomer sees where there is nothing yet.

use crate::ui::text::cluster;
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
        <section class="ds ds-none" aria-label={cluster::NO_DS}>
            <div>
                <h2>{cluster::NO_DS}</h2>
                <p>{cluster::NO_DS_HINT}</p>
            </div>
            <div class="actions">
                <button type="button" class="button primary" onclick={create}>{cluster::CREATE_DS}</button>
                <button type="button" class="button" onclick={props.on_manifest.reform(|_| ())}>
                    {cluster::READ_MANIFEST}
                </button>
            </div>
        </section>
    }
}
