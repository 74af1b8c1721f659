//! Every rule on whether a DaemonSet has a pod on a node, with its verdict.

use yew::prelude::*;

use crate::playground::view::explain::{Outcome, RuleView, Verdict, WhyView};
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;
use crate::ui::text::explain;

/// Props of [`WhyList`].
#[derive(Clone, PartialEq, Properties)]
pub struct WhyListProps {
    /// The answers.
    pub answers: Vec<WhyView>,
    /// They are headed by the node rather than by the DaemonSet.
    #[prop_or_default]
    pub by_node: bool,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// One card an answer.
#[component]
pub fn WhyList(props: &WhyListProps) -> Html {
    html! {
        <ul class="why-list">
            {for props.answers.iter().map(|why| html! {
                <li key={format!("{}/{}", why.node, why.uid)} class={classes!("why", ["why-", outcome_class(why.outcome)].concat())}>
                    {answer(props, why)}
                </li>
            })}
        </ul>
    }
}

fn answer(props: &WhyListProps, why: &WhyView) -> Html {
    let (shape, words) = outcome_look(why.outcome);
    let head = if props.by_node { &why.node } else { &why.daemon_set };
    html! {
        <>
            <header class="why-head">
                <h4>{&**head}</h4>
                <span class={classes!("badge", ["badge-", outcome_class(why.outcome)].concat())}>{icon(shape)}{words}</span>
                {for why.pods.iter().map(|(name, state, mark)| html! {
                    <span class={classes!("why-pod", mark.map_or_else(|| "rev-none".to_string(), |mark| format!("rev-{}", mark.colour % COLOURS)))}
                        title={name.to_string()}>
                        if let Some(mark) = mark { <span class="rev-tag">{mark.number}</span> }
                        {state}
                    </span>
                })}
            </header>
            <p class="why-sentence prose">{prose(&why.sentence)}
                if let Some(fix) = &why.fix {
                    {" "}<button type="button" class="link" title={fix.command.clone()}
                        onclick={let line = fix.command.clone(); props.on_issue.reform(move |_| line.clone())}>{&fix.label}</button>
                }
            </p>
            <ol class="rules" aria-label={explain::rules(&why.daemon_set, &why.node)}>
                {for why.rules.iter().map(rule)}
            </ol>
        </>
    }
}

fn rule(rule: &RuleView) -> Html {
    let (shape, class, words) = match rule.verdict {
        Verdict::Passes => ("check", "rule rule-passes", explain::PASSES),
        Verdict::Fails => ("close", "rule rule-fails", explain::FAILS),
        Verdict::Ignored => ("unknown", "rule rule-does", explain::IGNORED),
    };
    html! {
        <li {class}>
            {icon(shape)}<span class="visually-hidden">{words}{": "}</span>
            <span class="rule-kind">{rule.kind}</span>
            <code class="rule-asks">{&rule.asks}</code>
            if rule.automatic { <span class="rule-auto" title={explain::AUTOMATIC_HINT}>{explain::AUTOMATIC}</span> }
            <p class="prose">{prose(&rule.because)}</p>
        </li>
    }
}

/// The icon and the words for an outcome.
pub fn outcome_look(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Runs => ("ok", explain::RUNS),
        Outcome::Missing => ("pending", explain::MISSING),
        Outcome::Stays => ("not-ready", explain::STAYS),
        Outcome::Leaves => ("terminating", explain::LEAVES),
        Outcome::Absent => ("unknown", explain::ABSENT),
    }
}

/// The tone of an outcome.
pub fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Runs => "ok",
        Outcome::Missing => "accent",
        Outcome::Stays | Outcome::Leaves => "warn",
        Outcome::Absent => "quiet",
    }
}
