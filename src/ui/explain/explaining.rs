//! The page's outermost element: it hears what is pointed at and chosen anywhere, lights up what that touches, and shows
//! what was opened.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::page::View;
use crate::playground::view::subject::Subject;
use crate::ui::explain::causality::Causality;
use crate::ui::explain::inspector::Inspector;
use crate::ui::explain::matrix::Matrix;
use crate::ui::hooks::lens::Lens;
use crate::ui::interop::{dom, light};
use crate::ui::selection::{Selection, SelectionAction};

/// Props of [`Explaining`].
#[derive(Clone, PartialEq, Properties)]
pub struct ExplainingProps {
    /// Classes of the page.
    pub class: Classes,
    /// The page's keys.
    pub on_key: Callback<KeyboardEvent>,
    /// Where answers come from.
    pub lens: Lens,
    /// What is shown.
    pub view: Rc<View>,
    /// Speed as a power of two.
    pub speed: i32,
    /// What is selected.
    pub selection: Selection,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// Selects, points, opens.
    pub on_act: Callback<SelectionAction>,
    /// The page's panes.
    pub children: Html,
}

/// The page around its panes.
#[component]
pub fn Explaining(props: &ExplainingProps) -> Html {
    use_light(props);
    let (selection, on_act) = (&props.selection, &props.on_act);
    let pointed = selection.pointed.clone();
    let on_point = {
        let on_act = on_act.clone();
        move |subject: Option<Subject>| {
            if subject != pointed {
                on_act.emit(SelectionAction::Point(subject));
            }
        }
    };
    let on_over = {
        let on_point = on_point.clone();
        move |event: MouseEvent| on_point(light::subject_of(&event, "data-point"))
    };
    let on_focus = {
        let on_point = on_point.clone();
        move |event: FocusEvent| on_point(light::subject_of(&event, "data-point"))
    };
    let on_leave = {
        let on_point = on_point.clone();
        move |_: MouseEvent| on_point(None)
    };
    let on_blur = move |_: FocusEvent| on_point(None);
    html! {
        <ContextProvider<Lens> context={props.lens.clone()}>
            <div class={props.class.clone()} onkeydown={keys(props)} onclick={choose(props)} onmouseover={on_over}
                onmouseleave={on_leave} onfocusin={on_focus} onfocusout={on_blur}>
                {props.children.clone()}
                <Causality view={props.view.clone()} speed={props.speed} />
                if let Some(name) = &selection.opened {
                    <Inspector name={name.clone()} view={props.view.clone()} tab={selection.tab}
                        on_issue={props.on_issue.clone()} on_act={on_act.clone()} />
                }
                if selection.matrix {
                    <Matrix view={props.view.clone()} on_issue={props.on_issue.clone()} on_act={on_act.clone()} />
                }
            </div>
        </ContextProvider<Lens>>
    }
}

/// Lights up what is pointed at or chosen, anew whenever the picture changes.
#[hook]
fn use_light(props: &ExplainingProps) {
    let lens = props.lens.clone();
    use_effect_with((props.selection.lit().cloned(), props.view.clone()), move |(subject, _)| {
        let touched = subject.as_ref().map(|subject| lens.touched(subject));
        light::light(touched.as_ref());
    });
    use_effect_with(props.selection.chosen.clone(), |chosen| {
        chosen.iter().for_each(light::bring_into_view);
    });
}

fn choose(props: &ExplainingProps) -> Callback<MouseEvent> {
    let on_act = props.on_act.clone();
    Callback::from(move |event: MouseEvent| {
        // Who selects a text does not mean the thing beneath it.
        let subject = light::subject_of(&event, "data-choose").filter(|_| !dom::has_selection());
        if let Some(subject) = subject {
            on_act.emit(SelectionAction::Choose(subject));
        } else if light::is_in(&event, "[data-open=matrix]") {
            on_act.emit(SelectionAction::Matrix(true));
        }
    })
}

/// Escape lets go of what is chosen; other keys go on to the page.
fn keys(props: &ExplainingProps) -> Callback<KeyboardEvent> {
    let (on_key, on_act, selection) = (props.on_key.clone(), props.on_act.clone(), props.selection.clone());
    Callback::from(move |event: KeyboardEvent| {
        let is_open = selection.chosen.is_some() || selection.opened.is_some() || selection.matrix;
        if event.key() == "Escape" && is_open && !event.default_prevented() {
            on_act.emit(SelectionAction::Close);
            return;
        }
        on_key.emit(event);
    })
}
