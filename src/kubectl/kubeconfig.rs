//! The kubeconfig: one cluster, one user, one context, until a person makes more.
//!
//! It is a file like any other and written only once it is changed. Secrets in it are placeholders.
//!
//! Upstream: `k8s.io/client-go/tools/clientcmd`, `…/clientcmd/api/v1/types.go`.

use serde_json::{Map, Value, json};

use crate::api::fields::Fields as _;
use crate::apimachinery::yaml;
use crate::kubectl::command::{Call, DEFAULT_NAMESPACE};
use crate::kubectl::files::Files;

/// Where it is kept.
pub const PATH: &str = ".kube/config";
/// The cluster's address.
pub const SERVER: &str = "https://192.0.2.1:6443";
/// What the cluster, the user and the context are called.
const NAME: &str = "playground";
/// `no certificates here` in base64.
const PLACEHOLDER: &str = "bm8gY2VydGlmaWNhdGVzIGhlcmU=";

/// A kubeconfig.
#[derive(Clone, Debug)]
pub struct Kubeconfig {
    /// The whole of it as JSON.
    pub value: Value,
    /// The file it is kept in.
    pub path: String,
}

impl Kubeconfig {
    /// Reads the usual one; what cannot be read is as if it were not there.
    pub fn load(files: &dyn Files) -> Kubeconfig {
        let written = files.read(PATH).and_then(|text| yaml::parse_one(&text).ok());
        let value = written.filter(Value::is_object).unwrap_or_else(default);
        Kubeconfig { value, path: PATH.to_owned() }
    }

    /// Reads the one that a command line names with `--kubeconfig`, or else the usual one.
    pub fn of(call: &Call, files: &dyn Files) -> Kubeconfig {
        let path = call.text("kubeconfig");
        if path.is_empty() {
            return Kubeconfig::load(files);
        }
        let written = files.read(path).and_then(|text| yaml::parse_one(&text).ok());
        Kubeconfig { value: written.filter(Value::is_object).unwrap_or(json!({})), path: path.to_owned() }
    }

    /// Writes it.
    pub fn save(&self, files: &mut dyn Files) {
        files.write(&self.path, &yaml::print(&self.printed()));
    }

    /// The name of the context in use.
    pub fn current(&self) -> &str {
        self.value.text("current-context")
    }

    /// The entry of that name in `contexts`, `clusters` or `users`.
    pub fn entry(&self, list: &str, name: &str) -> Option<&Value> {
        self.value.items(list).iter().find(|entry| entry.text("name") == name)
    }

    /// The fields of the entry of that name in `contexts`, `clusters` or `users`, which is made where it is not there.
    pub fn fields_mut(&mut self, list: &str, name: &str) -> &mut Map<String, Value> {
        let inner = list.trim_end_matches('s');
        if !self.value[list].is_array() {
            self.value[list] = json!([]);
        }
        let entries = self.value[list].as_array_mut().expect("it was just made a list");
        let at = entries.iter().position(|entry| entry.text("name") == name).unwrap_or_else(|| {
            entries.push(json!({"name": name}));
            entries.len() - 1
        });
        let entry = &mut entries[at];
        if !entry[inner].is_object() {
            entry[inner] = json!({});
        }
        entry[inner].as_object_mut().expect("it was just made an object")
    }

    /// Takes out the entry of that name in `contexts`, `clusters` or `users`.
    pub fn remove(&mut self, list: &str, name: &str) {
        if let Some(entries) = self.value.get_mut(list).and_then(Value::as_array_mut) {
            entries.retain(|entry| entry.text("name") != name);
        }
    }

    /// The names in `contexts`, `clusters` or `users`, sorted.
    pub fn names(&self, list: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.value.items(list).iter().map(|entry| entry.text("name").to_owned()).collect();
        names.sort();
        names
    }

    /// The namespace of the context in use.
    pub fn namespace(&self) -> String {
        let namespace = self
            .entry("contexts", self.current())
            .map(|entry| entry.at("context").text("namespace"))
            .unwrap_or_default();
        if namespace.is_empty() { DEFAULT_NAMESPACE.to_owned() } else { namespace.to_owned() }
    }

    /// The whole of it as it is written: entries by name, what is empty left out where it may be.
    pub fn printed(&self) -> Value {
        const ALWAYS: [(&str, &[&str]); 3] =
            [("clusters", &["server"]), ("contexts", &["cluster", "user"]), ("users", &[])];
        let mut value = self.value.clone();
        for (field, usual) in [("apiVersion", "v1"), ("kind", "Config"), ("current-context", "")] {
            if value.text(field).is_empty() {
                value[field] = usual.into();
            }
        }
        for (list, always) in ALWAYS {
            let mut entries = value.items(list).to_vec();
            entries.sort_by(|a, b| a.text("name").cmp(b.text("name")));
            for entry in &mut entries {
                let inner = &mut entry[list.trim_end_matches('s')];
                let fields = inner.as_object().cloned().unwrap_or_default();
                let mut kept: Map<String, Value> = fields
                    .into_iter()
                    .filter(|(_, value)| *value != "" && *value != false && !value.is_null())
                    .collect();
                for field in always {
                    kept.entry(*field).or_insert_with(|| "".into());
                }
                *inner = kept.into();
            }
            value[list] = if entries.is_empty() { Value::Null } else { entries.into() };
        }
        value
    }
}

fn default() -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": NAME, "cluster": {"certificate-authority-data": PLACEHOLDER, "server": SERVER}},
        ],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "current-context": NAME,
        "users": [{"name": NAME, "user": {
            "client-certificate-data": PLACEHOLDER, "client-key-data": PLACEHOLDER,
        }}],
    })
}
