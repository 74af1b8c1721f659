//! All browser tests, one binary.
