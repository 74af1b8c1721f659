//! Reads `docs.txt`. It is asked now and then by a person, so it is searched line by line and kept nowhere.

use crate::api::schema::{Field, Kind, Type};

const TEXT: &str = include_str!("docs.txt");

/// A sentence about a type.
pub fn about_type(ty: &Type) -> Option<&'static str> {
    entry("", ty.name(), ": ")
}

/// A sentence about a field of a struct.
pub fn about_field(owner: &Type, field: &Field) -> Option<&'static str> {
    let of = |owner: &str| entry("", &format!("{owner}.{}", field.json_name), ": ");
    of(owner.name()).or_else(|| of("*"))
}

/// All values that a type of text may have, sorted; none where it may have any.
pub fn values(ty: &Type) -> Vec<&'static str> {
    match ty.kind() {
        Kind::String => entry("=", ty.name(), " ").map(|list| list.split(',').collect()).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether a field must be there.
///
/// Upstream: the marks `+optional` and `+required` of the types, where they say something else than `omitempty`.
pub fn is_required(owner: &Type, field: &Field) -> bool {
    match entry("!", &format!("{}.{}", owner.name(), field.json_name), " ") {
        Some(mark) => mark == "+",
        None => !field.omitempty,
    }
}

fn entry(mark: &str, key: &str, end: &str) -> Option<&'static str> {
    TEXT.lines().find_map(|line| line.strip_prefix(mark)?.strip_prefix(key)?.strip_prefix(end))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::api::schema::root;

    #[test]
    fn every_line_is_about_something_that_exists() {
        for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
            let key = line.trim_start_matches(['=', '!']).split([':', ' ']).next().unwrap_or_default();
            let (owner, field) = key.split_once('.').unwrap_or((key, ""));
            if owner == "*" {
                continue;
            }
            let ty = root(owner).unwrap_or_else(|| panic!("{line}"));
            assert!(field.is_empty() || ty.field(field).is_some(), "{line}");
        }
    }

    #[test]
    fn what_must_be_there_is_known() {
        let spec = root("DaemonSetSpec").expect("the type is known");
        let required: Vec<&str> = spec
            .json_fields()
            .filter(|field| is_required(spec, field))
            .map(|field| field.json_name)
            .collect();
        assert_eq!(required, ["selector", "template"]);
    }
}
