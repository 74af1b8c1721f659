//! What a command prints: standard output and standard error, in the order they were written.
//!
//! Invariant: neighbouring chunks belong to different streams, so equal output means equal chunks.

/// One of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: answers. A pipe takes these.
    Out,
    /// Standard error: warnings, failures, prompts.
    Err,
}

/// What was printed and not yet shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    chunks: Vec<(Stream, String)>,
    warned: Vec<String>,
}

impl Output {
    /// Text to standard output; the caller ends lines.
    pub fn out(&mut self, text: &str) {
        self.write(Stream::Out, text);
    }

    /// Text to standard error; the caller ends lines.
    pub fn err(&mut self, text: &str) {
        self.write(Stream::Err, text);
    }

    /// A warning of the server, unless it was told before.
    pub fn server_warning(&mut self, text: &str) {
        if !self.warned.iter().any(|told| told == text) {
            self.warned.push(text.to_owned());
            self.warning(text);
        }
    }

    /// A warning of kubectl itself.
    pub fn warning(&mut self, text: &str) {
        self.err("Warning: ");
        self.err(text);
        self.err("\n");
    }

    /// Text to a stream.
    pub fn write(&mut self, stream: Stream, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.chunks.last_mut() {
            Some((last, chunk)) if *last == stream => chunk.push_str(text),
            _ => self.chunks.push((stream, text.to_owned())),
        }
    }

    /// Whether nothing waits to be shown.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// What was printed, leaving nothing.
    pub fn take(&mut self) -> Vec<(Stream, String)> {
        std::mem::take(&mut self.chunks)
    }
}
