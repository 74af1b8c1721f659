//! The kubeconfig: one cluster, one user, one context, until a person makes more.
//!
//! It is a file like any other and written only once it is changed. Secrets in it are placeholders.
//!
//! Upstream: `k8s.io/client-go/tools/clientcmd`.

use serde_json::{Value, json};

use crate::api::fields::Fields as _;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml;
use crate::kubectl::command::DEFAULT_NAMESPACE;
use crate::kubectl::errors::Failure;
use crate::kubectl::files::Files;

/// Where it is kept.
pub const PATH: &str = ".kube/config";
/// The cluster's address.
pub const SERVER: &str = "https://192.0.2.1:6443";
/// What the cluster, the user and the context are called.
const NAME: &str = "playground";

/// A kubeconfig.
#[derive(Clone, Debug)]
pub struct Kubeconfig {
    /// The whole of it as JSON.
    pub value: Value,
}

impl Kubeconfig {
    /// Reads it; what cannot be read is as if it were not there.
    pub fn load(files: &dyn Files) -> Kubeconfig {
        let written = files.read(PATH).and_then(|text| yaml::parse_one(&text).ok());
        Kubeconfig { value: written.filter(Value::is_object).unwrap_or_else(default) }
    }

    /// Writes it.
    pub fn save(&self, files: &mut dyn Files) {
        files.write(PATH, &yaml::print(&self.value));
    }

    /// The name of the context in use.
    pub fn current(&self) -> &str {
        self.value.text("current-context")
    }

    /// The entry of that name in `contexts`, `clusters` or `users`.
    pub fn entry(&self, list: &str, name: &str) -> Option<&Value> {
        self.value.items(list).iter().find(|entry| entry.text("name") == name)
    }

    /// The names in `contexts`, `clusters` or `users`, sorted.
    pub fn names(&self, list: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.value.items(list).iter().map(|entry| entry.text("name").to_owned()).collect();
        names.sort();
        names
    }

    /// The namespace to work in, in the context of that name or, for an empty one, the one in use.
    ///
    /// Errors: there is no such context.
    pub fn namespace(&self, context: &str) -> Result<String, Failure> {
        let name = if context.is_empty() { self.current() } else { context };
        let Some(entry) = self.entry("contexts", name) else {
            return Err(Failure::Message(format!("context {} does not exist", go_quote(name))));
        };
        Ok(match entry.at("context").text("namespace") {
            "" => DEFAULT_NAMESPACE.to_owned(),
            namespace => namespace.to_owned(),
        })
    }
}

fn default() -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": NAME, "cluster": {"certificate-authority-data": "DATA+OMITTED", "server": SERVER}},
        ],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "current-context": NAME,
        "users": [{"name": NAME, "user": {
            "client-certificate-data": "DATA+OMITTED", "client-key-data": "DATA+OMITTED",
        }}],
    })
}
