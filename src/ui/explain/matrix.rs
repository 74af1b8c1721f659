//! All nodes against all DaemonSets: who has a pod where, and what decides. Only the rows in sight are in the document.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::playground::view::explain::{MatrixRow, MatrixShow, MatrixView, Outcome};
use crate::playground::view::page::View;
use crate::playground::view::subject::Subject;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::explain::why_list::{WhyList, outcome_class, outcome_look};
use crate::ui::hooks::lens::use_lens;
use crate::ui::interop::dom;
use crate::ui::selection::SelectionAction;
use crate::ui::text::explain;

/// Props of [`Matrix`].
#[derive(Clone, PartialEq, Properties)]
pub struct MatrixProps {
    /// What is shown; the matrix is asked for anew whenever it changes.
    pub view: Rc<View>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// Selects, points, opens.
    pub on_act: Callback<SelectionAction>,
}

/// As in `explain.css`.
const ROW_HEIGHT: u32 = 34;
/// Rows in the document: what fits in the box and a screenful to each side.
const WINDOW: u32 = 48;

const SHOWS: [(MatrixShow, &str); 4] = [
    (MatrixShow::All, explain::ALL_NODES),
    (MatrixShow::WithPods, explain::WITH_POD),
    (MatrixShow::Without, explain::KEPT_AWAY),
    (MatrixShow::Amiss, explain::AMISS),
];

/// The matrix. A cell opens its rules below.
#[component]
pub fn Matrix(props: &MatrixProps) -> Html {
    let lens = use_lens();
    let filter = use_state_eq(String::new);
    let show = use_state_eq(MatrixShow::default);
    let first = use_state_eq(|| 0u32);
    let cell = use_state_eq(|| None::<(Rc<str>, Rc<str>)>);
    let field = use_node_ref();
    use_effect_with(field.clone(), dom::focus);
    let asked = ((*filter).clone(), *show, *first, props.view.clone());
    let matrix = use_memo(asked, |(filter, show, first, _)| lens.matrix(filter, *show, *first, WINDOW));
    let why = use_memo(((*cell).clone(), props.view.clone()), |(cell, _)| {
        cell.as_ref().map(|(node, uid)| lens.why(node, Some(uid))).unwrap_or_default()
    });
    let on_filter = {
        let (filter, first) = (filter.clone(), first.clone());
        move |event: InputEvent| {
            first.set(0);
            filter.set(dom::input_value(&event));
        }
    };
    let on_scroll = {
        let first = first.clone();
        move |event: Event| {
            if let Some(box_) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                let row = box_.scroll_top().max(0) as u32 / ROW_HEIGHT;
                // In steps of ten rows, so that most of the scrolling costs no drawing.
                first.set(row.saturating_sub(12) / 10 * 10);
            }
        }
    };
    let close = props.on_act.reform(|()| SelectionAction::Matrix(false));
    let pick = Callback::from({
        let cell = cell.clone();
        move |picked: (Rc<str>, Rc<str>)| cell.set(Some(picked))
    });
    html! {
        <section class="matrix" role="dialog" aria-modal="false" aria-labelledby="matrix-title">
            <div class="matrix-head">
                <h3 id="matrix-title">{explain::MATRIX}</h3>
                <input ref={field} class="field" type="search" placeholder={explain::FILTER_EXAMPLE} aria-label={explain::FILTER}
                    oninput={on_filter} />
                <div class="segments" role="group" aria-label={explain::WHICH}>
                    {for SHOWS.iter().map(|&(which, name)| {
                        let (show, first) = (show.clone(), first.clone());
                        html! { <button type="button" aria-pressed={(which == *show).to_string()}
                            onclick={move |_| { first.set(0); show.set(which); }}>{name}</button> }
                    })}
                </div>
                <span class="matrix-count" role="status">{explain::rows(matrix.num_rows, matrix.num_nodes)}</span>
                <IconButton icon="close" label={explain::CLOSE_MATRIX} class="quiet" on_press={close} />
            </div>
            <div class="matrix-scroll" onscroll={on_scroll} tabindex="0" role="region" aria-label={explain::CELLS}>
                {table(&matrix, *first, &cell, &pick)}
                if matrix.num_rows == 0 { <p class="blank">{explain::NO_NODE}</p> }
            </div>
            if !why.is_empty() {
                <div class="matrix-why">
                    <WhyList answers={(*why).clone()} by_node=true on_issue={props.on_issue.clone()} />
                </div>
            } else {
                <p class="matrix-hint">{explain::CELL_HINT}</p>
            }
        </section>
    }
}

type Picked = (Rc<str>, Rc<str>);

fn table(matrix: &MatrixView, first: u32, cell: &Option<Picked>, pick: &Callback<Picked>) -> Html {
    let first = first.min(matrix.num_rows);
    let after = matrix.num_rows.saturating_sub(first + matrix.rows.len() as u32);
    let columns = (matrix.heads.len() + 1).to_string();
    let space = |rows: u32| {
        html! { if rows > 0 { <tr aria-hidden="true"><td colspan={columns.clone()} height={(rows * ROW_HEIGHT).to_string()} /></tr> } }
    };
    html! {
        <table aria-rowcount={(matrix.num_rows + 1).to_string()}>
            <thead><tr><th scope="col">{explain::NODE}</th>
                {for matrix.heads.iter().map(|(uid, name)| html! { <th scope="col" key={uid.to_string()}>{&**name}</th> })}
            </tr></thead>
            <tbody>
                {space(first)}
                {for matrix.rows.iter().map(|row| draw_row(matrix, row, cell, pick))}
                {space(after)}
            </tbody>
        </table>
    }
}

fn draw_row(matrix: &MatrixView, row: &MatrixRow, cell: &Option<Picked>, pick: &Callback<Picked>) -> Html {
    let key = Subject::node(&row.node).key();
    html! {
        <tr key={row.node.to_string()}>
            <th scope="row"><button type="button" class="link" data-choose={key.clone()} data-point={key}>{&*row.node}</button></th>
            {for matrix.heads.iter().zip(&row.cells).map(|((uid, name), (outcome, words))| {
                let picked = (row.node.clone(), uid.clone());
                let is_picked = cell.as_ref() == Some(&picked);
                html! { <td>{draw_cell(*outcome, words, name, &row.node, is_picked, pick.reform(move |_| picked.clone()))}</td> }
            })}
        </tr>
    }
}

fn draw_cell(
    outcome: Outcome,
    words: &str,
    daemon_set: &str,
    node: &str,
    is_picked: bool,
    on_pick: Callback<MouseEvent>,
) -> Html {
    let (shape, spoken) = outcome_look(outcome);
    // A pod that is not ready yet runs there, and is not done.
    let (shape, tone) = match (outcome, words) {
        (Outcome::Runs, words) if words != "ready" => ("starting", "accent"),
        _ => (shape, outcome_class(outcome)),
    };
    html! {
        <button type="button" class={classes!("cell", ["cell-", tone].concat())} onclick={on_pick}
            aria-pressed={is_picked.to_string()} aria-label={explain::cell(daemon_set, node, spoken, words)}>
            {icon(shape)}<span>{words.to_string()}</span>
        </button>
    }
}
