//! Whether an image's name can be one: what no registry is asked for.
//!
//! Upstream: `github.com/distribution/reference` (`ParseNormalizedNamed`), `pkg/util/parsers`.

/// What is wrong with an image's name; `None` where nothing is.
pub(super) fn complaint(image: &str) -> Option<String> {
    const FORMAT: &str = "invalid reference format";
    if image.len() == 64 && image.bytes().all(is_hex) {
        return Some(format!(
            "invalid repository name ({image}), cannot specify 64-byte hexadecimal strings"
        ));
    }
    let (domain, rest) = split_domain(image);
    let (name, digest) = rest.split_once('@').map_or((rest, None), |(name, digest)| (name, Some(digest)));
    let (path, tag) = name.split_once(':').map_or((name, None), |(path, tag)| (path, Some(tag)));
    if path.chars().any(|letter| letter.is_ascii_uppercase()) {
        return Some(format!("{FORMAT}: repository name ({path}) must be lowercase"));
    }
    let is_right = domain.is_none_or(is_domain)
        && path.split('/').all(is_component)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    (!is_right).then(|| FORMAT.to_owned())
}

fn split_domain(image: &str) -> (Option<&str>, &str) {
    match image.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.chars().any(|letter| letter.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, image),
    }
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = domain.split_once(':').map_or((domain, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let (first, last) = (label.bytes().next(), label.bytes().last());
        is_end(first)
            && is_end(last)
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

/// Small letters and digits, parted by one dot, one or two underscores, or dashes.
fn is_component(component: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = component.as_bytes();
    let is_end = |byte: Option<&u8>| byte.is_some_and(|byte| is_plain(*byte));
    let parts = component.split(|letter: char| letter.is_ascii() && is_plain(letter as u8));
    is_end(bytes.first())
        && is_end(bytes.last())
        && parts.into_iter().all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-')
        })
}

fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let mut parts = algorithm.split(['-', '_', '+', '.']);
    let is_part = |part: &str| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts.all(is_part) && hex.len() >= 32 && hex.bytes().all(is_hex)
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_none_are_told_apart() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        for good in [
            "nginx",
            "nginx:1.27-alpine",
            "prom/node-exporter",
            "localhost/a__b:V1_x",
            "localhost:5000/a.b/c---d",
            "registry.k8s.io/pause:3.10",
            &format!("nginx@{digest}"),
            &format!("quay.io/x/y:v1@{digest}"),
        ] {
            assert_eq!(complaint(good), None, "{good}");
        }
        for bad in [
            "nginx:",
            "nginx:a:b",
            ":1",
            "a//b",
            "a/-b",
            "a___b",
            "a..b",
            "nginx latest",
            "-x.io/a",
            "x.io:port/a",
            "nginx@sha256:12",
            "nginx:-1",
        ] {
            assert_eq!(complaint(bad).as_deref(), Some("invalid reference format"), "{bad}");
        }
        assert_eq!(
            complaint("Nginx:1").as_deref(),
            Some("invalid reference format: repository name (Nginx) must be lowercase")
        );
        assert!(complaint(&"a".repeat(64)).is_some_and(|text| text.contains("64-byte")));
    }
}
