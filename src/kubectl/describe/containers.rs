//! Containers: what they run, need, probe, know and mount, and how they fare.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe/describe.go` (`describeContainers`, `DescribeProbe`),
//! `pkg/util/resource/resource.go` (`ExtractContainerResourceValue`).

use serde_json::Value;

use crate::api::fields::Fields;
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// A list of containers to describe.
#[derive(Clone, Copy, Default)]
pub struct Containers<'a> {
    /// `Containers`, `Init Containers`.
    pub label: &'static str,
    /// The containers of the spec.
    pub containers: &'a [Value],
    /// Their statuses; empty for a template.
    pub statuses: &'a [Value],
    /// What stands before the label; names stand one further in where it is not empty.
    pub indent: &'static str,
    /// The pod whose fields environment variables may stand for; none for a template.
    pub pod: Option<&'a Value>,
}

/// The containers, one after another.
pub fn describe_containers(w: &mut PrefixWriter, list: &Containers<'_>) {
    let none = if list.containers.is_empty() { " <none>" } else { "" };
    w.line(0, &format!("{}{}:{none}", list.indent, list.label));
    for container in list.containers {
        let name = container.text("name");
        let status = list.statuses.iter().find(|status| status.text("name") == name);
        let name_indent = if list.indent.is_empty() { "" } else { " " };
        w.line(1, &format!("{name_indent}{name}:"));
        describe_basics(w, container, status);
        describe_words(w, "Command:", container.texts("command"));
        describe_words(w, "Args:", container.texts("args"));
        if let Some(status) = status {
            describe_state(w, status);
        }
        describe_resources(w, container.at("resources"), 2);
        for (label, field) in
            [("Liveness:", "livenessProbe"), ("Readiness:", "readinessProbe"), ("Startup:", "startupProbe")]
        {
            if let Some(probe) = container.set(field) {
                w.field(2, label, &probe_text(probe));
            }
        }
        describe_env_from(w, container.items("envFrom"));
        describe_env(w, container, list.pod);
        describe_mounts(w, container);
    }
}

fn describe_basics(w: &mut PrefixWriter, container: &Value, status: Option<&Value>) {
    if let Some(status) = status {
        w.field(2, "Container ID:", status.text("containerID"));
    }
    w.field(2, "Image:", container.text("image"));
    if let Some(status) = status {
        w.field(2, "Image ID:", status.text("imageID"));
    }
    for (one, many, field) in
        [("Port:", "Ports:", "containerPort"), ("Host Port:", "Host Ports:", "hostPort")]
    {
        let ports: Vec<String> = container
            .items("ports")
            .iter()
            .map(|port| {
                let text = format!("{}/{}", port.int(field), port.text("protocol"));
                match port.text("name") {
                    "" => text,
                    name => format!("{text} ({name})"),
                }
            })
            .collect();
        match &ports[..] {
            [] => w.field(2, one, "<none>"),
            [port] => w.field(2, one, port),
            many_ports => w.field(2, many, &many_ports.join(", ")),
        }
    }
    if let Some(profile) = container.at("securityContext").set("seccompProfile") {
        w.field(2, "SeccompProfile:", profile.text("type"));
        if profile.text("type") == "Localhost" {
            w.field(3, "LocalhostProfile:", profile.text("localhostProfile"));
        }
    }
}

fn describe_words<'a>(w: &mut PrefixWriter, label: &str, words: impl Iterator<Item = &'a str>) {
    for (index, word) in words.enumerate() {
        if index == 0 {
            w.line(2, label);
        }
        for line in word.split('\n') {
            w.line(3, line);
        }
    }
}

fn describe_state(w: &mut PrefixWriter, status: &Value) {
    describe_one_state(w, "State:", status.at("state"));
    let last = status.at("lastState");
    if last.has("terminated") {
        describe_one_state(w, "Last State:", last);
    }
    w.field(2, "Ready:", if status.flag("ready") { "True" } else { "False" });
    w.field(2, "Restart Count:", &status.int("restartCount").to_string());
}

fn describe_one_state(w: &mut PrefixWriter, label: &str, state: &Value) {
    if let Some(running) = state.set("running") {
        w.field(2, label, "Running");
        w.field(3, "Started:", &moment(running.text("startedAt")));
    } else if let Some(terminated) = state.set("terminated") {
        w.field(2, label, "Terminated");
        for (label, field) in [("Reason:", "reason"), ("Message:", "message")] {
            if !terminated.text(field).is_empty() {
                w.field(3, label, terminated.text(field));
            }
        }
        w.field(3, "Exit Code:", &terminated.int("exitCode").to_string());
        if terminated.int("signal") > 0 {
            w.field(3, "Signal:", &terminated.int("signal").to_string());
        }
        w.field(3, "Started:", &moment(terminated.text("startedAt")));
        w.field(3, "Finished:", &moment(terminated.text("finishedAt")));
    } else {
        w.field(2, label, "Waiting");
        let reason = state.at("waiting").text("reason");
        if !reason.is_empty() {
            w.field(3, "Reason:", reason);
        }
    }
}

/// A moment of the API as describers print it.
fn moment(rfc3339: &str) -> String {
    // Go's zero time, which a container that never ran carries.
    const NEVER: &str = "Mon, 01 Jan 0001 00:00:00 +0000";
    Time::parse_rfc3339(rfc3339).map_or_else(|| NEVER.to_owned(), Time::rfc1123z)
}

/// Limits and requests.
pub fn describe_resources(w: &mut PrefixWriter, resources: &Value, level: u32) {
    for (label, field) in [("Limits:", "limits"), ("Requests:", "requests")] {
        if !resources.map(field).is_empty() {
            w.line(level, label);
        }
        for (name, quantity) in resources.pairs(field) {
            w.field(level + 1, &format!("{name}:"), quantity);
        }
    }
}

/// A probe in one line.
pub fn probe_text(probe: &Value) -> String {
    let what = if let Some(exec) = probe.set("exec") {
        format!("exec [{}]", exec.texts("command").collect::<Vec<&str>>().join(" "))
    } else if let Some(http) = probe.set("httpGet") {
        format!("http-get {}", url(http))
    } else if let Some(tcp) = probe.set("tcpSocket") {
        format!("tcp-socket {}:{}", tcp.text("host"), int_or_string(tcp.at("port")))
    } else if let Some(grpc) = probe.set("grpc") {
        format!("grpc <pod>:{} {}", grpc.int("port"), grpc.text("service"))
    } else {
        "unknown".to_owned()
    };
    format!(
        "{what} delay={}s timeout={}s period={}s #success={} #failure={}",
        probe.int("initialDelaySeconds"),
        probe.int("timeoutSeconds"),
        probe.int("periodSeconds"),
        probe.int("successThreshold"),
        probe.int("failureThreshold")
    )
}

fn int_or_string(value: &Value) -> String {
    value.as_str().map_or_else(|| value.as_i64().unwrap_or_default().to_string(), str::to_owned)
}

/// Upstream: Go's `url.URL.String`, `net.JoinHostPort`.
fn url(http: &Value) -> String {
    let (host, path) = (http.text("host"), http.text("path"));
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let mut url =
        format!("{}://{host}:{}", http.text("scheme").to_lowercase(), int_or_string(http.at("port")));
    if !path.is_empty() && !path.starts_with('/') {
        url.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@!'()*%".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

fn describe_env_from(w: &mut PrefixWriter, sources: &[Value]) {
    if !sources.is_empty() {
        w.line(2, "Environment Variables from:");
    }
    for source in sources {
        let (from, reference) = match (source.set("configMapRef"), source.set("secretRef")) {
            (Some(reference), _) => ("ConfigMap", reference),
            (None, Some(reference)) => ("Secret", reference),
            (None, None) => ("", &Value::Null),
        };
        let with_prefix = match source.text("prefix") {
            "" => String::new(),
            prefix => format!(" with prefix '{prefix}'"),
        };
        let (name, optional) = (reference.text("name"), reference.flag("optional"));
        w.line(3, &format!("{name}\t{from}{with_prefix}\tOptional: {optional}"));
    }
}

fn describe_env(w: &mut PrefixWriter, container: &Value, pod: Option<&Value>) {
    let variables = container.items("env");
    w.line(2, if variables.is_empty() { "Environment:\t<none>" } else { "Environment:" });
    for variable in variables {
        let name = variable.text("name");
        let Some(source) = variable.set("valueFrom") else {
            for (index, line) in variable.text("value").split('\n').enumerate() {
                w.line(3, &if index == 0 { format!("{name}:\t{line}") } else { format!("\t{line}") });
            }
            continue;
        };
        let text = if let Some(field) = source.set("fieldRef") {
            let value = pod.map(|pod| pod_field(pod, field.text("fieldPath"))).unwrap_or_default();
            format!("{value} ({}:{})", field.text("apiVersion"), field.text("fieldPath"))
        } else if let Some(field) = source.set("resourceFieldRef") {
            let resource = field.text("resource");
            let value = match resource_value(field, container) {
                Some(0) if matches!(resource, "limits.cpu" | "limits.memory") => {
                    "node allocatable".to_owned()
                }
                Some(number) => number.to_string(),
                None => String::new(),
            };
            format!("{value} ({resource})")
        } else if let Some(secret) = source.set("secretKeyRef") {
            reference_text("in secret", secret)
        } else if let Some(config_map) = source.set("configMapKeyRef") {
            reference_text("of config map", config_map)
        } else {
            continue;
        };
        w.line(3, &format!("{name}:\t{text}"));
    }
}

fn reference_text(of: &str, reference: &Value) -> String {
    format!(
        "<set to the key '{}' {of} '{}'>\tOptional: {}",
        reference.text("key"),
        reference.text("name"),
        reference.flag("optional")
    )
}

/// Upstream: `fieldpath.ExtractFieldPathAsString`, after the conversion of old field names.
fn pod_field(pod: &Value, path: &str) -> String {
    let meta = pod.at("metadata");
    if let Some((field, key)) =
        path.split_once("['").and_then(|(f, rest)| Some((f, rest.strip_suffix("']")?)))
    {
        let map = field.strip_prefix("metadata.").unwrap_or_default();
        return meta.at(map).text(key).to_owned();
    }
    match path {
        "metadata.labels" | "metadata.annotations" => {
            let map = path.strip_prefix("metadata.").unwrap_or_default();
            let lines = meta.pairs(map).map(|(key, value)| format!("{key}={}", go_quote(value)));
            lines.collect::<Vec<String>>().join("\n")
        }
        "metadata.name" => meta.text("name").to_owned(),
        "metadata.namespace" => meta.text("namespace").to_owned(),
        "metadata.uid" => meta.text("uid").to_owned(),
        // Only the kubelet knows the rest.
        _ => String::new(),
    }
}

/// The limit or request that a variable stands for, in units of its divisor, rounded up.
fn resource_value(field: &Value, container: &Value) -> Option<i64> {
    let (list, name) = field.text("resource").split_once('.')?;
    if !matches!(name, "cpu" | "memory" | "ephemeral-storage") && !name.starts_with("hugepages-") {
        return None;
    }
    let read = |text: &str| Quantity::parse(text).ok();
    let unit = if name == "cpu" { Quantity::milli_value } else { Quantity::value };
    let quantity = read(container.at("resources").at(list).text(name));
    let amount = quantity.as_ref().map(unit).unwrap_or_default();
    let divisor = read(field.text("divisor")).filter(|divisor| !divisor.is_zero()).or_else(|| read("1"))?;
    let divisor = unit(&divisor).max(1);
    Some(amount.div_euclid(divisor) + i64::from(amount.rem_euclid(divisor) != 0))
}

fn describe_mounts(w: &mut PrefixWriter, container: &Value) {
    let mut mounts: Vec<&Value> = container.items("volumeMounts").iter().collect();
    mounts.sort_by_key(|mount| mount.text("mountPath"));
    let none = if mounts.is_empty() { "\t<none>" } else { "" };
    w.line(2, &format!("Mounts:{none}"));
    for mount in mounts {
        let mut flags = if mount.flag("readOnly") { "ro" } else { "rw" }.to_owned();
        if !mount.text("subPath").is_empty() {
            flags.push_str(&format!(",path={}", go_quote(mount.text("subPath"))));
        }
        w.line(3, &format!("{} from {} ({flags})", mount.text("mountPath"), mount.text("name")));
    }
    let mut devices: Vec<&Value> = container.items("volumeDevices").iter().collect();
    devices.sort_by_key(|device| device.text("devicePath"));
    if !devices.is_empty() {
        w.line(2, &format!("Devices:{none}"));
    }
    for device in devices {
        w.line(3, &format!("{} from {}", device.text("devicePath"), device.text("name")));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
