//! L6: the command line, a client like any other.

pub mod output;
