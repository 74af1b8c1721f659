//! The facts of the map as a table. Only the rows in sight are in the document.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::playground::view::cluster::NodeView;
use crate::ui::cluster::pod_chip::appearance;
use crate::ui::text::cluster;

/// Props of [`FactTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct FactTableProps {
    /// The nodes.
    pub nodes: Rc<Vec<Rc<NodeView>>>,
    /// A node is selected.
    pub on_select: Callback<Rc<str>>,
}

/// As in `cluster.css`.
const ROW_HEIGHT: usize = 30;
/// Rows in the document: what fits in the box and a screenful to each side.
const WINDOW: usize = 40;

/// The table.
#[component]
pub fn FactTable(props: &FactTableProps) -> Html {
    let first = use_state_eq(|| 0usize);
    let on_scroll = {
        let first = first.clone();
        move |event: Event| {
            if let Some(scroller) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                let row = scroller.scroll_top().max(0) as usize / ROW_HEIGHT;
                // In steps of ten rows, so that most of the scrolling costs no drawing.
                first.set(row.saturating_sub(10) / 10 * 10);
            }
        }
    };
    let count = props.nodes.len();
    let start = (*first).min(count.saturating_sub(1));
    let end = (start + WINDOW).min(count);
    let space = |rows: usize| {
        html! { if rows > 0 { <tr aria-hidden="true"><td colspan="4" height={(rows * ROW_HEIGHT).to_string()} /></tr> } }
    };
    html! {
        <div class="facts" onscroll={on_scroll} tabindex="0" role="region" aria-label={cluster::TABLE}>
            <table aria-rowcount={count.to_string()}>
                <thead><tr><th>{cluster::NODE}</th><th>{cluster::STATUS}</th><th>{cluster::PODS}</th><th>{cluster::LABELS}</th></tr></thead>
                <tbody>
                    {space(start)}
                    {for (start..end).filter_map(|index| {
                        let node = props.nodes.get(index)?;
                        Some(html! {
                            <FactRow key={node.name.to_string()} node={node.clone()} {index} on_select={props.on_select.clone()} />
                        })
                    })}
                    {space(count - end)}
                </tbody>
            </table>
        </div>
    }
}

/// Props of [`FactRow`].
#[derive(Clone, PartialEq, Properties)]
struct FactRowProps {
    node: Rc<NodeView>,
    index: usize,
    on_select: Callback<Rc<str>>,
}

/// A row; drawn again only when its own node has changed.
#[component]
fn FactRow(props: &FactRowProps) -> Html {
    let node = &props.node;
    let name = node.name.clone();
    let [_, status, pods, labels] = facts(node);
    html! {
        <tr aria-rowindex={(props.index + 2).to_string()}>
            <td><button type="button" class="link" onclick={props.on_select.reform(move |_| name.clone())}>
                {&*node.name}</button></td>
            <td>{status}</td><td>{pods}</td><td>{labels}</td>
        </tr>
    }
}

/// Name, status, pods and the person's labels in words.
pub fn facts(node: &NodeView) -> [String; 4] {
    let pods: Vec<String> = node
        .pods
        .iter()
        .map(|pod| match pod.revision {
            Some(mark) => cluster::with_revision(appearance(pod.state).1, mark.number),
            None => appearance(pod.state).1.to_string(),
        })
        .collect();
    let pods = if pods.is_empty() { "no pod".to_string() } else { pods.join(", ") };
    let labels: Vec<String> = node
        .labels
        .iter()
        .filter(|label| !label.built_in)
        .map(|label| [label.key.as_str(), "=", label.value.as_str()].concat())
        .collect();
    [node.name.to_string(), node.status.to_string(), pods, labels.join(", ")]
}
