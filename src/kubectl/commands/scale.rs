//! `kubectl scale` and `kubectl autoscale`: what they say of kinds that no number of copies can be set for.
//!
//! Nothing that lives in this cluster has a scale; the kinds that have one are known by name only, so none is found.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/scale/scale.go`, `pkg/scale/scale.go`, `pkg/cmd/autoscale/autoscale.go`,
//! `k8s.io/client-go/scale/util.go`.

use serde_json::Value;

use crate::apimachinery::errors::{ApiError, Reason};
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{
    DRY_RUN_FLAG, DryRun, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// `scale`.
pub const SCALE: Command = Command {
    name: "scale",
    short: "Set a new size for a deployment, replica set, or replication controller",
    usage: "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
    flags: &[
        &[
            Flag::switch("all", "Select all resources in the namespace of the specified resource types"),
            Flag::new(
                "current-replicas",
                ' ',
                Takes::Number,
                "-1",
                "Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.",
            ),
            DRY_RUN_FLAG,
            RECORD_FLAG,
            Flag::new("replicas", ' ', Takes::Number, "0", "The new desired number of replicas. Required."),
            Flag::text(
                "resource-version",
                "Precondition for resource version. Requires that the current resource version match this value in order to scale.",
            ),
            SELECTOR_FLAG,
            Flag::new(
                "timeout",
                ' ',
                Takes::Duration,
                "0s",
                "The length of time to wait before giving up on a scale operation, zero means don't wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
            ),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: scale,
    ..Command::EMPTY
};

/// `autoscale`.
pub const AUTOSCALE: Command = Command {
    name: "autoscale",
    short: "Auto-scale a deployment, replica set, stateful set, or replication controller",
    usage: "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
    flags: &[
        &[
            Flag::text("cpu", "Target CPU utilization over all the pods. When specified as a percentage (e.g.\"70%\" for 70% of requested CPU) it will target average utilization. When specified as quantity (e.g.\"500m\" for 500 milliCPU) it will target average value. Value without units is treated as a quantity with miliCPU being the unit (e.g.\"500\" is \"500m\")."),
            Flag::new("cpu-percent", ' ', Takes::Number, "-1", "The target average CPU utilization.").deprecated(
                "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
            ),
            DRY_RUN_FLAG,
            FIELD_MANAGER_FLAG,
            Flag::new(
                "max",
                ' ',
                Takes::Number,
                "-1",
                "The upper limit for the number of pods that can be set by the autoscaler. Required.",
            ),
            Flag::text("memory", "Target memory utilization over all the pods. When specified  as a percentage (e.g.\"60%\" for 60% of requested memory) it will target average utilization. When specified as quantity (e.g.\"200Mi\" for 200 MiB, \"1Gi\" for 1 GiB) it will target average value. Value without units is treated as a quantity with mebibytes being the unit (e.g.\"200\" is \"200Mi\")."),
            Flag::new(
                "min",
                ' ',
                Takes::Number,
                "-1",
                "The lower limit for the number of pods that can be set by the autoscaler. If it's not specified or negative, the server will apply a default value.",
            ),
            Flag::text(
                "name",
                "The name for the newly created object. If not specified, the name of the input resource will be used.",
            ),
            RECORD_FLAG,
            Flag::switch("save-config", "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future."),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: autoscale,
    ..Command::EMPTY
};

fn scale(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.is_set("replicas") {
        return Err("required flag(s) \"replicas\" not set".into());
    }
    let dry_run = DryRun::of(call, context)?;
    let mut format = Format::required(call, context)?;
    if call.number("replicas") < 0 {
        return Err(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0".into()
        );
    }
    if call.number("current-replicas") < -1 {
        return Err("The --current-replicas must specify an integer of -1 or greater".into());
    }
    let query = Query { all: false, kind_means_all: call.is_on("all"), ..Query::of(call) };
    let (infos, result) = query.run(context)?.infos();
    if !call.text("resource-version").is_empty() && infos.len() > 1 {
        return Err("cannot use --resource-version with multiple resources".into());
    }
    if infos.is_empty() {
        result?;
        return Err("no objects passed to scale".into());
    }
    for info in infos {
        if dry_run != DryRun::Client {
            let message = "the server could not find the requested resource";
            return Err(ApiError::new(Reason::NotFound, message).into());
        }
        let mut value = info.value();
        // What a file says is not checked yet: its spec may be anything.
        if matches!(info.mapping.group(), "" | "apps")
            && let Some(object) = value.as_object_mut()
        {
            let spec = object.entry("spec").or_insert(Value::Null);
            if spec.is_null() || spec.is_object() {
                spec["replicas"] = call.number("replicas").into();
            }
        }
        format.print(&value, "scaled (dry run)", context.out)?;
    }
    result?;
    Ok(Progress::Ended)
}

fn autoscale(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.is_set("max") {
        return Err("required flag(s) \"max\" not set".into());
    }
    DryRun::of(call, context)?;
    let (min, max) = (call.number("min"), call.number("max"));
    if max < 1 {
        return Err(Failure::Message(format!(
            "--max=MAXPODS is required and must be at least 1, max: {max}"
        )));
    }
    if max < min {
        return Err(Failure::Message(format!(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}"
        )));
    }
    if call.number("cpu-percent") > 0 && !call.text("cpu").is_empty() {
        return Err("--cpu-percent and --cpu are mutually exclusive".into());
    }
    let mut is_any = false;
    Query::of(call).run(context)?.visit(&mut |info: Info| {
        is_any = true;
        Err(Failure::Message(format!(
            "cannot autoscale a {}: could not find scale subresource for {} in discovery information",
            info.mapping.kind_name(),
            info.mapping.go_resource()
        )))
    })?;
    if !is_any {
        return Err("no objects passed to autoscale".into());
    }
    Ok(Progress::Ended)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::{Bench, check};
    use expect_test::expect;

    #[test]
    fn nothing_here_has_a_number_of_copies() {
        check(
            "scale ds agent --replicas=2
scale ds/agent
scale ds agent --replicas=-1
scale ds agent --replicas=1 --dry-run=client
scale ds nosuch --replicas=1
scale deploy web --replicas=3
scale deploy --all --replicas=3
scale ds --all --replicas=3
scale ds --replicas=3
autoscale ds agent --max=3
autoscale ds agent
autoscale ds agent --min=3 --max=2
autoscale ds agent --max=0
autoscale deploy web --min=1 --max=2 --cpu=80%",
            expect![[r#"
                $ scale ds agent --replicas=2
                ! Error from server (NotFound): the server could not find the requested resource
                [exit 1]
                $ scale ds/agent
                ! error: required flag(s) "replicas" not set
                [exit 1]
                $ scale ds agent --replicas=-1
                ! error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0
                [exit 1]
                $ scale ds agent --replicas=1 --dry-run=client
                daemonset.apps/agent scaled (dry run)
                $ scale ds nosuch --replicas=1
                ! Error from server (NotFound): daemonsets.apps "nosuch" not found
                [exit 1]
                $ scale deploy web --replicas=3
                ! Error from server (NotFound): deployments.apps "web" not found
                [exit 1]
                $ scale deploy --all --replicas=3
                ! error: no objects passed to scale
                [exit 1]
                $ scale ds --all --replicas=3
                ! Error from server (NotFound): the server could not find the requested resource
                [exit 1]
                $ scale ds --replicas=3
                ! error: resource(s) were provided, but no name was specified
                [exit 1]
                $ autoscale ds agent --max=3
                ! error: cannot autoscale a DaemonSet: could not find scale subresource for apps/v1, Resource=daemonsets in discovery information
                [exit 1]
                $ autoscale ds agent
                ! error: required flag(s) "max" not set
                [exit 1]
                $ autoscale ds agent --min=3 --max=2
                ! error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 2, min: 3
                [exit 1]
                $ autoscale ds agent --max=0
                ! error: --max=MAXPODS is required and must be at least 1, max: 0
                [exit 1]
                $ autoscale deploy web --min=1 --max=2 --cpu=80%
                ! Error from server (NotFound): deployments.apps "web" not found
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn a_spec_that_is_no_object_is_left_as_it_is() {
        let mut bench = Bench::new();
        bench.files.put(
            "ds.yaml",
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a, namespace: default}\nspec: oops\n",
        );
        let printed = bench.type_lines("scale -f ds.yaml --replicas=1 --dry-run=client");
        expect![[r#"
            $ scale -f ds.yaml --replicas=1 --dry-run=client
            daemonset.apps/a scaled (dry run)
        "#]]
        .assert_eq(&printed);
    }
}
