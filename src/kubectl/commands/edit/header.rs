//! The comments above an edited text: what to do, and what was wrong the last time.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go` (`editHeader`), `pkg/cmd/util/helpers.go`
//! (`ManualStrip`, `StripComments`).

use crate::apimachinery::errors::Cause;
use crate::apimachinery::json::print_compact;
use crate::apimachinery::yaml::parse_one;
use crate::kubectl::commands::edit::session::Mode;

/// Why a text must be edited again.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What is wrong.
    pub head: String,
    /// Where.
    pub causes: Vec<Cause>,
}

/// The comments.
pub fn header(mode: Mode, reasons: &[Reason]) -> String {
    let mut text = match mode {
        Mode::Objects => {
            "# Please edit the object below. Lines beginning with a '#' will be ignored,\n\
             # and an empty file will abort the edit. If an error occurs while saving this file will be\n\
             # reopened with the relevant failures.\n#\n"
        }
        Mode::LastApplied => {
            "# Please edit the 'last-applied-configuration' annotations below.\n\
             # Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n"
        }
    }
    .to_owned();
    for reason in reasons {
        let colon = if reason.causes.is_empty() { "" } else { ":" };
        text.push_str(&format!("# {}{colon}\n", commented(&reason.head)));
        for cause in &reason.causes {
            text.push_str(&format!("# * {}\n", commented(&format!("{}: {}", cause.field, cause.message))));
        }
        text.push_str("#\n");
    }
    text
}

/// Makes each further line a comment too.
fn commented(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if c == '\n' && rest.peek().is_some_and(|next| *next != '#') {
            out.push_str("# ");
        }
    }
    out
}

/// A text without its comments.
pub fn strip(text: &str) -> String {
    let lines = text.split('\n').filter(|line| {
        let line = line.trim();
        !line.starts_with('#') || line.starts_with("#!")
    });
    lines.collect::<Vec<&str>>().join("\n")
}

/// What a text says, comments and spelling aside: two texts with the same meaning are equal.
pub fn meaning(text: &str) -> String {
    parse_one(text).map_or_else(|_| strip(text), |value| print_compact(&value))
}

/// Whether a line says something.
pub fn has_lines(text: &str) -> bool {
    text.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))
}
