//! `kubectl create namespace`, `configmap`, `secret generic`, `serviceaccount`, `priorityclass`, roles and their bindings;
//! kinds that are not simulated say so.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/create/create_*.go`.

use serde_json::{Value, json};

use crate::apiserver::options::WriteOptions;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::create::access::{
    self, BINDING_FLAGS, CLUSTER_ROLE_FLAGS, ROLE_FLAG, ROLE_FLAGS,
};
use crate::kubectl::commands::create::files::send;
use crate::kubectl::commands::create::workload::{self, DEPLOYMENT_FLAGS};
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
    &command(
        "deployment",
        &["deploy"],
        "Create a deployment with the specified name",
        "create deployment NAME --image=image -- [COMMAND] [args...]",
        &[COMMON_FLAGS, PRINT_FLAGS, DEPLOYMENT_FLAGS],
    ),
    &command(
        "clusterrole",
        &[],
        "Create a cluster role",
        "create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
        &[COMMON_FLAGS, PRINT_FLAGS, ROLE_FLAGS, CLUSTER_ROLE_FLAGS],
    ),
    &command(
        "clusterrolebinding",
        &[],
        "Create a cluster role binding for a particular cluster role",
        "create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
        &[COMMON_FLAGS, PRINT_FLAGS, BINDING_FLAGS],
    ),
    &command(
        "role",
        &[],
        "Create a role with single rule",
        "create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
        &[COMMON_FLAGS, PRINT_FLAGS, ROLE_FLAGS],
    ),
    &command(
        "rolebinding",
        &[],
        "Create a role binding for a particular role or cluster role",
        "create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
        &[COMMON_FLAGS, PRINT_FLAGS, BINDING_FLAGS, ROLE_FLAG],
    ),
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
    if call.command().name == "deployment" && !call.is_set("image") {
        return Err("required flag(s) \"image\" not set".into());
    }
    let name = name(call)?;
    let dry_run = DryRun::of(call, context)?;
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: field_validation(call)?,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
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
        _ if call.command().name == "deployment" => {
            return Err(Failure::Message(format!(
                "failed to create deployment: {}",
                mapping.not_simulated()
            )));
        }
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
        (_, args) => {
            let dashes = call.parsed.args_before_dashes.map_or(args.len(), |count| count as usize);
            args.get(..dashes).unwrap_or_default()
        }
    };
    match args {
        [name] => Ok(name.clone()),
        many => Err(call.usage_error(&format!("exactly one NAME is required, got {}", many.len()))),
    }
}

fn fill(call: &Call, manifest: &mut Value, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match call.command().name {
        "deployment" => {
            let name = call.args().first().cloned().unwrap_or_default();
            workload::fill_deployment(call, &name, manifest)?;
        }
        "role" | "clusterrole" => access::fill_role(call, manifest, context)?,
        "rolebinding" | "clusterrolebinding" => access::fill_binding(call, manifest)?,
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
    fn roles_are_kept() {
        check(
            "create role r --verb=get,list,get --resource=po,ds/status,pods
get role r -o jsonpath='{.rules}{\"\\n\"}'
create clusterrole r --verb=get --non-resource-url=/logs/* -o yaml --dry-run=client
create clusterrole r
create clusterrole r --verb=get
create clusterrole r --verb=use --resource=pods
create role r --verb=get
create role r --verb=get --resource=foo.bar
create role q --verb=fetch --resource=* --dry-run=client
create clusterrole r --verb=list --non-resource-url=/a
create clusterrole r --verb=get --non-resource-url=a
create clusterrole a --aggregation-rule=a/b=c -o yaml --dry-run=client",
            expect![[r#"
                $ create role r --verb=get,list,get --resource=po,ds/status,pods
                role.rbac.authorization.k8s.io/r created
                $ get role r -o jsonpath='{.rules}{"\n"}'
                [{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]},{"apiGroups":["apps"],"resources":["daemonsets/status"],"verbs":["get","list"]}]
                $ create clusterrole r --verb=get --non-resource-url=/logs/* -o yaml --dry-run=client
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: r
                rules:
                - nonResourceURLs:
                  - /logs/*
                  verbs:
                  - get
                $ create clusterrole r
                ! error: at least one verb must be specified
                [exit 1]
                $ create clusterrole r --verb=get
                ! error: one of resource or nonResourceURL must be specified
                [exit 1]
                $ create clusterrole r --verb=use --resource=pods
                ! error: can not perform 'use' on 'pods' in group ''
                [exit 1]
                $ create role r --verb=get
                ! error: at least one resource must be specified
                [exit 1]
                $ create role r --verb=get --resource=foo.bar
                ! error: the server doesn't have a resource type "foo" in group "bar"
                [exit 1]
                $ create role q --verb=fetch --resource=* --dry-run=client
                ! Warning: 'fetch' is not a standard resource verb
                role.rbac.authorization.k8s.io/q created (dry run)
                $ create clusterrole r --verb=list --non-resource-url=/a
                ! error: invalid verb: 'list' for nonResourceURL
                [exit 1]
                $ create clusterrole r --verb=get --non-resource-url=a
                ! error: nonResourceURL should start with /
                [exit 1]
                $ create clusterrole a --aggregation-rule=a/b=c -o yaml --dry-run=client
                aggregationRule:
                  clusterRoleSelectors:
                  - matchLabels:
                      a/b: c
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: a
                rules: null
            "#]],
        );
    }

    #[test]
    fn bindings_are_kept() {
        check(
            "create clusterrolebinding b --clusterrole=r --serviceaccount=a:b --user=u --group=g -o yaml --dry-run=client
create clusterrolebinding b
create clusterrolebinding b --clusterrole=x --serviceaccount=x
create rolebinding b --role=r --serviceaccount=a:b
create rolebinding b --role=r --clusterrole=x",
            expect![[r#"
                $ create clusterrolebinding b --clusterrole=r --serviceaccount=a:b --user=u --group=g -o yaml --dry-run=client
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata:
                  name: b
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: ClusterRole
                  name: r
                subjects:
                - apiGroup: rbac.authorization.k8s.io
                  kind: User
                  name: u
                - apiGroup: rbac.authorization.k8s.io
                  kind: Group
                  name: g
                - kind: ServiceAccount
                  name: b
                  namespace: a
                $ create clusterrolebinding b
                ! error: required flag(s) "clusterrole" not set
                [exit 1]
                $ create clusterrolebinding b --clusterrole=x --serviceaccount=x
                ! error: serviceaccount must be <namespace>:<name>
                [exit 1]
                $ create rolebinding b --role=r --serviceaccount=a:b
                rolebinding.rbac.authorization.k8s.io/b created
                $ create rolebinding b --role=r --clusterrole=x
                ! error: exactly one of clusterrole or role must be specified
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn a_deployment_is_printed_and_not_made() {
        check(
            "create deployment web --image=a/nginx:1 --port=80 -r 2 --dry-run=client -o yaml -- sh -c x
create deployment web --image=n --dry-run=client
create deploy web --image=n
create deployment web
create deployment --image=a
create deployment web --image=a,b -- sh",
            expect![[r#"
                $ create deployment web --image=a/nginx:1 --port=80 -r 2 --dry-run=client -o yaml -- sh -c x
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app: web
                  name: web
                spec:
                  replicas: 2
                  selector:
                    matchLabels:
                      app: web
                  strategy: {}
                  template:
                    metadata:
                      labels:
                        app: web
                    spec:
                      containers:
                      - command:
                        - sh
                        - -c
                        - x
                        image: a/nginx:1
                        name: nginx
                        ports:
                        - containerPort: 80
                        resources: {}
                status: {}
                $ create deployment web --image=n --dry-run=client
                deployment.apps/web created (dry run)
                $ create deploy web --image=n
                ! error: failed to create deployment: deployments.apps are known here by name only: this playground does not simulate them
                [exit 1]
                $ create deployment web
                ! error: required flag(s) "image" not set
                [exit 1]
                $ create deployment --image=a
                ! error: exactly one NAME is required, got 0
                ! See 'kubectl create deployment -h' for help and examples
                [exit 1]
                $ create deployment web --image=a,b -- sh
                ! error: cannot specify multiple --image options and command
                [exit 1]
            "#]],
        );
    }

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
                ! error: failed to create deployment: deployments.apps are known here by name only: this playground does not simulate them
                [exit 1]
                $ create job
                ! error: kubectl create job is not simulated by this playground
                [exit 1]
            "#]],
        );
    }
}
