//! The Go types behind the objects, and what follows from them: strict decoding, omission when printing, the text of
//! JSON in declaration order.
//!
//! One compact table (`types.txt`) says it all; `table` reads it once, everything else is an interpreter over it.
//!
//! Invariants: a *canonical* value is what Go would marshal after unmarshalling: no unknown field, no empty optional
//! field, quantities and times respelled. Whatever passes the API server is canonical.
//!
//! Deliberately absent: documentation of fields; that is written for the editor elsewhere.
//!
//! Upstream: `k8s.io/api`, `k8s.io/apimachinery/pkg/apis/meta/v1`, version 1.36.

mod decode;
mod print;
mod scalar;
mod table;
mod unstructured;

pub use decode::{DecodeError, Decoded, decode, zero};
pub use print::{go_json, go_json_untyped};
pub use scalar::number_text;
pub use table::{Field, JsonFields, Kind, PatchStrategy, Type, root};
pub use unstructured::from_unstructured;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
