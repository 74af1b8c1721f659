//! `kubectl set serviceaccount`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/set_serviceaccount.go`.

use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::set::update::{Change, Update, find, pod_spec, update};
use crate::kubectl::common::DryRun;
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

/// Runs it.
pub fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if call.is_on("local") && DryRun::of(call, context)? == DryRun::Server {
        return Err("cannot specify --local and --dry-run=server - did you mean --dry-run=client?".into());
    }
    let Some((name, resources)) = call.args().split_last() else {
        return Err("serviceaccount is required".into());
    };
    let infos = find(call, resources.to_vec(), context)?;
    let how = Update {
        done: "serviceaccount updated",
        failed: "failed to patch ServiceAccountName ",
        skips_unchanged: false,
    };
    update(call, context, &infos, how, &mut |info, object, _, _| {
        pod_spec(info, object)?["serviceAccountName"] = name.as_str().into();
        Ok(Change::Made)
    })
}
