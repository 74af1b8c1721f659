//! The page's head: what it is, where it starts, and what concerns the page as a whole.

use yew::prelude::*;

use crate::playground::starts::Start;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::hooks::use_keep::KeepHandle;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::shell::session_menu::SessionMenu;
use crate::ui::shell::undo_buttons::UndoButtons;
use crate::ui::text::shell;

/// Props of [`Header`].
#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// Where the session began.
    pub start: Start,
    /// The theme comes out dark.
    pub dark: bool,
    /// The command that an undo takes back.
    pub undo: Option<String>,
    /// The command that a redo gives again.
    pub redo: Option<String>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
    /// The session's place.
    pub keep: KeepHandle,
    /// Opens the share sheet.
    pub on_share: Callback<()>,
    /// Begins anew from there.
    pub on_start: Callback<Start>,
    /// Changes between light and dark.
    pub on_theme: Callback<()>,
    /// Opens the help sheet.
    pub on_help: Callback<()>,
}

/// The starting points: name, short name for a phone, how many nodes.
const STARTS: [(Start, &str, &str, &str); 3] = [
    (Start::Minikube, "minikube", shell::ONE_NODE, "1"),
    (Start::EdgeAndCore, shell::EDGE_AND_CORE, shell::SIX_NODES, "3+3"),
    (Start::Zones, "zones", shell::NINE_NODES, "3×3"),
];

/// The head.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let start = props.start;
    html! {
        <header class="top">
            <a class="skip" href="#terminal">{shell::SKIP}</a>
            <h1 class="brand">{icon("logo")}<span>{shell::BRAND}<b>{shell::BRAND_TAIL}</b></span></h1>
            <div class="starts" role="group" aria-label={shell::STARTS}>
                {for STARTS.iter().map(|&(which, name, nodes, short)| html! {
                    <button type="button" aria-pressed={(which == start).to_string()}
                        title={shell::begin_with(nodes)} onclick={props.on_start.reform(move |_| which)}>
                        <span class="start-name">{name}</span><small><span class="start-long">{nodes}</span>
                        <span class="start-short" aria-hidden="true">{short}</span></small>
                    </button>
                })}
            </div>
            <SessionMenu keep={props.keep.clone()} {start} />
            <span class="grow" />
            <span class="version" title={shell::VERSION_HINT}>{shell::VERSION}</span>
            <UndoButtons undo={props.undo.clone()} redo={props.redo.clone()} on_time={props.on_time.clone()} />
            <IconButton icon="reset" label={shell::BEGIN_ANEW} on_press={props.on_start.reform(move |()| start)} />
            <IconButton icon={if props.dark { "sun" } else { "moon" }} on_press={props.on_theme.clone()}
                label={if props.dark { shell::LIGHT_THEME } else { shell::DARK_THEME }} />
            <IconButton icon="help" label={shell::HELP} on_press={props.on_help.clone()} />
            <button type="button" class="button primary share-button" aria-label={shell::SHARE}
                onclick={props.on_share.reform(|_| ())}>
                {icon("share")}<span>{shell::SHARE}</span>
            </button>
        </header>
    }
}
