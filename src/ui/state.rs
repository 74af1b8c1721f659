//! What the page itself remembers: which pane is shown, the selection, speed and theme.
//!
//! Invariant: nothing of the cluster is in here, so a session's text never depends on it.

use std::rc::Rc;

use yew::Reducible;

use crate::ui::selection::{Selection, SelectionAction};

/// The tabs beside the cluster. On a phone the terminal is one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The lesson.
    Guide,
    /// The manifest.
    Editor,
    /// Recent events.
    Events,
    /// What components saw, decided and wrote.
    Trace,
    /// The terminal, where it has no place of its own.
    Terminal,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A line that some control puts at the prompt for the person to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Grows, so that the same line can be put there twice.
    pub serial: u32,
    /// The line.
    pub line: String,
}

/// The slowest speed, as a power of two.
pub const SPEED_MIN: i32 = -2;
/// The fastest speed, as a power of two.
pub const SPEED_MAX: i32 = 6;

/// The page's own state.
#[derive(Clone, Debug, PartialEq)]
pub struct UiState {
    /// The tab that was asked for last.
    pub tab: Tab,
    /// The tab beside the cluster: the last one that was not the terminal.
    pub side: Tab,
    /// On a phone: the sheet covers the cluster.
    pub tall: bool,
    /// Time runs.
    pub playing: bool,
    /// Time runs backwards.
    pub rewinding: bool,
    /// Time was held to look at another moment, and goes on when that is over.
    pub held: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// The selected node.
    pub selected: Option<Rc<str>>,
    /// What is selected, pointed at and opened.
    pub selection: Selection,
    /// The theme.
    pub theme: Theme,
    /// The help sheet is open.
    pub help: bool,
    /// What waits at the prompt.
    pub draft: Rc<Draft>,
    /// Entries of the terminal before this one are cleared away.
    pub cleared: u64,
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum UiAction {
    /// Shows a tab.
    Show(Tab),
    /// Makes the phone's sheet tall or half.
    ToggleTall,
    /// Plays or pauses.
    TogglePlaying,
    /// Pauses.
    Pause,
    /// Runs backwards, or stops doing so.
    Rewind,
    /// Holds time to look at another moment.
    Hold,
    /// Time goes on, if it did before it was held.
    GoOn,
    /// Sets the speed, a power of two.
    Speed(i32),
    /// Selects a node, or lets go of it when it is selected already.
    Select(Rc<str>),
    /// Selects, points, opens.
    Selection(SelectionAction),
    /// Sets the theme.
    Theme(Theme),
    /// Opens or closes the help sheet.
    Help(bool),
    /// Puts a line at the prompt and shows the terminal.
    Type(String),
    /// Clears the terminal up to this entry.
    Clear(u64),
    /// Another session begins.
    Restart,
}

impl UiState {
    /// The state that a page opens with.
    pub fn new(theme: Theme) -> Self {
        UiState {
            tab: Tab::Guide,
            side: Tab::Guide,
            tall: false,
            playing: true,
            rewinding: false,
            held: false,
            speed: 0,
            selected: None,
            selection: Selection::default(),
            theme,
            help: false,
            draft: Rc::default(),
            cleared: 0,
        }
    }
}

impl UiState {
    fn run(&mut self, playing: bool, rewinding: bool) {
        (self.playing, self.rewinding, self.held) = (playing, rewinding, false);
    }

    /// What was cleared away comes back with the moment at which it was there.
    fn travel(&mut self) {
        self.cleared = 0;
    }
}

impl Reducible for UiState {
    type Action = UiAction;

    fn reduce(self: Rc<Self>, action: UiAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            UiAction::Show(tab) => {
                next.tab = tab;
                if tab != Tab::Terminal {
                    next.side = tab;
                }
            }
            UiAction::ToggleTall => next.tall = !next.tall,
            UiAction::TogglePlaying => next.run(!next.playing, false),
            UiAction::Pause => next.run(false, false),
            UiAction::Rewind => {
                next.run(false, !next.rewinding);
                next.travel();
            }
            UiAction::Hold => {
                next.travel();
                let held = next.held || next.playing;
                next.run(false, false);
                next.held = held;
            }
            UiAction::GoOn => {
                next.run(next.playing || next.held, false);
                next.travel();
            }
            UiAction::Speed(speed) => next.speed = speed.clamp(SPEED_MIN, SPEED_MAX),
            UiAction::Select(name) => {
                next.selected = if self.selected.as_ref() == Some(&name) { None } else { Some(name) };
            }
            UiAction::Selection(action) => next.selection = self.selection.reduce(action),
            UiAction::Theme(theme) => next.theme = theme,
            UiAction::Help(open) => next.help = open,
            UiAction::Type(line) => {
                next.tab = Tab::Terminal;
                next.draft = Rc::new(Draft { serial: self.draft.serial + 1, line });
            }
            UiAction::Clear(id) => next.cleared = id,
            UiAction::Restart => {
                next.selected = None;
                next.selection = Selection::default();
                next.cleared = 0;
                next.run(true, false);
            }
        }
        if next == *self { self } else { Rc::new(next) }
    }
}
