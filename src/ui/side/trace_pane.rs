//! The trace: what each component saw, decided and wrote. Only the rows in sight are in the document.
//!
//! What is ahead of the moment is listed too, paler, so that whoever goes back does not lose the place.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use crate::playground::trace::trace_view::{COMPONENTS, Past, TraceFilter, TraceLook, TraceRow, TraceView};
use crate::ui::components::prose::prose;
use crate::ui::interop::dom;
use crate::ui::interop::paint::clock_text;
use crate::ui::interop::place::place;
use crate::ui::text::trace as text;

/// Props of [`TracePane`].
#[derive(Clone, PartialEq, Properties)]
pub struct TracePaneProps {
    /// The trace.
    pub trace: Rc<TraceView>,
    /// The moment, where it is in the past.
    pub past: Option<Past>,
    /// Goes to a moment.
    pub on_seek: Callback<u64>,
}

/// The height of a row; it stands in `trace.css` too.
const ROW: i32 = 62;
/// Rows above and below those in sight.
const MARGIN: usize = 6;

/// What is in sight: how far it is scrolled, and how high it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sight {
    top: i32,
    height: i32,
}

/// Filter and list.
#[component]
pub fn TracePane(props: &TracePaneProps) -> Html {
    let filter = use_state_eq(TraceFilter::default);
    let numbers =
        use_memo((props.trace.clone(), (*filter).clone()), |(trace, filter)| trace.matching(filter));
    html! {
        <div class="trace">
            <Filter filter={(*filter).clone()} on_change={
                let filter = filter.setter();
                Callback::from(move |fresh: TraceFilter| filter.set(fresh))
            } />
            <Rows numbers={numbers} list={props.clone()} />
        </div>
    }
}

/// Props of [`Filter`].
#[derive(Clone, PartialEq, Properties)]
struct FilterProps {
    filter: TraceFilter,
    on_change: Callback<TraceFilter>,
}

#[component]
fn Filter(props: &FilterProps) -> Html {
    let filter = &props.filter;
    let on_component = {
        let (filter, on_change) = (filter.clone(), props.on_change.clone());
        move |event: Event| {
            let select: Option<HtmlSelectElement> = event.target_dyn_into();
            let component = select.map(|select| select.value()).unwrap_or_default();
            on_change.emit(TraceFilter { component, ..filter.clone() });
        }
    };
    let on_text = {
        let (filter, on_change) = (filter.clone(), props.on_change.clone());
        move |event: InputEvent| {
            on_change.emit(TraceFilter { text: dom::input_value(&event), ..filter.clone() })
        }
    };
    let on_saw = {
        let (filter, on_change) = (filter.clone(), props.on_change.clone());
        move |_: MouseEvent| {
            on_change.emit(TraceFilter { without_saw: !filter.without_saw, ..filter.clone() });
        }
    };
    html! {
        <div class="trace-filter" role="search" aria-label={text::FILTER}>
            <select aria-label={text::COMPONENT} onchange={on_component}>
                <option value="" selected={filter.component.is_empty()}>{text::ALL_COMPONENTS}</option>
                {for COMPONENTS.iter().map(|&(id, name)| html! {
                    <option value={id} selected={filter.component == id}>{name}</option>
                })}
            </select>
            <input type="search" placeholder={text::SEARCH_HINT} aria-label={text::SEARCH} value={filter.text.clone()}
                oninput={on_text} />
            <button type="button" class="button small" aria-pressed={(!filter.without_saw).to_string()} onclick={on_saw}
                title={text::SAW_HINT}>{text::SAW}</button>
        </div>
    }
}

/// Props of [`Rows`].
#[derive(Clone, PartialEq, Properties)]
struct RowsProps {
    numbers: Rc<Vec<u64>>,
    list: TracePaneProps,
}

#[component]
fn Rows(props: &RowsProps) -> Html {
    let TracePaneProps { trace, past, .. } = &props.list;
    let node = use_node_ref();
    let sight = use_state_eq(|| Sight { top: 0, height: 800 });
    let follows = use_mut_ref(|| true);
    let now = past.map_or(props.numbers.len(), |past| trace.num_behind(&props.numbers, past));
    use_effect({
        let node = node.clone();
        move || place(&node)
    });
    use_effect_with((now, props.numbers.len()), {
        let (node, follows) = (node.clone(), follows.clone());
        move |&(now, _)| {
            if let Some(list) = node.cast::<HtmlElement>().filter(|_| *follows.borrow()) {
                list.set_scroll_top(row_top(now) - list.client_height() + ROW / 2);
            }
        }
    });
    let on_scroll = {
        let (node, sight) = (node.clone(), sight.setter());
        move |_: Event| {
            if let Some(list) = node.cast::<HtmlElement>() {
                let (top, height) = (list.scroll_top(), list.client_height());
                *follows.borrow_mut() = (top + height - row_top(now)).abs() < 2 * ROW;
                sight.set(Sight { top, height });
            }
        }
    };
    if props.numbers.is_empty() {
        return html! {
            <div class="blank"><h3>{text::NOTHING}</h3>
                <p>{text::NOTHING_HINT}</p></div>
        };
    }
    let first = usize::try_from(sight.top / ROW).unwrap_or_default().saturating_sub(MARGIN);
    let count = usize::try_from(sight.height / ROW).unwrap_or_default() + 2 * MARGIN;
    let shown = props.numbers.iter().enumerate().skip(first).take(count);
    html! {
        <div class="trace-list" ref={node} onscroll={on_scroll} tabindex="0" role="region" aria-label={text::LIST}>
            <ol data-tall={row_top(props.numbers.len()).to_string()}>
                {for shown.filter_map(|(index, number)| Some(html! {
                    <Row key={*number} row={trace.row(*number)?} top={row_top(index)} ahead={index >= now}
                        last={past.is_some() && index + 1 == now} on_seek={props.list.on_seek.clone()} />
                }))}
            </ol>
        </div>
    }
}

fn row_top(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX / ROW).saturating_mul(ROW)
}

/// Props of [`Row`].
#[derive(Clone, PartialEq, Properties)]
struct RowProps {
    row: TraceRow,
    top: i32,
    ahead: bool,
    last: bool,
    on_seek: Callback<u64>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let row = &props.row;
    let at = row.at_ms;
    let class = classes!(
        "trace-row",
        look_class(row.look),
        props.ahead.then_some("trace-ahead"),
        props.last.then_some("trace-now"),
    );
    let key = row.subject.as_ref().map(|subject| subject.key.clone());
    html! {
        <li class={class} data-top={props.top.to_string()} data-subject={key.clone()} data-point={key.clone()}>
            <button type="button" class="trace-time" title={text::GO_TO} onclick={props.on_seek.reform(move |_| at)}>
                {clock_text(at)}<small>{format!(".{:03}", at % 1000)}</small>
            </button>
            <b class="trace-who">{row.who.clone()}</b>
            <span class="trace-verb">{text::verb(row.look)}</span>
            if let Some(subject) = &row.subject {
                <button type="button" class="trace-object" data-choose={key.clone()} data-point={key}
                    title={[subject.kind, " ", &*subject.name].concat()}>{&*subject.name}</button>
            }
            <p title={row.text.clone()}>{prose(&row.text)}</p>
        </li>
    }
}

fn look_class(look: TraceLook) -> &'static str {
    match look {
        TraceLook::Gave => "trace-gave",
        TraceLook::Saw => "trace-saw",
        TraceLook::Decided => "trace-decided",
        TraceLook::Wrote => "trace-wrote",
        TraceLook::Told => "trace-told",
    }
}
