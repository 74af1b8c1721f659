//! A manifest being written: its text, what is wrong with it, and what applying it would do.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::manifest::plan::{Effect, Plan};
use crate::playground::manifest::problems::Problem;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;
use crate::ui::explain::diff_text::diff_text;
use crate::ui::hooks::lens::use_lens;
use crate::ui::hooks::use_settled::use_settled;
use crate::ui::side::code_area::CodeArea;
use crate::ui::side::editor_pane::Moment;
use crate::ui::text::side;

/// Props of [`ManifestArea`].
#[derive(Clone, PartialEq, Properties)]
pub struct ManifestAreaProps {
    /// The text.
    pub text: Rc<str>,
    /// What it is, for screen readers.
    pub label: AttrValue,
    /// It can be seen.
    pub visible: bool,
    /// The theme comes out dark.
    pub dark: bool,
    /// What a plan depends on besides.
    pub moment: Moment,
    /// The text has changed.
    pub on_change: Callback<String>,
    /// It shall be applied.
    pub on_save: Callback<()>,
}

/// How many problems are listed below the text; the gutter has them all.
const LISTED_MAX: usize = 3;

/// The text with what is known about it.
#[component]
pub fn ManifestArea(props: &ManifestAreaProps) -> Html {
    let lens = use_lens();
    let settled = use_settled(props.text.clone());
    let shown = props.visible.then_some(settled);
    let problems = use_memo((shown.clone(), props.moment.clone()), |(text, _)| {
        text.as_ref().map(|text| lens.problems(text)).unwrap_or_default()
    });
    let plans = use_memo((shown, props.moment.clone()), |(text, _)| {
        text.as_ref().map(|text| lens.plans(text)).unwrap_or_default()
    });
    let reveal = use_state_eq(|| None::<(u32, u32, u32)>);
    let on_reveal = Callback::from({
        let reveal = reveal.clone();
        move |(from, to): (u32, u32)| reveal.set(Some(((*reveal).map_or(0, |last| last.0) + 1, from, to)))
    });
    html! {
        <>
            <CodeArea text={props.text.clone()} label={props.label.clone()} visible={props.visible} dark={props.dark}
                problems={problems.clone()} reveal={*reveal} on_change={props.on_change.clone()} on_save={props.on_save.clone()} />
            if problems.iter().any(|problem| problem.is_error) {
                {list(&problems, &on_reveal)}
            } else {
                <Plans {plans} />
            }
        </>
    }
}

/// What is wrong, to go there.
fn list(problems: &[Problem], on_reveal: &Callback<(u32, u32)>) -> Html {
    let more = problems.len().saturating_sub(LISTED_MAX);
    html! {
        <div class="plan plan-refused" role="status" aria-label={side::PROBLEMS}>
            <p class="plan-head">{icon("failed")}<b>{side::REFUSED}</b></p>
            <ul class="problems">
                {for problems.iter().filter(|problem| problem.is_error).take(LISTED_MAX).map(|problem| {
                    let range = (problem.range.from, problem.range.to);
                    html! { <li>
                        <button type="button" class="link" onclick={on_reveal.reform(move |_| range)}>{side::line(problem.line)}</button>
                        if !problem.field.is_empty() { <code>{&problem.field}</code>{" "} }
                        {&problem.message}
                    </li> }
                })}
                if more > 0 { <li class="dim">{side::more(more)}</li> }
            </ul>
        </div>
    }
}

/// Props of [`Plans`].
#[derive(Clone, PartialEq, Properties)]
struct PlansProps {
    plans: Rc<Vec<Plan>>,
}

/// What applying would do, with the difference to what is live on demand.
#[component]
fn Plans(props: &PlansProps) -> Html {
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    if props.plans.is_empty() {
        return Html::default();
    }
    let diffs: Vec<&Plan> = props.plans.iter().filter(|plan| !plan.diff.is_empty()).collect();
    html! {
        <div class="plan" role="status" aria-label={side::PLAN}>
            <div class="plan-head">
                <ul class="plan-list">
                    {for props.plans.iter().map(|plan| {
                        let (shape, tone) = look(plan.effect);
                        html! { <li key={plan.object.clone()} class={["plan-", tone].concat()}>
                            {icon(shape)}<span class="prose">{side::APPLY_PLAN}{prose(&plan.sentence)}
                            if props.plans.len() > 1 { {" "}<code>{&plan.object}</code> }</span>
                        </li> }
                    })}
                </ul>
                if !diffs.is_empty() {
                    <button type="button" class="button small" aria-expanded={open.to_string()} onclick={toggle}>
                        {if *open { side::HIDE_DIFF } else { side::DIFF }}
                    </button>
                }
            </div>
            if *open {
                <div class="plan-diffs">{for diffs.iter().map(|plan| html! {
                    <div key={plan.object.clone()}><p class="dim">{side::LIVE}<code>{&plan.object}</code>{side::AGAINST}</p>
                        {diff_text(&plan.diff)}</div>
                })}</div>
            }
        </div>
    }
}

fn look(effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::Nothing => ("check", "nothing"),
        Effect::Quiet => ("ok", "quiet"),
        Effect::Creates => ("plus", "creates"),
        Effect::Rolls => ("reset", "rolls"),
        Effect::Refused => ("failed", "refused"),
    }
}
