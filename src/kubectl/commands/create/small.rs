//! `kubectl create namespace`, `configmap`, `secret generic`, `serviceaccount`, `priorityclass`; kinds that are not
//! simulated say so.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/create/create_*.go`.

use serde_json::{Value, json};

use crate::apiserver::options::WriteOptions;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::create::files::send;
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, PRINT_FLAGS, VALIDATE_FLAG, field_validation, set_last_applied,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::base64;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The subcommands, in the order of kubectl's help.
pub const COMMANDS: &[&Command] = &[
    &command(
        "namespace",
        &["ns"],
        "Create a namespace with the specified name",
        "create namespace NAME [--dry-run=server|client|none]",
        NO_FLAGS,
    ),
    &command(
        "secret",
        &[],
        "Create a secret using a specified subcommand",
        "create secret generic NAME [--from-literal=key1=value1] [--dry-run=server|client|none]",
        DATA_FLAGS,
    ),
    &command(
        "configmap",
        &["cm"],
        "Create a config map from a local file, directory or literal value",
        "create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
        DATA_FLAGS,
    ),
    &command(
        "serviceaccount",
        &["sa"],
        "Create a service account with the specified name",
        "create serviceaccount NAME [--dry-run=server|client|none]",
        NO_FLAGS,
    ),
    &not_simulated("service", &["svc"], "Create a service using a specified subcommand"),
    &not_simulated("deployment", &["deploy"], "Create a deployment with the specified name"),
    &not_simulated("clusterrole", &[], "Create a cluster role"),
    &not_simulated("clusterrolebinding", &[], "Create a cluster role binding for a particular cluster role"),
    &not_simulated("role", &[], "Create a role with single rule"),
    &not_simulated("rolebinding", &[], "Create a role binding for a particular role or cluster role"),
    &not_simulated("poddisruptionbudget", &["pdb"], "Create a pod disruption budget with the specified name"),
    &command(
        "priorityclass",
        &["pc"],
        "Create a priority class with the specified name",
        "create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
        PRIORITY_FLAGS,
    ),
    &not_simulated("job", &[], "Create a job with the specified name"),
    &not_simulated("cronjob", &["cj"], "Create a cron job with the specified name"),
    &not_simulated("ingress", &["ing"], "Create an ingress with the specified name"),
    &not_simulated("quota", &["resourcequota"], "Create a quota with the specified name"),
    &not_simulated("token", &[], "Request a service account token"),
];

const NO_FLAGS: &[&[Flag]] = &[COMMON_FLAGS, PRINT_FLAGS];
const DATA_FLAGS: &[&[Flag]] = &[COMMON_FLAGS, PRINT_FLAGS, FROM_FLAGS];
const PRIORITY_FLAGS: &[&[Flag]] = &[COMMON_FLAGS, PRINT_FLAGS, CLASS_FLAGS];

const COMMON_FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-create"),
    VALIDATE_FLAG,
    Flag::switch(
        "save-config",
        "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
    ),
];

const FROM_FLAGS: &[Flag] = &[
    Flag::switch("append-hash", "Append a hash of the content to the name."),
    Flag::new("from-env-file", ' ', Takes::Words, "", "A file of lines key=value."),
    Flag::new("from-file", ' ', Takes::Words, "", "A file, which becomes the value of its name or of a key."),
    Flag::new("from-literal", ' ', Takes::Lines, "", "A key and its value: mykey=somevalue."),
    Flag::text("type", "The type of secret to create"),
];

const CLASS_FLAGS: &[Flag] = &[
    Flag::text(
        "description",
        "description is an arbitrary string that usually provides guidelines on when this priority class should be used.",
    ),
    Flag::switch(
        "global-default",
        "global-default specifies whether this PriorityClass should be considered as the default priority.",
    ),
    Flag::text(
        "preemption-policy",
        "preemption-policy is the policy for preempting pods with lower priority.",
    )
    .default("PreemptLowerPriority"),
    Flag::new("value", ' ', Takes::Number, "0", "the value of this priority class."),
];

const fn command(
    name: &'static str,
    aliases: &'static [&'static str],
    short: &'static str,
    usage: &'static str,
    flags: &'static [&'static [Flag]],
) -> Command {
    Command { name, aliases, short, usage, flags, run, ..Command::EMPTY }
}

const fn not_simulated(name: &'static str, aliases: &'static [&'static str], short: &'static str) -> Command {
    Command { name, aliases, short, usage: "create TYPE NAME", run: refuse, ..Command::EMPTY }
}

fn refuse(call: &Call, _context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    Err(Failure::Message(format!("{} is not simulated by this playground", call.command_path())))
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let name = name(call)?;
    let dry_run = DryRun::of(call, context)?;
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: field_validation(call)?,
        field_manager: call.text("field-manager").into(),
    };
    let mut format = Format::required(call, context)?;
    let mapping = Mapping::named(call.command().name)?;
    let mut manifest = json!({
        "apiVersion": mapping.api_version(), "kind": mapping.kind_name(), "metadata": {"name": name},
    });
    fill(call, &mut manifest, context)?;
    let (mut namespace, is_named) = call.namespace();
    if !mapping.namespaced() {
        namespace = String::new();
    } else if is_named || dry_run == DryRun::None {
        manifest["metadata"]["namespace"] = namespace.as_str().into();
    }
    if call.is_on("save-config") {
        set_last_applied(&mut manifest);
    }
    let info = Info { mapping, namespace, name, source: String::new(), manifest: None, object: None };
    let created = match dry_run {
        DryRun::Client => manifest,
        _ => send(&info, manifest, &options, context)?.to_value(),
    };
    format.print(&created, &format!("created{}", dry_run.suffix()), context.out)?;
    Ok(Progress::Ended)
}

/// Upstream: `NameFromCommandArgs`.
fn name(call: &Call) -> Result<String, Failure> {
    let args = match (call.command().name, call.args()) {
        ("secret", [kind, rest @ ..]) if kind == "generic" => rest,
        ("secret", _) => return Err("only generic secrets are simulated by this playground".into()),
        (_, args) => args,
    };
    match args {
        [name] => Ok(name.clone()),
        many => Err(call.usage_error(&format!("exactly one NAME is required, got {}", many.len()))),
    }
}

fn fill(call: &Call, manifest: &mut Value, context: &Context<'_, '_>) -> Result<(), Failure> {
    match call.command().name {
        "configmap" => {
            let data = data(call, context)?;
            if !data.is_empty() {
                manifest["data"] = data.into_iter().map(|(key, text)| (key, Value::from(text))).collect();
            }
        }
        "secret" => {
            let kind = call.text("type");
            manifest["type"] = if kind.is_empty() { "Opaque" } else { kind }.into();
            let data = data(call, context)?;
            if !data.is_empty() {
                let encoded =
                    data.into_iter().map(|(key, text)| (key, Value::from(base64::encode(text.as_bytes()))));
                manifest["data"] = encoded.collect();
            }
        }
        "priorityclass" => {
            manifest["value"] = call.number("value").into();
            manifest["globalDefault"] = call.is_on("global-default").into();
            manifest["description"] = call.text("description").into();
            manifest["preemptionPolicy"] = call.text("preemption-policy").into();
        }
        _ => {}
    }
    Ok(())
}

fn data(call: &Call, context: &Context<'_, '_>) -> Result<Vec<(String, String)>, Failure> {
    let mut data: Vec<(String, String)> = Vec::new();
    for literal in call.list("from-literal") {
        let (key, text) = literal
            .split_once('=')
            .ok_or_else(|| format!("invalid literal source {literal}, expected key=value"))?;
        let text = text.trim_matches(['"', '\'']);
        data.push((key.to_owned(), text.to_owned()));
    }
    let read = |path: &str| {
        let missing = || Failure::Message(format!("error reading {path}: no such file or directory"));
        context.env.files.read(path).map(|text| text.to_string()).ok_or_else(missing)
    };
    for source in call.list("from-file") {
        let (key, path) = match source.split_once('=') {
            Some((key, path)) => (key.to_owned(), path.to_owned()),
            None => (source.rsplit('/').next().unwrap_or_default().to_owned(), source.clone()),
        };
        data.push((key, read(&path)?));
    }
    for path in call.list("from-env-file") {
        let text = read(&path)?;
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            data.push((key.to_owned(), value.to_owned()));
        }
    }
    Ok(data)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::check;
    use expect_test::expect;

    #[test]
    fn small_objects_need_no_file() {
        check(
            "create ns prod
create ns prod
create cm settings --from-literal=a=1 --from-literal=b='x y'
get cm settings -o jsonpath='{.data}{\"\\n\"}'
create secret generic key --from-literal=word=hello --dry-run=client -o yaml
create priorityclass high --value=1000 -o name
get pc
create sa robot -n prod
create namespace
create deployment web --image=nginx
create job",
            expect![[r#"
                $ create ns prod
                namespace/prod created
                $ create ns prod
                ! Error from server (AlreadyExists): namespaces "prod" already exists
                [exit 1]
                $ create cm settings --from-literal=a=1 --from-literal=b='x y'
                configmap/settings created
                $ get cm settings -o jsonpath='{.data}{"\n"}'
                {"a":"1","b":"x y"}
                $ create secret generic key --from-literal=word=hello --dry-run=client -o yaml
                apiVersion: v1
                data:
                  word: aGVsbG8=
                kind: Secret
                metadata:
                  name: key
                type: Opaque
                $ create priorityclass high --value=1000 -o name
                priorityclass.scheduling.k8s.io/high
                $ get pc
                NAME   VALUE   GLOBAL-DEFAULT   AGE   PREEMPTIONPOLICY
                high   1000    false            0s    PreemptLowerPriority
                $ create sa robot -n prod
                serviceaccount/robot created
                $ create namespace
                ! error: exactly one NAME is required, got 0
                ! See 'kubectl create namespace -h' for help and examples
                [exit 1]
                $ create deployment web --image=nginx
                ! error: unknown flag: --image
                ! See 'kubectl create deployment --help' for usage.
                [exit 1]
                $ create job
                ! error: kubectl create job is not simulated by this playground
                [exit 1]
            "#]],
        );
    }
}
