//! What the page shows of a session: one door out.
//!
//! Invariant: a part that did not change is the same `Rc` as before, so that the page draws only what changed.

use std::rc::Rc;

use crate::playground::session::session::Session;
use crate::playground::view::page::{EditView, FileView, View};
use crate::playground::view::terminal::Completion;

impl Session {
    /// What is to be seen at this moment; the same `Rc` as the last time where nothing changed.
    pub fn view(&mut self) -> Rc<View> {
        let revision = self.cluster.api().revision();
        let has_news = self.seen_revision != revision || self.has_news;
        if has_news {
            self.seen_revision = revision;
            self.has_news = false;
            self.course.update(self.cluster.api());
        }
        self.builder.refresh(&mut self.cluster);
        let parts = self.builder.parts();
        let old = &self.shown;
        let view = View {
            nodes: parts.nodes.clone(),
            unplaced: parts.unplaced.clone(),
            daemon_sets: parts.daemon_sets.clone(),
            focus: parts.focus,
            is_broken: self.cluster.kubelets().faults().is_any(),
            events: parts.events.clone(),
            terminal: same(&old.terminal, self.terminal.view(self.is_running())),
            editing: self.edit_view(old.editing.as_ref()),
            guide: match has_news {
                true => same(&old.guide, self.course.view(&parts.nodes)),
                false => old.guide.clone(),
            },
            files: self.file_views(&old.files),
        };
        if *self.shown != view {
            self.shown = Rc::new(view);
        }
        self.shown.clone()
    }

    fn edit_view(&self, old: Option<&Rc<EditView>>) -> Option<Rc<EditView>> {
        let (title, text) = self.edit_request()?;
        let is_same = |old: &&Rc<EditView>| old.serial == self.edit_serial;
        let fresh = || Rc::new(EditView { serial: self.edit_serial, title: title.into(), text: text.into() });
        Some(old.filter(is_same).cloned().unwrap_or_else(fresh))
    }

    fn file_views(&self, old: &Rc<Vec<Rc<FileView>>>) -> Rc<Vec<Rc<FileView>>> {
        let files: Vec<(&str, &Rc<str>)> = self.files.iter().collect();
        let is_same = files.len() == old.len()
            && files
                .iter()
                .zip(&**old)
                .all(|((path, text), old)| *path == old.path && Rc::ptr_eq(text, &old.text));
        if is_same {
            return old.clone();
        }
        let view =
            |(path, text): (&str, &Rc<str>)| Rc::new(FileView { path: path.to_owned(), text: text.clone() });
        Rc::new(files.into_iter().map(view).collect())
    }

    /// What Tab offers at a place in the line being typed.
    pub fn complete(&self, line: &str, cursor: usize) -> Completion {
        let typed = line.get(..cursor).unwrap_or(line);
        let begin = typed.rfind(['|', ';', '&']).map_or(0, |at| at + 1);
        let mut words: Vec<String> = typed[begin..].split_whitespace().map(str::to_owned).collect();
        if typed.ends_with(char::is_whitespace) || words.is_empty() {
            words.push(String::new());
        }
        let start = typed.len() - words.last().map_or(0, String::len);
        Completion { start, candidates: self.candidates(&words) }
    }

    fn complete_path(&self, last: &str) -> Vec<String> {
        let paths = self.files.iter().map(|(path, _)| path).filter(|path| path.starts_with(last));
        paths.map(|path| format!("{path} ")).collect()
    }

    fn candidates(&self, words: &[String]) -> Vec<String> {
        let last = words.last().map(String::as_str).unwrap_or_default();
        let programs = ["kubectl", "sim"].map(str::to_owned).into_iter().chain(self.command_names());
        let mut found: Vec<String> = match words {
            [_] => programs.filter(|name| name.starts_with(last)).map(|name| name + " ").collect(),
            [first, rest @ ..] => {
                self.complete_program(first, rest).unwrap_or_else(|| self.complete_path(last))
            }
            [] => Vec::new(),
        };
        found.sort();
        found.dedup();
        found
    }
}

fn same<T: PartialEq>(old: &Rc<T>, fresh: T) -> Rc<T> {
    if **old == fresh { old.clone() } else { Rc::new(fresh) }
}
