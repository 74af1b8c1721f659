//! Images: how large they are, what they are called by digest, and which node has which.
//!
//! Invariant: size and digest follow from the image's name alone, so that every node and every run agree.

use std::collections::BTreeMap;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::apimachinery::quote::push_hex_bytes;

/// Bytes of images that people are likely to use, as a registry tells them.
static KNOWN_SIZES: [(&str, u64); 12] = [
    ("nginx:stable-alpine", 22_400_000),
    ("nginx:alpine", 22_500_000),
    ("nginx", 72_300_000),
    ("busybox", 2_220_000),
    ("alpine", 3_860_000),
    ("httpd", 58_900_000),
    ("redis", 51_700_000),
    ("fluentd", 45_200_000),
    ("registry.k8s.io/pause", 320_000),
    ("prom/node-exporter", 12_100_000),
    ("quay.io/prometheus/node-exporter", 12_100_000),
    ("debian", 49_300_000),
];

/// What is known of one image.
#[derive(Clone, Debug)]
pub(super) struct ImageFacts {
    /// `docker.io/library/nginx:stable-alpine`.
    pub full_name: Rc<str>,
    /// `docker.io/library/nginx@sha256:…`.
    pub id: Rc<str>,
    /// `nginx:latest`: the name as it was given, with the tag that it means.
    pub tagged: Rc<str>,
    /// The size in bytes.
    pub bytes: u64,
}

/// All images met so far.
#[derive(Clone, Debug, Default)]
pub(super) struct ImageStore {
    facts: BTreeMap<Rc<str>, ImageFacts>,
}

impl ImageStore {
    /// What is known of an image.
    pub fn facts(&mut self, image: &Rc<str>) -> &ImageFacts {
        self.facts.entry(image.clone()).or_insert_with(|| facts_of(image))
    }
}

fn facts_of(image: &str) -> ImageFacts {
    let (name, given_digest) =
        image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let digest = Sha256::digest(image.as_bytes());
    let repository = repository(name);
    let digest_text = given_digest.map_or_else(|| format!("sha256:{}", hex(&digest)), str::to_owned);
    let known = KNOWN_SIZES.iter().find(|(known, _)| is_named(name, known));
    // Between 15 and 100 megabytes for the rest.
    let drawn = u64::from(digest[0]) << 8 | u64::from(digest[1]);
    let bytes = known.map_or(15_000_000 + drawn * 1297, |(_, bytes)| *bytes);
    let tag = name[name.rfind('/').map_or(0, |at| at + 1)..].split_once(':').map_or("latest", |(_, tag)| tag);
    let full_name = match given_digest {
        Some(digest) => format!("{repository}@{digest}"),
        None => format!("{repository}:{tag}"),
    };
    let is_whole = given_digest.is_some() || name[name.rfind('/').map_or(0, |at| at + 1)..].contains(':');
    let tagged = if is_whole { image.to_owned() } else { format!("{image}:latest") };
    ImageFacts {
        full_name: full_name.into(),
        id: format!("{repository}@{digest_text}").into(),
        tagged: tagged.into(),
        bytes,
    }
}

/// Whether an image is `known`, which is a name with or without a tag.
fn is_named(image: &str, known: &str) -> bool {
    image == known || image.strip_prefix(known).is_some_and(|rest| rest.starts_with(':'))
}

/// The image's name with its registry and without its tag.
pub(super) fn repository(name: &str) -> String {
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let end = name[slash..].find(':').map_or(name.len(), |at| slash + at);
    let name = &name[..end];
    match name.split_once('/') {
        None => format!("docker.io/library/{name}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => name.to_owned(),
        Some(_) => format!("docker.io/{name}"),
    }
}

/// The id of a container: a digest of what makes it unique.
pub(super) fn container_id(parts: &[&str]) -> Rc<str> {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut id = String::with_capacity(77);
    id.push_str("containerd://");
    push_hex_bytes(&mut id, &hasher.finalize());
    id.into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex_bytes(&mut text, bytes);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_named_with_its_registry() {
        for (image, expected) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.27", "docker.io/library/nginx"),
            ("prom/node-exporter:v1", "docker.io/prom/node-exporter"),
            ("localhost:5000/app:v1", "localhost:5000/app"),
            ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause"),
        ] {
            assert_eq!(repository(image), expected);
        }
        let given = facts_of("nginx@sha256:abc");
        assert_eq!(&*given.id, "docker.io/library/nginx@sha256:abc");
        assert_eq!(&*given.full_name, "docker.io/library/nginx@sha256:abc");
        assert_eq!(&*facts_of("prom/app").full_name, "docker.io/prom/app:latest");
        assert_eq!(facts_of("nginx:stable-alpine").bytes, 22_400_000);
        assert_eq!(facts_of("nginx:1.27").bytes, 72_300_000);
    }
}
