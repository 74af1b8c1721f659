//! `kubectl drain`: a node is cordoned, its pods are evicted, and kubectl waits until they are gone.
//!
//! Differs: nothing limits disruptions here, so an eviction is a deletion.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/drain/drain.go`, `pkg/drain/{drain,filters}.go`.

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::pod::PodPhase;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::selector::Selector;
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::nodes::cordon::{cordon_all, nodes};
use crate::kubectl::common::{CHUNK_SIZE_FLAG, DRY_RUN_FLAG, DryRun, SELECTOR_FLAG};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "drain",
    short: "Drain node in preparation for maintenance",
    usage: "drain NODE",
    flags: &[FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    CHUNK_SIZE_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    Flag::switch(
        "delete-emptydir-data",
        "Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).",
    ),
    Flag::switch(
        "disable-eviction",
        "Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.",
    ),
    Flag::switch("force", "Continue even if there are pods that do not declare a controller."),
    Flag::new(
        "grace-period",
        ' ',
        Takes::Number,
        "-1",
        "Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.",
    ),
    Flag::switch("ignore-daemonsets", "Ignore DaemonSet-managed pods."),
    Flag::text("pod-selector", "Label selector to filter pods on the node"),
    Flag::new(
        "skip-wait-for-delete-timeout",
        ' ',
        Takes::Number,
        "0",
        "If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.",
    ),
    Flag::new(
        "timeout",
        ' ',
        Takes::Duration,
        "0s",
        "The length of time to wait before giving up, zero means infinite",
    ),
];

/// How often kubectl looks whether the pods are gone.
const POLL_MS: u64 = 1000;
const TIMED_OUT: &str = "context deadline exceeded";

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let nodes = nodes(call, context)?;
    let dry_run = DryRun::of(call, context)?;
    let Ok(pod_selector) = Selector::parse(call.text("pod-selector")) else {
        return Err("--pod-selector=<pod_selector> must be a valid label selector".into());
    };
    let mut format = Format::required(call, context)?;
    cordon_all(&nodes, true, dry_run, &mut format, context)?;
    let drain = Drain {
        call: call.clone(),
        dry_run,
        pod_selector,
        format,
        nodes: nodes.into(),
        current: None,
        failed: Vec::new(),
    };
    Box::new(drain).poll(context)
}

/// A drain in its middle.
#[derive(Clone, Debug)]
pub struct Drain {
    call: Call,
    dry_run: DryRun,
    pod_selector: Selector,
    format: Format,
    nodes: VecDeque<Info>,
    current: Option<Waiting>,
    /// Nodes that could not be drained, and why.
    failed: Vec<(String, Vec<String>)>,
}

/// A node whose pods are on their way out.
#[derive(Clone, Debug)]
struct Waiting {
    node: Info,
    pods: Vec<Rc<Object>>,
    next_look: Time,
    until: Option<Time>,
}

/// What becomes of a pod.
enum Verdict {
    Evict,
    EvictWith(String),
    LeaveWith(String),
    Leave,
    Refuse(String),
}

/// Messages with the pods they are about, in the order of their first.
type Messages = Vec<(String, Vec<String>)>;

impl Drain {
    /// Goes on where it stopped.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            if let Some(waiting) = self.current.take() {
                match self.look(waiting, context)? {
                    None => {}
                    Some(waiting) => {
                        let next =
                            waiting.until.map_or(waiting.next_look, |until| until.min(waiting.next_look));
                        self.current = Some(waiting);
                        return Ok(Progress::Waiting(Task::Drain(self), Some(next)));
                    }
                }
            }
            let Some(node) = self.nodes.pop_front() else { return self.conclude(context) };
            self.current = self.begin(node, context)?;
        }
    }

    /// Evicts the pods of a node; nothing to wait for where it is done at once.
    fn begin(&mut self, node: Info, context: &mut Context<'_, '_>) -> Result<Option<Waiting>, Failure> {
        let pods = match self.pods(&node, context) {
            Ok(pods) => pods,
            Err(errors) => {
                self.fail(&node, errors, context);
                return Ok(None);
            }
        };
        let evicts = !self.call.is_on("disable-eviction");
        let grace = self.call.number("grace-period");
        let options = DeleteOptions {
            grace_period_seconds: (grace >= 0).then_some(grace),
            dry_run: self.dry_run == DryRun::Server,
            ..DeleteOptions::default()
        };
        let mut waiting = Vec::new();
        for pod in pods {
            let (namespace, name) = (pod.meta.namespace.clone(), pod.meta.name.clone());
            if evicts || self.dry_run == DryRun::Client {
                context.out.out(&format!("evicting pod {namespace}/{name}{}\n", self.dry_run.suffix()));
            }
            if self.dry_run == DryRun::Client {
                continue;
            }
            let gone = match evicts {
                true => context.env.api.evict(&namespace, &name, &options),
                false => context.env.api.delete(Kind::Pod, &namespace, &name, &options),
            };
            if gone.is_ok() || !evicts {
                waiting.push(pod);
            }
        }
        if self.dry_run == DryRun::Server {
            waiting.clear();
        }
        let timeout = u64::try_from(self.call.duration("timeout")).unwrap_or_default();
        Ok(Some(Waiting {
            node,
            pods: waiting,
            next_look: context.now(),
            until: (timeout > 0).then(|| context.now().plus(timeout)),
        }))
    }

    /// Looks which pods are gone; what is still to wait for, if anything.
    fn look(
        &mut self,
        mut waiting: Waiting,
        context: &mut Context<'_, '_>,
    ) -> Result<Option<Waiting>, Failure> {
        let now = context.now();
        if now >= waiting.next_look {
            let pods = std::mem::take(&mut waiting.pods);
            for pod in pods {
                let found = context.env.api.get(Kind::Pod, &pod.meta.namespace, &pod.meta.name);
                match found {
                    Ok(found) if found.meta.uid == pod.meta.uid => {
                        if self.is_skipped(&found, now) {
                            context.out.out(&format!(
                                "pod {} has DeletionTimestamp older than {} seconds, skipping\n",
                                go_quote(&pod.meta.name),
                                self.call.number("skip-wait-for-delete-timeout")
                            ));
                        } else {
                            waiting.pods.push(pod);
                        }
                    }
                    _ => {
                        let done = if self.call.is_on("disable-eviction") { "deleted" } else { "evicted" };
                        self.format.print(&pod.to_value(), done, context.out)?;
                    }
                }
            }
            waiting.next_look = now.plus(POLL_MS);
        }
        if waiting.pods.is_empty() {
            let value = waiting.node.value();
            self.format.print(&value, &format!("drained{}", self.dry_run.suffix()), context.out)?;
            return Ok(None);
        }
        if waiting.until.is_some_and(|until| now >= until) {
            self.time_out(&waiting, context);
            return Ok(None);
        }
        Ok(Some(waiting))
    }

    fn time_out(&mut self, waiting: &Waiting, context: &mut Context<'_, '_>) {
        let errors: Vec<String> = if self.call.is_on("disable-eviction") {
            vec![TIMED_OUT.to_owned()]
        } else {
            let sentences = waiting.pods.iter().map(|pod| {
                format!(
                    "error when waiting for pod {} in namespace {} to terminate: {TIMED_OUT}",
                    go_quote(&pod.meta.name),
                    go_quote(&pod.meta.namespace)
                )
            });
            sentences.collect()
        };
        context.out.err(&format!(
            "There are pending pods in node {} when an error occurred: {}\n",
            go_quote(&waiting.node.name),
            aggregate(&errors)
        ));
        for pod in &waiting.pods {
            context.out.err(&format!("pod/{}\n", pod.meta.name));
        }
        self.fail(&waiting.node, errors, context);
    }

    fn fail(&mut self, node: &Info, errors: Vec<String>, context: &mut Context<'_, '_>) {
        context.out.err(&format!(
            "error: unable to drain node {} due to error: {}, continuing command...\n",
            go_quote(&node.name),
            aggregate(&errors)
        ));
        self.failed.push((node.name.clone(), errors));
    }

    fn conclude(&self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        if self.failed.is_empty() {
            return Ok(Progress::Ended);
        }
        let mut text = "There are pending nodes to be drained:\n".to_owned();
        for (node, _) in &self.failed {
            text.push_str(&format!(" {node}\n"));
        }
        // One node's errors stand one a line, those of several nodes one a node. Whoever deletes rather than evicts has
        // no list of errors but the one.
        match &self.failed[..] {
            [(_, errors)] if *errors == [TIMED_OUT] => text.push_str(&format!("error: {TIMED_OUT}\n")),
            [(_, errors)] => errors.iter().for_each(|error| text.push_str(&format!("{error}\n"))),
            many => many.iter().for_each(|(_, errors)| text.push_str(&format!("{}\n", aggregate(errors)))),
        }
        context.out.err(&text);
        Err(Failure::Silent)
    }

    /// The pods to evict.
    ///
    /// Errors: pods that must not go, by reason.
    fn pods(&self, node: &Info, context: &mut Context<'_, '_>) -> Result<Vec<Rc<Object>>, Vec<String>> {
        let (mut warnings, mut errors): (Messages, Messages) = Default::default();
        let mut pods = Vec::new();
        for object in context.env.api.list(Kind::Pod, "") {
            let is_here = object.as_pod().is_some_and(|pod| *pod.node_name == *node.name);
            if !is_here || !self.pod_selector.matches(&object.meta.labels) {
                continue;
            }
            let name = format!("{}/{}", object.meta.namespace, object.meta.name);
            match self.verdict(&object, context) {
                Verdict::Evict => pods.push(object),
                Verdict::EvictWith(warning) => {
                    add(&mut warnings, warning, name);
                    pods.push(object);
                }
                Verdict::LeaveWith(warning) => add(&mut warnings, warning, name),
                Verdict::Leave => {}
                Verdict::Refuse(error) => add(&mut errors, error, name),
            }
        }
        if !errors.is_empty() {
            return Err(lines(errors).map(|line| format!("cannot delete {line}")).collect());
        }
        if !warnings.is_empty() {
            context.out.warning(&lines(warnings).collect::<Vec<String>>().join("; "));
        }
        Ok(pods)
    }

    /// Upstream: the filters of `makeFilters`, in their order; the last warning counts.
    fn verdict(&self, object: &Object, context: &Context<'_, '_>) -> Verdict {
        let Some(pod) = object.as_pod() else { return Verdict::Leave };
        if self.is_skipped(object, context.now()) {
            return Verdict::Leave;
        }
        if matches!(pod.status.phase, PodPhase::Succeeded | PodPhase::Failed) {
            return Verdict::Evict;
        }
        let controller = object.meta.controller();
        let daemon_set = controller
            .filter(|controller| &*controller.kind == "DaemonSet" && &*controller.api_version == "apps/v1");
        let mut warning = None;
        if let Some(owner) = daemon_set {
            match context.env.api.get(Kind::DaemonSet, &object.meta.namespace, &owner.name) {
                Err(error) if self.call.is_on("force") => warning = Some(error.message),
                Err(error) => return Verdict::Refuse(error.message),
                Ok(_) if self.call.is_on("ignore-daemonsets") => {
                    return Verdict::LeaveWith("ignoring DaemonSet-managed Pods".to_owned());
                }
                Ok(_) => {
                    let why = "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)";
                    return Verdict::Refuse(why.to_owned());
                }
            }
        }
        let volumes = pod.spec.value.get("volumes").and_then(Value::as_array).into_iter().flatten();
        if volumes.into_iter().any(|volume| volume.get("emptyDir").is_some()) {
            if !self.call.is_on("delete-emptydir-data") {
                let why = "Pods with local storage (use --delete-emptydir-data to override)";
                return Verdict::Refuse(why.to_owned());
            }
            warning = Some("deleting Pods with local storage".to_owned());
        }
        match (controller, self.call.is_on("force")) {
            // The last filter has no complaint, so warnings of those before it are forgotten, as upstream has it.
            (Some(_), _) => {
                drop(warning);
                Verdict::Evict
            }
            (None, true) => Verdict::EvictWith("deleting Pods that declare no controller".to_owned()),
            (None, false) => {
                Verdict::Refuse("Pods that declare no controller (use --force to override)".to_owned())
            }
        }
    }

    /// Whether a pod has been on its way out for longer than anybody wants to wait.
    fn is_skipped(&self, object: &Object, now: Time) -> bool {
        let seconds = u64::try_from(self.call.number("skip-wait-for-delete-timeout")).unwrap_or_default();
        let since = object.meta.deletion_timestamp.map(|time| now.since(time) / 1000);
        seconds > 0 && since.is_some_and(|since| since > seconds)
    }
}

fn add(messages: &mut Messages, message: String, pod: String) {
    match messages.iter_mut().find(|(one, _)| *one == message) {
        Some((_, pods)) => pods.push(pod),
        None => messages.push((message, vec![pod])),
    }
}

fn lines(messages: Messages) -> impl Iterator<Item = String> {
    messages.into_iter().map(|(message, pods)| format!("{message}: {}", pods.join(", ")))
}

/// Upstream: `utilerrors.Aggregate.Error`.
fn aggregate(errors: &[String]) -> String {
    match errors {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}
