//! What a kubelet granted a pod and its containers, as their statuses tell it.
//!
//! Nobody resizes a running pod here, so what is granted is what was asked for.
//! Upstream: `pkg/kubelet/kubelet_pods.go` (`convertToAPIContainerStatuses`, `convertToAPIPodLevelResourcesStatus`).

use serde_json::{Map, Value, json};

use crate::api::defaults::aggregate;
use crate::api::fields::Fields;

/// Adds a container's mounts and, once it was created, its resources.
pub(super) fn put_granted_to_container(status: &mut Value, container: &Value, is_created: bool) {
    let mounts: Vec<Value> = container.items("volumeMounts").iter().map(mount).collect();
    if !mounts.is_empty() {
        status["volumeMounts"] = mounts.into();
    }
    if !is_created {
        return;
    }
    let resources = container.get("resources").cloned().unwrap_or_else(|| json!({}));
    if let Some(requests) = resources.get("requests") {
        status["allocatedResources"] = requests.clone();
    }
    status["resources"] = resources;
}

fn mount(mount: &Value) -> Value {
    let mut told = json!({"mountPath": mount.text("mountPath"), "name": mount.text("name")});
    if mount.flag("readOnly") {
        told["readOnly"] = true.into();
        // No runtime of the recordings' kind can do it for the mounts below.
        told["recursiveReadOnly"] = "Disabled".into();
    }
    told
}

/// Adds the resources of the pod as a whole.
pub(super) fn put_granted_to_pod(status: &mut Map<String, Value>, spec: &Value) {
    let mut resources = Map::new();
    for list in ["requests", "limits"] {
        let amounts = together(spec, list);
        if amounts.is_empty() {
            continue;
        }
        if list == "requests" {
            status.insert("allocatedResources".to_owned(), amounts.clone().into());
        }
        resources.insert(list.to_owned(), amounts.into());
    }
    status.insert("resources".to_owned(), resources.into());
}

/// Upstream: `k8s.io/component-helpers/resource` (`PodRequests`, `PodLimits`).
fn together(spec: &Value, list: &str) -> Map<String, Value> {
    let mut amounts: Map<String, Value> =
        aggregate(spec, list).into_iter().map(|(name, amount)| (name, amount.to_string().into())).collect();
    let of_pod = spec.at("resources").map(list).iter();
    amounts.extend(of_pod.map(|(name, amount)| (name.clone(), amount.clone())));
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spec: Value, expected: Value) {
        let mut status = Map::new();
        put_granted_to_pod(&mut status, &spec);
        let containers: Vec<Value> = ["containers", "initContainers"]
            .into_iter()
            .flat_map(|list| spec.items(list))
            .map(|container| {
                let mut told = json!({});
                put_granted_to_container(&mut told, container, true);
                told
            })
            .collect();
        assert_eq!(json!([status, containers]), expected);
    }

    #[test]
    fn nothing_is_granted_to_whom_nothing_was_asked_for() {
        check(json!({"containers": [{"name": "a"}]}), json!([{"resources": {}}, [{"resources": {}}]]));
    }

    #[test]
    fn containers_have_their_own_and_the_pod_has_the_sum() {
        let (small, large) =
            (json!({"requests": {"cpu": "100m"}}), json!({"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}));
        check(
            json!({
                "containers": [{"name": "a", "resources": small}, {"name": "b", "resources": small}],
                "initContainers": [{"name": "i", "resources": large}],
            }),
            json!([
                {"allocatedResources": {"cpu": "1"}, "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}},
                [
                    {"allocatedResources": {"cpu": "100m"}, "resources": small},
                    {"allocatedResources": {"cpu": "100m"}, "resources": small},
                    {"allocatedResources": {"cpu": "1"}, "resources": large},
                ],
            ]),
        );
    }

    #[test]
    fn what_the_pod_asks_for_goes_before_the_sum() {
        check(
            json!({
                "containers": [{"name": "a", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}],
                "resources": {"requests": {"cpu": "3"}},
            }),
            json!([
                {
                    "allocatedResources": {"cpu": "3", "memory": "1Gi"},
                    "resources": {"requests": {"cpu": "3", "memory": "1Gi"}},
                },
                [{
                    "allocatedResources": {"cpu": "1", "memory": "1Gi"},
                    "resources": {"requests": {"cpu": "1", "memory": "1Gi"}},
                }],
            ]),
        );
    }

    #[test]
    fn mounts_are_told_before_the_container_is_created() {
        let mut status = json!({});
        let mounts = json!([
            {"name": "v", "mountPath": "/v", "subPath": "x", "readOnly": true},
            {"name": "w", "mountPath": "/w"},
        ]);
        put_granted_to_container(&mut status, &json!({"volumeMounts": mounts}), false);
        let told = json!({"volumeMounts": [
            {"mountPath": "/v", "name": "v", "readOnly": true, "recursiveReadOnly": "Disabled"},
            {"mountPath": "/w", "name": "w"},
        ]});
        assert_eq!(status, told);
    }
}
