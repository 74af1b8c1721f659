//! What a command prints, in order.

use crate::playground::shell::host::{Chunk, Stream};

/// Collects what a command prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::playground::shell) struct Output {
    pub chunks: Vec<Chunk>,
}

impl Output {
    /// Standard output.
    pub(in crate::playground::shell) fn print(&mut self, text: &str) {
        self.push(Stream::Stdout, text);
    }

    /// Standard output, and the end of the line.
    pub(in crate::playground::shell) fn line(&mut self, text: &str) {
        self.print(text);
        self.print("\n");
    }

    /// A line of standard error.
    pub(in crate::playground::shell) fn error(&mut self, text: &str) {
        self.push(Stream::Stderr, text);
        self.push(Stream::Stderr, "\n");
    }

    pub(in crate::playground::shell) fn push(&mut self, stream: Stream, text: &str) {
        match self.chunks.last_mut() {
            Some(last) if last.stream == stream => last.text.push_str(text),
            _ => self.chunks.push(Chunk { stream, text: text.to_owned() }),
        }
    }
}
