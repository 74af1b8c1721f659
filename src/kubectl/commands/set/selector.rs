//! `kubectl set selector`, which is for services.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set/set_selector.go`.

use serde_json::{Map, Value};

use crate::api::kind::Kind;
use crate::apimachinery::selector::{Operator, Selector};
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::set::update::{Change, Update, find, update};
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

/// Runs it.
pub fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let Some((text, resources)) = call.args().split_last() else {
        return Err("one selector is required".into());
    };
    let selector = Selector::parse(text)
        .map_err(|why| Failure::Message(format!("couldn't parse the selector string \"{text}\": {why}")))?;
    let infos = find(call, resources.to_vec(), context)?;
    if infos.iter().any(|info| info.mapping.kind() != Some(Kind::Service)) {
        return Err("setting a selector is only supported for Services".into());
    }
    let mut labels = Map::new();
    for requirement in selector.requirements() {
        let [value] = &requirement.values[..] else { return Err(not_supported(text)) };
        if requirement.operator != Operator::Equals {
            return Err(not_supported(text));
        }
        labels.insert(requirement.key.to_string(), Value::from(&**value));
    }
    let how = Update { done: "selector updated", failed: "", skips_unchanged: false };
    update(call, context, &infos, how, &mut |_, object, _, _| {
        object["spec"]["selector"] = Value::Object(labels.clone());
        if call.is_set("resource-version") {
            object["metadata"]["resourceVersion"] = call.text("resource-version").into();
        }
        Ok(Change::Made)
    })
}

fn not_supported(text: &str) -> Failure {
    Failure::Message(format!("match expression {text} not supported on this object"))
}
