//! What a transcript consists of.

/// A line, or what belongs together with it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub number: u32,
    /// What it says.
    pub line: Line,
}

/// What a line of a transcript says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A whole comment line, `#` included; or the rest of an output that a line beginning with `#` cut off.
    Comment(String),
    /// An empty line.
    Blank,
    /// A node with labels joins.
    Node {
        /// Its name.
        name: String,
        /// Its labels beyond the usual ones.
        labels: Vec<(String, String)>,
    },
    /// Nodes PREFIX-1, PREFIX-2, … join.
    Nodes {
        /// How many.
        count: u32,
        /// What their names begin with.
        prefix: String,
        /// The labels of each.
        labels: Vec<(String, String)>,
    },
    /// A file is written.
    File {
        /// Its path in the working folder.
        path: String,
        /// Its text.
        text: String,
    },
    /// The sed script for the next `kubectl edit`.
    Edit(String),
    /// The text saved in the `kubectl edit` that is open.
    Saved(String),
    /// The `kubectl edit` that is open is closed without a change.
    Closed,
    /// Milliseconds pass.
    Wait(u64),
    /// Time passes until a command succeeds.
    Until {
        /// At most this long.
        limit_ms: u64,
        /// What is tried.
        command: String,
    },
    /// A kubelet stops for good.
    StopKubelet(String),
    /// `instant` or `realistic`.
    Profile(String),
    /// The lesson that the guide shows from here on.
    Lesson(String),
    /// What chance is derived from.
    Seed(u64),
    /// The starting point.
    Start(String),
    /// Ctrl-C.
    Interrupt,
    /// What follows is given in this future of the session.
    Future(FutureLine),
    /// Where an undo came from: a redo goes back there.
    Redo(Place),
    /// A command and what it printed.
    Command {
        /// What was typed, line breaks included.
        command: String,
        /// The lines it printed.
        output: Vec<String>,
        /// How it ended.
        exit_code: i32,
    },
}

/// The head of a future.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FutureLine {
    /// Its number.
    pub id: u32,
    /// It begins with so many commands of a future above.
    pub like: Option<(u32, u32)>,
    /// Where it left another one.
    pub from: Option<Place>,
    /// An undo made it, and nothing was done in it since.
    pub is_draft: bool,
    /// The name that a person gave it; empty for none.
    pub name: String,
}

/// A moment of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The future's number.
    pub future: u32,
    /// How many commands have been given.
    pub num_given: u32,
    /// The time in milliseconds.
    pub at_ms: u64,
}

/// What is wrong with a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptError {
    /// The line, from 1.
    pub number: u32,
    /// In words.
    pub message: String,
}

impl std::fmt::Display for TranscriptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.number, self.message)
    }
}
