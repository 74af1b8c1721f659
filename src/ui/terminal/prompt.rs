//! The input line of the terminal.
//!
//! The input element holds the line itself; keystrokes that only insert text never pass through Yew. Lines pasted
//! together wait for one another; a line typed while a command runs ends that one, as Ctrl-C would have.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::playground::view::terminal::Completion;
use crate::ui::components::icon::icon;
use crate::ui::interop::dom;
use crate::ui::state::Draft;
use crate::ui::terminal::line_editor::{Line, LineEditor, common_prefix};
use crate::ui::text::terminal;

/// Props of [`Prompt`].
#[derive(Clone, PartialEq, Properties)]
pub struct PromptProps {
    /// The input element.
    pub input: NodeRef,
    /// A command runs.
    pub running: bool,
    /// Grows with every command: the next line that waits may go.
    pub num_given: u64,
    /// What some control wants typed.
    pub draft: Rc<Draft>,
    /// Runs a line.
    pub on_line: Callback<String>,
    /// Ctrl-C on a running command.
    pub on_interrupt: Callback<()>,
    /// Ctrl-L.
    pub on_clear: Callback<()>,
    /// What Tab offers.
    pub complete: Callback<(String, usize), Completion>,
}

/// What stands below the line.
#[derive(Clone, PartialEq)]
enum Below {
    Nothing,
    Candidates(Vec<String>),
    /// Ctrl-R: how many matches back, and the match.
    Search(usize, Option<String>),
}

struct Desk {
    editor: RefCell<LineEditor>,
    waiting: RefCell<VecDeque<String>>,
}

/// The prompt.
#[component]
pub fn Prompt(props: &PromptProps) -> Html {
    let desk = use_memo((), |()| Desk { editor: RefCell::default(), waiting: RefCell::default() });
    let below = use_state_eq(|| Below::Nothing);
    use_effect_with(props.draft.clone(), {
        let input = props.input.clone();
        move |draft: &Rc<Draft>| {
            if draft.serial > 0 {
                put(&input, &Line::ending(&draft.line));
                dom::focus(&input);
            }
        }
    });
    use_effect_with((props.running, props.num_given), {
        let (desk, on_line) = (desk.clone(), props.on_line.clone());
        move |&(running, _): &(bool, u64)| {
            let next = if running { None } else { desk.waiting.borrow_mut().pop_front() };
            if let Some(line) = next {
                on_line.emit(line);
            }
        }
    });
    use_effect_with((*below).clone(), {
        let input = props.input.clone();
        move |_| {
            // What stands below the line would else be out of sight.
            let row =
                input.cast::<Element>().and_then(|input| input.closest(".terminal-scroll").ok().flatten());
            if let Some(scroller) = row {
                scroller.set_scroll_top(scroller.scroll_height());
            }
        }
    });
    let keys = Keys { props: props.clone(), desk: desk.clone(), below: below.clone() };
    let on_key = {
        let keys = keys.clone();
        move |event: KeyboardEvent| keys.press(&event)
    };
    let on_input = {
        let keys = keys.clone();
        move |_: InputEvent| keys.typed()
    };
    let on_paste = {
        let keys = keys.clone();
        move |event: Event| keys.paste(&event)
    };
    let on_run = {
        let keys = keys.clone();
        move |_: MouseEvent| keys.submit()
    };
    let searching = matches!(*below, Below::Search(..));
    html! {
        <div class="prompt">
            <div class="prompt-row">
                <span class="sigil" aria-hidden="true">
                    {if searching { terminal::SEARCH } else if props.running { "· " } else { "$ " }}
                </span>
                <input ref={props.input.clone()} class="prompt-input" aria-label={terminal::COMMAND} autocapitalize="off"
                    autocomplete="off" autocorrect="off" spellcheck="false" enterkeyhint="go"
                    placeholder={if props.running { terminal::RUNNING } else { "" }}
                    onkeydown={on_key} oninput={on_input} onpaste={on_paste} />
                <button type="button" class="prompt-run" aria-label={terminal::RUN} title={terminal::RUN_HINT} onclick={on_run}>
                    {icon("enter")}
                </button>
            </div>
            {draw_below(&below)}
        </div>
    }
}

fn draw_below(below: &Below) -> Html {
    match below {
        Below::Nothing => Html::default(),
        Below::Candidates(candidates) => html! {
            <ul class="candidates" aria-label={terminal::COMPLETIONS} aria-live="polite">
                {for candidates.iter().map(|candidate| html! { <li>{candidate}</li> })}
            </ul>
        },
        Below::Search(_, found) => html! {
            <p class="candidates" aria-live="polite">
                {found.clone().unwrap_or_else(|| terminal::SEARCH_HINT.to_string())}
            </p>
        },
    }
}

#[derive(Clone)]
struct Keys {
    props: PromptProps,
    desk: Rc<Desk>,
    below: UseStateHandle<Below>,
}

impl Keys {
    fn line(&self) -> Line {
        let Some(input) = self.props.input.cast::<HtmlInputElement>() else { return Line::default() };
        let cursor = input.selection_start().ok().flatten().unwrap_or_default() as usize;
        Line { text: input.value(), cursor }
    }

    fn put(&self, line: &Line) {
        put(&self.props.input, line);
    }

    fn press(&self, event: &KeyboardEvent) {
        let key = event.key();
        if matches!(*self.below, Below::Search(..)) && self.press_searching(event, &key) {
            return event.prevent_default();
        }
        let handled = if event.ctrl_key() && !event.alt_key() && !event.meta_key() {
            self.press_control(&key)
        } else {
            self.press_plain(event, &key)
        };
        if handled {
            event.prevent_default();
        }
    }

    fn press_plain(&self, event: &KeyboardEvent, key: &str) -> bool {
        match key {
            "Enter" => self.submit(),
            "ArrowUp" => self.history(true),
            "ArrowDown" => self.history(false),
            // On an empty line Tab moves on, so that nobody is caught in here.
            "Tab" if !event.shift_key() && !self.line().text.is_empty() => self.complete(),
            "Escape" => {
                self.below.set(Below::Nothing);
                // Escape, then Tab leaves the line.
                return false;
            }
            _ => return false,
        }
        true
    }

    fn press_control(&self, key: &str) -> bool {
        let line = self.line();
        let next = match key {
            "a" => Line { cursor: 0, ..line },
            "e" => Line::ending(&line.text),
            "u" => self.desk.editor.borrow_mut().kill_before(&line),
            "k" => self.desk.editor.borrow_mut().kill_after(&line),
            "w" => self.desk.editor.borrow_mut().kill_word(&line),
            "y" => self.desk.editor.borrow().yank(&line),
            "c" => return self.interrupt(),
            "l" => {
                self.props.on_clear.emit(());
                return true;
            }
            "p" => {
                self.history(true);
                return true;
            }
            "n" => {
                self.history(false);
                return true;
            }
            "r" => {
                self.below.set(Below::Search(0, None));
                self.put(&Line::default());
                return true;
            }
            _ => return false,
        };
        self.put(&next);
        self.below.set(Below::Nothing);
        true
    }

    /// While searching, the input holds what is searched for.
    fn press_searching(&self, event: &KeyboardEvent, key: &str) -> bool {
        let Below::Search(skip, found) = &*self.below else { return false };
        match key {
            "r" if event.ctrl_key() => self.search(skip + 1),
            "Enter" | "Tab" | "ArrowRight" | "Escape" => {
                self.put(&Line::ending(found.as_deref().unwrap_or_default()));
                self.below.set(Below::Nothing);
                if key == "Enter" {
                    self.submit();
                }
            }
            "c" | "g" if event.ctrl_key() => {
                self.put(&Line::default());
                self.below.set(Below::Nothing);
            }
            _ => return false,
        }
        true
    }

    fn search(&self, skip: usize) {
        let text = self.line().text;
        let editor = self.desk.editor.borrow();
        let found = if text.is_empty() { None } else { editor.search(&text, skip) };
        // Past the oldest match the search stays where it is.
        if found.is_some() || skip == 0 {
            self.below.set(Below::Search(skip, found.map(str::to_string)));
        }
    }

    fn typed(&self) {
        match *self.below {
            Below::Search(..) => self.search(0),
            _ => self.below.set(Below::Nothing),
        }
    }

    /// Ctrl-C copies where text is selected, as people expect of a page; else it stops what runs or drops the line.
    fn interrupt(&self) -> bool {
        if dom::has_selection() {
            return false;
        }
        if self.props.running {
            self.desk.waiting.borrow_mut().clear();
            self.props.on_interrupt.emit(());
        }
        self.put(&Line::default());
        self.below.set(Below::Nothing);
        true
    }

    fn history(&self, older: bool) {
        let line = self.line();
        let mut editor = self.desk.editor.borrow_mut();
        if let Some(next) = if older { editor.older(&line) } else { editor.newer() } {
            self.put(&next);
        }
        self.below.set(Below::Nothing);
    }

    fn complete(&self) {
        let line = self.line();
        let Completion { start, candidates } =
            self.props.complete.emit((line.text.clone(), line.cursor_byte()));
        let common = common_prefix(&candidates);
        let word = line.text.get(start..line.cursor_byte()).unwrap_or_default();
        if common.len() > word.len() || candidates.len() == 1 {
            self.put(&line.replace_from(start, common));
            self.below.set(Below::Nothing);
        } else {
            self.below.set(Below::Candidates(candidates));
        }
    }

    fn submit(&self) {
        let text = self.line().text;
        self.put(&Line::default());
        self.below.set(Below::Nothing);
        self.desk.editor.borrow_mut().remember(&text);
        self.desk.waiting.borrow_mut().clear();
        self.props.on_line.emit(text);
    }

    /// Runs the line that has waited longest, unless something runs: then its end brings the next one on.
    fn next(&self) {
        let next = if self.props.running { None } else { self.desk.waiting.borrow_mut().pop_front() };
        if let Some(line) = next {
            self.props.on_line.emit(line);
        }
    }

    /// Several lines at once: the whole ones are run, the rest waits at the prompt.
    fn paste(&self, event: &Event) {
        let Some(text) = dom::pasted_text(event).filter(|text| text.contains('\n')) else { return };
        event.prevent_default();
        let line = self.line();
        let all =
            line.replace_from(line.cursor_byte(), &text.replace("\r\n", "\n").replace("\\\n", " ")).text;
        let (whole, rest) = all.rsplit_once('\n').unwrap_or(("", &all));
        let lines: Vec<&str> = whole.lines().map(|line| line.strip_prefix("$ ").unwrap_or(line)).collect();
        let mut lines = lines.into_iter().filter(|line| !line.trim().is_empty());
        let first = lines.next().map(str::to_string);
        for line in lines {
            self.desk.editor.borrow_mut().remember(line);
            self.desk.waiting.borrow_mut().push_back(line.to_string());
        }
        if let Some(first) = first {
            self.desk.editor.borrow_mut().remember(&first);
            self.desk.waiting.borrow_mut().push_front(first);
            self.next();
        }
        self.put(&Line::ending(rest));
    }
}

fn put(input: &NodeRef, line: &Line) {
    let Some(input) = input.cast::<HtmlInputElement>() else { return };
    input.set_value(&line.text);
    let cursor = u32::try_from(line.cursor).unwrap_or(u32::MAX);
    let _ = input.set_selection_range(cursor, cursor);
}
