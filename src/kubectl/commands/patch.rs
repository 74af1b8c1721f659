//! `kubectl patch`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/patch/patch.go`.

use serde_json::Value;

use crate::api::schema;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml::{is_json, parse_one};
use crate::apiserver::options::{FieldValidation, Patch, WriteOptions};
use crate::apiserver::patch::{json_merge, json_patch, strategic_merge};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, record, subresource,
    written,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "patch",
    short: "Update fields of a resource",
    usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG.default("kubectl-patch"),
    RECORD_FLAG,
    Flag::switch(
        "local",
        "If true, patch will operate on the content of the file, not the server-side resource.",
    ),
    Flag::text("patch", "The patch to be applied to the resource JSON file.").short('p'),
    Flag::text("patch-file", "A file containing a patch to be applied to the resource."),
    Flag::text("subresource", "If specified, patch will operate on the subresource of the requested object."),
    Flag::text("type", "The type of patch being provided; one of [json merge strategic]")
        .default("strategic"),
];

/// How a patch is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PatchType {
    Json,
    Merge,
    Strategic,
}

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    let patch_type = check(call, dry_run)?;
    let text = text(call, context)?;
    // What begins as JSON goes to the server as it is, and the server finds the mistake.
    let patch = match parse_one(&text) {
        Err(why) if is_json(&text) => Err(match patch_type {
            PatchType::Strategic => ApiError::bad_request(why),
            _ => ApiError::bad_request(format!("error decoding patch: {why}")),
        }),
        Err(why) => {
            return Err(Failure::Message(format!("unable to parse {}: {why}", go_quote(call.text("patch")))));
        }
        Ok(value) => Ok(match patch_type {
            PatchType::Json => Patch::Json(value),
            PatchType::Merge => Patch::Merge(value),
            PatchType::Strategic => Patch::Strategic(value),
        }),
    };
    let sends = !call.is_on("local") && dry_run != DryRun::Client;
    let mut count = 0_u32;
    Query::of(call).run(context)?.visit(&mut |info| {
        count += 1;
        let before = info.value();
        let patch = patch.clone()?;
        let after = match sends {
            true => send(call, &info, &patch, dry_run, context)?,
            false => patched(&info, &before, &patch)?,
        };
        let word = if before == after.0 { "patched (no change)" } else { "patched" };
        format.print(&after.1, &format!("{word}{}", dry_run.suffix()), context.out)
    })?;
    if count == 0 {
        return Err("no objects passed to patch".into());
    }
    Ok(Progress::Ended)
}

fn check(call: &Call, dry_run: DryRun) -> Result<PatchType, Failure> {
    let (patch, file) = (call.text("patch"), call.text("patch-file"));
    if !patch.is_empty() && !file.is_empty() {
        return Err("cannot specify --patch and --patch-file together".into());
    }
    if patch.is_empty() && file.is_empty() {
        return Err("must specify --patch or --patch-file containing the contents of the patch".into());
    }
    if call.is_on("local") && !call.args().is_empty() {
        return Err("cannot specify --local and server resources".into());
    }
    if call.is_on("local") && dry_run == DryRun::Server {
        return Err("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    match &*call.text("type").to_lowercase() {
        "json" => Ok(PatchType::Json),
        "merge" => Ok(PatchType::Merge),
        "strategic" | "" => Ok(PatchType::Strategic),
        _ => Err(Failure::Message(format!(
            "--type must be one of [json merge strategic], not {}",
            go_quote(call.text("type"))
        ))),
    }
}

fn text(call: &Call, context: &Context<'_, '_>) -> Result<String, Failure> {
    match call.text("patch-file") {
        "" => Ok(call.text("patch").to_owned()),
        path => context.env.files.read(path).map(|text| text.to_string()).ok_or_else(|| {
            Failure::Message(format!("unable to read patch file: open {path}: no such file or directory"))
        }),
    }
}

/// The object as the patch made it, and as it is after the command was recorded.
type Patched = (Value, Value);

fn send(
    call: &Call,
    info: &Info,
    patch: &Patch,
    dry_run: DryRun,
    context: &mut Context<'_, '_>,
) -> Result<Patched, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let options = WriteOptions {
        dry_run: dry_run == DryRun::Server,
        field_validation: FieldValidation::Warn,
        field_manager: call.text("field-manager").into(),
        subresource: subresource(call, kind)?,
    };
    let answer = context.env.api.patch_json(kind, &info.namespace, &info.name, patch, &options)?;
    let after = written(answer, context).to_value();
    let mut recorded = Value::Object(serde_json::Map::new());
    record(call, &mut recorded);
    if recorded.as_object().is_none_or(|recorded| recorded.is_empty()) {
        return Ok((after.clone(), after));
    }
    // A second patch, as upstream sends it: where it fails, the first one still counts.
    let again =
        context.env.api.patch_json(kind, &info.namespace, &info.name, &Patch::Merge(recorded), &options);
    let shown = again.map_or_else(|_| after.clone(), |answer| answer.object.to_value());
    Ok((after, shown))
}

fn patched(info: &Info, before: &Value, patch: &Patch) -> Result<Patched, Failure> {
    let result = match patch {
        Patch::Json(patch) => json_patch(before, patch).map(|patched| patched.value),
        Patch::Merge(patch) => json_merge(before, patch),
        Patch::Strategic(patch) => match schema::root(info.mapping.kind_name()) {
            Some(schema) => strategic_merge(before, patch, schema),
            None => json_merge(before, patch),
        },
    };
    let after = result.map_err(|error| Failure::Message(error.to_string()))?;
    Ok((after.clone(), after))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::{Bench, check};
    use expect_test::expect;

    #[test]
    fn a_subresource_is_patched_where_there_is_one() {
        check(
            "patch node n1 --subresource=status -p '{\"status\":{\"capacity\":{\"x.io/gpu\":\"4\"}}}'
patch node n1 --subresource=status --type=json -p '[{\"op\":\"add\",\"path\":\"/status/capacity/x.io~1fpga\",\"value\":\"1\"}]'
get node n1 -o jsonpath='{.status.capacity}'
patch ds agent --subresource status --type merge -p '{\"status\":{\"numberReady\":-1},\"spec\":{\"minReadySeconds\":9}}'
patch ds agent --subresource=status -p '{\"spec\":{\"minReadySeconds\":9}}'
patch ds agent --subresource=scale -p '{}'
patch pod nosuch --subresource=status -p '{}'",
            expect![[r#"
                $ patch node n1 --subresource=status -p '{"status":{"capacity":{"x.io/gpu":"4"}}}'
                node/n1 patched
                $ patch node n1 --subresource=status --type=json -p '[{"op":"add","path":"/status/capacity/x.io~1fpga","value":"1"}]'
                node/n1 patched
                $ get node n1 -o jsonpath='{.status.capacity}'
                {"x.io/fpga":"1","x.io/gpu":"4"}
                $ patch ds agent --subresource status --type merge -p '{"status":{"numberReady":-1},"spec":{"minReadySeconds":9}}'
                ! The DaemonSet "agent" is invalid: status.numberReady: Invalid value: -1: must be greater than or equal to 0
                [exit 1]
                $ patch ds agent --subresource=status -p '{"spec":{"minReadySeconds":9}}'
                daemonset.apps/agent patched (no change)
                $ patch ds agent --subresource=scale -p '{}'
                ! Error from server (NotFound): the server could not find the requested resource
                [exit 1]
                $ patch pod nosuch --subresource=status -p '{}'
                ! Error from server (NotFound): pods "nosuch" not found
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn every_type_of_patch_is_sent() {
        check(
            "patch ds agent -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"agent\",\"image\":\"agent:v2\"}]}}}}'
patch ds agent -p 'spec: {minReadySeconds: 3}' --record
patch ds agent --type=merge -p '{\"metadata\":{\"labels\":{\"a\":\"b\"}}}' --dry-run=server
patch ds agent --type=json -p '[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"c\":\"d\"}}]'
patch ds agent -p '{}'
patch ds/agent node/n1 -p '{\"metadata\":{\"labels\":{\"x\":\"y\"}}}' --dry-run=client
patch node n1 n2 --type merge -p '{\"spec\":{\"unschedulable\":true}}' -o name
get ds agent -o jsonpath='{.metadata.labels} {.spec.minReadySeconds} {.spec.template.spec.containers[*].image} {.metadata.annotations.kubernetes\\.io/change-cause}'
patch ds agent -p '{\"spec\":{\"nope\":1}}'",
            expect![[r#"
                $ patch ds agent -p '{"spec":{"template":{"spec":{"containers":[{"name":"agent","image":"agent:v2"}]}}}}'
                daemonset.apps/agent patched
                $ patch ds agent -p 'spec: {minReadySeconds: 3}' --record
                ! Flag --record has been deprecated, --record will be removed in the future
                daemonset.apps/agent patched
                $ patch ds agent --type=merge -p '{"metadata":{"labels":{"a":"b"}}}' --dry-run=server
                daemonset.apps/agent patched (server dry run)
                $ patch ds agent --type=json -p '[{"op":"add","path":"/metadata/labels","value":{"c":"d"}}]'
                daemonset.apps/agent patched
                $ patch ds agent -p '{}'
                daemonset.apps/agent patched (no change)
                $ patch ds/agent node/n1 -p '{"metadata":{"labels":{"x":"y"}}}' --dry-run=client
                daemonset.apps/agent patched (dry run)
                node/n1 patched (dry run)
                $ patch node n1 n2 --type merge -p '{"spec":{"unschedulable":true}}' -o name
                node/n1
                node/n2
                $ get ds agent -o jsonpath='{.metadata.labels} {.spec.minReadySeconds} {.spec.template.spec.containers[*].image} {.metadata.annotations.kubernetes\.io/change-cause}'
                {"c":"d"} 3 agent:v2 kubectl patch ds agent --patch=spec: {minReadySeconds: 3} --record=true
                $ patch ds agent -p '{"spec":{"nope":1}}'
                ! Warning: unknown field "spec.nope"
                daemonset.apps/agent patched (no change)
            "#]],
        );
    }

    #[test]
    fn patches_that_do_not_fit_are_refused() {
        check(
            "patch ds agent -p '{bad'
patch ds agent --type=json -p '{bad'
patch ds agent -p '[bad'
patch ds agent --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/nope\"}]'
patch ds agent --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/nope\"}]' --dry-run=client
patch ds agent -p '{\"metadata\":{\"name\":\"other\"}}'
patch ds agent -p '{\"spec\":{\"minReadySeconds\":-1}}'
patch ds agent --type=yaml -p '{}'
patch ds agent
patch ds agent --patch-file nope.json
patch ds agent -p '{}' --patch-file x
patch ds nosuch -p '{}'
patch -p '{}'
patch ds -p '{}'",
            expect![[r#"
                $ patch ds agent -p '{bad'
                ! Error from server (BadRequest): invalid character 'b' looking for beginning of object key string
                [exit 1]
                $ patch ds agent --type=json -p '{bad'
                ! Error from server (BadRequest): error decoding patch: invalid character 'b' looking for beginning of object key string
                [exit 1]
                $ patch ds agent -p '[bad'
                ! error: unable to parse "[bad": yaml: line 1: did not find expected ',' or ']'
                [exit 1]
                $ patch ds agent --type=json -p '[{"op":"remove","path":"/spec/nope"}]'
                ! The request is invalid: the server rejected our request due to an error in our request
                [exit 1]
                $ patch ds agent --type=json -p '[{"op":"remove","path":"/spec/nope"}]' --dry-run=client
                ! error: error in remove for path: '/spec/nope': Unable to remove nonexistent key: nope: missing value
                [exit 1]
                $ patch ds agent -p '{"metadata":{"name":"other"}}'
                ! Error from server (BadRequest): the name of the object (other) does not match the name on the URL (agent)
                [exit 1]
                $ patch ds agent -p '{"spec":{"minReadySeconds":-1}}'
                ! The DaemonSet "agent" is invalid: spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0
                [exit 1]
                $ patch ds agent --type=yaml -p '{}'
                ! error: --type must be one of [json merge strategic], not "yaml"
                [exit 1]
                $ patch ds agent
                ! error: must specify --patch or --patch-file containing the contents of the patch
                [exit 1]
                $ patch ds agent --patch-file nope.json
                ! error: unable to read patch file: open nope.json: no such file or directory
                [exit 1]
                $ patch ds agent -p '{}' --patch-file x
                ! error: cannot specify --patch and --patch-file together
                [exit 1]
                $ patch ds nosuch -p '{}'
                ! Error from server (NotFound): daemonsets.apps "nosuch" not found
                [exit 1]
                $ patch -p '{}'
                ! error: You must provide one or more resources by argument or filename.
                ! Example resource specifications include:
                !    '-f rsrc.yaml'
                !    '--filename=rsrc.json'
                !    '<resource> <name>'
                !    '<resource>'
                [exit 1]
                $ patch ds -p '{}'
                ! error: resource(s) were provided, but no name was specified
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn a_patch_may_come_from_a_file_and_meet_a_file() {
        let mut bench = Bench::new();
        bench.files.put("patch.yaml", "data:\n  a: c\n");
        bench.files.put("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n");
        expect![[r#"
            $ patch -f cm.yaml --local --patch-file patch.yaml -o jsonpath={.data}
            {"a":"c"}
            $ create -f cm.yaml
            configmap/x created
            $ patch -f cm.yaml --patch-file patch.yaml
            configmap/x patched
            $ get cm x -o jsonpath={.data}
            {"a":"c"}
        "#]]
        .assert_eq(&bench.type_lines(
            "patch -f cm.yaml --local --patch-file patch.yaml -o jsonpath={.data}
create -f cm.yaml
patch -f cm.yaml --patch-file patch.yaml
get cm x -o jsonpath={.data}",
        ));
    }
}
