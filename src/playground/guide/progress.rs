//! How far a person got with a lesson.

use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, IntOrPercent, UpdateStrategy};
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::pod_spec::PodTemplateSpec;
use crate::apimachinery::meta::Uid;
use crate::apiserver::server::ApiServer;
use crate::playground::guide::command_words::{commands, is_asked_for};
use crate::playground::guide::lesson::{Done, Lesson, Template, Wants};
use crate::playground::view::cluster::NodeView;
use crate::playground::view::guide::{GuideView, StepView};

/// At most so many nodes are named in one command.
const NODES_MAX: usize = 6;

/// How far a person got with one step.
#[derive(Clone, Copy, Debug, Default)]
struct StepProgress {
    /// A command that it asks for has run in its time.
    ran: bool,
    done: bool,
}

/// The DaemonSet as the lesson met it.
#[derive(Clone, Debug)]
struct First {
    uid: Uid,
    template: Rc<PodTemplateSpec>,
    was_changed: bool,
    strategy: UpdateStrategy,
    /// The most nodes on which it wanted a pod.
    wanted_most: i64,
    /// It wanted pods on fewer nodes than that.
    wanted_fewer: bool,
}

/// How far a person got. Plain data.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    steps: Vec<StepProgress>,
    first: Option<First>,
}

/// The cluster as a lesson looks at it.
struct Look<'a> {
    api: &'a ApiServer,
    lesson: &'a Lesson,
    object: Option<&'a Object>,
    daemon_set: Option<&'a DaemonSet>,
}

impl Progress {
    /// Takes in a line that ended well.
    pub fn ran(&mut self, lesson: &Lesson, line: &str) {
        let commands = commands(line);
        if commands.is_empty() {
            return;
        }
        self.steps.resize(lesson.steps.len(), StepProgress::default());
        for (step, progress) in lesson.steps.iter().zip(&mut self.steps) {
            let asked = |asked: &String| commands.iter().any(|command| is_asked_for(asked, command));
            progress.ran |= step.done.ran.iter().any(asked);
            // Whoever looks before the time has come for it looks again.
            if step.done.asks_for_state() && !progress.done {
                return;
            }
        }
    }

    /// Looks at the cluster, as it is at this moment; says whether a step is done that was not.
    pub fn update(&mut self, lesson: &Lesson, api: &ApiServer) -> bool {
        self.steps.resize(lesson.steps.len(), StepProgress::default());
        let object = api.get(Kind::DaemonSet, &lesson.namespace, &lesson.daemon_set).ok();
        let daemon_set = object.as_deref().and_then(Object::as_daemon_set);
        if let Some((object, daemon_set)) = object.as_deref().zip(daemon_set) {
            self.meet(object, daemon_set);
        }
        let look = Look { api, lesson, object: object.as_deref(), daemon_set };
        let mut has_news = false;
        for (index, step) in lesson.steps.iter().enumerate() {
            let progress = self.steps[index];
            let has_run = step.done.ran.is_empty() || progress.ran;
            if !progress.done && has_run && self.holds(&step.done, &look) {
                self.steps[index].done = true;
                has_news = true;
            }
        }
        has_news
    }

    fn meet(&mut self, object: &Object, daemon_set: &DaemonSet) {
        let template = &daemon_set.spec.template;
        // One that was deleted and created anew begins anew.
        let first = self.first.take().filter(|first| first.uid == object.meta.uid);
        let mut first = first.unwrap_or_else(|| First {
            uid: object.meta.uid,
            template: template.clone(),
            was_changed: false,
            strategy: daemon_set.spec.update_strategy,
            wanted_most: 0,
            wanted_fewer: false,
        });
        first.was_changed |= !is_same(&first.template, template);
        let wanted = daemon_set.status.desired_number_scheduled;
        first.wanted_most = first.wanted_most.max(wanted);
        first.wanted_fewer |= wanted < first.wanted_most;
        self.first = Some(first);
    }

    fn holds(&self, done: &Done, look: &Look<'_>) -> bool {
        let its_part = || match (look.object, look.daemon_set, &self.first) {
            (Some(object), Some(daemon_set), Some(first)) => {
                (!done.node_matches || daemon_set.status.desired_number_scheduled > 0)
                    && (!done.pods_ready || is_ready(object, daemon_set))
                    && (done.revision_at_least == 0
                        || newest_revision(object, look) >= done.revision_at_least.into())
                    && (done.template_labels_added == 0
                        || labels_added(first, daemon_set) >= u64::from(done.template_labels_added))
                    && done.template.is_none_or(|template| compares(template, first, daemon_set))
                    && has_spec(done, first, daemon_set)
                    && has_numbers(done, first, daemon_set)
            }
            _ => false,
        };
        (!done.asks_of_daemon_set() || its_part()) && (!done.gone || self.is_gone(look))
    }

    fn is_gone(&self, look: &Look<'_>) -> bool {
        let Some(first) = self.first.as_ref().filter(|_| look.daemon_set.is_none()) else { return false };
        let pods = look.api.table(Kind::Pod);
        !pods.any_in(&look.lesson.namespace, |pod| pod.meta.is_controlled_by(first.uid))
    }

    /// The lesson as the page shows it, with the names of these nodes in its commands.
    pub fn view(&self, lesson: &Lesson, nodes: &[Rc<NodeView>]) -> GuideView {
        let is_done = |index: usize| self.steps.get(index).is_some_and(|step| step.done);
        let current = (0..lesson.steps.len()).find(|index| !is_done(*index));
        let (node, group) = node_names(nodes);
        let steps = lesson.steps.iter().enumerate().map(|(index, step)| StepView {
            title: step.title.clone(),
            text: step.text.clone(),
            commands: step
                .commands
                .iter()
                .map(|command| command.replace("{nodes}", &group).replace("{node}", node))
                .collect(),
            file: step.file.clone(),
            done: is_done(index),
            current: current == Some(index),
            ahead: current.is_some_and(|current| index > current),
        });
        GuideView {
            name: String::new(),
            title: lesson.title.clone(),
            intro: lesson.intro.clone(),
            steps: steps.collect(),
            outro: lesson.outro.clone(),
        }
    }
}

fn is_same(old: &Rc<PodTemplateSpec>, new: &Rc<PodTemplateSpec>) -> bool {
    Rc::ptr_eq(old, new) || old.value == new.value
}

fn is_ready(object: &Object, daemon_set: &DaemonSet) -> bool {
    let status = daemon_set.status;
    status.desired_number_scheduled > 0
        && status.observed_generation >= object.meta.generation
        && status.updated_number_scheduled == status.desired_number_scheduled
        && status.number_available == status.desired_number_scheduled
}

fn newest_revision(object: &Object, look: &Look<'_>) -> i64 {
    let all = look.api.table(Kind::ControllerRevision).in_namespace(&look.lesson.namespace);
    let own = all.filter(|one| one.meta.is_controlled_by(object.meta.uid));
    own.filter_map(|one| Some(one.as_controller_revision()?.revision)).max().unwrap_or_default()
}

fn labels_added(first: &First, daemon_set: &DaemonSet) -> u64 {
    let labels = daemon_set.spec.template.labels.iter();
    labels.filter(|(key, _)| first.template.labels.get(key).is_none()).fold(0, |count, _| count + 1)
}

fn compares(template: Template, first: &First, daemon_set: &DaemonSet) -> bool {
    let is_first = is_same(&first.template, &daemon_set.spec.template);
    match template {
        Template::Changed => !is_first,
        Template::FirstAgain => first.was_changed && is_first,
    }
}

fn has_spec(done: &Done, first: &First, daemon_set: &DaemonSet) -> bool {
    let spec = &daemon_set.spec;
    let surges = match &spec.update_strategy {
        UpdateStrategy::OnDelete => false,
        UpdateStrategy::RollingUpdate { max_surge, .. } => {
            !matches!(max_surge, IntOrPercent::Int(0) | IntOrPercent::Percent(0))
        }
    };
    (!done.strategy_changed || spec.update_strategy != first.strategy)
        && (!done.surges || surges)
        && spec.min_ready_seconds >= done.min_ready_seconds_at_least.into()
}

fn has_numbers(done: &Done, first: &First, daemon_set: &DaemonSet) -> bool {
    let status = daemon_set.status;
    let wanted = status.desired_number_scheduled;
    let wants = done.wants.is_none_or(|wants| match wants {
        Wants::Fewer => wanted < first.wanted_most && status.number_misscheduled == 0,
        Wants::AllAgain => first.wanted_fewer && wanted == first.wanted_most,
    });
    wants
        && status.number_unavailable >= done.unavailable_at_least.into()
        && status.number_misscheduled >= done.misscheduled_at_least.into()
}

/// The first node's name, and the names of all that are named like it up to the number: `edge-1 edge-2 edge-3`.
fn node_names(nodes: &[Rc<NodeView>]) -> (&str, String) {
    let Some(first) = nodes.first().map(|node| &*node.name) else { return ("NODE", "NODE".to_owned()) };
    let stem = |name: &str| name.rsplit_once('-').map(|(stem, _)| stem.to_owned());
    let own = stem(first);
    let group = nodes.iter().map(|node| &*node.name).take_while(|name| own.is_some() && stem(name) == own);
    let group: Vec<&str> = group.take(NODES_MAX).collect();
    (first, if group.is_empty() { first.to_owned() } else { group.join(" ") })
}
