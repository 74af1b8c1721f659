//! L7: sessions, history, lessons and the view models of the page.

pub mod view;
