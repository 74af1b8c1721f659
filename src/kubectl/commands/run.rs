//! `kubectl run`: a pod of one container.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/run/run.go`, `pkg/generate/versioned/run.go`.

use serde_json::{Value, json};

use crate::apimachinery::quote::go_quote;
use crate::apiserver::options::{FieldValidation, WriteOptions};
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::create::files::send;
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, PRINT_FLAGS, RECORD_FLAG, record, set_last_applied,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "run",
    short: "Run a particular image on the cluster",
    usage: "run NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] [--command] -- \
            [COMMAND] [args...]",
    flags: &[FLAGS, PRINT_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-run"),
    RECORD_FLAG,
    Flag::new("annotations", ' ', Takes::Lines, "", "Annotations to apply to the pod."),
    Flag::switch(
        "attach",
        "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned.",
    ),
    Flag::switch(
        "command",
        "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
    ),
    Flag::new("env", ' ', Takes::Lines, "", "Environment variables to set in the container."),
    Flag::switch(
        "expose",
        "If true, create a ClusterIP service associated with the pod.  Requires `--port`.",
    ),
    Flag::text("image", "The image for the container to run."),
    Flag::text(
        "image-pull-policy",
        "The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.",
    ),
    Flag::text("labels", "Comma separated labels to apply to the pod. Will override previous values.")
        .short('l'),
    Flag::text("port", "The port that this container exposes."),
    Flag::switch("privileged", "If true, run the container in privileged mode."),
    Flag::switch("quiet", "If true, suppress prompt messages.").short('q'),
    Flag::text("restart", "The restart policy for this Pod.  Legal values [Always, OnFailure, Never].")
        .default("Always"),
    Flag::switch(
        "rm",
        "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'.",
    ),
    Flag::switch(
        "save-config",
        "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
    ),
    Flag::switch("stdin", "Keep stdin open on the container in the pod, even if nothing is attached.")
        .short('i'),
    Flag::switch("tty", "Allocate a TTY for the container in the pod.").short('t'),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.is_set("image") {
        return Err("required flag(s) \"image\" not set".into());
    }
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    let Some(name) = call.args().first().filter(|_| call.parsed.args_before_dashes != Some(0)) else {
        return Err(call.usage_error("NAME is required for run"));
    };
    if call.text("image").is_empty() {
        return Err("--image is required".into());
    }
    for flag in ["attach", "expose", "rm", "stdin", "tty"] {
        if call.is_on(flag) {
            return Err(Failure::Message(format!("run --{flag} is not simulated by this playground")));
        }
    }
    let mut manifest = pod(call, name)?;
    let (namespace, is_named) = call.namespace();
    if is_named || dry_run != DryRun::Client {
        manifest["metadata"]["namespace"] = namespace.as_str().into();
    }
    if call.is_on("save-config") {
        set_last_applied(&mut manifest);
    }
    record(call, &mut manifest);
    let mapping = Mapping::named("pods")?;
    let (name, source) = (name.clone(), String::new());
    let info = Info { mapping, namespace, name, source, manifest: None, object: None };
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Ignore,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    let created = match dry_run {
        DryRun::Client => manifest,
        _ => send(&info, manifest, &options, context)?.to_value(),
    };
    format.print(&created, &format!("created{}", dry_run.suffix()), context.out)?;
    Ok(Progress::Ended)
}

/// Upstream: `BasicPod.Generate`.
fn pod(call: &Call, name: &str) -> Result<Value, Failure> {
    let restart = call.text("restart");
    if !matches!(restart, "Always" | "OnFailure" | "Never") {
        return Err(call.usage_error(&format!("invalid restart policy: {restart}")));
    }
    let mut container = json!({"image": call.text("image"), "name": name, "resources": {}});
    let policy = call.text("image-pull-policy");
    match policy {
        "" => {}
        "Always" | "IfNotPresent" | "Never" => container["imagePullPolicy"] = policy.into(),
        other => return Err(call.usage_error(&format!("invalid image pull policy: {other}"))),
    }
    let words = call.args().get(1..).unwrap_or_default();
    if !words.is_empty() {
        container[if call.is_on("command") { "command" } else { "args" }] = words.into();
    }
    let mut env = Vec::new();
    for variable in call.list("env") {
        match variable.split_once('=') {
            Some((name, value)) if !name.is_empty() => env.push(json!({"name": name, "value": value})),
            _ => return Err(Failure::Message(format!("invalid env: {variable}"))),
        }
    }
    if !env.is_empty() {
        container["env"] = env.into();
    }
    let port = call.text("port");
    if !port.is_empty() {
        let number: i64 = port.parse().map_err(|_| {
            Failure::Message(format!("strconv.Atoi: parsing {}: invalid syntax", go_quote(port)))
        })?;
        container["ports"] = json!([{"containerPort": number}]);
    }
    if call.is_on("privileged") {
        container["securityContext"] = json!({"privileged": true});
    }
    let mut labels = json!({"run": name});
    if !call.text("labels").is_empty() {
        labels = pairs(call.text("labels").split(','), "label")?;
    }
    let mut manifest = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"labels": labels, "name": name},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart}, "status": {},
    });
    let annotations = call.list("annotations");
    if !annotations.is_empty() {
        manifest["metadata"]["annotations"] = pairs(annotations.iter().map(String::as_str), "annotation")?;
    }
    Ok(manifest)
}

fn pairs<'a>(texts: impl Iterator<Item = &'a str>, what: &str) -> Result<Value, Failure> {
    let mut pairs = json!({});
    for text in texts {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::Message(format!("unexpected {what} spec: {text}")))?;
        pairs[key] = value.into();
    }
    Ok(pairs)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::check;
    use expect_test::expect;

    #[test]
    fn a_pod_is_run() {
        check(
            "run web --image=nginx --port=80 --env=A=b -l app=web
get pods --show-labels -o wide
run web --image=nginx
run job --image=busybox --restart=Never --dry-run=client -o yaml -- sleep 3
run
run --image=x
run x --image=nginx -it
delete pod web",
            expect![[r#"
                $ run web --image=nginx --port=80 --env=A=b -l app=web
                pod/web created
                $ get pods --show-labels -o wide
                NAME   READY   STATUS    RESTARTS   AGE   IP       NODE     NOMINATED NODE   READINESS GATES   LABELS
                web    0/1     Pending   0          0s    <none>   <none>   <none>           <none>            app=web
                $ run web --image=nginx
                ! Error from server (AlreadyExists): pods "web" already exists
                [exit 1]
                $ run job --image=busybox --restart=Never --dry-run=client -o yaml -- sleep 3
                apiVersion: v1
                kind: Pod
                metadata:
                  labels:
                    run: job
                  name: job
                spec:
                  containers:
                  - args:
                    - sleep
                    - "3"
                    image: busybox
                    name: job
                    resources: {}
                  dnsPolicy: ClusterFirst
                  restartPolicy: Never
                status: {}
                $ run
                ! error: required flag(s) "image" not set
                [exit 1]
                $ run --image=x
                ! error: NAME is required for run
                ! See 'kubectl run -h' for help and examples
                [exit 1]
                $ run x --image=nginx -it
                ! error: run --stdin is not simulated by this playground
                [exit 1]
                $ delete pod web
                pod "web" deleted from default namespace
            "#]],
        );
    }
}
