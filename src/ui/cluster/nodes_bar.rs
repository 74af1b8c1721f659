//! The bar above the nodes: how many there are, more of them, how large they are drawn.

use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::components::popover::Popover;
use crate::ui::interop::dom;
use crate::ui::text::cluster;
use crate::ui::text::controls;

/// The smallest and the largest scale.
pub const SCALES: (i32, i32) = (-2, 2);

/// Props of [`NodesBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodesBarProps {
    /// How many nodes there are.
    pub count: usize,
    /// There is something to mend.
    pub is_broken: bool,
    /// How large they are drawn; none where they are drawn as a map.
    pub scale: Option<i32>,
    /// They shall be drawn so large.
    pub on_scale: Callback<i32>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// The bar.
#[component]
pub fn NodesBar(props: &NodesBarProps) -> Html {
    let on_issue = props.on_issue.clone();
    let panel = Callback::from(move |on_done: Callback<()>| {
        html! { <AddNodes on_issue={on_issue.clone()} {on_done} /> }
    });
    let face = html! { <>{icon("nodes")}{controls::ADD_NODES}</> };
    let mend = props.on_issue.reform(|_| controls::MEND_ALL.2.to_owned());
    html! {
        <div class="nodes-bar">
            <h2>{controls::NODES}{" "}<span class="nodes-count">{props.count}</span></h2>
            <Popover class="add-nodes" face_class="button small popover-face" label={controls::ADD_NODES} {face} {panel} />
            if props.is_broken {
                <button type="button" class="button small quiet-button" title={controls::MEND_ALL.2} onclick={mend}>
                    {controls::MEND_ALL.0}
                </button>
            }
            <span class="grow" />
            if let Some(scale) = props.scale {
                <div class="scale" role="group" aria-label={controls::SCALE}>
                    <IconButton icon="zoom-out" label={controls::SMALLER} class="quiet" disabled={scale <= SCALES.0}
                        on_press={props.on_scale.reform(move |()| scale - 1)} />
                    <IconButton icon="zoom-in" label={controls::LARGER} class="quiet" disabled={scale >= SCALES.1}
                        on_press={props.on_scale.reform(move |()| scale + 1)} />
                </div>
            }
        </div>
    }
}

/// Props of [`AddNodes`].
#[derive(Clone, PartialEq, Properties)]
struct AddNodesProps {
    on_issue: Callback<String>,
    on_done: Callback<()>,
}

/// What stands in the form.
#[derive(Clone, PartialEq)]
struct Form {
    count: String,
    name: String,
    labels: String,
    taint: String,
}

/// The form. The line it makes is shown as it is written.
#[component]
fn AddNodes(props: &AddNodesProps) -> Html {
    let form = use_state_eq(|| Form {
        count: "1".into(),
        name: "worker".into(),
        labels: String::new(),
        taint: String::new(),
    });
    let line = line(&form);
    let on_submit = {
        let (props, line) = (props.clone(), line.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            props.on_done.emit(());
            props.on_issue.emit(line.clone());
        }
    };
    let set = |put: fn(&mut Form, String)| {
        let form = form.clone();
        move |event: InputEvent| {
            let mut next = (*form).clone();
            put(&mut next, dom::input_value(&event));
            form.set(next);
        }
    };
    html! {
        <form class="form" onsubmit={on_submit}>
            <label>{controls::COUNT}<input class="field" type="number" min="1" max="10000" required=true
                value={form.count.clone()} oninput={set(|form, text| form.count = text)} /></label>
            <label>{controls::NAME}<input class="field" required=true pattern="[a-z0-9]([\\-a-z0-9.]*[a-z0-9])?"
                value={form.name.clone()} oninput={set(|form, text| form.name = text)} /></label>
            <label class="form-wide">{controls::LABELS}<input class="field" placeholder={cluster::LABELS_EXAMPLE}
                value={form.labels.clone()} oninput={set(|form, text| form.labels = text)} /></label>
            <label class="form-wide">{controls::TAINT_FIELD}<input class="field" placeholder={cluster::TAINT_EXAMPLE}
                value={form.taint.clone()} oninput={set(|form, text| form.taint = text)} /></label>
            <p class="form-line form-wide"><span>{controls::WILL_RUN}</span>{" "}<code>{line}</code></p>
            <button type="submit" class="button primary form-wide">{controls::ADD}</button>
        </form>
    }
}

/// `sim add-node worker-1` or `sim add-nodes 100 worker pool=edge`
fn line(form: &Form) -> String {
    let mut words = match form.count.trim() {
        "1" => vec!["sim add-node", form.name.trim()],
        count => vec!["sim add-nodes", count, form.name.trim()],
    };
    words.extend(form.labels.split([' ', ',']).map(str::trim).filter(|label| !label.is_empty()));
    let taint = form.taint.trim();
    if !taint.is_empty() {
        words.extend(["--taint", taint]);
    }
    words.join(" ")
}
