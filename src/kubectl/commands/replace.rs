//! `kubectl replace`: objects become exactly what files say, or are deleted and made anew.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/replace/replace.go`.

use serde_json::Value;

use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{DeleteOptions, FieldValidation, Propagation, WriteOptions};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::create::files;
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, VALIDATE_FLAG,
    field_validation, record, set_last_applied, subresource, written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "replace",
    short: "Replace a resource by file name or stdin",
    usage: "replace -f FILENAME",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-replace"),
    RECORD_FLAG,
    VALIDATE_FLAG,
    Flag::text("cascade", "Must be \"background\", \"orphan\", or \"foreground\". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.")
        .default("background")
        .bare("background"),
    Flag::switch("force", "If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation."),
    Flag::new("grace-period", ' ', Takes::Number, "-1", "Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion)."),
    Flag::text("raw", "Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file."),
    Flag::switch(
        "save-config",
        "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
    ),
    Flag::text("subresource", "If specified, replace will operate on the subresource of the requested object."),
    Flag::new("timeout", ' ', Takes::Duration, "0s", "The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object"),
    Flag::switch("wait", "If true, wait for resources to be gone before returning. This waits for finalizers."),
];

/// How often it is looked whether deleted objects are gone.
const POLL_MS: u64 = 1000;
/// How long they are waited for.
const WAIT_MS: u64 = 300_000;

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let field_validation = field_validation(call)?;
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    if !call.is_set("filename") && !call.is_set("kustomize") {
        return Err("must specify one of -f and -k".into());
    }
    check(call, dry_run)?;
    if call.is_on("force") {
        return force(call, context, format, field_validation);
    }
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation,
        field_manager: call.text("field-manager").into(),
        ..WriteOptions::default()
    };
    query(call, field_validation).run(context)?.visit(&mut |info| {
        let manifest = manifest(call, &info);
        let value = match dry_run {
            DryRun::Client => manifest,
            _ => send(call, &info, &manifest, &options, context)
                .map_err(|failure| failure.when("replacing", &info.source))?,
        };
        format.print(&value, &format!("replaced{}", dry_run.suffix()), context.out)
    })?;
    Ok(Progress::Ended)
}

fn check(call: &Call, dry_run: DryRun) -> Result<(), Failure> {
    let force = call.is_on("force");
    if call.number("grace-period") >= 0 && !force {
        return Err("--grace-period must have --force specified".into());
    }
    if call.duration("timeout") != 0 && !force {
        return Err("--timeout must have --force specified".into());
    }
    if force && dry_run != DryRun::None {
        return Err("--dry-run can not be used when --force is set".into());
    }
    if call.is_set("raw") {
        return Err("replace --raw is not simulated by this playground".into());
    }
    Ok(())
}

fn query(call: &Call, field_validation: FieldValidation) -> Query {
    Query { check_kind: field_validation != FieldValidation::Ignore, ..Query::of(call) }
}

/// What the file says, with the annotations that the line asks for.
fn manifest(call: &Call, info: &Info) -> Value {
    let mut manifest = info.manifest.clone().unwrap_or_default();
    let was_applied =
        manifest.pointer("/metadata/annotations").is_some_and(|all| all.get(LAST_APPLIED).is_some());
    if call.is_on("save-config") || was_applied {
        set_last_applied(&mut manifest);
    }
    record(call, &mut manifest);
    manifest
}

fn send(
    call: &Call,
    info: &Info,
    manifest: &Value,
    options: &WriteOptions,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let options = WriteOptions { subresource: subresource(call, kind)?, ..options.clone() };
    let mut manifest = manifest.clone();
    // A file without a version replaces whatever is there.
    if manifest.pointer("/metadata/resourceVersion").is_none()
        && let Ok(current) = context.env.api.get(kind, &info.namespace, &info.name)
    {
        manifest["metadata"]["resourceVersion"] = current.meta.resource_version.to_string().into();
    }
    let answer = context.env.api.replace_json(kind, &info.namespace, &info.name, &manifest, &options)?;
    Ok(written(answer, context).to_value())
}

fn force(
    call: &Call,
    context: &mut Context<'_, '_>,
    format: Format,
    field_validation: FieldValidation,
) -> Result<Progress, Failure> {
    let (infos, result) = query(call, field_validation).run(context)?.infos();
    result?;
    let grace = call.number("grace-period");
    let propagation = match call.text("cascade") {
        "orphan" => Propagation::Orphan,
        "foreground" => Propagation::Foreground,
        _ => Propagation::Background,
    };
    let options = DeleteOptions {
        // Zero would mean "at once", which nobody asked for.
        grace_period_seconds: (grace >= 0).then_some(grace.max(1)),
        propagation: Some(propagation),
        ..DeleteOptions::default()
    };
    for info in &infos {
        let Some(kind) = info.mapping.kind() else { continue };
        match context.env.api.delete(kind, &info.namespace, &info.name, &options) {
            Err(error) if error.is_not_found() => continue,
            result => result?,
        };
        let (kind, name) = (info.mapping.qualified_singular(), &info.name);
        let place = match info.mapping.namespaced() {
            true => format!(" from {} namespace", info.namespace),
            false => String::new(),
        };
        context.out.out(&match format {
            Format::Name => format!("{kind}/{name}\n"),
            _ => format!("{kind} \"{name}\" deleted{place}\n"),
        });
    }
    let timeout = u64::try_from(call.duration("timeout")).ok().filter(|timeout| *timeout > 0);
    Box::new(ForceReplace {
        call: call.clone(),
        format,
        field_validation,
        infos,
        next_look: context.now(),
        until: context.now().plus(timeout.unwrap_or(WAIT_MS)),
    })
    .poll(context)
}

/// A replacement that waits until the old objects are gone.
#[derive(Clone, Debug)]
pub struct ForceReplace {
    call: Call,
    format: Format,
    field_validation: FieldValidation,
    infos: Vec<Info>,
    next_look: Time,
    until: Time,
}

impl ForceReplace {
    /// Looks whether they are gone, and goes on then.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let now = context.now();
        if now >= self.next_look {
            let is_there = |info: &Info| {
                info.mapping
                    .kind()
                    .is_some_and(|kind| context.env.api.get(kind, &info.namespace, &info.name).is_ok())
            };
            if !self.infos.iter().any(is_there) {
                return self.create(context);
            }
            if now >= self.until {
                return Err("context deadline exceeded".into());
            }
            self.next_look = now.plus(POLL_MS);
        }
        let next = self.next_look.min(self.until);
        Ok(Progress::Waiting(Task::Replace(self), Some(next)))
    }

    fn create(mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        if self.infos.is_empty() {
            return Err("no objects passed to replace".into());
        }
        let options = WriteOptions {
            dry_run: false,
            field_validation: self.field_validation,
            field_manager: self.call.text("field-manager").into(),
            ..WriteOptions::default()
        };
        let mut failures = Vec::new();
        for info in &self.infos {
            match files::send(info, manifest(&self.call, info), &options, context) {
                Ok(object) => self.format.print(&object.to_value(), "replaced", context.out)?,
                Err(failure) => failures.push(failure),
            }
        }
        Failure::all_of(failures)?;
        Ok(Progress::Ended)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::api::kind::Kind;
    use crate::apiserver::options::DeleteOptions;
    use crate::kubectl::testing::Bench;
    use expect_test::expect;
    use serde_json::json;

    const DS: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, labels: {a: b}}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: 'agent:v2'}]}
";

    #[test]
    fn objects_are_replaced_or_made_anew() {
        let mut bench = Bench::new();
        bench.create_daemon_set("agent");
        bench.files.put("ds.yaml", DS);
        bench.files.put("other.yaml", &DS.replace("agent", "other"));
        bench.files.put("wrong.yaml", &DS.replace("app: agent", "app: x"));
        expect![[r#"
            $ replace -f ds.yaml --dry-run=server
            daemonset.apps/agent replaced (server dry run)
            $ replace -f ds.yaml --dry-run=client
            daemonset.apps/agent replaced (dry run)
            $ replace -f ds.yaml --record
            ! Flag --record has been deprecated, --record will be removed in the future
            daemonset.apps/agent replaced
            $ get ds agent -o jsonpath='{.metadata.labels} {.metadata.generation} {.metadata.annotations}'
            {"a":"b"} 2 {"deprecated.daemonset.template.generation":"2","kubernetes.io/change-cause":"kubectl replace --filename=ds.yaml --record=true"}
            $ replace -f other.yaml
            ! Error from server (NotFound): error when replacing "other.yaml": daemonsets.apps "other" not found
            [exit 1]
            $ replace -f wrong.yaml
            ! The DaemonSet "agent" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable
            [exit 1]
            $ replace -f wrong.yaml --force
            daemonset.apps "agent" deleted from default namespace
            daemonset.apps/agent replaced
            $ replace -f other.yaml --force
            daemonset.apps/other replaced
            $ get ds -o jsonpath='{.items[*].spec.selector.matchLabels}'
            {"app":"x"} {"app":"other"}
            $ replace
            ! error: must specify one of -f and -k
            [exit 1]
            $ replace -f ds.yaml --grace-period=3
            ! error: --grace-period must have --force specified
            [exit 1]
            $ replace -f ds.yaml --timeout=3s
            ! error: --timeout must have --force specified
            [exit 1]
            $ replace -f ds.yaml --force --dry-run=server
            ! error: --dry-run can not be used when --force is set
            [exit 1]
            $ replace -f nosuch.yaml
            ! error: the path "nosuch.yaml" does not exist
            [exit 1]
        "#]].assert_eq(&bench.type_lines(
            "replace -f ds.yaml --dry-run=server
replace -f ds.yaml --dry-run=client
replace -f ds.yaml --record
get ds agent -o jsonpath='{.metadata.labels} {.metadata.generation} {.metadata.annotations}'
replace -f other.yaml
replace -f wrong.yaml
replace -f wrong.yaml --force
replace -f other.yaml --force
get ds -o jsonpath='{.items[*].spec.selector.matchLabels}'
replace
replace -f ds.yaml --grace-period=3
replace -f ds.yaml --timeout=3s
replace -f ds.yaml --force --dry-run=server
replace -f nosuch.yaml",
        ));
    }

    #[test]
    fn a_replacement_is_decoded_before_its_object_is_sought() {
        let mut bench = Bench::new();
        bench.files.put("odd.yaml", &DS.replace("spec:\n", "spec:\n  odd: 1\n"));
        expect![[r#"
            $ replace -f odd.yaml
            ! Error from server (BadRequest): error when replacing "odd.yaml": DaemonSet in version "v1" cannot be handled as a DaemonSet: strict decoding error: unknown field "spec.odd"
            [exit 1]
        "#]]
        .assert_eq(&bench.type_lines("replace -f odd.yaml"));
    }

    #[test]
    fn a_forced_replacement_waits_for_the_old_object() {
        let mut bench = Bench::new();
        let pod = json!({"metadata": {"name": "x"}, "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "i"}]}});
        bench.create(Kind::Pod, "default", pod);
        bench.files.put(
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, image: j}]}\n",
        );
        let mut text = bench.run("replace -f pod.yaml --force", None);
        text += &bench.poll();
        let now = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
        bench.api.delete(Kind::Pod, "default", "x", &now).unwrap();
        bench.wait(1);
        text += &bench.poll();
        expect![[r#"
            pod "x" deleted from default namespace
            [waiting until 11000]
            [waiting until 11000]
            pod/x replaced
        "#]]
        .assert_eq(&text);
    }
}
