//! What stands in a cluster before anybody has come: namespaces, the API's own service, the priority classes.

use std::rc::Rc;

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::server::ApiServer;

/// Creates the objects that every cluster has.
pub fn boot(api: &mut ApiServer) {
    let mut objects: Vec<Object> = ["default", "kube-node-lease", "kube-public", "kube-system"]
        .map(|name| Object {
            meta: ObjectMeta::named("", name),
            body: Body::Namespace { terminating: false },
        })
        .into();
    let service = json!({
        "spec": {
            "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "internalTrafficPolicy": "Cluster",
            "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
            "sessionAffinity": "None", "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    });
    let mut meta = ObjectMeta::named("default", "kubernetes");
    meta.labels = [("component", "apiserver"), ("provider", "kubernetes")].into_iter().collect();
    objects.push(Object { meta, body: Body::Other(Kind::Service, Rc::new(service)) });
    let classes = [
        ("system-cluster-critical", 2_000_000_000_i64, "cluster"),
        ("system-node-critical", 2_000_001_000, "node"),
    ];
    for (name, value, whose) in classes {
        let description = match whose {
            "cluster" => {
                "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
            }
            _ => "Used for system critical pods that must not be moved from their current node.",
        };
        let class =
            json!({"description": description, "preemptionPolicy": "PreemptLowerPriority", "value": value});
        let meta = ObjectMeta { generation: 1, ..ObjectMeta::named("", name) };
        objects.push(Object { meta, body: Body::Other(Kind::PriorityClass, Rc::new(class)) });
    }
    for object in objects {
        api.create(object).expect("a new cluster has room for its own objects");
    }
}
