//! The view as a whole, and the smaller panes: events, files, the editor's buffer.

use std::rc::Rc;

use super::cluster::{NodeView, PodView};
use super::daemon_set::DaemonSetView;
use super::guide::GuideView;
use super::terminal::TerminalView;

/// Everything the page shows of a session at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Nodes in the order in which they joined.
    pub nodes: Rc<Vec<Rc<NodeView>>>,
    /// Pods that are on no node and, unlike a DaemonSet's, meant for none in particular.
    pub unplaced: Rc<Vec<Rc<PodView>>>,
    /// DaemonSets, oldest first.
    pub daemon_sets: Rc<Vec<Rc<DaemonSetView>>>,
    /// Which of `daemon_sets` the nodes' `hit` labels, tolerated taints and `why_not` speak of.
    pub focus: usize,
    /// Something is broken that can be mended. A node that was only filled does not count.
    pub is_broken: bool,
    /// Recent events, newest first.
    pub events: Rc<Vec<Rc<EventView>>>,
    /// The terminal's log.
    pub terminal: Rc<TerminalView>,
    /// The buffer of a `kubectl edit` that waits for the person.
    pub editing: Option<Rc<EditView>>,
    /// The lesson beside the cluster.
    pub guide: Rc<GuideView>,
    /// The session's files, by path.
    pub files: Rc<Vec<Rc<FileView>>>,
}

/// One row of `kubectl get events`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventView {
    /// Name of the Event; stable while its count grows.
    pub name: String,
    /// When it was last seen.
    pub last_seen_ms: u64,
    /// Type `Warning` rather than `Normal`.
    pub warning: bool,
    /// As in the REASON column.
    pub reason: String,
    /// As in the OBJECT column: `pod/ds-example-5blh6`.
    pub object: String,
    /// As in the MESSAGE column.
    pub message: String,
    /// How often it was seen.
    pub count: u32,
}

/// A `kubectl edit` in progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditView {
    /// Grows each time the buffer is opened anew, also after a refused save: the editor then takes `text` over.
    pub serial: u64,
    /// What is being edited: `daemonset.apps/ds-example`.
    pub title: String,
    /// The buffer, kubectl's comment lines included.
    pub text: Rc<str>,
}

/// A file of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    /// Relative to the working folder: `manifests/ds-example.yaml`.
    pub path: String,
    /// The whole text.
    pub text: Rc<str>,
}
