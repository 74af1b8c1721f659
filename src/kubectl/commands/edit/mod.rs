//! `kubectl edit`: objects go through an editor, and back as patches.
//!
//! `command` reads the line, `session` is the loop of opening, reading and opening again, `header` the comments that
//! stand above the text. `apply edit-last-applied` is the same loop over annotations.
//!
//! Deliberately absent: `create --edit`, Windows line endings.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/edit`, `pkg/cmd/util/editor/editoptions.go`.

pub mod command;
pub mod header;
pub mod session;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
