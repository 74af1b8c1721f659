//! What a command line is made of. Lists are shared, so that a loop does not copy its body.

use std::rc::Rc;

/// Commands one after another.
pub(in crate::playground::shell) type List = Rc<[AndOr]>;

/// Pipelines joined by `&&` and `||`; the first one's connector is `Then`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) struct AndOr {
    pub pipelines: Rc<[(Connector, Rc<Pipeline>)]>,
}

/// When a pipeline runs, given how the one before it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum Connector {
    Then,
    And,
    Or,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) struct Pipeline {
    pub negated: bool,
    pub commands: Vec<Command>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum Command {
    Simple(Simple),
    Compound(Compound, Vec<Redirect>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::playground::shell) struct Simple {
    pub assignments: Vec<(String, Word)>,
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum Compound {
    Group(List),
    Subshell(List),
    /// Conditions with what follows them, and what follows if none holds.
    If(Rc<[(List, List)]>, Option<List>),
    For(String, Vec<Word>, List),
    While {
        until: bool,
        condition: List,
        body: List,
    },
}

/// A word is its parts, one after another.
pub(in crate::playground::shell) type Word = Vec<Part>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum Part {
    /// Text in which blanks are no longer an issue but `*`, `?`, `[`, `{` and `~` are.
    Plain(String),
    /// Text that stands for itself.
    Quoted(String),
    /// `$name`, or `${name:-default}`.
    Variable { name: String, default: Option<Word>, quoted: bool },
    /// `$( … )` that has yet to run.
    Substitution { list: List, quoted: bool },
    /// `$(( … ))`, its text as in double quotes.
    Arithmetic { text: Word, quoted: bool },
    /// What a `$( … )` printed.
    Captured { text: String, quoted: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) struct Redirect {
    /// 0, 1 or 2; `&>` is 1 followed by a copy to 2.
    pub fd: u8,
    pub kind: RedirectKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum RedirectKind {
    Read(Word),
    Write(Word),
    Append(Word),
    /// `2>&1` and the like.
    Copy(u8),
    /// A here-document or here-string.
    Here(Here),
}

/// The text that a command is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) struct Here {
    pub word: Word,
}
