//! Everything a person can do to a session: the one door in.

use crate::apimachinery::labels::StringMap;
use crate::kubelet::config::Profile;
use crate::playground::view::terminal::split_origin;

/// A change to a session. What a control on the page does is the line that would do the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A line typed at the prompt or issued by a control.
    Shell(String),
    /// Ctrl-C.
    Interrupt,
    /// A file is written.
    WriteFile {
        /// Its path in the working folder.
        path: String,
        /// Its text.
        text: String,
    },
    /// The buffer of `kubectl edit` is saved and closed.
    SaveEdit(String),
    /// The buffer of `kubectl edit` is closed as it was.
    CloseEdit,
    /// A node joins.
    JoinNode {
        /// Its name.
        name: String,
        /// Its labels beyond the usual ones.
        labels: StringMap,
    },
    /// Nodes PREFIX-1, PREFIX-2, … join.
    JoinNodes {
        /// How many.
        count: u32,
        /// What their names begin with.
        prefix: String,
        /// The labels of each.
        labels: StringMap,
    },
    /// A machine dies: its kubelet stops for good.
    StopKubelet(String),
    /// Kubelets behave so from here on.
    Profile(Profile),
    /// The guide shows another lesson, by the name of its file. What was done in the others is not forgotten.
    Lesson(String),
}

impl Command {
    /// The command in a few words: a line as it was typed, its first line where it has several.
    pub fn words(&self) -> String {
        match self {
            Command::Shell(line) => split_origin(line).1.lines().next().unwrap_or_default().to_owned(),
            Command::Interrupt => "Ctrl-C".to_owned(),
            Command::WriteFile { path, .. } => ["write ", path].concat(),
            Command::SaveEdit(_) => "save the edit".to_owned(),
            Command::CloseEdit => "close the edit".to_owned(),
            Command::JoinNode { name, .. } => ["node ", name, " joins"].concat(),
            Command::JoinNodes { count, prefix, .. } => format!("{count} nodes {prefix}-… join"),
            Command::StopKubelet(name) => ["kubelet on ", name, " stops"].concat(),
            Command::Profile(profile) => ["kubelets become ", profile.name()].concat(),
            Command::Lesson(name) => ["lesson ", name].concat(),
        }
    }
}
