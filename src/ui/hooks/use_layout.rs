//! The sizes of the panes: dragged or set by keys, folded, and kept for the next visit.
//!
//! They go past Yew, into custom properties of the page, for a drag changes them with every frame.

use yew::prelude::*;

use crate::ui::interop::dom;

/// The two sizes that a person can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The width of the guide and the editor.
    Side,
    /// The height of the terminal.
    Terminal,
}

/// Sizes in CSS pixels; none while nobody has changed them, so that they follow the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The side's width.
    pub side: Option<i32>,
    /// The side is folded away.
    pub side_folded: bool,
    /// The terminal's height.
    pub terminal: Option<i32>,
    /// The terminal is folded down to its head.
    pub terminal_folded: bool,
    /// How large nodes are drawn.
    pub scale: i32,
}

const KEY: &str = "layout";

impl Layout {
    /// What was kept.
    fn stored() -> Layout {
        let text = dom::load_setting(KEY).unwrap_or_default();
        let mut layout = Layout::default();
        for word in text.split(' ') {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            match name {
                "side" => layout.side = value.parse().ok(),
                "terminal" => layout.terminal = value.parse().ok(),
                "side-folded" => layout.side_folded = true,
                "terminal-folded" => layout.terminal_folded = true,
                "scale" => layout.scale = value.parse().unwrap_or(0).clamp(-2, 2),
                _ => {}
            }
        }
        layout
    }

    fn keep(&self) {
        let mut words = vec![format!("scale={}", self.scale)];
        words.extend(self.side.map(|side| format!("side={side}")));
        words.extend(self.terminal.map(|terminal| format!("terminal={terminal}")));
        words.extend(self.side_folded.then(|| "side-folded".to_owned()));
        words.extend(self.terminal_folded.then(|| "terminal-folded".to_owned()));
        dom::save_setting(KEY, &words.join(" "));
    }

    /// Classes of the page.
    pub fn class(&self) -> Classes {
        classes!(
            self.side_folded.then_some("side-folded"),
            self.terminal_folded.then_some("terminal-folded"),
            format!("scale-{}", self.scale + 2)
        )
    }
}

/// Something that is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutAction {
    /// A pane gets this size.
    Size(Pane, i32),
    /// A pane gets the size it had at first.
    Reset(Pane),
    /// A pane is folded or unfolded.
    Fold(Pane),
    /// Nodes are drawn so large.
    Scale(i32),
}

/// The layout, and what changes it.
#[hook]
pub fn use_layout() -> (Layout, Callback<LayoutAction>) {
    let layout = use_state_eq(Layout::stored);
    use_effect_with(*layout, |layout| {
        dom::set_length("--side-width", layout.side);
        dom::set_length("--terminal-height", layout.terminal);
        layout.keep();
    });
    let act = {
        let layout = layout.clone();
        Callback::from(move |action: LayoutAction| {
            let mut next = *layout;
            match action {
                LayoutAction::Size(Pane::Side, size) => (next.side, next.side_folded) = (Some(size), false),
                LayoutAction::Size(Pane::Terminal, size) => {
                    (next.terminal, next.terminal_folded) = (Some(size), false);
                }
                LayoutAction::Reset(Pane::Side) => next.side = None,
                LayoutAction::Reset(Pane::Terminal) => next.terminal = None,
                LayoutAction::Fold(Pane::Side) => next.side_folded ^= true,
                LayoutAction::Fold(Pane::Terminal) => next.terminal_folded ^= true,
                LayoutAction::Scale(scale) => next.scale = scale.clamp(-2, 2),
            }
            layout.set(next);
        })
    };
    (*layout, act)
}
