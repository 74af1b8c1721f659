//! What explains the picture: selection and light, the inspector, why here and why not there, what if.
//!
//! A part of the document that stands for something carries its key in `data-subject`; where it shall be chosen by a click,
//! or lit while it is pointed at, the same key stands in `data-choose` or `data-point`. [`explaining::Explaining`] listens
//! for all of them, so a component needs no callback to take part.

pub mod causality;
pub mod diff_text;
pub mod explaining;
pub mod inspector;
pub mod matrix;
pub mod preview;
pub mod previewed_button;
pub mod why_list;
