//! `kubectl diff`: what `apply` would change, as `diff -u -N` shows it.
//!
//! Deliberately absent: `KUBECTL_EXTERNAL_DIFF`, `--prune`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/diff/diff.go`.

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::schema;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::time::Time;
use crate::apimachinery::yaml;
use crate::apiserver::apply::Force;
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::apiserver::patch::{create_three_way_json_merge, create_three_way_strategic};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::apply::command::warn_if_deleting;
use crate::kubectl::commands::apply::server_side;
use crate::kubectl::common::{FIELD_MANAGER_FLAG, FILENAME_FLAGS, SELECTOR_FLAG, set_annotation, written};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::diff::unified::unified;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "diff",
    short: "Diff the live version against a would-be applied version",
    usage: "diff -f FILENAME",
    flags: &[FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    FIELD_MANAGER_FLAG.default("kubectl-client-side-apply"),
    SELECTOR_FLAG,
    Flag::new(
        "concurrency",
        ' ',
        Takes::Number,
        "1",
        "Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.",
    ),
    Flag::switch("force-conflicts", "If true, server-side apply will force the changes against conflicts."),
    Flag::switch(
        "prune",
        "Include resources that would be deleted by pruning. Can be used with -l and default shows all resources would be pruned",
    ),
    Flag::new(
        "prune-allowlist",
        ' ',
        Takes::Lines,
        "",
        "Overwrite the default allowlist with <group/version/kind> for --prune",
    ),
    Flag::switch("server-side", "If true, apply runs in the server instead of the client."),
    Flag::switch("show-managed-fields", "If true, include managed fields in the diff."),
    Flag::switch("show-secrets", "If true, do not mask secret values in the diff."),
];

/// An object as it is and as it would be.
struct Versions {
    file: String,
    live: String,
    merged: String,
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("Unexpected args: [{}]", call.args().join(" "))));
    }
    if !call.is_set("filename") && !call.is_set("kustomize") {
        return Err("must specify one of -f and -k".into());
    }
    if call.is_on("prune") {
        return Err("diff --prune is not simulated by this playground".into());
    }
    let mut all = Vec::new();
    Query { stop_at_failure: true, ..Query::of(call) }.run(context)?.visit(&mut |info| {
        all.push(versions(call, info, context)?);
        Ok(())
    })?;
    // diff reads the folders in the order of the names in them.
    all.sort_by(|one, other| one.file.cmp(&other.file));
    let now = context.now();
    let text: String = all.iter().map(|versions| versions.diff(now)).collect();
    context.out.out(&text);
    if text.is_empty() { Ok(Progress::Ended) } else { Err(Failure::Silent) }
}

fn versions(call: &Call, mut info: Info, context: &mut Context<'_, '_>) -> Result<Versions, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let manifest = info.manifest.take().unwrap_or_default();
    if info.name.is_empty() {
        return Err("resource name may not be empty".into());
    }
    let mut live = match info.get(context.env.api) {
        Ok(object) => Some(object.to_value()),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    let mut merged = merged(call, &info, kind, live.as_ref(), manifest, context)?;
    if let Some(live) = &live {
        warn_if_deleting(live, context);
    }
    if kind == Kind::Secret && !call.is_on("show-secrets") {
        mask(live.as_mut(), &mut merged);
    }
    let group = match info.mapping.group() {
        "" => String::new(),
        group => format!("{group}."),
    };
    let (version, kind) = (info.mapping.version(), info.mapping.kind_name());
    Ok(Versions {
        file: format!("{group}{version}.{kind}.{}.{}", info.namespace, info.name),
        live: live.as_ref().map(yaml::print).unwrap_or_default(),
        merged: yaml::print(&merged),
    })
}

/// What the server would make of the file.
fn merged(
    call: &Call,
    info: &Info,
    kind: Kind,
    live: Option<&Value>,
    manifest: Value,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let server_side = call.is_on("server-side");
    let field_manager = match server_side && !call.is_set("field-manager") {
        true => server_side::MANAGER,
        false => call.text("field-manager"),
    };
    let options = WriteOptions {
        dry_run: true,
        field_validation: FieldValidation::Warn,
        field_manager: field_manager.into(),
        ..WriteOptions::default()
    };
    if server_side {
        let force = if call.is_on("force-conflicts") { Force::TakeOver } else { Force::Refuse };
        let api = &mut *context.env.api;
        let answer = api.apply_json(kind, &info.namespace, &info.name, &manifest, force, &options)?;
        return Ok(written(answer, context).to_value());
    }
    let Some(live) = live else {
        let answer = context.env.api.create_json(kind, &info.namespace, &manifest, &options)?;
        return Ok(written(answer, context).to_value());
    };
    let schema = schema::root(info.mapping.kind_name());
    let modified = without_last_applied(manifest);
    let text = live["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str);
    let original = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let patch = match schema {
        Some(schema) => Patch::Strategic(
            create_three_way_strategic(&original, &modified, live, schema, &[])
                .map_err(|error| Failure::Message(error.to_string()))?,
        ),
        None => Patch::Merge(create_three_way_json_merge(&original, &modified, live)),
    };
    let answer = context.env.api.patch_json(kind, &info.namespace, &info.name, &patch, &options)?;
    Ok(written(answer, context).to_value())
}

/// Upstream: `util.GetModifiedConfiguration` without its annotation: the other annotations stay, as a map at least.
fn without_last_applied(mut manifest: Value) -> Value {
    set_annotation(&mut manifest, LAST_APPLIED, "");
    if let Some(annotations) = manifest.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST_APPLIED);
    }
    manifest
}

/// Hides the values of a secret so that one still sees which differ.
fn mask(live: Option<&mut Value>, merged: &mut Value) {
    const HIDDEN: &str = "***";
    let mut none = Value::Null;
    let live = live.unwrap_or(&mut none);
    let before = live.get("data").cloned().unwrap_or_default();
    for (value, other, changed) in [
        (live, merged.get("data").cloned().unwrap_or_default(), "*** (before)"),
        (merged, before, "*** (after)"),
    ] {
        for (key, text) in value.get_mut("data").and_then(Value::as_object_mut).into_iter().flatten() {
            let differs = other.get(key).is_some_and(|other| other != text);
            *text = if differs { changed } else { HIDDEN }.into();
        }
    }
}

impl Versions {
    /// The difference below the line that calls diff; nothing where there is none.
    fn diff(&self, now: Time) -> String {
        let hunks = unified(&self.live, &self.merged);
        if hunks.is_empty() {
            return hunks;
        }
        // The clock stands in for the random numbers of temporary folders.
        let (live, merged) = (1_000_000_000 + now.0, 3_000_000_000 + now.0);
        let live = format!("/tmp/LIVE-{live}/{}", self.file);
        let merged = format!("/tmp/MERGED-{merged}/{}", self.file);
        let micro = now.rfc3339_micro();
        let time = format!("{}000 +0000", micro.trim_end_matches('Z').replace('T', " "));
        format!("diff -u -N {live} {merged}\n--- {live}\t{time}\n+++ {merged}\t{time}\n{hunks}")
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::Bench;
    use expect_test::expect;

    const DS: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata: {name: app, labels: {team: infra}}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - {name: main, image: 'app:v1', env: [{name: A, value: '1'}, {name: B, value: '2'}]}
      - {name: sidecar, image: 'side:v1'}
";

    const CHANGED: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - {name: main, image: 'app:v2', env: [{name: B, value: '22'}]}
";

    #[test]
    fn new_and_changed_objects_are_shown() {
        let mut bench = Bench::new();
        bench.files.put("app.yaml", DS);
        let new = bench.run("diff -f app.yaml", None);
        let added = new.lines().filter(|line| line.starts_with('+')).count();
        let mut text =
            format!("{added} lines added\n{}", bench.type_lines("apply -f app.yaml\ndiff -f app.yaml"));
        bench.files.put("app.yaml", CHANGED);
        text += &bench.type_lines("diff -f app.yaml");
        expect![[r#"
            56 lines added
            $ apply -f app.yaml
            daemonset.apps/app created
            $ diff -f app.yaml
            $ diff -f app.yaml
            diff -u -N /tmp/LIVE-1000010000/apps.v1.DaemonSet.default.app /tmp/MERGED-3000010000/apps.v1.DaemonSet.default.app
            --- /tmp/LIVE-1000010000/apps.v1.DaemonSet.default.app	2026-01-05 08:00:10.000000000 +0000
            +++ /tmp/MERGED-3000010000/apps.v1.DaemonSet.default.app	2026-01-05 08:00:10.000000000 +0000
            @@ -2,13 +2,11 @@
             kind: DaemonSet
             metadata:
               annotations:
            -    deprecated.daemonset.template.generation: "1"
            +    deprecated.daemonset.template.generation: "2"
                 kubectl.kubernetes.io/last-applied-configuration: |
                   {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{},"labels":{"team":"infra"},"name":"app","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"app"}},"template":{"metadata":{"labels":{"app":"app"}},"spec":{"containers":[{"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"image":"app:v1","name":"main"},{"image":"side:v1","name":"sidecar"}]}}}}
               creationTimestamp: "2026-01-05T08:00:10Z"
            -  generation: 1
            -  labels:
            -    team: infra
            +  generation: 2
               name: app
               namespace: default
               resourceVersion: "7"
            @@ -25,22 +23,14 @@
                 spec:
                   containers:
                   - env:
            -        - name: A
            -          value: "1"
                     - name: B
            -          value: "2"
            -        image: app:v1
            +          value: "22"
            +        image: app:v2
                     imagePullPolicy: IfNotPresent
                     name: main
                     resources: {}
                     terminationMessagePath: /dev/termination-log
                     terminationMessagePolicy: File
            -      - image: side:v1
            -        imagePullPolicy: IfNotPresent
            -        name: sidecar
            -        resources: {}
            -        terminationMessagePath: /dev/termination-log
            -        terminationMessagePolicy: File
                   dnsPolicy: ClusterFirst
                   restartPolicy: Always
                   schedulerName: default-scheduler
            [exit 1]
        "#]].assert_eq(&text);
    }

    #[test]
    fn secrets_are_hidden_and_mistakes_are_told_apart_from_differences() {
        let mut bench = Bench::new();
        bench
            .files
            .put("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: YQ==, b: Yg==}\n");
        let mut text = bench.type_lines("create -f s.yaml --save-config");
        bench.files.put(
            "s.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: YQ==, b: Yw==, c: ZA==}\n",
        );
        bench.files.put("bad.yaml", &DS.replace("app: app}}\n  template", "app: x}}\n  template"));
        text += &bench
            .type_lines("diff -f s.yaml\ndiff -f bad.yaml\ndiff -f nosuch.yaml\ndiff\ndiff x -f s.yaml");
        expect![[r#"
            $ create -f s.yaml --save-config
            secret/s created
            $ diff -f s.yaml
            diff -u -N /tmp/LIVE-1000010000/v1.Secret.default.s /tmp/MERGED-3000010000/v1.Secret.default.s
            --- /tmp/LIVE-1000010000/v1.Secret.default.s	2026-01-05 08:00:10.000000000 +0000
            +++ /tmp/MERGED-3000010000/v1.Secret.default.s	2026-01-05 08:00:10.000000000 +0000
            @@ -1,7 +1,8 @@
             apiVersion: v1
             data:
               a: '***'
            -  b: '*** (before)'
            +  b: '*** (after)'
            +  c: '***'
             kind: Secret
             metadata:
               annotations:
            [exit 1]
            $ diff -f bad.yaml
            ! The DaemonSet "app" is invalid: spec.template.metadata.labels: Invalid value: {"app":"app"}: `selector` does not match template `labels`
            [exit 2]
            $ diff -f nosuch.yaml
            ! error: the path "nosuch.yaml" does not exist
            [exit 2]
            $ diff
            ! error: must specify one of -f and -k
            [exit 2]
            $ diff x -f s.yaml
            ! error: Unexpected args: [x]
            ! See 'kubectl diff -h' for help and examples
            [exit 2]
        "#]].assert_eq(&text);
    }

    #[test]
    fn the_server_shows_what_applying_would_take_away_and_who_is_in_the_way() {
        let manifest = |image: &str, label: &str| {
            format!(
                "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: x, labels: {{{label}}}}}\nspec:\n  selector: \
                 {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec: {{containers: [{{name: c, \
                 image: '{image}'}}]}}\n"
            )
        };
        let mut bench = Bench::new();
        bench.files.put("x.yaml", &manifest("i:1", "team: infra"));
        let mut text = bench.type_lines("apply -f x.yaml --server-side");
        bench.files.put("x.yaml", &manifest("i:1", ""));
        text += &bench.type_lines("diff -f x.yaml --server-side");
        bench.files.put("x.yaml", &manifest("i:3", ""));
        text += &bench.type_lines("set image ds/x c=i:2\ndiff -f x.yaml --server-side");
        let is_told =
            |line: &&str| !line.contains("---") && !line.contains("+++") && !line.starts_with("diff -u");
        let told: Vec<&str> = text.lines().filter(is_told).collect();
        expect![[r#"
            $ apply -f x.yaml --server-side
            daemonset.apps/x serverside-applied
            $ diff -f x.yaml --server-side
            @@ -5,8 +5,6 @@
                 deprecated.daemonset.template.generation: "1"
               creationTimestamp: "2026-01-05T08:00:10Z"
               generation: 1
            -  labels:
            -    team: infra
               name: x
               namespace: default
               resourceVersion: "7"
            [exit 1]
            $ set image ds/x c=i:2
            daemonset.apps/x image updated
            $ diff -f x.yaml --server-side
            ! Error from server (Conflict): Apply failed with 1 conflict: conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="c"].image
            [exit 2]
        "#]].assert_eq(&(told.join("\n") + "\n"));
    }
}
