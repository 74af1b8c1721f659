//! The page as a whole: it owns the session and the page's state, and hands each pane its part.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::playground::command::Command;
use crate::playground::starts::Start;
use crate::ui::cluster::cluster_view::ClusterView;
use crate::ui::components::live_region::{LiveRegion, announcement};
use crate::ui::explain::explaining::Explaining;
use crate::ui::hooks::use_arrival::{Arrival, use_links};
use crate::ui::hooks::use_draft_file::{DraftFile, use_draft_file};
use crate::ui::hooks::use_drop::use_drop;
use crate::ui::hooks::use_keep::{KeepAction, KeepHandle, use_keep};
use crate::ui::hooks::use_layout::{LayoutAction, Pane, use_layout};
use crate::ui::hooks::use_progress::use_progress;
use crate::ui::hooks::use_session::{Extent, Motion, Run, SessionHandle, TimeDeed, fresh, use_session};
use crate::ui::hooks::use_theme::{is_dark, stored_theme, use_theme};
use crate::ui::interop::address::Address;
use crate::ui::interop::{dom, panic};
use crate::ui::shell::compare_pane::ComparePane;
use crate::ui::shell::cut_note::CutNote;
use crate::ui::shell::embed_head::EmbedHead;
use crate::ui::shell::header::Header;
use crate::ui::shell::help::Help;
use crate::ui::shell::notes::Notes;
use crate::ui::shell::share_sheet::ShareSheet;
use crate::ui::shell::splitter::Splitter;
use crate::ui::shell::time_bar::TimeBar;
use crate::ui::side::editor_pane::EditorPane;
use crate::ui::side::events_pane::EventsPane;
use crate::ui::side::guide_pane::GuidePane;
use crate::ui::side::tabs::Tabs;
use crate::ui::side::trace_pane::TracePane;
use crate::ui::state::{Tab, Theme, UiAction, UiState};
use crate::ui::terminal::pane::TerminalPane;
use crate::ui::text::shell;
use crate::ui::text::side;

/// Mounts the page into the document's body. `www/boot.js` calls it once, when it is ready for a call to what comes later.
#[wasm_bindgen(js_name = mount)]
pub fn run() {
    panic::set_hook();
    yew::Renderer::<App>::new().render();
}

/// The whole page.
#[component]
pub fn App() -> Html {
    let arrival = use_memo((), |()| Arrival::new());
    let address = &arrival.address;
    let state = use_reducer_eq(|| UiState::new(address.theme.unwrap_or_else(stored_theme)));
    let session = use_time(&state, &arrival);
    let file = use_draft_file(&session);
    let to = state.dispatcher();
    let keep = use_keep(&session, &arrival, bring_file(&to, &session, &file), file.on_save.clone());
    let sharing = use_state_eq(|| false);
    let drop = use_drop(&keep);
    let (layout, on_layout) = use_layout();
    use_links(&keep);
    use_progress(address.embed, &session.view.guide);
    use_theme(state.theme, address.theme);
    use_edit_tab(session.view.editing.as_ref().map(|edit| edit.serial), to.clone());
    use_fresh_page(session.serial, to.clone());
    let dark = is_dark(state.theme);
    let share = |open: bool| {
        let sharing = sharing.clone();
        Callback::from(move |()| sharing.set(open))
    };
    let view = &session.view;
    let on_time = on_time(&to, &session);
    html! {
        <Explaining class={classes!(page_class(&state), embed_class(address), layout.class(), drop.then_some("page-drop"))}
            on_key={shortcuts(&state, &on_time)} lens={session.lens.clone()} view={view.clone()} speed={state.speed}
            selection={state.selection.clone()} on_issue={session.issue.clone()} on_act={on(&to, UiAction::Selection)}>
            if address.embed {
                <EmbedHead text={keep.text.reform(|()| Extent::Whole)} on_reset={begin_again(&keep, session.start)} />
            } else {
                <Header start={session.start} dark={dark} keep={keep.clone()} on_share={share(true)}
                    undo={session.time.undo.clone()} redo={session.time.redo.clone()} on_time={on_time.clone()}
                    on_start={keep.act.reform(KeepAction::Begin)}
                    on_theme={on(&to, move |()| UiAction::Theme(if dark { Theme::Light } else { Theme::Dark }))}
                    on_help={on(&to, |()| UiAction::Help(true))} />
            }
            {side(&state, &session, &file, &on_time, dark)}
            <section class="splitters" aria-label={shell::SPLITTERS}>
                <Splitter pane={Pane::Side} folded={layout.side_folded} act={on_layout.clone()} />
                <Splitter pane={Pane::Terminal} folded={layout.terminal_folded} act={on_layout.clone()} />
            </section>
            <ClusterView key={session.serial} scale={layout.scale} on_scale={on_layout.reform(LayoutAction::Scale)} view={view.clone()} selected={state.selected.clone()} dark={dark} lit={state.selection.lit().cloned()}
                on_issue={session.issue.clone()} on_select={on(&to, UiAction::Select)}
                on_manifest={on(&to, |()| UiAction::Show(Tab::Editor))} />
            <TerminalPane terminal={view.terminal.clone()} cleared={state.cleared} draft={state.draft.clone()}
                on_line={line(&session, &file)} on_interrupt={session.run.reform(|()| Command::Interrupt)}
                on_clear={on(&to, UiAction::Clear)} complete={session.complete.clone()} />
            <TimeBar playing={state.playing} rewinding={state.rewinding} speed={state.speed} time={session.time.clone()}
                on_toggle={on(&to, |()| UiAction::TogglePlaying)} on_rewind={on(&to, |()| UiAction::Rewind)}
                on_speed={on(&to, UiAction::Speed)} on_time={on_time.clone()} />
            if let Some(compare) = session.time.compare.clone() {
                <ComparePane {compare} on_time={on_time.clone()} />
            }
            <LiveRegion text={announcement(view)} />
            <CutNote serial={session.serial} future={session.time.futures.iter().find(|one| one.is_current).map(|one| one.id)}
                cut={session.time.cut.clone()} on_undo={on_time.reform(|()| TimeDeed::Undo)} />
            <Notes keep={keep.clone()} />
            if *sharing {
                <ShareSheet name={keep.name.to_string()} text={keep.text.clone()} read={session.read.clone()} on_close={share(false)} />
            }
            if state.help { <Help on_close={on(&to, |()| UiAction::Help(false))} /> }
        </Explaining>
    }
}

type Dispatcher = UseReducerDispatcher<UiState>;

/// A callback that changes the page's own state.
fn on<T: 'static>(to: &Dispatcher, act: impl Fn(T) -> UiAction + 'static) -> Callback<T> {
    let to = to.clone();
    Callback::from(move |value: T| to.dispatch(act(value)))
}

/// The session, run as the page's state says.
#[hook]
fn use_time(state: &UseReducerHandle<UiState>, arrival: &Arrival) -> SessionHandle {
    let motion = match (state.playing, state.rewinding) {
        (_, true) => Motion::Rewinding,
        (true, _) => Motion::Playing,
        _ => Motion::Still,
    };
    let to = state.dispatcher();
    let run = Run { motion, speed: state.speed, traces: state.side == Tab::Trace };
    let first = || arrival.session.take().unwrap_or_else(|| fresh(Start::default(), None));
    use_session(first, run, on(&to, |()| UiAction::Pause))
}

/// What is done with time holds it or lets it go on.
fn on_time(to: &Dispatcher, session: &SessionHandle) -> Callback<TimeDeed> {
    let (to, on_time) = (to.clone(), session.on_time.clone());
    Callback::from(move |deed: TimeDeed| {
        to.dispatch(match &deed {
            TimeDeed::Step => UiAction::Pause,
            TimeDeed::Seek(_) | TimeDeed::PreviousMark | TimeDeed::NextMark => UiAction::Hold,
            TimeDeed::Undo | TimeDeed::Redo => UiAction::Clear(0),
            TimeDeed::Present | TimeDeed::Fork | TimeDeed::Switch(_) => UiAction::GoOn,
            _ => return on_time.emit(deed),
        });
        on_time.emit(deed);
    })
}

fn page_class(state: &UiState) -> Classes {
    classes!(
        "page",
        (state.tab == Tab::Terminal).then_some("sheet-terminal"),
        state.tall.then_some("sheet-tall"),
        (!state.playing).then_some("paused"),
    )
}

fn embed_class(address: &Address) -> Classes {
    classes!(
        address.embed.then_some("page-embed"),
        (address.embed && address.lesson.is_none()).then_some("page-bare")
    )
}

fn begin_again(keep: &KeepHandle, start: Start) -> Callback<()> {
    keep.act.reform(move |()| KeepAction::Begin(start))
}

/// Another session begins: what the page remembers of the one before is put away.
#[hook]
fn use_fresh_page(serial: u32, dispatcher: Dispatcher) {
    use_effect_with(serial, move |serial| {
        if *serial > 0 {
            dispatcher.dispatch(UiAction::Restart);
        }
    });
}

/// Writes a manifest that was brought along, and shows it.
fn bring_file(to: &Dispatcher, session: &SessionHandle, file: &DraftFile) -> Callback<(String, String)> {
    let (run, open) = (session.run.clone(), open(to, file));
    Callback::from(move |(path, text): (String, String)| {
        run.emit(Command::WriteFile { path: path.clone(), text });
        open.emit(path);
    })
}

/// Runs a line. What stands in the editor is saved first: who changes a manifest and then types `kubectl apply` means
/// what they see.
fn line(session: &SessionHandle, file: &DraftFile) -> Callback<String> {
    let (run, on_save) = (session.run.clone(), file.on_save.clone());
    Callback::from(move |line: String| {
        on_save.emit(());
        run.emit(Command::Shell(line));
    })
}

/// Saves and applies the file in the editor.
fn apply(session: &SessionHandle, file: &DraftFile) -> Callback<()> {
    let (issue, on_save) = (session.issue.clone(), file.on_save.clone());
    let path = file.file.as_ref().map(|file| file.path.clone());
    Callback::from(move |()| {
        on_save.emit(());
        if let Some(path) = &path {
            issue.emit(["kubectl apply -f ", path].concat());
        }
    })
}

/// Opens a file in the editor.
fn open(to: &Dispatcher, file: &DraftFile) -> Callback<String> {
    let (to, on_open) = (to.clone(), file.on_open.clone());
    Callback::from(move |path: String| {
        on_open.emit(path);
        to.dispatch(UiAction::Show(Tab::Editor));
    })
}

/// The panes beside the cluster. All are there all the time, so that each keeps its place and its text.
fn side(
    state: &UseReducerHandle<UiState>,
    session: &SessionHandle,
    file: &DraftFile,
    on_time: &Callback<TimeDeed>,
    dark: bool,
) -> Html {
    let (to, view) = (state.dispatcher(), &session.view);
    let panel = |tab: Tab| classes!("panel", (state.side != tab).then_some("panel-off"));
    html! {
        <aside class="side" aria-label={side::SIDE}>
            <Tabs tab={state.tab} side={state.side} dirty={file.buffer.is_some()} tall={state.tall}
                on_show={on(&to, UiAction::Show)} on_tall={on(&to, |()| UiAction::ToggleTall)} />
            <div class={panel(Tab::Guide)} id="guide" role="tabpanel" aria-labelledby="tab-guide">
                <GuidePane guide={view.guide.clone()} on_lesson={session.run.reform(Command::Lesson)} on_type={on(&to, UiAction::Type)}
                    on_open={open(&to, file)} />
            </div>
            <div class={panel(Tab::Editor)} id="editor" role="tabpanel" aria-labelledby="tab-editor">
                <EditorPane files={view.files.clone()} file={file.file.clone()} buffer={file.buffer.clone()} editing={view.editing.clone()} moment={(view.daemon_sets.clone(), view.nodes.len())}
                    visible={state.side == Tab::Editor} dark={dark} on_change={file.on_change.clone()} on_apply={apply(session, file)} on_open={file.on_open.clone()}
                    on_revert={file.on_revert.clone()} on_save_edit={session.run.reform(Command::SaveEdit)}
                    on_close_edit={session.run.reform(|()| Command::CloseEdit)} />
            </div>
            <div class={panel(Tab::Events)} id="events" role="tabpanel" aria-labelledby="tab-events" tabindex="0">
                <EventsPane events={view.events.clone()} />
            </div>
            <div class={panel(Tab::Trace)} id="trace" role="tabpanel" aria-labelledby="tab-trace">
                if let Some(trace) = session.trace.clone() {
                    <TracePane trace={trace} past={session.past} on_seek={on_time.reform(TimeDeed::Seek)} />
                }
            </div>
        </aside>
    }
}

/// A `kubectl edit` opens the editor.
#[hook]
fn use_edit_tab(serial: Option<u64>, dispatcher: Dispatcher) {
    use_effect_with(serial, move |serial| {
        dispatcher.dispatch(UiAction::Show(if serial.is_some() { Tab::Editor } else { return }));
    });
}

/// Single keys, wherever no text is being written.
fn shortcuts(state: &UseReducerHandle<UiState>, on_time: &Callback<TimeDeed>) -> Callback<KeyboardEvent> {
    let (dispatcher, on_time, speed) = (state.dispatcher(), on_time.clone(), state.speed);
    Callback::from(move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target else { return };
        let writes = matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || target.shadow_root().is_some();
        let presses = target.tag_name() == "BUTTON" && event.key() == " ";
        if !writes && let Some(deed) = time_key(&event) {
            on_time.emit(deed);
            return event.prevent_default();
        }
        if writes || presses || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            " " => dispatcher.dispatch(UiAction::TogglePlaying),
            "<" => dispatcher.dispatch(UiAction::Speed(speed - 1)),
            ">" => dispatcher.dispatch(UiAction::Speed(speed + 1)),
            "?" => dispatcher.dispatch(UiAction::Help(true)),
            "`" => {
                dispatcher.dispatch(UiAction::Show(Tab::Terminal));
                if let Ok(Some(prompt)) = dom::document().query_selector(".prompt-input") {
                    let _ = prompt.unchecked_ref::<HtmlElement>().focus();
                }
            }
            _ => return,
        }
        event.prevent_default();
    })
}

/// What a key does with time.
fn time_key(event: &KeyboardEvent) -> Option<TimeDeed> {
    let control = event.ctrl_key() || event.meta_key();
    Some(match (event.key().as_str(), control, event.shift_key()) {
        ("z", true, false) => TimeDeed::Undo,
        ("y", true, false) | ("Z" | "z", true, true) => TimeDeed::Redo,
        (".", false, _) => TimeDeed::Step,
        (",", false, _) => TimeDeed::PreviousMark,
        _ => return None,
    })
}
