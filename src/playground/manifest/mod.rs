//! What the editor knows of the manifest in it: problems with their places, what could stand at the cursor, what a word
//! means, and what applying the text would do.
//!
//! Everything is asked of the real thing: text is read as kubectl reads it, decoded, defaulted and validated by a copy of
//! the API server, and compared with what is live by the code that rolls pods. Nothing here changes the session.
//!
//! Invariants: positions handed out are UTF-16 offsets, as the editor counts; any text has an answer, however broken.

pub mod cursor;
pub mod facts;
pub mod flow;
pub mod place;
pub mod plan;
pub mod problems;
pub mod suggest;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod try_out;
