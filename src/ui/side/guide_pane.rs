//! The lesson beside the cluster. Its steps tick themselves off.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::guide::course::OFFERED;
use crate::playground::view::guide::{GuideView, StepView};
use crate::ui::components::icon::icon;
use crate::ui::components::prose::{prose, words};
use crate::ui::interop::dom;
use crate::ui::text::guide as text;

/// Props of [`GuidePane`].
#[derive(Clone, PartialEq, Properties)]
pub struct GuidePaneProps {
    /// The lesson.
    pub guide: Rc<GuideView>,
    /// Another lesson is chosen, by its name.
    pub on_lesson: Callback<String>,
    /// Puts a line at the prompt.
    pub on_type: Callback<String>,
    /// Opens a file in the editor.
    pub on_open: Callback<String>,
}

/// The lesson with its steps.
#[component]
pub fn GuidePane(props: &GuidePaneProps) -> Html {
    let guide = &*props.guide;
    // Steps that are not at hand open on demand.
    let opened = use_state_eq(|| None::<usize>);
    use_effect_with(guide.name.clone(), {
        let opened = opened.setter();
        move |_| opened.set(None)
    });
    let num_done = guide.steps.iter().filter(|step| step.done).count();
    let is_overtaken = guide.steps.iter().any(|step| step.done && step.ahead);
    let finished = !guide.steps.is_empty() && num_done == guide.steps.len();
    html! {
        <div class="guide">
            {choice(props)}
            <h2>{&guide.title}</h2>
            <p class="guide-intro">{prose(&guide.intro)}</p>
            <div class="guide-progress">
                <progress max={guide.steps.len().to_string()} value={num_done.to_string()}
                    aria-label={text::STEPS_DONE} />
                <span>{text::num_done(num_done, guide.steps.len())}</span>
            </div>
            <ol class="steps">
                {for guide.steps.iter().enumerate().map(|(index, step)| {
                    let open = step.current || *opened == Some(index);
                    let toggle = {
                        let opened = opened.clone();
                        Callback::from(move |_: MouseEvent| {
                            opened.set(if *opened == Some(index) { None } else { Some(index) });
                        })
                    };
                    draw_step(props, (step, is_overtaken), index, open, toggle)
                })}
            </ol>
            if finished {
                <p class="guide-outro" role="status">{icon("ok")}<span>{prose(&guide.outro)}</span></p>
                {next(props)}
            }
        </div>
    }
}

/// The lessons to choose from.
fn choice(props: &GuidePaneProps) -> Html {
    let on_choose = props.on_lesson.reform(|event: Event| dom::select_value(&event));
    let number = OFFERED.iter().position(|one| one.name == props.guide.name).map_or(0, |index| index + 1);
    html! {
        <label class="guide-choice">
            <span>{text::lesson_of(number, OFFERED.len())}</span>
            <select class="guide-lessons" onchange={on_choose}>
                {for OFFERED.iter().map(|one| html! {
                    <option key={one.name} value={one.name} selected={one.name == props.guide.name}>{one.title}</option>
                })}
            </select>
        </label>
    }
}

/// The way to the lesson after this one, on the cluster as it is.
fn next(props: &GuidePaneProps) -> Html {
    let after = OFFERED.iter().skip_while(|one| one.name != props.guide.name).nth(1);
    let Some(after) = after else { return Html::default() };
    html! {
        <button type="button" class="button guide-next" onclick={props.on_lesson.reform(|_| after.name.to_owned())}>
            {text::next_lesson(after.title)}
        </button>
    }
}

fn draw_step(
    props: &GuidePaneProps,
    (step, is_overtaken): (&StepView, bool),
    index: usize,
    open: bool,
    toggle: Callback<MouseEvent>,
) -> Html {
    // What is done before its turn keeps its number: the tick belongs to the steps that lie behind.
    let is_behind = step.done && !step.ahead;
    let class = classes!(
        "step",
        is_behind.then_some("step-done"),
        (step.done && step.ahead).then_some("step-ahead"),
        step.current.then_some("step-current")
    );
    html! {
        <li key={index} class={class} aria-current={step.current.then_some("step")}>
            <span class="step-mark" aria-hidden="true">
                if is_behind { {icon("check")} } else { {index + 1} }
            </span>
            <div class="step-body">
                <button type="button" class="step-title" aria-expanded={open.to_string()} onclick={toggle}>
                    {&step.title}
                    if is_behind { <span class="visually-hidden">{text::STEP_DONE}</span> }
                    if step.done && step.ahead { <small>{text::STEP_AHEAD}</small> }
                </button>
                if open {
                    <p>{prose(&step.text)}</p>
                    if step.current && is_overtaken { <p><b>{text::OVERTAKEN}</b></p> }
                    if let Some(path) = &step.file {
                        <button type="button" class="button small"
                            onclick={let path = path.clone(); props.on_open.reform(move |_| path.clone())}>
                            {icon("edit")}{text::OPEN_MANIFEST}
                        </button>
                    }
                    {for step.commands.iter().map(|command| draw_command(props, command))}
                }
            </div>
        </li>
    }
}

fn draw_command(props: &GuidePaneProps, command: &str) -> Html {
    let line = command.to_string();
    html! {
        <div class="command">
            <code>{words(command)}</code>
            <button type="button" class="link" onclick={props.on_type.reform(move |_| line.clone())}
                aria-label={text::type_it(command)}>{text::TYPE_IT}</button>
        </div>
    }
}
