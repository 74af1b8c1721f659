//! Files of one volume that would lie upon each other.
//!
//! Upstream: `warningsForOverlappingVirtualPaths`.

use serde_json::Value;

use super::warnings::Warnings;
use crate::api::fields::Fields;
use crate::apimachinery::quote::go_quote;

/// A file and, in projected volumes, where it comes from.
#[derive(PartialEq, Eq)]
struct File {
    path: String,
    source: String,
}

impl File {
    fn text(&self) -> String {
        if self.source.is_empty() {
            go_quote(&self.path)
        } else {
            format!("{} ({})", go_quote(&self.path), self.source)
        }
    }

    fn covers(&self, other: &File) -> bool {
        let below = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        !self.path.is_empty()
            && !other.path.is_empty()
            && (below(&self.path, &other.path) || below(&other.path, &self.path))
    }
}

/// Warns of overlaps inside each volume.
pub(super) fn overlapping_paths(warnings: &mut Warnings, spec: &Value) {
    for volume in spec.items("volumes") {
        let name = go_quote(volume.text("name"));
        for (kind, label, source_name) in [
            ("configMap", "ConfigMap", "name"),
            ("secret", "Secret", "secretName"),
            ("downwardAPI", "DownwardAPI", ""),
        ] {
            let Some(source) = volume.set(kind) else { continue };
            let description = describe(label, source, source_name);
            warn(warnings, &name, &description, files(source, ""));
        }
        let Some(projected) = volume.set("projected") else { continue };
        let mut all = Vec::new();
        for source in projected.items("sources") {
            if source.as_object().is_some_and(serde_json::Map::is_empty) {
                warnings.push(format!("volume {name} (Projected) has no sources provided"));
                continue;
            }
            all.extend(projected_files(source));
        }
        warn(warnings, &name, "Projected", all);
    }
}

fn projected_files(source: &Value) -> Vec<File> {
    for (kind, label, source_name) in
        [("configMap", "ConfigMap", "name"), ("secret", "Secret", "name"), ("downwardAPI", "DownwardAPI", "")]
    {
        let part = source.at(kind);
        if !part.items("items").is_empty() {
            return files(part, &describe(label, part, source_name));
        }
    }
    match source.set("serviceAccountToken") {
        Some(token) => vec![file(token.text("path"), "ServiceAccountToken")],
        None => Vec::new(),
    }
}

fn describe(label: &str, source: &Value, name: &str) -> String {
    if name.is_empty() { label.to_owned() } else { format!("{label} {}", go_quote(source.text(name))) }
}

fn files(source: &Value, description: &str) -> Vec<File> {
    source.items("items").iter().map(|item| file(item.text("path"), description)).collect()
}

fn file(path: &str, source: &str) -> File {
    File { path: path.trim_end_matches('/').to_owned(), source: source.to_owned() }
}

fn warn(warnings: &mut Warnings, volume: &str, description: &str, files: Vec<File>) {
    for (i, file) in files.iter().enumerate() {
        for earlier in files.iter().take(i).filter(|earlier| file.covers(earlier)) {
            let (this, that) = (file.text(), earlier.text());
            warnings.push(format!("volume {volume} ({description}): overlapping paths: {this} with {that}"));
        }
    }
}
