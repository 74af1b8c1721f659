//! Every text of the page that a translation would change, by the part of the page it stands in.
//!
//! A text is a constant; one with something in it is a function, for the order of words is the translation's as well.
//! Kubernetes' own words (kinds, fields, kubectl's output) are not translated and are not here.

pub mod cluster;
pub mod controls;
pub mod explain;
pub mod guide;
pub mod help;
pub mod keep;
pub mod map;
pub mod share;
pub mod shell;
pub mod side;
pub mod terminal;
pub mod time;
pub mod trace;
