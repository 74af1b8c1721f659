//! What can be changed of a DaemonSet without writing YAML: its image, how it replaces pods, a restart, its end.

use std::rc::Rc;

use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::playground::view::daemon_set::DaemonSetView;
use crate::ui::components::icon::icon;
use crate::ui::components::popover::Popover;
use crate::ui::interop::dom;
use crate::ui::text::controls;

/// Props of [`DaemonSetControls`].
#[derive(Clone, PartialEq, Properties)]
pub struct DaemonSetControlsProps {
    /// The DaemonSet.
    pub daemon_set: Rc<DaemonSetView>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// The button with its panel.
#[component]
pub fn DaemonSetControls(props: &DaemonSetControlsProps) -> Html {
    let label = [controls::CHANGE, ": ", &props.daemon_set.name].concat();
    let face = html! { <>{icon("sliders")}{controls::CHANGE}</> };
    let panel = {
        let props = props.clone();
        Callback::from(move |on_done: Callback<()>| {
            html! { <Panel daemon_set={props.daemon_set.clone()} on_issue={props.on_issue.clone()} {on_done} /> }
        })
    };
    html! { <Popover class="ds-controls" face_class="button small popover-face" {label} {face} {panel} /> }
}

/// Props of [`Panel`].
#[derive(Clone, PartialEq, Properties)]
struct PanelProps {
    daemon_set: Rc<DaemonSetView>,
    on_issue: Callback<String>,
    on_done: Callback<()>,
}

/// `OnDelete`, or `RollingUpdate` with its numbers.
#[derive(Clone, PartialEq)]
struct Strategy {
    on_delete: bool,
    unavailable: String,
    surge: String,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let ds = &*props.daemon_set;
    let image = use_state_eq(|| ds.images.split(',').next().unwrap_or_default().trim().to_owned());
    let target = match ds.namespace.as_str() {
        "default" => format!("ds/{}", ds.name),
        namespace => format!("ds/{} -n {namespace}", ds.name),
    };
    let issue = |line: String| {
        let (on_issue, on_done) = (props.on_issue.clone(), props.on_done.clone());
        move || {
            on_done.emit(());
            on_issue.emit(line.clone());
        }
    };
    let set_image = issue(format!("kubectl set image {target} '*={}'", image.trim()));
    let restart = issue(format!("kubectl rollout restart {target}"));
    let delete = issue(format!("kubectl delete {target}"));
    let on_image = {
        let image = image.clone();
        move |event: InputEvent| image.set(dom::input_value(&event))
    };
    html! {
        <div class="form">
            <form class="form-wide form-row" onsubmit={move |event: SubmitEvent| { event.prevent_default(); set_image(); }}>
                <label>{controls::IMAGE}<input class="field" required=true value={(*image).clone()} oninput={on_image} /></label>
                <button type="submit" class="button">{controls::SET}</button>
            </form>
            <StrategyForm daemon_set={props.daemon_set.clone()} {target} on_issue={props.on_issue.clone()} on_done={props.on_done.clone()} />
            <div class="form-wide form-row">
                <button type="button" class="button small" onclick={move |_: MouseEvent| restart()}>{icon("reset")}{controls::RESTART}</button>
                <button type="button" class="button small" onclick={move |_: MouseEvent| delete()}>{icon("trash")}{controls::DELETE_DS}</button>
            </div>
        </div>
    }
}

/// Props of [`StrategyForm`].
#[derive(Clone, PartialEq, Properties)]
struct StrategyFormProps {
    daemon_set: Rc<DaemonSetView>,
    target: String,
    on_issue: Callback<String>,
    on_done: Callback<()>,
}

#[component]
fn StrategyForm(props: &StrategyFormProps) -> Html {
    let budget = &props.daemon_set.budget;
    let or = |text: &str, default: &str| if text.is_empty() { default.to_owned() } else { text.to_owned() };
    let strategy = use_state_eq(|| Strategy {
        on_delete: budget.strategy == "OnDelete",
        unavailable: or(&budget.max_unavailable, "1"),
        surge: or(&budget.max_surge, "0"),
    });
    let set = |put: fn(&mut Strategy, String)| {
        let strategy = strategy.clone();
        move |text: String| {
            let mut next = (*strategy).clone();
            put(&mut next, text);
            strategy.set(next);
        }
    };
    let line = format!("kubectl patch {} -p '{}'", props.target, patch(&strategy));
    let on_submit = {
        let (props, line) = (props.clone(), line.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            props.on_done.emit(());
            props.on_issue.emit(line.clone());
        }
    };
    let on_kind = {
        let set = set(|strategy, text| strategy.on_delete = text == "OnDelete");
        move |event: Event| set(dom::select_value(&event))
    };
    let field = |name: &'static str, value: &str, put: fn(&mut Strategy, String)| {
        let set = set(put);
        html! {
            <label>{name}<input class="field" size="6" pattern="[0-9]+%?" required=true disabled={strategy.on_delete}
                value={value.to_owned()} oninput={move |event: InputEvent| set(dom::input_value(&event))} /></label>
        }
    };
    html! {
        <form class="form-wide form-part" onsubmit={on_submit}>
            <div class="form-row">
                <label>{controls::STRATEGY}<select class="field" onchange={on_kind}>
                    {for ["RollingUpdate", "OnDelete"].into_iter().map(|kind| html! {
                        <option value={kind} selected={(kind == "OnDelete") == strategy.on_delete}>{kind}</option>
                    })}
                </select></label>
                {field("maxUnavailable", &strategy.unavailable, |strategy, text| strategy.unavailable = text)}
                {field("maxSurge", &strategy.surge, |strategy, text| strategy.surge = text)}
                <button type="submit" class="button">{controls::SET}</button>
            </div>
            <p class="form-line"><span>{controls::WILL_RUN}</span>{" "}<code>{line}</code></p>
        </form>
    }
}

/// The strategic merge patch for a strategy. OnDelete has no numbers, so those there are have to go.
fn patch(strategy: &Strategy) -> String {
    let number = |text: &str| match text.trim().parse::<u32>() {
        Ok(number) => number.to_string(),
        Err(_) => format!("\"{}\"", text.trim().replace(['"', '\\', '\''], "")),
    };
    if strategy.on_delete {
        r#"{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}"#.to_owned()
    } else {
        format!(
            r#"{{"spec":{{"updateStrategy":{{"type":"RollingUpdate","rollingUpdate":{{"maxUnavailable":{},"maxSurge":{}}}}}}}}}"#,
            number(&strategy.unavailable),
            number(&strategy.surge)
        )
    }
}
