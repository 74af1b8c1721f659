//! The terminal's log: commands and what they printed.
//!
//! Invariant: bounded; the oldest commands go first. The list and its entries are shared with the view and copied only
//! where they change.

use std::rc::Rc;

use crate::playground::shell::{Chunk, Stream};
use crate::playground::view::terminal::{BlockView, EntryView, TerminalView, split_origin};

/// How many commands are kept.
const ENTRIES_MAX: usize = 500;
/// How many bytes one command's output keeps; what was printed first goes first.
const OUTPUT_BYTES_MAX: usize = 256 * 1024;

/// The log.
#[derive(Clone, Debug, Default)]
pub struct TerminalLog {
    entries: Rc<Vec<Rc<EntryView>>>,
    next_id: u64,
}

impl TerminalLog {
    /// Begins the entry of a line; returns its number.
    pub fn begin(&mut self, line: &str) -> u64 {
        let (origin, command) = split_origin(line);
        let id = self.next_id;
        self.next_id += 1;
        let entries = Rc::make_mut(&mut self.entries);
        if entries.len() == ENTRIES_MAX {
            entries.remove(0);
        }
        let entry = EntryView { id, origin, command: command.into(), blocks: Vec::new(), exit_code: None };
        entries.push(Rc::new(entry));
        id
    }

    fn entry(&mut self, id: u64) -> Option<&mut EntryView> {
        let at = self.entries.iter().rposition(|entry| entry.id == id)?;
        Rc::make_mut(&mut self.entries).get_mut(at).map(Rc::make_mut)
    }

    /// Adds what a command printed.
    pub fn append(&mut self, id: u64, output: Vec<Chunk>) {
        if output.is_empty() {
            return;
        }
        if output.iter().any(|chunk| chunk.stream == Stream::Clear) {
            Rc::make_mut(&mut self.entries).retain(|entry| entry.id == id);
        }
        let Some(entry) = self.entry(id) else { return };
        for Chunk { stream, text } in output {
            let error = match stream {
                Stream::Stdout => false,
                Stream::Stderr => true,
                Stream::Clear => {
                    entry.blocks.clear();
                    continue;
                }
            };
            match entry.blocks.last_mut() {
                Some(block) if block.error == error => block.text = format!("{}{text}", block.text).into(),
                _ if text.is_empty() => {}
                _ => entry.blocks.push(BlockView { error, text: text.into() }),
            }
        }
        let mut bytes: usize = entry.blocks.iter().map(|block| block.text.len()).sum();
        while bytes > OUTPUT_BYTES_MAX && entry.blocks.len() > 1 {
            bytes -= entry.blocks.remove(0).text.len();
        }
        if let Some(block) = entry.blocks.first_mut().filter(|_| bytes > OUTPUT_BYTES_MAX) {
            let mut cut = bytes - OUTPUT_BYTES_MAX;
            while !block.text.is_char_boundary(cut) {
                cut += 1;
            }
            block.text = block.text[cut..].into();
        }
    }

    /// Ends an entry.
    pub fn end(&mut self, id: u64, exit_code: i32) {
        if let Some(entry) = self.entry(id) {
            entry.exit_code = Some(u8::try_from(exit_code.rem_euclid(256)).unwrap_or(u8::MAX));
        }
    }

    /// What an entry has printed so far, both streams in order.
    pub fn text(&self, id: u64) -> String {
        let entry = self.entries.iter().rev().find(|entry| entry.id == id);
        entry.iter().flat_map(|entry| &entry.blocks).map(|block| &*block.text).collect()
    }

    /// The line of an entry.
    pub fn command(&self, id: u64) -> Rc<str> {
        let entry = self.entries.iter().rev().find(|entry| entry.id == id);
        entry.map(|entry| entry.command.clone()).unwrap_or_default()
    }

    /// The number of the latest entry.
    pub fn last(&self) -> Option<u64> {
        self.entries.last().map(|entry| entry.id)
    }

    /// The exit code of an entry that has ended.
    pub fn exit_code(&self, id: u64) -> Option<u8> {
        self.entries.iter().rev().find(|entry| entry.id == id)?.exit_code
    }

    /// The log as the page shows it.
    pub fn view(&self, running: bool) -> TerminalView {
        TerminalView { entries: self.entries.clone(), running }
    }
}
