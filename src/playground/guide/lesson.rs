//! A lesson as it is written.

use serde::Deserialize;

/// A lesson.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Lesson {
    /// Its title.
    pub title: String,
    /// Prose: what it is about.
    pub intro: String,
    /// Prose to show when every step is done.
    pub outro: String,
    /// The namespace of the DaemonSet it is about.
    pub namespace: String,
    /// The name of the DaemonSet it is about.
    pub daemon_set: String,
    /// The steps in order.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Step {
    /// Its title.
    pub title: String,
    /// Prose: what to do and what to look at.
    pub text: String,
    /// Lines to type, in order. `{node}` and `{nodes}` stand for names of nodes.
    #[serde(default)]
    pub commands: Vec<String>,
    /// A file to open in the editor.
    #[serde(default)]
    pub file: Option<String>,
    /// When it is done.
    pub done: Done,
}

/// When a step is done: all of what is asked for must hold at one moment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct Done {
    /// The DaemonSet is there.
    pub daemon_set_exists: bool,
    /// It wants a pod on some node.
    pub node_matches: bool,
    /// It wants pods, and all of them are there, of its newest template and available.
    pub pods_ready: bool,
    /// Its newest revision has this number or a higher one.
    pub revision_at_least: u32,
    /// Its template has so many labels more than the first one.
    pub template_labels_added: u32,
    /// How its template compares with the first one.
    pub template: Option<Template>,
    /// Its update strategy is another one than the first.
    pub strategy_changed: bool,
    /// It may have a second pod on some node while an update runs.
    pub surges: bool,
    /// Its pods must be ready for so many seconds to be available.
    pub min_ready_seconds_at_least: u32,
    /// So many nodes that should run its pod have no available one.
    pub unavailable_at_least: u32,
    /// So many nodes have a pod of it that they should not have.
    pub misscheduled_at_least: u32,
    /// On how many nodes it wants a pod.
    pub wants: Option<Wants>,
    /// It was there, and it and its pods are not any more.
    pub gone: bool,
    /// One of these commands ran and ended well.
    pub ran: Vec<String>,
}

/// How a template compares with the first one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Template {
    /// It is another one.
    Changed,
    /// It was another one, and is the first again.
    FirstAgain,
}

/// On how many nodes a DaemonSet wants a pod, and how that compares with the most there were.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Wants {
    /// On fewer, and no pod is left where it should not be.
    Fewer,
    /// It was on fewer once, and is on as many again.
    AllAgain,
}

impl Done {
    /// Whether it asks for something of the cluster.
    pub fn asks_for_state(&self) -> bool {
        self.asks_of_daemon_set() || self.gone
    }

    /// Whether it asks for what only a DaemonSet that is there can have.
    pub fn asks_of_daemon_set(&self) -> bool {
        self.daemon_set_exists
            || self.node_matches
            || self.pods_ready
            || self.revision_at_least > 0
            || self.template_labels_added > 0
            || self.asks_of_spec()
            || self.asks_of_numbers()
    }

    fn asks_of_spec(&self) -> bool {
        self.template.is_some() || self.strategy_changed || self.surges || self.min_ready_seconds_at_least > 0
    }

    fn asks_of_numbers(&self) -> bool {
        self.unavailable_at_least > 0 || self.misscheduled_at_least > 0 || self.wants.is_some()
    }
}

impl Lesson {
    /// Reads a lesson.
    ///
    /// Errors: what is wrong, in a sentence; with its line where it is not written as a lesson is.
    pub fn parse(text: &str) -> Result<Lesson, String> {
        let lesson: Lesson = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        match lesson.steps.iter().find(|step| !step.done.asks_for_state() && step.done.ran.is_empty()) {
            Some(step) => Err(format!("the step {:?} does not say when it is done", step.title)),
            None => Ok(lesson),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::playground::guide::course::OFFERED;

    #[test]
    fn the_lesson_that_comes_with_the_page_can_be_read() {
        let lesson = Lesson::parse(OFFERED[0].text).unwrap();
        assert_eq!((lesson.title.as_str(), lesson.steps.len()), ("Managing DaemonSets", 11));
    }

    /// Makes one mistake in the lesson that comes with the page.
    fn check(right: &str, wrong: &str, expected: Expect) {
        let text = include_str!("../../../manifests/lessons/managing-daemonsets.yaml");
        assert!(text.contains(right), "{right} is not in the lesson");
        expected.assert_eq(&Lesson::parse(&text.replacen(right, wrong, 1)).unwrap_err());
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        check(
            "steps:",
            "steps: 3\nstep:",
            expect!["steps: invalid type: integer `3`, expected a sequence at line 34 column 8"],
        );
        check(
            "\n    gone: true",
            "\n    vanished: true",
            expect![
                "steps[10].done: unknown field `vanished`, expected one of `daemonSetExists`, `nodeMatches`, `podsReady`, `revisionAtLeast`, `templateLabelsAdded`, `template`, `strategyChanged`, `surges`, `minReadySecondsAtLeast`, `unavailableAtLeast`, `misscheduledAtLeast`, `wants`, `gone`, `ran` at line 128 column 5"
            ],
        );
        check(
            "\n    gone: true",
            " {}",
            expect![[r#"the step "Delete the DaemonSet" does not say when it is done"#]],
        );
        check(
            "template: firstAgain\n",
            "template: back\n",
            expect![
                "steps[8].done.template: unknown variant `back`, expected `changed` or `firstAgain` at line 111 column 15"
            ],
        );
        check(
            "revisionAtLeast: 2\n",
            "revisionAtLeast: two\n",
            expect![[
                r#"steps[6].done.revisionAtLeast: invalid type: string "two", expected u32 at line 93 column 22"#
            ]],
        );
        check(
            "outro: >-",
            "outro: \"",
            expect![
                "found unexpected end of stream at line 129 column 1, while scanning a quoted scalar at line 29 column 8"
            ],
        );
    }
}
