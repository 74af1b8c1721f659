//! The digest of a cluster: equal for equal states, on every machine.

use sha2::{Digest as _, Sha256};

use crate::api::kind::RESOURCES;
use crate::apiserver::server::ApiServer;

/// SHA-256 over the store's version, the time and every object as JSON, in hexadecimal.
pub fn digest(api: &ApiServer) -> String {
    let mut hasher = Sha256::new();
    hasher.update(format!("{} {}\n", api.revision(), api.now().0));
    for resource in &RESOURCES {
        for object in api.table(resource.kind).iter() {
            hasher.update(object.to_value().to_string());
            hasher.update("\n");
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
