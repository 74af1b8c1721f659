//! Command lines from the prompt to what they print.

mod lines;
mod session;
mod tools;
