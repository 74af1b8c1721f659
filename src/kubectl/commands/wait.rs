//! `kubectl wait`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/wait/{wait,condition,create,delete,json}.go`.

use std::collections::VecDeque;

use serde_json::Value;

use crate::api::object::Object;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, DEEP_FILENAME_FLAGS, FIELD_SELECTOR_FLAG, PRINT_FLAGS, SELECTOR_FLAG,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::go_value::sprint;
use crate::kubectl::output::jsonpath::eval::MissingKeys;
use crate::kubectl::output::jsonpath::parse::{JsonPath, relaxed};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "wait",
    short: "Wait for a specific condition on one or many resources",
    usage: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) \
            [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
    flags: &[FLAGS, PRINT_FLAGS, DEEP_FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    SELECTOR_FLAG,
    Flag::switch("all", "Select all resources in the namespace of the specified resource types"),
    Flag::new(
        "for",
        ' ',
        Takes::Lines,
        "",
        "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity. Multiple conditions are supported and AND'ed to each other in a sequential order. If --for=create is passed, it is always waited first.",
    ),
    Flag::switch("local", "If true, annotation will NOT contact api-server but run locally."),
    Flag::new(
        "timeout",
        ' ',
        Takes::Duration,
        "30s",
        "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week.",
    ),
];

const WEEK_MS: u64 = 168 * 3_600_000;
/// How often it is looked whether the objects have been created.
const POLL_MS: u64 = 500;

/// What to wait for.
#[derive(Clone, Debug)]
enum Condition {
    Create,
    Delete,
    Status { name: String, value: String },
    Path { path: JsonPath, value: Option<String> },
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let format = Format::required(call, context)?;
    let conditions = conditions(&call.list("for"))?;
    let timeout_ms = u64::try_from(call.duration("timeout")).unwrap_or(WEEK_MS);
    let creates = conditions.iter().any(|condition| matches!(condition, Condition::Create));
    let wait = Wait {
        query: Query { kind_means_all: call.is_on("all"), latest: true, ..Query::of(call) },
        format,
        conditions,
        looks_once: timeout_ms == 0,
        until: context.now().plus(timeout_ms),
        phase: if creates { Phase::Creation { next_look: context.now() } } else { Phase::Search },
        failures: Vec::new(),
    };
    Box::new(wait).poll(context)
}

fn conditions(words: &[String]) -> Result<Vec<Condition>, Failure> {
    if words.is_empty() {
        return Err("unrecognized condition: []".into());
    }
    words.iter().map(|word| condition(word)).collect()
}

fn condition(word: &str) -> Result<Condition, Failure> {
    if word.eq_ignore_ascii_case("delete") {
        return Ok(Condition::Delete);
    }
    if word.eq_ignore_ascii_case("create") {
        return Ok(Condition::Create);
    }
    if let Some(rest) = word.strip_prefix("condition=") {
        let (name, value) = rest.split_once('=').unwrap_or((rest, "true"));
        return Ok(Condition::Status { name: name.to_owned(), value: value.to_owned() });
    }
    let Some(rest) = word.strip_prefix("jsonpath=") else {
        return Err(Failure::Message(format!("unrecognized condition: {}", go_quote(word))));
    };
    let parts = split_at_single_equals(rest);
    let (expression, value) = match &parts[..] {
        [expression] => (expression, None),
        [expression, value] => (expression, Some(value.trim_matches(['\'', '"']).to_owned())),
        _ => {
            return Err("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or \
                        --for=jsonpath='{.status.readyReplicas}'"
                .into());
        }
    };
    let expression = relaxed(expression)?;
    if value.as_ref().is_some_and(String::is_empty) {
        return Err("jsonpath wait has to have a value after equal sign, like \
                    --for=jsonpath='{.status.readyReplicas}'=3"
            .into());
    }
    if expression.is_empty() {
        return Err("jsonpath expression cannot be empty".into());
    }
    Ok(Condition::Path { path: JsonPath::parse(&expression)?, value })
}

/// Splits at `=`; a double one belongs to a filter.
fn split_at_single_equals(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '=' && rest.peek() != Some(&'=') {
            parts.push(String::new());
            continue;
        }
        let Some(part) = parts.last_mut() else { break };
        part.push(c);
        if c == '=' {
            part.extend(rest.next());
        }
    }
    parts
}

/// A wait in its middle.
#[derive(Clone, Debug)]
pub struct Wait {
    query: Query,
    format: Format,
    conditions: Vec<Condition>,
    looks_once: bool,
    until: Time,
    phase: Phase,
    failures: Vec<Failure>,
}

#[derive(Clone, Debug)]
enum Phase {
    /// The objects are not there yet.
    Creation { next_look: Time },
    /// They are about to be looked for.
    Search,
    /// They are looked at, one after another, condition by condition.
    Objects { items: VecDeque<Info>, current: Option<Current> },
}

/// An object that does not meet a condition yet.
#[derive(Clone, Debug)]
struct Current {
    info: Info,
    /// Which condition it is about.
    at: u32,
    watch: WatchId,
}

impl Wait {
    /// Looks at what happened.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            match std::mem::replace(&mut self.phase, Phase::Search) {
                Phase::Creation { next_look } => {
                    let now = context.now();
                    let next_look = if now >= next_look {
                        if self.is_created(context)? {
                            continue;
                        }
                        if now >= self.until {
                            return Err("timed out waiting for the condition".into());
                        }
                        now.plus(POLL_MS)
                    } else {
                        next_look
                    };
                    self.phase = Phase::Creation { next_look };
                    let next = next_look.min(self.until);
                    return Ok(Progress::Waiting(Task::Wait(self), Some(next)));
                }
                Phase::Search => self.phase = self.search(context)?,
                Phase::Objects { mut items, current } => {
                    let current = match current {
                        Some(current) => self.follow(current, context)?,
                        None => match items.pop_front() {
                            Some(info) => self.begin(info, 0, context)?,
                            None => {
                                Failure::all_of(std::mem::take(&mut self.failures))?;
                                return Ok(Progress::Ended);
                            }
                        },
                    };
                    let waits = current.is_some();
                    self.phase = Phase::Objects { items, current };
                    if waits {
                        let until = self.until;
                        return Ok(Progress::Waiting(Task::Wait(self), Some(until)));
                    }
                }
            }
        }
    }

    /// Gives up the watch.
    pub fn interrupt(&mut self, context: &mut Context<'_, '_>) {
        if let Phase::Objects { current: Some(current), .. } = &self.phase {
            context.env.api.close_watch(current.watch);
        }
    }

    fn is_created(&self, context: &Context<'_, '_>) -> Result<bool, Failure> {
        let (infos, result) = match self.query.run(context) {
            Ok(selected) => selected.infos(),
            Err(failure) => (Vec::new(), Err(failure)),
        };
        match result {
            Err(failure) if failure.is_not_found() => Ok(false),
            Err(failure) => Err(failure),
            Ok(()) => Ok(!infos.is_empty()),
        }
    }

    fn search(&mut self, context: &Context<'_, '_>) -> Result<Phase, Failure> {
        let deletes = self.conditions.iter().any(|condition| matches!(condition, Condition::Delete));
        let mut selected = self.query.run(context)?;
        if deletes {
            selected = selected.ignore_not_found();
        }
        let (infos, result) = selected.infos();
        self.failures.extend(result.err());
        if infos.is_empty() && self.failures.is_empty() && !deletes {
            return Err("no matching resources found".into());
        }
        Ok(Phase::Objects { items: infos.into(), current: None })
    }

    /// Looks at an object from one of the conditions on; what is to wait for, if anything.
    fn begin(
        &mut self,
        mut info: Info,
        first: u32,
        context: &mut Context<'_, '_>,
    ) -> Result<Option<Current>, Failure> {
        let mut at = first;
        while let Some(condition) = self.conditions.get(at as usize) {
            if !self.looks_once && context.now() >= self.until {
                // An object before this one has used up the time, which is that of the whole command.
                self.failures.push(too_late(condition, &info));
                return Ok(None);
            }
            let met = match info.get(context.env.api) {
                Err(error) if matches!(condition, Condition::Delete) => {
                    if error.is_not_found() {
                        Ok(true)
                    } else {
                        Err(Failure::from(error))
                    }
                }
                Err(error) => Err(Failure::from(error)),
                Ok(object) => condition.is_met(&object),
            };
            match met {
                Ok(true) => self.format.print(&info.value(), "condition met", context.out)?,
                Ok(false) if self.looks_once => {
                    let name = format!("{}/{}", info.mapping.plural(), info.name);
                    self.failures.push(Failure::Message(format!("condition not met for {name}")));
                    return Ok(None);
                }
                Ok(false) => {
                    let kinds: Vec<_> = info.mapping.kind().into_iter().collect();
                    return Ok(Some(Current { info, at, watch: context.env.api.watch(&kinds) }));
                }
                Err(failure) => {
                    self.failures.push(failure);
                    return Ok(None);
                }
            }
            at += 1;
        }
        Ok(None)
    }

    fn follow(
        &mut self,
        mut current: Current,
        context: &mut Context<'_, '_>,
    ) -> Result<Option<Current>, Failure> {
        let condition = self.conditions.get(current.at as usize).cloned().unwrap_or(Condition::Create);
        while let Some(event) = context.env.api.next_watch_event(current.watch) {
            let meta = &event.object.meta;
            if *meta.name != *current.info.name || *meta.namespace != *current.info.namespace {
                continue;
            }
            let is_gone = event.event_type == WatchEventType::Deleted;
            let met = match condition {
                Condition::Delete => Ok(is_gone),
                // An object that is gone may come back.
                _ if is_gone => Ok(false),
                _ => condition.is_met(&event.object),
            };
            match met {
                Ok(false) => continue,
                Ok(true) => {
                    context.env.api.close_watch(current.watch);
                    current.info.object = Some(event.object);
                    self.format.print(&current.info.value(), "condition met", context.out)?;
                    return self.begin(current.info, current.at + 1, context);
                }
                Err(failure) => {
                    context.env.api.close_watch(current.watch);
                    self.failures.push(failure);
                    return Ok(None);
                }
            }
        }
        if context.now() < self.until {
            return Ok(Some(current));
        }
        context.env.api.close_watch(current.watch);
        self.failures.push(timed_out(&current.info));
        Ok(None)
    }
}

fn timed_out(info: &Info) -> Failure {
    let (kind, name) = (info.mapping.plural(), &info.name);
    Failure::Message(format!("timed out waiting for the condition on {kind}/{name}"))
}

/// What becomes of an object whose turn comes after the end of the time, even if it meets the condition: its state is
/// never waited for, and the request that a deletion begins with is not sent any more.
fn too_late(condition: &Condition, info: &Info) -> Failure {
    match condition {
        Condition::Delete => "client rate limiter Wait returned an error: context deadline exceeded".into(),
        Condition::Create | Condition::Status { .. } | Condition::Path { .. } => timed_out(info),
    }
}

impl Condition {
    /// Whether an object that is there meets it.
    fn is_met(&self, object: &Object) -> Result<bool, Failure> {
        match self {
            Condition::Create => Ok(true),
            Condition::Delete => Ok(false),
            Condition::Status { name, value } => Ok(has_condition(&object.to_value(), name, value)),
            Condition::Path { path, value } => has_value(&object.to_value(), path, value.as_deref()),
        }
    }
}

fn has_condition(object: &Value, name: &str, value: &str) -> bool {
    let text = |condition: &Value, key: &str| {
        condition.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array);
    let found = conditions.into_iter().flatten().find(|one| text(one, "type").eq_ignore_ascii_case(name));
    let Some(found) = found else { return false };
    let number = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_i64);
    let observed =
        number(found, "/observedGeneration").or_else(|| number(object, "/status/observedGeneration"));
    if let (Some(observed), Some(generation)) = (observed, number(object, "/metadata/generation"))
        && observed < generation
    {
        return false;
    }
    text(found, "status").eq_ignore_ascii_case(value)
}

fn has_value(object: &Value, path: &JsonPath, wanted: Option<&str>) -> Result<bool, Failure> {
    let results = path.find(object, MissingKeys::Allow)?;
    let Some([first, rest @ ..]) = results.first().map(Vec::as_slice) else { return Ok(false) };
    if results.len() > 1 {
        return Err("given jsonpath expression matches more than one list".into());
    }
    if !rest.is_empty() {
        return Err("given jsonpath expression matches more than one value".into());
    }
    let Some(wanted) = wanted else { return Ok(true) };
    if first.is_object() || first.is_array() {
        return Err("jsonpath leads to a nested object or list which is not supported".into());
    }
    Ok(sprint(first).trim() == wanted.trim())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::api::kind::Kind;
    use crate::api::object::Body;
    use crate::apiserver::options::DeleteOptions;
    use crate::kubectl::testing::{Bench, check};
    use expect_test::expect;

    fn set_ready(bench: &mut Bench, number: i64) {
        let mut object = (*bench.api.get(Kind::DaemonSet, "default", "agent").unwrap()).clone();
        if let Body::DaemonSet(daemon_set) = &mut object.body {
            daemon_set.status.number_ready = number;
        }
        bench.api.update_status(object).unwrap();
    }

    #[test]
    fn a_wait_ends_when_the_condition_is_met_or_the_time_is_up() {
        let mut bench = Bench::new();
        bench.create_daemon_set("agent");
        let mut text = bench.run("wait ds/agent --for=jsonpath='{.status.numberReady}'=2", None);
        set_ready(&mut bench, 1);
        text += &bench.poll();
        set_ready(&mut bench, 2);
        set_ready(&mut bench, 3);
        text += &bench.poll();
        text += &bench.run("wait ds agent --for=jsonpath={.status.numberReady}=9 --timeout=5s", None);
        bench.wait(5);
        text += &bench.poll();
        text += &bench.run("wait ds agent --for=delete --timeout=-1s", None);
        bench.api.delete(Kind::DaemonSet, "default", "agent", &DeleteOptions::default()).unwrap();
        text += &bench.poll();
        text += &bench.run("wait ds agent --for=create --for=jsonpath={.metadata.name}", None);
        bench.wait(1);
        text += &bench.poll();
        bench.create_daemon_set("agent");
        bench.wait(1);
        text += &bench.poll();
        text += &bench.run("wait ds other --for=create --timeout=1s", None);
        bench.wait(1);
        text += &bench.poll();
        expect![[r#"
            [waiting until 40000]
            [waiting until 40000]
            daemonset.apps/agent condition met
            [waiting until 15000]
            ! error: timed out waiting for the condition on daemonsets/agent
            [exit 1]
            [waiting until 604815000]
            daemonset.apps/agent condition met
            [waiting until 15500]
            [waiting until 16500]
            daemonset.apps/agent condition met
            daemonset.apps/agent condition met
            [waiting until 17500]
            ! error: timed out waiting for the condition
            [exit 1]
        "#]]
        .assert_eq(&text);
    }

    #[test]
    fn an_object_whose_turn_comes_too_late_fails_even_if_it_meets_the_condition() {
        let mut bench = Bench::new();
        let mut text = bench.type_lines(
            "cordon n2
wait nodes --all --for=jsonpath={.spec.unschedulable}=true --timeout=2s",
        );
        bench.wait(2);
        text += &bench.poll();
        text += &bench.run("wait nodes --all --for=delete --timeout=2s", None);
        bench.wait(2);
        text += &bench.poll();
        expect![[r#"
            $ cordon n2
            node/n2 cordoned
            $ wait nodes --all --for=jsonpath={.spec.unschedulable}=true --timeout=2s
            [waiting until 12000]
            ! timed out waiting for the condition on nodes/n1
            ! timed out waiting for the condition on nodes/n2
            [exit 1]
            [waiting until 14000]
            ! timed out waiting for the condition on nodes/n1
            ! client rate limiter Wait returned an error: context deadline exceeded
            [exit 1]
        "#]]
        .assert_eq(&text);
    }

    #[test]
    fn a_wait_without_time_looks_once() {
        check(
            "wait ds/agent --for=jsonpath='{.status.numberReady}'=0 --timeout=0
wait ds/agent --for=jsonpath='{.status.numberReady}'=1 --timeout=0
wait ds/agent --for=condition=Ready --timeout=0
wait nodes --all --for=condition=Ready=Unknown --timeout=0
wait ds nosuch --for=delete
wait ds nosuch --for=condition=Ready
wait pods --all --for=condition=Ready
wait pods --all --for=delete
wait ds/agent --for=jsonpath='{.spec.selector}'=x
wait ds/agent --for=jsonpath='{.spec.template.spec.containers[?(@.name==\"agent\")].image}'=agent:v1
wait ds/agent --for=jsonpath='{.a}'=
wait ds/agent --for=jsonpath='{.a'=b
wait ds/agent --for=nonsense
wait ds/agent",
            expect![[r#"
                $ wait ds/agent --for=jsonpath='{.status.numberReady}'=0 --timeout=0
                daemonset.apps/agent condition met
                $ wait ds/agent --for=jsonpath='{.status.numberReady}'=1 --timeout=0
                ! error: condition not met for daemonsets/agent
                [exit 1]
                $ wait ds/agent --for=condition=Ready --timeout=0
                ! error: condition not met for daemonsets/agent
                [exit 1]
                $ wait nodes --all --for=condition=Ready=Unknown --timeout=0
                ! condition not met for nodes/n1
                ! condition not met for nodes/n2
                [exit 1]
                $ wait ds nosuch --for=delete
                $ wait ds nosuch --for=condition=Ready
                ! Error from server (NotFound): daemonsets.apps "nosuch" not found
                [exit 1]
                $ wait pods --all --for=condition=Ready
                ! error: no matching resources found
                [exit 1]
                $ wait pods --all --for=delete
                $ wait ds/agent --for=jsonpath='{.spec.selector}'=x
                ! error: jsonpath leads to a nested object or list which is not supported
                [exit 1]
                $ wait ds/agent --for=jsonpath='{.spec.template.spec.containers[?(@.name=="agent")].image}'=agent:v1
                daemonset.apps/agent condition met
                $ wait ds/agent --for=jsonpath='{.a}'=
                ! error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3
                [exit 1]
                $ wait ds/agent --for=jsonpath='{.a'=b
                ! error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'
                [exit 1]
                $ wait ds/agent --for=nonsense
                ! error: unrecognized condition: "nonsense"
                [exit 1]
                $ wait ds/agent
                ! error: unrecognized condition: []
                [exit 1]
            "#]],
        );
    }
}
