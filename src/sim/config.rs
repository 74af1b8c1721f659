//! The numbers of the simulation.

/// How many milliseconds a watch notification takes to a component, at least and at most.
pub const LINK_DELAY_MS: (u64, u64) = (2, 6);

/// How many occurrences one moment may have. More than this is a cluster that talks to itself for ever.
pub const OCCURRENCES_PER_INSTANT_MAX: u64 = 2_000_000;

/// How many nodes a session may have.
pub const NODES_MAX: u64 = 20_000;
