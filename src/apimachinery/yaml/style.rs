//! Which style a string is printed in, by what is in it.
//!
//! Upstream: go.yaml.in/yaml/v2 `emitterc.go` (`yaml_emitter_analyze_scalar`, `yaml_emitter_select_scalar_style`),
//! `encode.go` (`stringv`).

/// How a scalar is written.
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

impl Style {
    /// The style of a text. `plain` says that its type would survive without quotes, `key` that it has to fit in a line.
    pub(super) fn choose(text: &str, plain: bool, key: bool) -> Self {
        let shape = Shape::of(text);
        let unquotable = shape.special_characters || shape.space_break;
        if text.contains('\n') {
            let block = !text.is_empty() && !shape.trailing_space && !unquotable && !key;
            return if block { Style::Literal } else { Style::DoubleQuoted };
        }
        if !plain || shape.line_breaks && key || unquotable || shape.break_space {
            return Style::DoubleQuoted;
        }
        if shape.open_edge || shape.line_breaks || shape.indicators || text.is_empty() && key {
            return Style::SingleQuoted;
        }
        Style::Plain
    }
}

/// Whether a text cannot be a key in front of its colon.
pub(super) fn has_line_break(text: &str) -> bool {
    text.contains(is_break)
}

/// What of a text restricts how it can be written.
#[derive(Default)]
struct Shape {
    indicators: bool,
    line_breaks: bool,
    special_characters: bool,
    /// Begins or ends with a space or a break.
    open_edge: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Shape {
            indicators: text.starts_with("---") || text.starts_with("..."),
            open_edge: text.starts_with(is_edge) || text.ends_with(is_edge),
            trailing_space: text.ends_with(' '),
            ..Shape::default()
        };
        let mut previous = None;
        for (at, character) in text.char_indices() {
            let next = text.get(at + character.len_utf8()..).and_then(|rest| rest.chars().next());
            shape.indicators |= match character {
                '#' if at > 0 => previous.is_some_and(|before| is_blank(before) || is_break(before)),
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
                | '`' => at == 0,
                '?' | '-' => at == 0 && next.is_none_or(is_blank),
                ':' => next.is_none_or(is_blank),
                _ => false,
            };
            shape.special_characters |= !is_printable(character);
            shape.line_breaks |= is_break(character);
            shape.break_space |= character == ' ' && previous.is_some_and(is_break);
            shape.space_break |= is_break(character) && previous == Some(' ');
            previous = Some(character);
        }
        shape
    }
}

fn is_edge(character: char) -> bool {
    character == ' ' || is_break(character)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What go-yaml prints unescaped: nothing beyond 16 bits, so an emoji is escaped.
pub(super) fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}
