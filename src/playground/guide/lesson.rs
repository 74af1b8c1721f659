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
    /// Lines to type, in order; `{node}` is the first node's name.
    #[serde(default)]
    pub commands: Vec<String>,
    /// A file to open in the editor.
    #[serde(default)]
    pub file: Option<String>,
    /// What must hold for the step to be done, all of it at one time.
    pub done: Vec<Condition>,
}

/// What the cluster must show, or the person have looked at.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    /// The DaemonSet is there.
    Exists,
    /// It wants pods, and all of them are of its newest template and available.
    Ready,
    /// Its template is not the one it began with.
    Changed,
    /// Its template was another one, and is again the one it began with.
    RolledBack,
    /// It was there, and it and its pods are not any more.
    Gone,
    /// Pods were listed.
    LookedAtPods,
    /// A DaemonSet was described.
    Described,
    /// A rollout's history was listed.
    LookedAtHistory,
}

impl Lesson {
    /// The exercise "Managing DaemonSets".
    pub fn managing_daemon_sets() -> Lesson {
        let text = include_str!("../../../manifests/lessons/managing-daemonsets.yaml");
        Lesson::parse(text).expect("the lesson that comes with the page is tested")
    }

    /// Reads a lesson.
    ///
    /// Errors: what is wrong, with its line.
    pub fn parse(text: &str) -> Result<Lesson, String> {
        let lesson: Lesson = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        match lesson.steps.iter().find(|step| step.done.is_empty()) {
            Some(step) => Err(format!("the step {:?} does not say when it is done", step.title)),
            None => Ok(lesson),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lesson_that_comes_with_the_page_can_be_read() {
        let lesson = Lesson::managing_daemon_sets();
        assert_eq!((lesson.title.as_str(), lesson.steps.len()), ("Managing DaemonSets", 9));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let error = Lesson::parse("title: x\nintro: y\nsteps: 3\n").unwrap_err();
        assert!(error.contains("line 3"), "{error}");
        let text = include_str!("../../../manifests/lessons/managing-daemonsets.yaml");
        assert!(
            Lesson::parse(&text.replace("done: [gone]", "done: [vanished]"))
                .unwrap_err()
                .contains("vanished")
        );
        assert!(Lesson::parse(&text.replace("done: [gone]", "done: []")).unwrap_err().contains("Clean up"));
    }
}
