//! AppArmor profiles from the annotations that named them before there was a field.
//!
//! Upstream: `pkg/registry/core/pod/strategy.go`, `applyAppArmorVersionSkew`.

use serde_json::{Value, json};

const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Fills the fields of a new pod's containers from their annotations; what is worth a warning.
pub fn app_armor_fields(pod: &mut Value) -> Vec<String> {
    let mut warnings = Vec::new();
    let annotations = pod.pointer("/metadata/annotations").cloned().unwrap_or_default();
    let of_pod = pod.pointer("/spec/securityContext/appArmorProfile").cloned();
    if annotations.is_null() || pod.pointer("/spec/os/name") == Some(&"windows".into()) {
        return warnings;
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        let containers = pod.pointer_mut(&format!("/spec/{list}")).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            let name = container.get("name").and_then(Value::as_str).unwrap_or_default();
            let key = format!("{ANNOTATION}{name}");
            let Some(text) = annotations.get(&key).and_then(Value::as_str) else { continue };
            if container.pointer("/securityContext/appArmorProfile").is_some() {
                continue;
            }
            let profile = profile(text);
            if profile.is_some() && profile == of_pod {
                continue;
            }
            if let (Some(profile), Some(container)) = (profile, container.as_object_mut()) {
                let context = container.entry("securityContext").or_insert_with(|| json!({}));
                context["appArmorProfile"] = profile;
            }
            warnings.push(format!(
                "metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead"
            ));
        }
    }
    warnings
}

/// The field that an annotation stands for; `None` where there is none.
fn profile(text: &str) -> Option<Value> {
    const LOCAL_PROFILE_LENGTH_MAX: usize = 4095;
    match (text, text.strip_prefix("localhost/")) {
        ("unconfined", _) => Some(json!({"type": "Unconfined"})),
        ("runtime/default", _) => Some(json!({"type": "RuntimeDefault"})),
        (_, Some(name))
            if !name.is_empty() && name.trim() == name && name.len() <= LOCAL_PROFILE_LENGTH_MAX =>
        {
            Some(json!({"type": "Localhost", "localhostProfile": name}))
        }
        _ => None,
    }
}
