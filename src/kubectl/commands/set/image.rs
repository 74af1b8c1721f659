//! `kubectl set image`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/set_image.go`.

use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::set::update::{Change, Update, containers_like, find, name, pod_spec, update};
use crate::kubectl::common::{DryRun, pairs, resources_and_pairs};
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

/// Runs it.
pub fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let (resources, words) = resources_and_pairs(call.args(), "image")?;
    let (images, removed) = pairs(&words, "image")?;
    if !removed.is_empty() {
        let words: Vec<String> = removed.iter().map(|name| format!("{name}-")).collect();
        return Err(Failure::Message(format!("invalid image pairs: {}", words.join(", "))));
    }
    let infos = find(call, resources.clone(), context)?;
    check(call, &resources, &images, context)?;
    let how = Update {
        done: "image updated",
        failed: "failed to patch image update to pod template: ",
        skips_unchanged: true,
    };
    update(call, context, &infos, how, &mut |info, object, failures, _| {
        let spec = pod_spec(info, object)?;
        for (container, image) in &images {
            let mut found = false;
            // Only a name or a lone star is a pattern here.
            for one in containers_like(spec, "*") {
                if container == "*" || name(one) == container {
                    found = true;
                    one["image"] = image.as_str().into();
                }
            }
            if !found {
                failures.push(Failure::Message(format!(
                    "error: unable to find container named {}",
                    go_quote(container)
                )));
            }
        }
        Ok(Change::Made)
    })
}

fn check(
    call: &Call,
    resources: &[String],
    images: &[(String, String)],
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    if call.is_on("all") && !call.text("selector").is_empty() {
        failures.push("cannot set --all and --selector at the same time".into());
    }
    if resources.is_empty() && !call.is_set("filename") && !call.is_set("kustomize") {
        failures
            .push("one or more resources must be specified as <resource> <name> or <resource>/<name>".into());
    }
    if images.is_empty() {
        failures.push("at least one image update is required".into());
    } else if images.len() > 1 && images.iter().any(|(container, _)| container == "*") {
        failures.push(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
                .into(),
        );
    }
    if call.is_on("local") && DryRun::of(call, context)? == DryRun::Server {
        failures.push("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    Failure::all_of(failures)
}
