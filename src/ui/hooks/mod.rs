//! State that outlives a drawing.

pub mod use_theme;
