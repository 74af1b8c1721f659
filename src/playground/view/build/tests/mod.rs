//! Tests of the builder: a cluster whose kubelets are played by hand, and what the page shows of it.

mod answers;
mod faults;
mod flights;
mod rollouts;
mod speed;
mod stage;
mod views;
