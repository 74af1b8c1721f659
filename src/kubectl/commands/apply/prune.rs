//! `apply --prune`: what was applied once and is in no file any more goes away.
//!
//! Deliberately absent: sets of objects (`--applyset`).
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/prune.go`, `k8s.io/kubectl/pkg/util/prune`.

use std::collections::BTreeSet;

use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::selector::Selector;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::apply::command::Plan;
use crate::kubectl::common::{DryRun, log_line};
use crate::kubectl::errors::Failure;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;

/// Kinds that are looked at where nobody says which, in order.
const DEFAULT_KINDS: [(&str, &str); 16] = [
    ("v1", "ConfigMap"),
    ("v1", "Endpoints"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Pod"),
    ("v1", "ReplicationController"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("networking.k8s.io/v1", "Ingress"),
    ("apps/v1", "DaemonSet"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "ReplicaSet"),
    ("apps/v1", "StatefulSet"),
    ("v1", "Namespace"),
    ("v1", "PersistentVolume"),
];

/// What an apply has met so far.
#[derive(Debug, Default)]
pub struct Visited {
    /// The objects.
    pub uids: BTreeSet<Uid>,
    /// The namespaces of the objects, met or not.
    pub namespaces: BTreeSet<String>,
}

/// The kinds that `--prune-allowlist` names; none where it is not given.
///
/// Errors: what is no kind.
pub fn kinds(call: &Call) -> Result<Vec<Mapping>, Failure> {
    let mut kinds = Vec::new();
    for text in call.list("prune-allowlist") {
        let parts: Vec<&str> = text.split('/').collect();
        let [group, version, kind] = parts[..] else {
            return Err(Failure::Message(format!(
                "invalid GroupVersionKind format: {text}, please follow <group/version/kind>"
            )));
        };
        let version = if group == "core" { version.to_owned() } else { format!("{group}/{version}") };
        let found = Mapping::of_kind(&version, kind);
        kinds.push(found.ok_or_else(|| format!("no matches for kind \"{kind}\" in version \"{version}\""))?);
    }
    Ok(kinds)
}

/// Deletes what was applied before and has not been met now.
///
/// Errors: the server's.
pub fn prune(
    call: &Call,
    visited: &Visited,
    mut kinds: Vec<Mapping>,
    plan: &Plan,
    format: &mut Format,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    if kinds.is_empty() {
        kinds = DEFAULT_KINDS.iter().filter_map(|(version, kind)| Mapping::of_kind(version, kind)).collect();
        // kubectl takes the namespace it would use anyway for one that was named.
        let warning = "prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when \
                       used with the --namespace flag in a future release. To preserve the current behaviour, list the \
                       resources you want to target explicitly in the --prune-allowlist flag.";
        context.out.err(&log_line(context.env.now, warning));
    }
    let selector = Selector::parse(call.text("selector")).map_err(Failure::Message)?;
    let mut pruner = Pruner { visited, selector, plan, call };
    for namespace in &visited.namespaces {
        for mapping in kinds.iter().filter(|mapping| mapping.namespaced()) {
            pruner.prune(namespace, *mapping, format, context)?;
        }
    }
    for mapping in kinds.iter().filter(|mapping| !mapping.namespaced()) {
        pruner.prune("", *mapping, format, context)?;
    }
    Ok(())
}

struct Pruner<'a> {
    visited: &'a Visited,
    selector: Selector,
    plan: &'a Plan,
    call: &'a Call,
}

impl Pruner<'_> {
    fn prune(
        &mut self,
        namespace: &str,
        mapping: Mapping,
        format: &mut Format,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let Some(kind) = mapping.kind() else { return Ok(()) };
        let grace = self.call.number("grace-period");
        let options = DeleteOptions {
            grace_period_seconds: (grace >= 0).then_some(grace),
            propagation: Some(match self.call.text("cascade") {
                "orphan" => Propagation::Orphan,
                "foreground" => Propagation::Foreground,
                _ => Propagation::Background,
            }),
            dry_run: self.plan.dry_run == DryRun::Server,
            ..DeleteOptions::default()
        };
        for object in context.env.api.list(kind, namespace) {
            let meta = &object.meta;
            let was_applied = meta.annotations.get(LAST_APPLIED).is_some();
            if !was_applied || self.visited.uids.contains(&meta.uid) || !self.selector.matches(&meta.labels) {
                continue;
            }
            if self.plan.dry_run != DryRun::Client {
                let deleted = context.env.api.delete(kind, &meta.namespace, &meta.name, &options);
                deleted.map_err(|error| {
                    let scope = if namespace.is_empty() { "nonNamespaced" } else { "namespaced" };
                    let gvk =
                        format!("{}/{}, Kind={}", mapping.group(), mapping.version(), mapping.kind_name());
                    Failure::Message(format!("error pruning {scope} object {gvk}: {}", error.message))
                })?;
            }
            let operation = format!("pruned{}", self.plan.dry_run.suffix());
            format.print(&object.to_value(), &operation, context.out)?;
        }
        Ok(())
    }
}
