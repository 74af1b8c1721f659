//! The other forms: port names, percentages, header and variable names, configuration keys, sysctls, whole numbers.

use super::names::{SUBDOMAIN_LENGTH_MAX, is_lower_alphanumeric, starts_and_ends};

/// The words for a port out of range.
pub const PORT_RANGE: &str = "must be between 1 and 65535, inclusive";

/// A port's name.
pub fn port_name(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    if value.len() > 15 {
        broken.push("must be no more than 15 characters");
    }
    if value.is_empty() || !value.bytes().all(|b| is_lower_alphanumeric(b) || b == b'-') {
        broken.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if !value.bytes().any(|b| b.is_ascii_lowercase()) {
        broken.push("must contain at least one letter (a-z)");
    }
    if value.contains("--") {
        broken.push("must not contain consecutive hyphens");
    }
    if value.starts_with('-') || value.ends_with('-') {
        broken.push("must not begin or end with a hyphen");
    }
    broken
}

/// A percentage: `10%`.
pub fn percent(value: &str) -> Vec<&'static str> {
    let digits = value.strip_suffix('%').unwrap_or("");
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    vec![
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ]
}

/// The name of an HTTP header.
pub fn http_header_name(value: &str) -> Vec<&'static str> {
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Vec::new();
    }
    vec![
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
    ]
}

/// The name of an environment variable, as 1.34 and later see it.
pub fn relaxed_env_var_name(value: &str) -> Vec<&'static str> {
    if value.is_empty() {
        return vec!["environment variable name must be non-empty"];
    }
    if value.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'=') {
        return Vec::new();
    }
    vec!["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

/// A key of a ConfigMap or Secret.
pub fn config_map_key(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    if value.len() > SUBDOMAIN_LENGTH_MAX {
        broken.push("must be no more than 253 characters");
    }
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if value.is_empty() || !value.bytes().all(fine) {
        broken.push(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        );
    }
    match value {
        "." => broken.push("must not be '.'"),
        ".." => broken.push("must not be '..'"),
        _ if value.starts_with("..") => broken.push("must not start with '..'"),
        _ => {}
    }
    broken
}

/// Whether a text is the name of a sysctl: segments between dots or slashes.
pub fn is_sysctl_name(value: &str) -> bool {
    let fine = |b: u8| is_lower_alphanumeric(b) || b == b'-' || b == b'_';
    value.len() <= SUBDOMAIN_LENGTH_MAX
        && value
            .split(['.', '/'])
            .all(|segment| starts_and_ends(segment, is_lower_alphanumeric) && segment.bytes().all(fine))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn check(rule: fn(&str) -> Vec<&'static str>, fine: &[&str], bad: &[(&str, usize)]) {
        for text in fine {
            assert!(rule(text).is_empty(), "{text:?} breaks {:?}", rule(text));
        }
        for (text, num_broken) in bad {
            assert_eq!(rule(text).len(), *num_broken, "{text:?} breaks {:?}", rule(text));
        }
    }

    #[test]
    fn each_form_accepts_and_refuses_what_upstream_does() {
        check(
            port_name,
            &["http", "a-1", "1a"],
            &[("", 2), ("80", 1), ("a--b", 1), ("-a", 1), ("A", 2), ("abcdefghijklmnop", 1)],
        );
        check(
            percent,
            &["0%", "100%", "007%"],
            &[("", 1), ("%", 1), ("1", 1), ("1.5%", 1), ("-1%", 1), ("1%%", 1)],
        );
        check(http_header_name, &["X-A", "9"], &[("", 1), ("a b", 1), ("a_b", 1)]);
        check(
            relaxed_env_var_name,
            &["A", "a b", "1", ".", "{}"],
            &[("", 1), ("a=b", 1), ("ä", 1), ("a\n", 1)],
        );
        check(config_map_key, &["a.b_c-D", "a..b"], &[("", 1), (".", 1), ("..", 1), ("..a", 1), ("a/b", 1)]);
    }

    #[test]
    fn sysctls_have_segments() {
        for fine in ["kernel.shm_rmid_forced", "net/ipv4.conf", "a"] {
            assert!(is_sysctl_name(fine), "{fine}");
        }
        for bad in ["", "a..b", ".a", "A", "a_", "_a", "a/"] {
            assert!(!is_sysctl_name(bad), "{bad}");
        }
    }
}
