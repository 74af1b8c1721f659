//! The tag of an image reference, which decides how it is pulled.
//!
//! A reference that breaks the grammar has no tag, and so its image is pulled only when absent; validation says nothing
//! about it and the kubelet fails later. Hence the grammar is checked here in full.
//!
//! Upstream: `pkg/util/parsers`, `ParseImageName`; `github.com/distribution/reference`.

const NAME_LENGTH_MAX: usize = 255;
const TAG_LENGTH_MAX: usize = 128;

/// The tag: `latest` where neither tag nor digest is given, nothing where only a digest is or the text is no reference.
pub fn image_tag(image: &str) -> Option<&str> {
    if image.len() == 64 && image.bytes().all(is_lower_hex) {
        return None;
    }
    let (rest, digest) = match image.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (image, None),
    };
    let (name, tag) = split_tag(rest);
    if !is_name(name) || !tag.is_none_or(is_tag) || !digest.is_none_or(is_digest) {
        return None;
    }
    match (tag, digest) {
        (None, None) => Some("latest"),
        _ => tag,
    }
}

/// Splits at the last colon that no slash follows; one before a slash starts a port.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (text, None),
    }
}

fn is_name(name: &str) -> bool {
    // Upstream puts `docker.io/` and `library/` in front of short names before it measures.
    let (domain, path) = split_domain(name);
    let prefix = match (domain, path.contains('/')) {
        (None, false) => "docker.io/library/".len(),
        (None, true) => "docker.io/".len(),
        (Some(_), _) => 0,
    };
    prefix + name.len() <= NAME_LENGTH_MAX
        && domain.is_none_or(is_domain)
        && path.split('/').all(is_path_component)
}

/// The first component is a registry when it looks like one.
fn split_domain(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (domain, None),
    };
    if !port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    }
    host.split('.').all(|label| {
        let bytes = label.as_bytes();
        let ends = bytes.first().zip(bytes.last());
        ends.is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    })
}

/// Letters and digits, parted by one dot, one or two underscores, or any number of dashes.
fn is_path_component(component: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = component.split(is_word).filter(|separator| !separator.is_empty());
    let known = |text: &str| matches!(text, "." | "_" | "__") || text.bytes().all(|b| b == b'-');
    component.starts_with(is_word) && component.ends_with(is_word) && separators.into_iter().all(known)
}

fn is_tag(tag: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= TAG_LENGTH_MAX
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|b| is_word(b) || matches!(b, b'.' | b'-'))
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(is_lower_hex)
}

fn is_lower_hex(b: u8) -> bool {
    b.is_ascii_digit() || (b'a'..=b'f').contains(&b)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_latest_unless_something_else_is_said() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        let cases: &[(&str, Option<&str>)] = &[
            ("nginx", Some("latest")),
            ("nginx:latest", Some("latest")),
            ("nginx:1.27", Some("1.27")),
            ("redis:7-alpine", Some("7-alpine")),
            ("localhost:5000/team/app", Some("latest")),
            ("localhost:5000/team/app:v1", Some("v1")),
            ("quay.io/fluentd_elasticsearch/fluentd:v5.0.1", Some("v5.0.1")),
            ("[::1]:5000/app", Some("latest")),
            (&format!("nginx@{digest}"), None),
            (&format!("nginx:latest@{digest}"), Some("latest")),
            ("nginx:latest@sha256:12", None),
            ("", None),
            ("Nginx", None),
            ("Team/nginx", Some("latest")),
            ("nginx:", None),
            ("nginx:a b", None),
            (" nginx", None),
            ("a..b", None),
            ("a___b", None),
            ("a--b__c.d", Some("latest")),
            ("-a", None),
            ("http://nginx", None),
            (&"0".repeat(64), None),
        ];
        for (image, tag) in cases {
            assert_eq!(image_tag(image), *tag, "{image:?}");
        }
    }
}
