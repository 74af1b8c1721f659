//! Random people and random misfortune: a small cluster, commands and faults by chance, and a look after every
//! occurrence. A failure prints its seed first, then shrinks to a session that still fails.
//!
//! `PROPERTY_SEEDS=1000` tries so many seeds, `PROPERTY_SEED=17` one.

mod deeds;
mod reference;
mod runs;
mod watcher;
