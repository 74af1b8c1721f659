//! `kubectl create deployment`, as far as it goes without a server: people make a DaemonSet's manifest of what it prints.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/create/create_deployment.go`.

use serde_json::{Value, json};

use crate::kubectl::command::Call;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};

/// Flags of `create deployment`.
pub(super) const DEPLOYMENT_FLAGS: &[Flag] = &[
    Flag::new(
        "image",
        ' ',
        Takes::Words,
        "",
        "Image names to run. A deployment can have multiple images set for multi-container pod.",
    ),
    Flag::new("port", ' ', Takes::Number, "-1", "The containerPort that this deployment exposes."),
    Flag::new("replicas", 'r', Takes::Number, "1", "Number of replicas to create. Default is 1."),
];

/// Writes the deployment's labels and spec.
///
/// Errors: several images and a command.
pub(super) fn fill_deployment(call: &Call, name: &str, manifest: &mut Value) -> Result<(), Failure> {
    let (images, command) = (call.list("image"), call.args().get(1..).unwrap_or_default());
    if images.len() > 1 && !command.is_empty() {
        return Err("cannot specify multiple --image options and command".into());
    }
    let mut containers: Vec<Value> = Vec::new();
    for image in &images {
        let mut container = json!({"image": image, "name": container_name(image), "resources": {}});
        if !command.is_empty() {
            container["command"] = command.into();
        }
        containers.push(container);
    }
    if call.number("port") >= 0
        && let Some(first) = containers.first_mut()
    {
        first["ports"] = json!([{"containerPort": call.number("port")}]);
    }
    manifest["metadata"]["labels"] = json!({"app": name});
    manifest["spec"] = json!({
        "replicas": call.number("replicas"),
        "selector": {"matchLabels": {"app": name}},
        "strategy": {},
        "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": containers}},
    });
    manifest["status"] = json!({});
    Ok(())
}

/// An image's last word, as a container may be called; where letters had to give way, five others make it unlike those
/// that differ in them alone.
fn container_name(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or_default();
    let name = last.split([':', '@']).next().unwrap_or_default();
    if !name.contains(['_', '.']) {
        return name.to_owned();
    }
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let sum = image.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let letter = |place: u32| {
        let at = sum.rotate_left(place * 6) as usize % LETTERS.len();
        char::from(LETTERS.get(at).copied().unwrap_or(b'x'))
    };
    format!("{}-{}", name.replace(['_', '.'], "-"), (0..5).map(letter).collect::<String>())
}
