//! L8: the page.
