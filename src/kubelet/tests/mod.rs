//! Tests of the kubelets: pods are bound to nodes, and what they tell is written down.

mod admission;
mod cluster;
mod pods;
