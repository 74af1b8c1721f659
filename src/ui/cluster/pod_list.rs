//! The pods of a node. A pod that is gone stays for a moment, so that the eye can follow it out.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::playground::view::cluster::PodView;
use crate::ui::cluster::pod_chip::PodChip;
use crate::ui::interop::dom;

/// As long as `pod-leave` in `cluster.css`.
const LEAVE_MS: u32 = 320;

/// Props of [`PodList`].
#[derive(Clone, PartialEq, Properties)]
pub struct PodListProps {
    /// The pods, oldest first.
    pub pods: Vec<Rc<PodView>>,
    /// "Pods on edge-1"
    pub label: AttrValue,
}

/// A list of pods.
#[component]
pub fn PodList(props: &PodListProps) -> Html {
    let shown = use_mut_ref(|| props.pods.clone());
    let leaving = use_state_eq(Vec::<Rc<PodView>>::new);
    use_effect_with(props.pods.clone(), {
        let leaving = leaving.clone();
        move |pods: &Vec<Rc<PodView>>| {
            let before = std::mem::replace(&mut *shown.borrow_mut(), pods.clone());
            let gone: Vec<_> = before.into_iter().filter(|pod| !has(pods, pod)).collect();
            if !gone.is_empty() && !dom::reduced_motion() {
                leaving.set(gone);
                let leaving = leaving.clone();
                Timeout::new(LEAVE_MS, move || leaving.set(Vec::new())).forget();
            }
        }
    });
    let ghosts = leaving.iter().filter(|pod| !has(&props.pods, pod));
    html! {
        <ul class="pods" aria-label={props.label.clone()}>
            {for ghosts.map(|pod| html! { <PodChip key={pod.uid.clone()} pod={pod.clone()} leaving=true /> })}
            {for props.pods.iter().map(|pod| html! {
                <PodChip key={pod.uid.clone()} pod={pod.clone()} leaving=false />
            })}
        </ul>
    }
}

fn has(pods: &[Rc<PodView>], pod: &PodView) -> bool {
    pods.iter().any(|other| other.uid == pod.uid)
}
