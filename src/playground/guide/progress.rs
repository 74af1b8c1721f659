//! How far a person got with a lesson.

use std::rc::Rc;

use serde_json::Value;

use crate::api::daemon_set::DaemonSet;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apiserver::server::ApiServer;
use crate::playground::guide::lesson::{Condition, Lesson};
use crate::playground::view::guide::{GuideView, StepView};

/// How far a person got. Plain data.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    done: Vec<bool>,
    first_template: Option<Rc<Value>>,
    was_changed: bool,
    looked: Vec<Condition>,
}

impl Progress {
    /// Takes in a line that ended well.
    pub fn ran(&mut self, line: &str) {
        for command in line.split(['|', ';', '&']) {
            let words: Vec<&str> = command.split_whitespace().collect();
            let Some(&("kubectl" | "k")) = words.first() else { continue };
            let plain: Vec<&str> = words[1..].iter().copied().filter(|word| !word.starts_with('-')).collect();
            let kind = plain.get(1).and_then(|word| word.split(['/', ',']).next()).unwrap_or_default();
            let looked = match (plain.first().copied().unwrap_or_default(), kind) {
                ("get" | "describe", "po" | "pod" | "pods") => Condition::LookedAtPods,
                ("describe", "ds" | "daemonset" | "daemonsets" | "daemonset.apps") => Condition::Described,
                ("rollout", "history") => Condition::LookedAtHistory,
                _ => continue,
            };
            self.looked.push(looked);
        }
    }

    /// Looks at the cluster. Steps that are only looking count once the steps before them are done.
    pub fn update(&mut self, lesson: &Lesson, api: &ApiServer) {
        self.done.resize(lesson.steps.len(), false);
        let object = api.get(Kind::DaemonSet, &lesson.namespace, &lesson.daemon_set).ok();
        let daemon_set = object.as_deref().and_then(Object::as_daemon_set);
        if let Some(daemon_set) = daemon_set {
            let template = &daemon_set.spec.template.value;
            let first = self.first_template.get_or_insert_with(|| template.clone());
            self.was_changed |= first != template;
        }
        for (index, step) in lesson.steps.iter().enumerate() {
            let is_looking = step.done.iter().all(|one| self.looks(*one));
            let may_look = !is_looking || self.done[..index].iter().all(|done| *done);
            if !self.done[index] && may_look {
                let holds = |one: &Condition| self.holds(*one, lesson, object.as_deref(), daemon_set, api);
                self.done[index] = step.done.iter().all(holds);
            }
        }
        self.looked.clear();
    }

    fn looks(&self, condition: Condition) -> bool {
        matches!(condition, Condition::LookedAtPods | Condition::Described | Condition::LookedAtHistory)
    }

    fn holds(
        &self,
        condition: Condition,
        lesson: &Lesson,
        object: Option<&Object>,
        daemon_set: Option<&DaemonSet>,
        api: &ApiServer,
    ) -> bool {
        let is_first = |one: &DaemonSet| self.first_template.as_ref() == Some(&one.spec.template.value);
        match condition {
            Condition::Exists => daemon_set.is_some(),
            Condition::Ready => object.zip(daemon_set).is_some_and(|(object, one)| is_ready(object, one)),
            Condition::Changed => daemon_set.is_some_and(|one| !is_first(one)),
            Condition::RolledBack => self.was_changed && daemon_set.is_some_and(is_first),
            Condition::Gone => {
                let pods = api.table(Kind::Pod).in_namespace(&lesson.namespace);
                let is_its = |pod: &Rc<Object>| {
                    pod.meta.controller().is_some_and(|owner| *owner.name == *lesson.daemon_set)
                };
                self.first_template.is_some() && daemon_set.is_none() && !pods.into_iter().any(is_its)
            }
            looking => self.looked.contains(&looking),
        }
    }

    /// The lesson as the page shows it.
    pub fn view(&self, lesson: &Lesson, first_node: &str) -> GuideView {
        let current = self.done.iter().position(|done| !done).unwrap_or(self.done.len());
        let steps = lesson.steps.iter().enumerate().map(|(index, step)| StepView {
            title: step.title.clone(),
            text: step.text.clone(),
            commands: step.commands.iter().map(|command| command.replace("{node}", first_node)).collect(),
            file: step.file.clone(),
            done: self.done.get(index).copied().unwrap_or_default(),
            current: index == current,
        });
        GuideView {
            title: lesson.title.clone(),
            intro: lesson.intro.clone(),
            steps: steps.collect(),
            outro: lesson.outro.clone(),
        }
    }
}

fn is_ready(object: &Object, daemon_set: &DaemonSet) -> bool {
    let status = daemon_set.status;
    status.desired_number_scheduled > 0
        && status.observed_generation >= object.meta.generation
        && status.updated_number_scheduled == status.desired_number_scheduled
        && status.number_available == status.desired_number_scheduled
}
