//! Indented text with tabs, as the describers write it.
//!
//! The prefix stands before each piece of text that is written, not before each line inside it, as upstream has it.
//!
//! Upstream: `kubectl/pkg/describe/describe.go` (`PrefixWriter`, `NestedPrefixWriter`, `tabbedString`);
//! `cli-runtime/pkg/printers/terminal.go`.

use super::tabwriter::TabWriter;
use std::borrow::Cow;

/// Collects what a describer says. The text keeps its tabs until someone asks for it aligned.
#[derive(Clone, Debug, Default)]
pub struct PrefixWriter {
    text: String,
    indent: u32,
}

impl PrefixWriter {
    /// An empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Text at a level; each level is two spaces. The caller ends lines.
    pub fn write(&mut self, level: u32, text: &str) {
        for _ in 0..level + self.indent {
            self.text.push_str("  ");
        }
        self.text.push_str(&escape_terminal(text));
    }

    /// A whole line at a level.
    pub fn line(&mut self, level: u32, text: &str) {
        self.write(level, text);
        self.text.push('\n');
    }

    /// `label`, a tab, `value`, line end.
    pub fn field(&mut self, level: u32, label: &str, value: &str) {
        self.write(level, label);
        self.text.push('\t');
        self.text.push_str(&escape_terminal(value));
        self.text.push('\n');
    }

    /// Everything `inside` writes stands `levels` deeper.
    pub fn nested(&mut self, levels: u32, inside: impl FnOnce(&mut Self)) {
        self.indent += levels;
        inside(self);
        self.indent -= levels;
    }

    /// The page with its tabs, as `rollout history --revision` prints it.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The page with its columns aligned, as `describe` prints it.
    pub fn into_aligned(self) -> String {
        let mut writer = TabWriter::describe();
        writer.write(&self.text);
        writer.flush()
    }
}

/// What a terminal could take for a command is shown instead of obeyed.
pub fn escape_terminal(text: &str) -> Cow<'_, str> {
    if text.contains(['\u{1b}', '\r']) {
        Cow::Owned(text.replace('\u{1b}', "^[").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn levels_indent_by_two_and_nest() {
        let mut writer = PrefixWriter::new();
        writer.field(0, "Name:", "two");
        writer.line(0, "Pod Template:");
        writer.nested(1, |writer| {
            writer.field(0, "Labels:", "app=two");
            writer.field(1, "Image:", "a\u{1b}[31m\r");
        });
        expect![[r#"
            Name:	two
            Pod Template:
              Labels:	app=two
                Image:	a^[[31m\r
        "#]]
        .assert_eq(&writer.clone().into_text());
        expect![[r#"
            Name:  two
            Pod Template:
              Labels:   app=two
                Image:  a^[[31m\r
        "#]]
        .assert_eq(&writer.into_aligned());
    }
}
