//! Lessons: what a person may do, and how far they got. A lesson is a YAML file, so that teachers can write their own.
//!
//! A step is done when the cluster shows it, however the person got there; steps that are only looking are done when
//! something of the kind was looked at. What is done stays done.

pub mod lesson;
pub mod progress;
