//! The words of a command line: kinds, names, or both in one.
//!
//! Upstream: `ResourceTypeOrNameArgs` in `k8s.io/cli-runtime/pkg/resource/builder.go`.

use crate::kubectl::errors::Failure;
use crate::kubectl::resources::Mapping;

/// The words of a command: `TYPE`, `TYPE NAME…`, `TYPE/NAME…`, with commas between types.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Kinds.
    pub(super) kinds: Vec<String>,
    /// Names of the one kind.
    pub(super) names: Vec<String>,
    /// Kinds and names together.
    pub(super) pairs: Vec<(String, String)>,
}

impl Words {
    pub(super) fn read(args: &[String], failures: &mut Vec<Failure>) -> Words {
        let mut words = Words::default();
        let args = spread(args);
        let with_slash = args.iter().filter(|arg| arg.contains('/')).count();
        if with_slash > 0 && with_slash < args.len() {
            failures.push(
                "there is no need to specify a resource type as a separate argument when passing arguments in \
                 resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                 resource/<resource_name>'"
                    .into(),
            );
            return words;
        }
        if with_slash > 0 {
            for arg in &args {
                match pair(arg) {
                    Ok(pair) => words.pairs.push(pair),
                    Err(failure) => {
                        failures.push(failure);
                        return words;
                    }
                }
            }
            return words;
        }
        let Some((kinds, names)) = args.split_first() else { return words };
        words.kinds = unique(&expand_all(kinds));
        words.names = names.to_vec();
        words
    }
}

/// `a,b x` means `a/x b/x`.
fn spread(args: &[String]) -> Vec<String> {
    let Some((first, names)) = args.split_first() else { return Vec::new() };
    let kinds = unique(first);
    if kinds.len() < 2 || names.is_empty() {
        return args.to_vec();
    }
    kinds.iter().flat_map(|kind| names.iter().map(move |name| format!("{kind}/{name}"))).collect()
}

fn pair(arg: &str) -> Result<(String, String), Failure> {
    let parts: Vec<&str> = arg.split('/').collect();
    let [kind, name] = parts[..] else {
        return Err("arguments in resource/name form may not have more than one slash".into());
    };
    if kind.is_empty() || name.is_empty() || kind.contains(',') {
        return Err("arguments in resource/name form must have a single resource and name".into());
    }
    Ok((kind.to_owned(), name.to_owned()))
}

fn unique(list: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in list.split(',') {
        if !parts.iter().any(|one| one == part) {
            parts.push(part.to_owned());
        }
    }
    parts
}

/// `all` is a name for many kinds.
fn expand_all(kinds: &str) -> String {
    let parts = kinds.split(',').map(|part| match part {
        "all" => {
            let members = Mapping::all().into_iter().filter(|mapping| mapping.in_all());
            members.map(Mapping::qualified_plural).collect::<Vec<String>>().join(",")
        }
        part => part.to_owned(),
    });
    parts.collect::<Vec<String>>().join(",")
}
