//! The native command line: `daemonset-playground play FILE…`.

fn main() {}
