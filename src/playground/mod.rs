//! L7: sessions, history, lessons and the view models of the page.

pub mod command;
pub mod compare;
pub mod exchange;
pub mod guide;
pub mod history;
pub mod manifest;
pub mod session;
pub mod shell;
pub mod sim_command;
pub mod starts;
pub mod trace;
pub mod transcript;
pub mod view;
