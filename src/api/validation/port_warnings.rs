//! Ports that meet, about which the API server warns.
//!
//! Upstream: `pkg/api/pod/warnings.go`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pod_spec::each_container;
use super::warnings::Warnings;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::Path;
use crate::apimachinery::quote::go_quote;

/// Where a port was named, the host's port and address it takes.
type HostPort<'a> = (String, i64, &'a str);

/// Ports of a pod that stand in each other's way.
pub(super) fn ports(warnings: &mut Warnings, path: &Path, spec: &Value) {
    let mut known: BTreeMap<(i64, &str), Vec<HostPort>> = BTreeMap::new();
    each_container(spec, path, |container, path| {
        let list = path.child("ports");
        for (i, port) in container.items("ports").iter().enumerate() {
            let path = list.index(i);
            let (host_ip, host_port) = (port.text("hostIP"), port.int("hostPort"));
            let (number, protocol) = (port.int("containerPort"), port.text("protocol"));
            if !host_ip.is_empty() && host_port == 0 {
                let name = port.text("name");
                let text = format!(
                    "hostIP set without hostPort: {{Name:{name} HostPort:0 ContainerPort:{number} Protocol:{protocol} HostIP:{host_ip}}}"
                );
                warnings.at(&path, text);
            }
            let others = known.entry((number, protocol)).or_default();
            for (other, other_port, other_ip) in others.iter() {
                let what = if (*other_ip, *other_port) == (host_ip, host_port) {
                    "duplicate"
                } else if host_port == 0 || *other_port == 0 {
                    "overlapping"
                } else if *other_port == host_port && (host_ip.is_empty() != other_ip.is_empty()) {
                    "dangerously ambiguous"
                } else {
                    continue;
                };
                warnings.at(&path, format!("{what} port definition with {other}"));
            }
            others.push((path.to_string(), host_port, host_ip));
        }
    });
}

/// Names that several ports of a pod bear.
pub(super) fn port_names(warnings: &mut Warnings, path: &Path, spec: &Value) {
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    each_container(spec, path, |container, path| {
        let list = path.child("ports");
        for (i, port) in container.items("ports").iter().enumerate() {
            let name = port.text("name");
            if name.is_empty() {
                continue;
            }
            let path = list.index(i);
            match known.get(name) {
                Some(other) => {
                    let name = go_quote(name);
                    let text = format!(
                        "duplicate port name {name} with {other}, services and probes that select ports by name will use {other}"
                    );
                    warnings.at(&path, text);
                }
                None => _ = known.insert(name, path.to_string()),
            }
        }
    });
}
