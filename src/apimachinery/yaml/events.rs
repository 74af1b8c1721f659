//! The one place that touches libyaml's unsafe interface: a parser that hands out owned events.
//!
//! Invariants: the input outlives the parser (it is borrowed); an event is copied before libyaml frees it; after a
//! failure no further event is asked for.
//! Deliberately absent: libyaml's emitter and its own document tree; see `print` and `tree`.
//! Upstream: go.yaml.in/yaml/v2 `decode.go`, `parser.fail`: which line a message names.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

use libyaml_rs as sys;

/// A place in the input as libyaml counts: bytes from the start, lines from 0.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    pub index: u64,
    pub line: u64,
}

/// What happened; `start` and `end` are the marks of the token behind it.
pub(super) struct Event {
    pub kind: EventKind,
    pub start: Mark,
    pub end: Mark,
}

/// The part of libyaml's events that matters after decoding.
pub(super) enum EventKind {
    StreamStart,
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(String),
    Scalar { anchor: Option<String>, tag: Option<String>, text: String, plain_implicit: bool },
    SequenceStart { anchor: Option<String>, flow: bool },
    SequenceEnd,
    MappingStart { anchor: Option<String>, flow: bool },
    MappingEnd,
}

/// A syntax error: the words without the leading `yaml: `, and where libyaml saw it.
pub(super) struct Failure {
    pub message: String,
    pub mark: Mark,
}

/// A libyaml parser over borrowed text.
pub(super) struct Events<'text> {
    // Boxed, because libyaml keeps pointers into its own struct.
    parser: Box<sys::yaml_parser_t>,
    text: PhantomData<&'text str>,
}

impl<'text> Events<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        let mut parser = Box::new(MaybeUninit::<sys::yaml_parser_t>::uninit());
        // SAFETY: initialize writes the whole struct before anything reads it, and aborts rather than fails when there
        // is no memory; the text is borrowed for as long as the parser lives.
        let parser = unsafe {
            let raw = parser.as_mut_ptr();
            let initialized = sys::yaml_parser_initialize(raw);
            assert!(initialized.ok, "libyaml could not initialise its parser");
            sys::yaml_parser_set_encoding(raw, sys::YAML_UTF8_ENCODING);
            sys::yaml_parser_set_input_string(raw, text.as_ptr(), text.len() as u64);
            Box::from_raw(Box::into_raw(parser).cast::<sys::yaml_parser_t>())
        };
        Events { parser, text: PhantomData }
    }

    /// The next event. Asking again after a failure or the end of the stream is a mistake of the caller.
    pub(super) fn next(&mut self) -> Result<Event, Failure> {
        let mut event = MaybeUninit::<sys::yaml_event_t>::uninit();
        // SAFETY: the parser is initialised; on success libyaml has written the event, whose strings are copied before
        // it is deleted; on failure it is not read.
        unsafe {
            let raw = event.as_mut_ptr();
            if sys::yaml_parser_parse(&mut *self.parser, raw).fail {
                return Err(self.failure());
            }
            let copy =
                Event { kind: event_kind(&*raw), start: mark((*raw).start_mark), end: mark((*raw).end_mark) };
            sys::yaml_event_delete(raw);
            Ok(copy)
        }
    }

    /// The words of the failure, with the line go-yaml names: its marks count from 0, and only for scanner errors does
    /// it add the missing one.
    fn failure(&self) -> Failure {
        let parser = &*self.parser;
        let (problem, context) = (mark(parser.problem_mark), mark(parser.context_mark));
        let line = match (problem.line, context.line) {
            (0, line) => line,
            (line, _) if parser.error == sys::YAML_SCANNER_ERROR => line + 1,
            (line, _) => line,
        };
        // SAFETY: libyaml's problem is null or a static C string.
        let words = unsafe { c_string(parser.problem) };
        let words = words.unwrap_or_else(|| "unknown problem parsing YAML content".to_owned());
        // go-yaml has a slip of the pen here.
        let words = words.replace("hexadecimal", "hexdecimal");
        let message = if line == 0 { words } else { format!("line {line}: {words}") };
        Failure { message, mark: problem }
    }
}

impl Drop for Events<'_> {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`, deleted nowhere else.
        unsafe { sys::yaml_parser_delete(&mut *self.parser) }
    }
}

fn mark(mark: sys::yaml_mark_t) -> Mark {
    Mark { index: mark.index, line: mark.line }
}

/// SAFETY: the event must have been filled in by libyaml and not yet deleted.
unsafe fn event_kind(event: &sys::yaml_event_t) -> EventKind {
    // SAFETY: `type_` says which member of the union is set, and its strings are null or end in NUL.
    unsafe {
        match event.type_ {
            sys::YAML_STREAM_START_EVENT => EventKind::StreamStart,
            sys::YAML_DOCUMENT_START_EVENT => EventKind::DocumentStart,
            sys::YAML_DOCUMENT_END_EVENT => EventKind::DocumentEnd,
            sys::YAML_ALIAS_EVENT => EventKind::Alias(string(event.data.alias.anchor).unwrap_or_default()),
            sys::YAML_SCALAR_EVENT => {
                let scalar = &event.data.scalar;
                // The value may hold NUL, so it goes by length.
                let bytes = std::slice::from_raw_parts(scalar.value, scalar.length as usize);
                EventKind::Scalar {
                    anchor: string(scalar.anchor),
                    tag: string(scalar.tag),
                    text: String::from_utf8_lossy(bytes).into_owned(),
                    plain_implicit: scalar.plain_implicit,
                }
            }
            sys::YAML_SEQUENCE_START_EVENT => {
                let start = &event.data.sequence_start;
                let flow = start.style == sys::YAML_FLOW_SEQUENCE_STYLE;
                EventKind::SequenceStart { anchor: string(start.anchor), flow }
            }
            sys::YAML_SEQUENCE_END_EVENT => EventKind::SequenceEnd,
            sys::YAML_MAPPING_START_EVENT => {
                let start = &event.data.mapping_start;
                let flow = start.style == sys::YAML_FLOW_MAPPING_STYLE;
                EventKind::MappingStart { anchor: string(start.anchor), flow }
            }
            sys::YAML_MAPPING_END_EVENT => EventKind::MappingEnd,
            _ => EventKind::StreamEnd,
        }
    }
}

/// SAFETY: null or a C string.
unsafe fn string(pointer: *const u8) -> Option<String> {
    // SAFETY: as promised by the caller.
    unsafe { c_string(pointer.cast()) }
}

/// SAFETY: null or a C string. (libyaml-rs has its own `i8` for C's char, whatever the platform's is.)
unsafe fn c_string(pointer: *const i8) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: not null, and a C string as promised by the caller.
    let text = unsafe { CStr::from_ptr(pointer.cast()) };
    Some(text.to_string_lossy().into_owned())
}
