//! Label keys and values.
//!
//! Upstream: `content.IsLabelKey` (also known as "qualified name") and `content.IsLabelValue`. Their length words say
//! *bytes* where those of DNS names say *characters*.

use super::names::{LABEL_LENGTH_MAX, SUBDOMAIN_LENGTH_MAX, is_subdomain, starts_and_ends};

const MANY_PARTS: &str = "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
const NAME_FORM: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_FORM: &str = "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const VALUE_FORM: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/// A label key, which is also the form of resource names, conditions, finalizers and annotation keys.
pub fn label_key(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    let name = match value.split_once('/') {
        None => value,
        Some((_, rest)) if rest.contains('/') => return vec![MANY_PARTS],
        Some((prefix, name)) => {
            if prefix.is_empty() {
                broken.push("prefix part must be non-empty");
            } else {
                if prefix.len() > SUBDOMAIN_LENGTH_MAX {
                    broken.push("prefix part must be no more than 253 bytes");
                }
                if !is_subdomain(prefix) {
                    broken.push(PREFIX_FORM);
                }
            }
            name
        }
    };
    if name.is_empty() {
        broken.push("name part must be non-empty");
    } else if name.len() > LABEL_LENGTH_MAX {
        broken.push("name part must be no more than 63 bytes");
    }
    if !is_label_name(name) {
        broken.push(NAME_FORM);
    }
    broken
}

/// A label value.
pub fn label_value(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    if value.len() > LABEL_LENGTH_MAX {
        broken.push("must be no more than 63 bytes");
    }
    if !value.is_empty() && !is_label_name(value) {
        broken.push(VALUE_FORM);
    }
    broken
}

fn is_label_name(value: &str) -> bool {
    starts_and_ends(value, |b| b.is_ascii_alphanumeric())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn keys_break_the_rules_upstream_names() {
        let long = "a".repeat(64);
        let long_prefix = format!("{}/x", "b.".repeat(127) + "c");
        let cases: &[(&str, &[&str])] = &[
            ("app", &[]),
            ("node-role.kubernetes.io/control-plane", &[]),
            ("A_b.C", &[]),
            ("bad key", &[NAME_FORM]),
            ("", &["name part must be non-empty", NAME_FORM]),
            ("/x", &["prefix part must be non-empty"]),
            ("x/", &["name part must be non-empty", NAME_FORM]),
            ("Example.com/x", &[PREFIX_FORM]),
            ("a/b/c", &[MANY_PARTS]),
            (&long, &["name part must be no more than 63 bytes"]),
            (&long_prefix, &["prefix part must be no more than 253 bytes"]),
            ("-a", &[NAME_FORM]),
        ];
        for (key, broken) in cases {
            assert_eq!(label_key(key), *broken, "{key:?}");
        }
    }

    #[test]
    fn values_may_be_empty_and_end_in_letters_or_digits() {
        let long = "v".repeat(64);
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("my_value", &[]),
            ("1.10", &[]),
            ("-bad-", &[VALUE_FORM]),
            ("not valid!", &[VALUE_FORM]),
            ("a/b", &[VALUE_FORM]),
            (&long, &["must be no more than 63 bytes"]),
        ];
        for (value, broken) in cases {
            assert_eq!(label_value(value), *broken, "{value:?}");
        }
    }
}
