//! `kubectl set env`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/set_env.go`, `pkg/cmd/set/env/{env_parse,env_resolve}.go`.

use serde_json::{Value, json};

use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::texts::relaxed_env_var_name;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::set::update::{Change, Update, containers_like, find, name, pod_spec, update};
use crate::kubectl::common::DryRun;
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

/// What to change: variables, and names to remove.
#[derive(Debug, Default)]
struct Changes {
    set: Vec<Value>,
    remove: Vec<String>,
}

/// Runs it.
pub fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if call.is_on("all") && !call.text("selector").is_empty() {
        return Err("cannot set --all and --selector at the same time".into());
    }
    let (resources, words) = split(call.args())?;
    check(call, &resources, context)?;
    let mut changes = Changes::parse(call, &words)?;
    if !call.text("from").is_empty() {
        changes.add_from(call, context)?;
    }
    for variable in &mut changes.set {
        variable["name"] = format!("{}{}", call.text("prefix"), name(variable)).into();
    }
    let infos = find(call, resources, context)?;
    let how = Update {
        done: "env updated",
        failed: "failed to patch env update to pod template: ",
        skips_unchanged: true,
    };
    update(call, context, &infos, how, &mut |info, object, _, context| {
        let containers = containers_like(pod_spec(info, object)?, call.text("containers"));
        if containers.is_empty() {
            context.out.warning(&format!(
                "{}/{} does not have any containers matching {}",
                info.mapping.kind_name(),
                info.name,
                go_quote(call.text("containers"))
            ));
        }
        for container in containers {
            if !call.is_on("overwrite") {
                changes.refuse_overwriting(container)?;
            }
            changes.apply(container);
            if call.is_on("list") {
                print_list(info, container, context);
            }
        }
        Ok(if call.is_on("list") { Change::None } else { Change::Made })
    })
}

/// Resources come first, then variables.
fn split(args: &[String]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let is_variable = |arg: &&String| arg.find('=').is_some_and(|at| at > 0) || arg.ends_with('-');
    let first = args.iter().position(|arg| is_variable(&arg)).unwrap_or(args.len());
    let (resources, variables) = args.split_at(first);
    if !variables.iter().all(|arg| is_variable(&arg)) {
        return Err(Failure::Message(format!(
            "all resources must be specified before environment changes: {}",
            args.join(" ")
        )));
    }
    Ok((resources.to_vec(), variables.to_vec()))
}

fn check(call: &Call, resources: &[String], context: &mut Context<'_, '_>) -> Result<(), Failure> {
    if call.is_on("local") && DryRun::of(call, context)? == DryRun::Server {
        return Err("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    if resources.is_empty() && !call.is_set("filename") {
        return Err(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>".into()
        );
    }
    if call.is_on("list") && !call.text("output").is_empty() {
        return Err("--list and --output may not be specified together".into());
    }
    if call.is_set("keys") && call.text("from").is_empty() {
        return Err("when specifying --keys, a configmap or secret must be provided with --from".into());
    }
    if call.is_on("resolve") {
        return Err("set env --resolve is not simulated by this playground".into());
    }
    Ok(())
}

impl Changes {
    fn parse(call: &Call, words: &[String]) -> Result<Changes, Failure> {
        let mut changes = Changes::default();
        let mut given = Vec::new();
        let flags = call.list("env");
        for word in flags.iter().chain(words) {
            if word == "-" {
                changes.read_lines(call.stdin.as_deref().unwrap_or_default());
            } else if let Some((key, value)) = word.split_once('=') {
                let errors = relaxed_env_var_name(key);
                if !errors.is_empty() {
                    let why = errors.join(";");
                    return Err(Failure::Message(format!(
                        "{} is not a valid key name: {why}",
                        go_quote(key)
                    )));
                }
                given.push(key);
                changes.set.push(variable(key, value));
            } else if let Some(key) = word.strip_suffix('-') {
                changes.remove.push(key.to_owned());
            } else {
                return Err(Failure::Message(format!("unknown environment variable: {word}")));
            }
        }
        if changes.remove.iter().any(|key| given.contains(&key.as_str())) {
            return Err(
                "can not both modify and remove the same environment variable in the same command".into()
            );
        }
        Ok(changes)
    }

    /// Variables one a line; `#` begins a comment.
    fn read_lines(&mut self, text: &str) {
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            if let Some((key, value)) = line.split_once('=') {
                self.set.push(variable(key, value));
            }
        }
    }

    /// Every key of a config map or secret as a variable.
    fn add_from(&mut self, call: &Call, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let keys = call.list("keys");
        for info in find(call, vec![call.text("from").to_owned()], context)? {
            let reference = match info.mapping.kind() {
                Some(Kind::ConfigMap) => "configMapKeyRef",
                Some(Kind::Secret) => "secretKeyRef",
                _ => return Err("unsupported resource specified in --from".into()),
            };
            let value = info.value();
            for (key, _) in
                value.pairs("data").filter(|(key, _)| keys.is_empty() || keys.iter().any(|k| k == key))
            {
                let plain = |c: char| {
                    if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_uppercase() } else { '_' }
                };
                let name: String = key.chars().map(plain).collect();
                if name != key {
                    context.out.warning(&format!("key {key} transferred to {name}"));
                }
                let source = json!({reference: {"name": info.name, "key": key}});
                self.set.push(json!({"name": name, "valueFrom": source}));
            }
        }
        Ok(())
    }

    fn refuse_overwriting(&self, container: &Value) -> Result<(), Failure> {
        for new in &self.set {
            let old = container.items("env").iter().find(|old| name(old) == name(new));
            if let Some(old) = old.filter(|old| old.text("value") != new.text("value")) {
                return Err(Failure::Message(format!(
                    "'{}' already has a value ({}), and --overwrite is false",
                    name(old),
                    old.text("value")
                )));
            }
        }
        Ok(())
    }

    /// Variables keep their places; the first of two new ones with one name counts.
    fn apply(&self, container: &mut Value) {
        let mut covered: Vec<&str> = self.remove.iter().map(String::as_str).collect();
        let mut variables = Vec::new();
        for old in container.items("env") {
            if covered.contains(&name(old)) {
                continue;
            }
            match self.set.iter().find(|new| name(new) == name(old)) {
                Some(new) => {
                    covered.push(name(new));
                    variables.push(new.clone());
                }
                None => variables.push(old.clone()),
            }
        }
        for new in &self.set {
            if !covered.contains(&name(new)) {
                covered.push(name(new));
                variables.push(new.clone());
            }
        }
        if !variables.is_empty() || container.has("env") {
            container["env"] = Value::Array(variables);
        }
    }
}

fn variable(key: &str, value: &str) -> Value {
    match value {
        "" => json!({"name": key}),
        value => json!({"name": key, "value": value}),
    }
}

fn print_list(info: &Info, container: &Value, context: &mut Context<'_, '_>) {
    let mut text = format!("# {} {}, container {}\n", info.mapping.kind_name(), info.name, name(container));
    for variable in container.items("env") {
        let key = name(variable);
        text.push_str(&match variable.set("valueFrom") {
            None => format!("{key}={}\n", variable.text("value")),
            Some(source) => format!("# {key} from {}\n", reference_text(source)),
        });
    }
    context.out.out(&text);
}

/// Upstream: `envutil.GetEnvVarRefString`.
fn reference_text(source: &Value) -> String {
    for (field, what) in [("configMapKeyRef", "configmap"), ("secretKeyRef", "secret")] {
        if let Some(reference) = source.set(field) {
            return format!("{what} {}, key {}", reference.text("name"), reference.text("key"));
        }
    }
    if let Some(field) = source.set("fieldRef") {
        return format!("field path {}", field.text("fieldPath"));
    }
    if let Some(field) = source.set("resourceFieldRef") {
        let container = match field.text("containerName") {
            "" => String::new(),
            name => format!("{name}/"),
        };
        return format!("resource field {container}{}", field.text("resource"));
    }
    "invalid valueFrom".to_owned()
}
