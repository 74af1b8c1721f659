//! DNS labels and subdomains, the names of objects.
//!
//! Upstream: `IsDNS1123Label`, `IsDNS1123Subdomain` and `NameIsDNSSubdomain` with their prefix form.

use std::borrow::Cow;

pub(super) const LABEL_LENGTH_MAX: usize = 63;
pub(super) const SUBDOMAIN_LENGTH_MAX: usize = 253;

const LABEL_TOO_LONG: &str = "must be no more than 63 characters";
const SUBDOMAIN_TOO_LONG: &str = "must be no more than 253 characters";
const LABEL_FORM: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_FORM: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const UNDERSCORE_FORM: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

/// How the name of an object must look.
pub type NameRule = fn(&str) -> Vec<&'static str>;

/// A DNS label: containers, volumes, namespaces.
pub fn dns1123_label(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    if value.len() > LABEL_LENGTH_MAX {
        broken.push(LABEL_TOO_LONG);
    }
    if !is_label(value) {
        broken.push(if is_subdomain(value) { "must not contain dots" } else { LABEL_FORM });
    }
    broken
}

/// A DNS subdomain: most objects.
pub fn dns1123_subdomain(value: &str) -> Vec<&'static str> {
    subdomain_rules(value, is_subdomain(value), SUBDOMAIN_FORM)
}

/// A DNS subdomain whose labels may hold underscores: DNS search paths.
pub fn dns1123_subdomain_with_underscore(value: &str) -> Vec<&'static str> {
    subdomain_rules(value, value.split('.').all(is_underscore_label), UNDERSCORE_FORM)
}

/// What a rule checks when letters will be appended: `kube-` is a fine beginning. Upstream replaces the last *two*
/// characters by one letter, so `a.-` passes as `aa` does; kept.
pub fn mask_trailing_dash(name: &str) -> Cow<'_, str> {
    match name.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => {
            let mut kept = rest.to_string();
            kept.pop();
            kept.push('a');
            Cow::Owned(kept)
        }
        _ => Cow::Borrowed(name),
    }
}

fn subdomain_rules(value: &str, well_formed: bool, form: &'static str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    if value.len() > SUBDOMAIN_LENGTH_MAX {
        broken.push(SUBDOMAIN_TOO_LONG);
    }
    if !well_formed {
        broken.push(form);
    }
    broken
}

pub(super) fn is_subdomain(value: &str) -> bool {
    value.split('.').all(is_label)
}

fn is_label(value: &str) -> bool {
    starts_and_ends(value, is_lower_alphanumeric)
        && value.bytes().all(|b| is_lower_alphanumeric(b) || b == b'-')
}

fn is_underscore_label(value: &str) -> bool {
    let rest = value.strip_prefix('_').unwrap_or(value);
    starts_and_ends(rest, is_lower_alphanumeric)
        && rest.bytes().all(|b| is_lower_alphanumeric(b) || b == b'-' || b == b'_')
}

pub(super) fn is_lower_alphanumeric(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

/// Whether the text is not empty and both its ends are of a class.
pub(super) fn starts_and_ends(value: &str, class: fn(u8) -> bool) -> bool {
    let bytes = value.as_bytes();
    bytes.first().is_some_and(|b| class(*b)) && bytes.last().is_some_and(|b| class(*b))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn labels_and_subdomains_are_told_apart() {
        let long_label = "a".repeat(64);
        let long_subdomain = format!("{}.{}", "a".repeat(60), "b.".repeat(100) + "c");
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("a", &[], &[]),
            ("0-a", &[], &[]),
            ("a.b-c.9", &["must not contain dots"], &[]),
            ("", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("A", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("-a", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("a-", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("a..b", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            (".a", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("a_b", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("ä", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            ("a\n", &[LABEL_FORM], &[SUBDOMAIN_FORM]),
            (&long_label, &[LABEL_TOO_LONG], &[]),
            (&long_subdomain, &[LABEL_TOO_LONG, "must not contain dots"], &[SUBDOMAIN_TOO_LONG]),
        ];
        for (name, label, subdomain) in cases {
            assert_eq!(dns1123_label(name), *label, "label {name:?}");
            assert_eq!(dns1123_subdomain(name), *subdomain, "subdomain {name:?}");
        }
    }

    #[test]
    fn a_generated_name_may_begin_with_a_dash_at_its_end() {
        for (name, masked) in
            [("kube-", "kuba"), ("-", "-"), ("a-", "a"), ("ab", "ab"), ("", ""), ("é-", "a")]
        {
            assert_eq!(mask_trailing_dash(name), masked);
        }
    }

    #[test]
    fn search_paths_may_hold_underscores() {
        for fine in ["_sip._tcp.example", "a_b", "x"] {
            assert!(dns1123_subdomain_with_underscore(fine).is_empty(), "{fine}");
        }
        for bad in ["_", "a_", "__a", "A"] {
            assert_eq!(dns1123_subdomain_with_underscore(bad), [UNDERSCORE_FORM], "{bad}");
        }
    }
}
