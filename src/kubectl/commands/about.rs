//! What kubectl says of itself and of the server: versions, kinds, addresses, options.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{version,apiresources,clusterinfo,options}`.

use serde_json::{Value, json};

use crate::api::node::KUBELET_VERSION;
use crate::apimachinery::json::print_indented;
use crate::apimachinery::yaml;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::GLOBAL_FLAGS;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::help;
use crate::kubectl::kubeconfig::SERVER;
use crate::kubectl::output::kyaml;
use crate::kubectl::output::tabwriter::table;
use crate::kubectl::printers::object;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// `version`.
pub const VERSION: Command = Command {
    name: "version",
    short: "Print the client and server version information",
    usage: "version [flags]",
    flags: &[&[
        Flag::switch("client", "If true, shows client version only (no server required)."),
        Flag::text("output", "One of 'yaml' or 'json'.").short('o'),
    ]],
    run: version,
    ..Command::EMPTY
};

/// `api-resources`.
pub const API_RESOURCES: Command = Command {
    name: "api-resources",
    short: "Print the supported API resources on the server",
    usage: "api-resources [flags]",
    flags: &[&[
        Flag::text("api-group", "Limit to resources in the specified API group."),
        Flag::switch("cached", "Use the cached list of resources if available."),
        Flag::new("categories", ' ', Takes::Words, "", "Limit to resources that belong to the specified categories."),
        Flag::switch("namespaced", "If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.").default("true"),
        Flag::switch("no-headers", "When using the default or custom-column output format, don't print headers (default print headers)."),
        Flag::text("output", "Output format. One of: (json, yaml, kyaml, name, wide).").short('o'),
        Flag::text("sort-by", "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'."),
        Flag::new("verbs", ' ', Takes::Words, "", "Limit to resources that support the specified verbs."),
    ]],
    run: api_resources,
    ..Command::EMPTY
};

/// `api-versions`.
pub const API_VERSIONS: Command = Command {
    name: "api-versions",
    short: "Print the supported API versions on the server, in the form of \"group/version\"",
    usage: "api-versions",
    run: api_versions,
    ..Command::EMPTY
};

/// `cluster-info`.
pub const CLUSTER_INFO: Command = Command {
    name: "cluster-info",
    short: "Display cluster information",
    usage: "cluster-info [flags]",
    subcommands: &[&Command {
        name: "dump",
        short: "Dump relevant information for debugging and diagnosis",
        usage: "cluster-info dump [flags]",
        run: dump,
        ..Command::EMPTY
    }],
    run: cluster_info,
    ..Command::EMPTY
};

/// `options`.
pub const OPTIONS: Command = Command {
    name: "options",
    short: "Print the list of flags inherited by all commands",
    usage: "options [flags]",
    run: options,
    ..Command::EMPTY
};

const CLIENT_VERSION: &str = "v1.36.4";
const KUSTOMIZE_VERSION: &str = "v5.8.1";
const VERBS: [&str; 8] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

fn version(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    // With --client kubectl does not look at them.
    if !call.args().is_empty() && !call.is_on("client") {
        return Err(Failure::Message(format!("extra arguments: [{}]", call.args().join(" "))));
    }
    let with_server = !call.is_on("client");
    let info = |version: &str| {
        json!({
            "compiler": "gc", "gitTreeState": "clean", "gitVersion": version, "major": "1", "minor": "36",
            "platform": "linux/amd64",
        })
    };
    let mut value = json!({"clientVersion": info(CLIENT_VERSION), "kustomizeVersion": KUSTOMIZE_VERSION});
    if with_server {
        value["serverVersion"] = info(KUBELET_VERSION);
    }
    let text = match call.text("output") {
        "" if with_server => format!(
            "Client Version: {CLIENT_VERSION}\nKustomize Version: {KUSTOMIZE_VERSION}\nServer Version: {KUBELET_VERSION}\n"
        ),
        "" => format!("Client Version: {CLIENT_VERSION}\nKustomize Version: {KUSTOMIZE_VERSION}\n"),
        "yaml" => yaml::print(&value) + "\n",
        // Two spaces here, four everywhere else, as upstream has it.
        "json" => print_indented(&value).replace("    ", "  ") + "\n",
        _ => return Err("--output must be 'yaml' or 'json'".into()),
    };
    context.out.out(&text);
    Ok(Progress::Ended)
}

/// A resource as discovery tells of it.
struct Row {
    mapping: Option<Mapping>,
    plural: &'static str,
    short_names: String,
    group: &'static str,
    version: &'static str,
    namespaced: bool,
    kind: &'static str,
    verbs: Vec<&'static str>,
}

impl Row {
    fn of(mapping: Mapping) -> Row {
        let mut verbs = match mapping.plural() {
            "componentstatuses" => vec!["get", "list"],
            _ => VERBS.to_vec(),
        };
        if mapping.plural() == "namespaces" {
            verbs.retain(|verb| *verb != "deletecollection");
        }
        Row {
            mapping: Some(mapping),
            plural: mapping.plural(),
            short_names: mapping.short_names().join(","),
            group: mapping.group(),
            version: mapping.version(),
            namespaced: mapping.namespaced(),
            kind: mapping.kind_name(),
            verbs,
        }
    }

    /// What else a 1.36 server offers: requests that are no objects, and events once more.
    fn others() -> Vec<Row> {
        const AUTHENTICATION: &str = "authentication.k8s.io";
        const AUTHORIZATION: &str = "authorization.k8s.io";
        let row = |plural, group, namespaced, kind| {
            let is_event = kind == "Event";
            let verbs = if is_event { VERBS.to_vec() } else { vec!["create"] };
            let short_names = if is_event { "ev".to_owned() } else { String::new() };
            Row { mapping: None, plural, short_names, group, version: "v1", namespaced, kind, verbs }
        };
        vec![
            row("bindings", "", true, "Binding"),
            row("selfsubjectreviews", AUTHENTICATION, false, "SelfSubjectReview"),
            row("tokenreviews", AUTHENTICATION, false, "TokenReview"),
            row("localsubjectaccessreviews", AUTHORIZATION, true, "LocalSubjectAccessReview"),
            row("selfsubjectaccessreviews", AUTHORIZATION, false, "SelfSubjectAccessReview"),
            row("selfsubjectrulesreviews", AUTHORIZATION, false, "SelfSubjectRulesReview"),
            row("subjectaccessreviews", AUTHORIZATION, false, "SubjectAccessReview"),
            row("events", "events.k8s.io", true, "Event"),
        ]
    }

    fn object(&self) -> Value {
        let mut object = json!({
            "name": self.plural, "singularName": self.kind.to_lowercase(), "namespaced": self.namespaced,
            "version": self.version, "kind": self.kind, "verbs": self.verbs,
        });
        if !self.group.is_empty() {
            object["group"] = self.group.into();
        }
        if !self.short_names.is_empty() {
            object["shortNames"] = self.short_names.split(',').collect();
        }
        if !self.category().is_empty() {
            object["categories"] = json!([self.category()]);
        }
        object
    }

    fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    fn qualified_plural(&self) -> String {
        if self.group.is_empty() { self.plural.to_owned() } else { format!("{}.{}", self.plural, self.group) }
    }

    fn category(&self) -> &'static str {
        if self.mapping.is_some_and(Mapping::in_all) { "all" } else { "" }
    }

    fn is_asked_for(&self, call: &Call) -> bool {
        (!call.is_set("api-group") || call.text("api-group") == self.group)
            && (!call.is_set("namespaced") || call.is_on("namespaced") == self.namespaced)
            && call.list("verbs").iter().all(|verb| self.verbs.contains(&verb.as_str()))
            && call.list("categories").iter().all(|name| name == self.category())
    }
}

fn api_resources(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("unexpected arguments: [{}]", call.args().join(" "))));
    }
    let output = call.text("output");
    match output {
        "" | "wide" | "name" | "json" | "yaml" | "kyaml" => {}
        other => return Err(object::no_printer(other, &["json", "yaml", "kyaml", "name", "wide"])),
    }
    let sort_by = call.text("sort-by");
    if !matches!(sort_by, "" | "name" | "kind") {
        return Err("--sort-by accepts only name or kind".into());
    }
    let mut rows: Vec<Row> = Mapping::all().into_iter().map(Row::of).chain(Row::others()).collect();
    rows.retain(|row| row.is_asked_for(call));
    let key = |row: &Row| match sort_by {
        "name" => row.plural,
        "kind" => row.kind,
        _ => row.group,
    };
    rows.sort_by(|a, b| (key(a), a.plural).cmp(&(key(b), b.plural)));
    if matches!(output, "json" | "yaml" | "kyaml") {
        context.out.out(&resource_list(&rows, output));
        return Ok(Progress::Ended);
    }
    if output == "name" {
        let names: String = rows.iter().map(|row| row.qualified_plural() + "\n").collect();
        context.out.out(&names);
        return Ok(Progress::Ended);
    }
    let wide = output == "wide";
    let mut text = String::new();
    if !call.is_on("no-headers") {
        text.push_str("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND");
        text.push_str(if wide { "\tVERBS\tCATEGORIES\n" } else { "\n" });
    }
    for row in rows {
        let (version, namespaced) = (row.api_version(), row.namespaced);
        text.push_str(&format!("{}\t{}\t{version}\t{namespaced}\t{}", row.plural, row.short_names, row.kind));
        if wide {
            text.push_str(&format!("\t{}\t{}", row.verbs.join(","), row.category()));
        }
        text.push('\n');
    }
    context.out.out(&table(&text));
    Ok(Progress::Ended)
}

/// The rows as the object that discovery answers with. In JSON its fields come in the order of Go's types.
fn resource_list(rows: &[Row], output: &str) -> String {
    const LIST: [&str; 4] = ["kind", "apiVersion", "groupVersion", "resources"];
    const RESOURCE: [&str; 9] = [
        "name",
        "singularName",
        "namespaced",
        "group",
        "version",
        "kind",
        "verbs",
        "shortNames",
        "categories",
    ];
    let resources: Vec<Value> = rows.iter().map(Row::object).collect();
    let list =
        json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "", "resources": resources});
    match output {
        "yaml" => yaml::print(&list),
        "kyaml" => kyaml::print(&list),
        _ => {
            let of = |value: &Value, fields: &[&str], indent: usize| {
                let margin = " ".repeat(indent);
                let lines: Vec<String> = fields
                    .iter()
                    .filter_map(|field| Some((field, value.get(*field)?)))
                    .map(|(field, value)| {
                        let text = print_indented(value).replace('\n', &format!("\n{margin}    "));
                        format!("{margin}    \"{field}\": {text}")
                    })
                    .collect();
                format!("{{\n{}\n{margin}}}", lines.join(",\n"))
            };
            let [head @ .., _] = LIST;
            let items: Vec<String> =
                resources.iter().map(|one| format!("        {}", of(one, &RESOURCE, 8))).collect();
            let head = of(&list, &head, 0);
            let head = head.trim_end_matches("\n}");
            format!("{head},\n    \"resources\": [\n{}\n    ]\n}}\n", items.join(",\n"))
        }
    }
}

fn api_versions(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("unexpected arguments: [{}]", call.args().join(" "))));
    }
    let more = ["authentication.k8s.io/v1", "authorization.k8s.io/v1", "autoscaling/v1", "events.k8s.io/v1"];
    let mut versions: Vec<String> = Mapping::all().into_iter().map(Mapping::api_version).collect();
    versions.extend(more.map(str::to_owned));
    versions.sort();
    versions.dedup();
    context.out.out(&(versions.join("\n") + "\n"));
    Ok(Progress::Ended)
}

fn cluster_info(_call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    context.out.out(&format!(
        "Kubernetes control plane is running at {SERVER}\n\nTo further debug and diagnose cluster problems, use \
         'kubectl cluster-info dump'.\n"
    ));
    Ok(Progress::Ended)
}

fn dump(_call: &Call, _context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    Err("cluster-info dump is not simulated by this playground; try 'kubectl get all -A -o yaml'".into())
}

fn options(_call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let flags: Vec<&Flag> =
        GLOBAL_FLAGS.iter().flat_map(|table| table.iter()).filter(|flag| !flag.hidden).collect();
    let text = format!("The following options can be passed to any command:\n\n{}", help::flags(flags));
    context.out.out(&text);
    Ok(Progress::Ended)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
