//! `kubectl set resources`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/set_resources.go`.

use crate::apimachinery::quantity::Quantity;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::set::update::{
    Change, Update, containers_like, find, map_in, pod_spec, update,
};
use crate::kubectl::common::DryRun;
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

/// Runs it.
pub fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let infos = find(call, call.args().to_vec(), context)?;
    if call.is_on("local") && DryRun::of(call, context)? == DryRun::Server {
        return Err("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    if call.is_on("all") && !call.text("selector").is_empty() {
        return Err("cannot set --all and --selector at the same time".into());
    }
    if call.text("limits").is_empty() && call.text("requests").is_empty() {
        return Err(
            "you must specify an update to requests or limits (in the form of --requests/--limits)".into()
        );
    }
    let lists = [("limits", amounts(call.text("limits"))?), ("requests", amounts(call.text("requests"))?)];
    let how = Update {
        done: "resource requirements updated",
        failed: "failed to patch resources update to pod template ",
        skips_unchanged: true,
    };
    let pattern = call.text("containers");
    update(call, context, &infos, how, &mut |info, object, failures, _| {
        let containers = containers_like(pod_spec(info, object)?, pattern);
        if containers.is_empty() {
            failures.push(Failure::Message(format!("error: unable to find container named {pattern}")));
            return Ok(Change::None);
        }
        for container in containers {
            for (list, amounts) in lists.iter().filter(|(_, amounts)| !amounts.is_empty()) {
                let map = map_in(container, &["resources", list]);
                map.extend(amounts.iter().map(|(name, amount)| (name.clone(), amount.as_str().into())));
            }
        }
        Ok(Change::Made)
    })
}

/// Reads `cpu=100m,memory=256Mi` into canonical amounts.
fn amounts(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut amounts = Vec::new();
    for word in text.split(',').filter(|_| !text.is_empty()) {
        let parts: Vec<&str> = word.split('=').collect();
        let [name, amount] = parts[..] else {
            return Err(Failure::Message(format!(
                "invalid argument syntax {word}, expected <resource>=<value>"
            )));
        };
        let amount = Quantity::parse(amount).map_err(|error| Failure::Message(error.to_string()))?;
        amounts.push((name.to_owned(), amount.to_string()));
    }
    Ok(amounts)
}
