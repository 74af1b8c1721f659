//! Writes of an object's status by clients.
//!
//! Upstream: the status strategies in `pkg/registry/{core,apps}/*/strategy.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::validation;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::managed_fields::Operation;
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::managed::{self, Given};
use crate::apiserver::options::WriteOptions;
use crate::apiserver::requests::{Owners, invalid, place};
use crate::apiserver::server::ApiServer;
use crate::apiserver::strategy;

impl ApiServer {
    /// Writes the status and the metadata of a decoded object; the rest of it stays as it is.
    pub(super) fn write_status(
        &mut self,
        old: &Rc<Object>,
        value: &Value,
        options: &WriteOptions,
        owners: Owners,
    ) -> Result<Rc<Object>, ApiError> {
        let kind = old.kind();
        let mut object = (**old).clone();
        object.meta = ObjectMeta::from_value(value.get("metadata").unwrap_or(&Value::Null));
        place(&mut object, kind, &old.meta.namespace, Some(&old.meta.name))?;
        let old = self.current(&object)?;
        strategy::prepare_for_status_request(&mut object, &old);
        let old_value = old.to_value();
        let mut status = value.get("status").cloned().unwrap_or_else(|| Value::Object(Default::default()));
        if kind == Kind::Pod && status.get("qosClass").is_none() {
            status["qosClass"] = old_value["status"]["qosClass"].clone();
        }
        object.give_status(&status);
        let new_value = object.to_value();
        let mut judged = new_value.clone();
        judged["status"] = status;
        invalid(&object, validation::validate_status_update(kind, &judged, &old_value))?;
        let entries = match owners {
            Owners::Known(entries) => Some(entries),
            // Owners are not for this request to say.
            Owners::Writer(_) => {
                let manager = options.manager(Operation::Update);
                managed::owners_after(&old, &old_value, &new_value, Given::Nothing, manager, self.now)
            }
        };
        if let Some(entries) = entries {
            managed::set_owners(&mut object, entries);
        }
        if options.dry_run {
            return Ok(Rc::new(object));
        }
        Ok(self.commit_update(object, &old))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value, json};

    use crate::api::kind::Kind;
    use crate::apimachinery::managed_fields::Operation;
    use crate::apimachinery::rand::Rng;
    use crate::apiserver::managed::entries;
    use crate::apiserver::options::{Patch, Subresource, WriteOptions};
    use crate::apiserver::server::ApiServer;
    use expect_test::{Expect, expect};

    fn server() -> ApiServer {
        let mut api = ApiServer::new(Rng::new(1));
        let pod_spec = json!({"containers": [{"name": "c", "image": "i"}]});
        let labels = json!({"app": "x"});
        let template = json!({"metadata": {"labels": labels}, "spec": pod_spec});
        for (kind, spec) in [
            (Kind::Namespace, json!({})),
            (Kind::Node, json!({"unschedulable": true})),
            (Kind::DaemonSet, json!({"selector": {"matchLabels": labels}, "template": template})),
            (Kind::Pod, pod_spec),
        ] {
            let value = json!({
                "apiVersion": kind.resource().api_version(), "kind": kind.resource().kind_name,
                "metadata": {"name": "x"}, "spec": spec,
            });
            let namespace = if kind.resource().namespaced { "x" } else { "" };
            api.create_json(kind, namespace, &value, &WriteOptions::default()).expect("it is fine");
        }
        api
    }

    fn patch(api: &mut ApiServer, kind: Kind, patch: Value) -> Result<Value, String> {
        let options = WriteOptions { subresource: Subresource::Status, ..WriteOptions::default() };
        let namespace = if kind.resource().namespaced { "x" } else { "" };
        let answer = api.patch_json(kind, namespace, "x", &Patch::Strategic(patch), &options);
        answer.map(|answer| answer.object.to_value()).map_err(|error| error.message)
    }

    #[test]
    fn a_status_takes_numbers_and_what_nobody_tells_and_nothing_else_changes() {
        let mut api = server();
        let node = patch(
            &mut api,
            Kind::Node,
            json!({"spec": {"unschedulable": null}, "status": {"capacity": {"x.io/gpu": "2"},
                "conditions": [{"type": "Sick", "status": "True"}]}, "metadata": {"labels": {"a": "b"}}}),
        );
        let node = node.expect("it is fine");
        assert_eq!(node["spec"]["unschedulable"], true, "the spec is not for this request");
        assert_eq!(node["metadata"]["labels"]["a"], "b", "metadata is");
        let expected = json!({
            "capacity": {"x.io/gpu": "2"}, "allocatable": {"x.io/gpu": "2"},
            "conditions": [{"type": "Sick", "status": "True", "lastHeartbeatTime": null, "lastTransitionTime": null}],
        });
        assert_eq!(node["status"], expected);

        let set = patch(
            &mut api,
            Kind::DaemonSet,
            json!({"status": {"numberReady": 7, "collisionCount": 2, "conditions": [{"type": "A", "status": "True"}]}}),
        );
        let set = set.expect("it is fine");
        assert_eq!(set["metadata"]["generation"], 1);
        assert_eq!(set["status"]["numberReady"], 7);
        assert_eq!(set["status"]["conditions"][0]["type"], "A");

        let owners = entries(&api.get(Kind::DaemonSet, "x", "x").expect("it is there"));
        let owner = owners.iter().find(|entry| &*entry.manager.subresource == "status").expect("it is owned");
        assert_eq!((owner.manager.operation, &*owner.manager.name), (Operation::Update, "kubectl"));
        assert!(owner.fields.below("f:status").has("f:numberReady"));

        let pod = patch(
            &mut api,
            Kind::Pod,
            json!({"status": {"conditions": [{"type": "x.io/gate", "status": "True"}], "hostIP": "1.2.3.4"},
                "metadata": {"ownerReferences": [{"apiVersion": "v1", "kind": "A", "name": "b", "uid": "c"}]}}),
        );
        let pod = pod.expect("it is fine");
        assert_eq!(pod["status"]["conditions"][0]["type"], "x.io/gate");
        assert_eq!(pod["status"]["qosClass"], "BestEffort");
        assert_eq!(pod["metadata"].get("ownerReferences"), None, "nobody owns a pod by its status");
    }

    #[test]
    fn what_a_component_tells_anew_is_its_own_again() {
        let mut api = server();
        patch(
            &mut api,
            Kind::DaemonSet,
            json!({"status": {"numberReady": 7, "conditions": [{"type": "A", "status": "True"}]}}),
        )
        .expect("it is fine");
        let mut object = (*api.get(Kind::DaemonSet, "x", "x").expect("it is there")).clone();
        object.give_status(&json!({"numberReady": 3}));
        let written = api.update_status(object).expect("it is fresh");
        let value = written.to_value();
        assert_eq!(value["status"]["numberReady"], 3);
        assert_eq!(value["status"]["conditions"][0]["type"], "A", "the component does not speak of it");
        let kubectl = entries(&written)
            .into_iter()
            .find(|entry| &*entry.manager.name == "kubectl" && &*entry.manager.subresource == "status");
        let fields = kubectl.expect("the condition is still its own").fields.below("f:status");
        assert!(!fields.has("f:numberReady") && fields.has("f:conditions"), "{:?}", fields.paths());
    }

    #[test]
    fn a_wrong_status_is_refused() {
        let mut api = server();
        let mut check = |kind, status: Value, expected: Expect| {
            let answer = patch(&mut api, kind, json!({"status": status}));
            expected.assert_eq(&answer.expect_err("it is wrong"));
        };
        patch(&mut server(), Kind::Namespace, json!({"status": {"phase": "Active"}})).expect("so it is");
        check(
            Kind::DaemonSet,
            json!({"numberReady": -1, "collisionCount": -2}),
            expect![[
                r#"DaemonSet.apps "x" is invalid: [status.numberReady: Invalid value: -1: must be greater than or equal to 0, status.collisionCount: Invalid value: -2: must be greater than or equal to 0]"#
            ]],
        );
        check(
            Kind::Namespace,
            json!({"phase": "Terminating"}),
            expect![[
                r#"Namespace "x" is invalid: status.Phase: Invalid value: "Terminating": may only be 'Active' if `deletionTimestamp` is empty"#
            ]],
        );
        check(
            Kind::Node,
            json!({"capacity": {"x.io/gpu": "1500m"}}),
            expect![[
                r#"Node "x" is invalid: [status.capacity.x.io/gpu: Invalid value: "1500m": must be an integer, status.allocatable.x.io/gpu: Invalid value: "1500m": must be an integer]"#
            ]],
        );
        check(
            Kind::Pod,
            json!({"conditions": [{"type": "a b", "status": "True"}], "qosClass": "Guaranteed", "podIPs": [{"ip": "1.2.3"}], "nominatedNodeName": "N"}),
            expect![[
                r#"Pod "x" is invalid: [status.conditions[0].Type: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), status.nominatedNodeName: Invalid value: "N": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), status.qosClass: Invalid value: "Guaranteed": field is immutable, status.podIPs[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)]"#
            ]],
        );
    }
}
