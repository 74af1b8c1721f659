//! The built page in a real browser, served from a folder of a server, as people meet it: end-to-end tests, pictures of
//! every view, and axe's opinion of them.

pub mod axe;
pub mod person;
pub mod pictures;
pub mod tests;
pub mod views;
