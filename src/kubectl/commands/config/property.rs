//! `kubectl config set` and `unset`: one value by its path through the kubeconfig, such as `contexts.dev.namespace`.
//!
//! A name between the dots may have dots of its own: it ends before the next word that is a field.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config/{set,unset,navigation_step_parser}.go`.

use serde_json::{Map, Value};

use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::config::contexts::unexpected;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::parse_switch;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::output::base64;
use crate::kubectl::task::Progress;

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Switch,
    /// Bytes, written in base64.
    Data,
    /// More fields or a list: it can be unset as a whole.
    More,
}

const CLUSTER: &[(&str, Holds)] = &[
    ("server", Holds::Text),
    ("tls-server-name", Holds::Text),
    ("insecure-skip-tls-verify", Holds::Switch),
    ("certificate-authority", Holds::Text),
    ("certificate-authority-data", Holds::Data),
    ("proxy-url", Holds::Text),
    ("disable-compression", Holds::Switch),
    ("extensions", Holds::More),
];
const USER: &[(&str, Holds)] = &[
    ("client-certificate", Holds::Text),
    ("client-certificate-data", Holds::Data),
    ("client-key", Holds::Text),
    ("client-key-data", Holds::Data),
    ("token", Holds::Text),
    ("tokenFile", Holds::Text),
    ("act-as", Holds::Text),
    ("act-as-uid", Holds::Text),
    ("act-as-groups", Holds::More),
    ("act-as-user-extra", Holds::More),
    ("username", Holds::Text),
    ("password", Holds::Text),
    ("auth-provider", Holds::More),
    ("exec", Holds::More),
    ("extensions", Holds::More),
];
const CONTEXT: &[(&str, Holds)] = &[
    ("cluster", Holds::Text),
    ("user", Holds::Text),
    ("namespace", Holds::Text),
    ("extensions", Holds::More),
];

/// Where a path leads.
enum Place {
    /// A text of the kubeconfig itself.
    Top(String),
    /// A list of entries as a whole.
    List(&'static str),
    /// An entry, by list and name.
    Entry(&'static str, String),
    /// A field of an entry.
    Field(&'static str, String, &'static str, Holds),
}

pub(super) fn set(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name, value] = call.args() else { return Err(unexpected(call, context)) };
    if value.is_empty() {
        return Err("you cannot use set to unset a property".into());
    }
    if name.is_empty() {
        return Err("you must specify a property".into());
    }
    let mut config = Kubeconfig::of(call, context.env.files);
    match place(name)? {
        Place::Top(field) => config.value[field] = value.as_str().into(),
        Place::List(list) | Place::Entry(list, _) => {
            // Go prints addresses here.
            let names: Vec<String> =
                config.names(list).iter().map(|name| format!("{name}:0xc000000000")).collect();
            return Err(Failure::Message(format!("can't set a map to a value: map[{}]", names.join(" "))));
        }
        Place::Field(list, entry, field, holds) => {
            let value = match holds {
                Holds::Text => value.as_str().into(),
                Holds::Switch => parse_switch(value).map_err(Failure::Message)?.into(),
                Holds::Data if call.is_on("set-raw-bytes") => base64::encode(value.as_bytes()).into(),
                Holds::Data => {
                    let mistake =
                        |at| format!("error decoding input value: illegal base64 data at input byte {at}");
                    base64::decode(value).map_err(mistake)?;
                    value.as_str().into()
                }
                Holds::More => {
                    return Err(Failure::Message(format!(
                        "{name} holds more than one value: this playground can only unset it"
                    )));
                }
            };
            config.fields_mut(list, &entry).insert(field.to_owned(), value);
        }
    }
    config.save(context.env.files);
    context.out.out(&format!("Property {} set.\n", go_quote(name)));
    Ok(Progress::Ended)
}

pub(super) fn unset(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    if name.is_empty() {
        return Err("you must specify a property".into());
    }
    let mut config = Kubeconfig::of(call, context.env.files);
    match place(name)? {
        Place::Top(field) => config.value[field] = "".into(),
        Place::List(list) => config.value[list] = Value::Array(Vec::new()),
        Place::Entry(list, entry) => config.remove(list, &entry),
        Place::Field(list, entry, field, _) => {
            if config.entry(list, &entry).is_none() {
                return Err(Failure::Message(format!("current map key `{entry}` is invalid")));
            }
            let fields: &mut Map<String, Value> = config.fields_mut(list, &entry);
            fields.remove(field);
        }
    }
    config.save(context.env.files);
    context.out.out(&format!("Property {} unset.\n", go_quote(name)));
    Ok(Progress::Ended)
}

/// Follows a path.
///
/// Errors: it leads nowhere.
fn place(path: &str) -> Result<Place, Failure> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let too_deep = || Failure::Message(format!("unable to parse one or more field values of {path}"));
    let (list, fields) = match first {
        "clusters" => ("clusters", CLUSTER),
        "users" => ("users", USER),
        "contexts" => ("contexts", CONTEXT),
        "current-context" | "kind" | "apiVersion" if rest.is_none() => {
            return Ok(Place::Top(first.to_owned()));
        }
        "current-context" | "kind" | "apiVersion" | "preferences" | "extensions" => return Err(too_deep()),
        _ => {
            return Err(Failure::Message(format!("unable to parse {path} after [] at api.Config")));
        }
    };
    let Some(rest) = rest else { return Ok(Place::List(list)) };
    let parts: Vec<&str> = rest.split('.').collect();
    let is_field = |part: &&str| fields.iter().any(|(field, _)| field == part);
    match parts.iter().skip(1).position(is_field).map(|at| at + 1) {
        None => Ok(Place::Entry(list, rest.to_owned())),
        Some(at) => {
            let name = parts.get(..at).unwrap_or_default().join(".");
            let field = parts.get(at).copied().unwrap_or_default();
            let found = fields.iter().find(|(one, _)| *one == field).filter(|_| parts.len() == at + 1);
            let (field, holds) = found.ok_or_else(too_deep)?;
            Ok(Place::Field(list, name, field, *holds))
        }
    }
}
