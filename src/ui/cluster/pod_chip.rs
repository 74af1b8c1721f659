//! A pod: its colour is the revision, its shape and words the state.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::{PodState, PodView};
use crate::playground::view::subject::Subject;
use crate::ui::components::icon::icon;
use crate::ui::text::cluster;

/// Props of [`PodChip`].
#[derive(Clone, PartialEq, Properties)]
pub struct PodChipProps {
    /// The pod.
    pub pod: Rc<PodView>,
    /// It is gone from the cluster and only fades from the picture.
    pub leaving: bool,
}

/// A pod on its node.
#[component]
pub fn PodChip(props: &PodChipProps) -> Html {
    let pod = &*props.pod;
    let (shape, words) = appearance(pod.state);
    let mark = pod.revision;
    let class = classes!(
        "pod",
        ["pod-", shape].concat(),
        mark.map_or_else(|| "rev-none".to_string(), |mark| format!("rev-{}", mark.colour % COLOURS)),
        mark.is_some_and(|mark| mark.current).then_some("pod-current"),
        props.leaving.then_some("pod-leaving"),
    );
    let (stem, suffix) = split_name(&pod.name);
    let key = Subject::pod(&pod.namespace, &pod.name).key();
    html! {
        <li class={class} data-pod={AttrValue::from(pod.name.clone())} data-state={shape} data-subject={key.clone()}
            aria-hidden={props.leaving.then_some("true")} title={tip(pod)}>
            <button type="button" class="pod-body" data-choose={key} disabled={props.leaving}>
                {icon(shape)}
                <span class="pod-name"><span>{stem}</span><b>{suffix}</b></span>
                if let Some(mark) = mark {
                    <span class="rev-tag" title={cluster::made_from(mark.number)}>
                        <span class="visually-hidden">{cluster::REVISION}</span>{mark.number}
                    </span>
                }
                <span class="pod-status">{status_text(pod, words)}</span>
                if pod.restarts > 0 {
                    <span class="pod-restarts">{format!("↻{}", pod.restarts)}</span>
                }
                if let Some(progress) = pod.progress {
                    <span class="bar"><i key={progress.from_ms} data-from={progress.from_ms.to_string()}
                        data-until={progress.until_ms.to_string()} /></span>
                }
            </button>
        </li>
    }
}

/// How many revision colours `tokens.css` has.
pub const COLOURS: u8 = 6;

/// The shape that stands for a state (class and icon) and the words for the part of it kubectl has no word for.
pub fn appearance(state: PodState) -> (&'static str, &'static str) {
    match state {
        PodState::Pending => ("pending", cluster::PENDING),
        PodState::Scheduled => ("scheduled", cluster::SCHEDULED),
        PodState::Pulling => ("pulling", cluster::PULLING),
        PodState::Starting => ("starting", cluster::STARTING),
        PodState::NotReady => ("not-ready", cluster::NOT_READY),
        PodState::Ready => ("ready", cluster::RUNNING),
        PodState::Terminating => ("terminating", cluster::TERMINATING),
        PodState::Failed => ("failed", cluster::FAILED),
        PodState::Succeeded => ("succeeded", cluster::COMPLETED),
    }
}

fn status_text(pod: &PodView, words: &'static str) -> String {
    match pod.state {
        PodState::Failed | PodState::Ready | PodState::Succeeded => pod.status.clone(),
        _ => words.to_string(),
    }
}

fn tip(pod: &PodView) -> String {
    cluster::pod(&pod.name, &pod.status, &pod.ready, pod.restarts)
}

/// The name in its common part and the random suffix by which pods are told apart.
fn split_name(name: &str) -> (&str, &str) {
    name.rfind('-').map_or(("", name), |at| name.split_at(at + 1))
}
