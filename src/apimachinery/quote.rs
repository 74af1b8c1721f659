//! Strings as Go prints them: `%q` and `encoding/json`. Whole values are `json::print_compact`.
//!
//! Both spellings appear inside error messages, and they differ: `%q` writes `"\x00"` where JSON writes `"\u0000"`,
//! and JSON as Go writes it hides `<`, `>` and `&`.
//!
//! Upstream: Go's `strconv.Quote` and `json.Marshal`.

/// `strconv.Quote`.
pub fn go_quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            ' '..='~' => out.push(c),
            _ if (c as u32) < 0x80 => push_hex(&mut out, "\\x", c as u32, 2),
            _ if is_printable(c) => out.push(c),
            _ if (c as u32) < 0x1_0000 => push_hex(&mut out, "\\u", c as u32, 4),
            _ => push_hex(&mut out, "\\U", c as u32, 8),
        }
    }
    out.push('"');
    out
}

/// `json.Marshal` of a string, quotes included.
pub fn json_quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_json_string(&mut out, text);
    out
}

/// [`json_quote`], appended to what is there.
pub fn push_json_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_hex(out, "\\u", c as u32, 4),
            _ if (c as u32) < 0x20 => push_hex(out, "\\u", c as u32, 4),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Adds bytes in hexadecimal.
pub fn push_hex_bytes(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

fn push_hex(out: &mut String, prefix: &str, code: u32, digits: u32) {
    out.push_str(prefix);
    for place in (0..digits).rev() {
        let digit = (code >> (4 * place)) & 0xf;
        out.push(char::from_digit(digit, 16).expect("four bits are a hexadecimal digit"));
    }
}

/// Go's `unicode.IsPrint`.
pub fn is_print(c: char) -> bool {
    if c.is_ascii() { matches!(c, ' '..='~') } else { is_printable(c) }
}

/// Go's `unicode.IsPrint` beyond ASCII. The standard library keeps the same table behind `escape_debug`; a leading
/// letter stops it from escaping combining marks, which Go prints.
fn is_printable(c: char) -> bool {
    let mut pair = String::from("a");
    pair.push(c);
    pair.escape_debug().nth(1) == Some(c)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quotes_as_go_does() {
        let cases = [
            ("nginx:1.27", r#""nginx:1.27""#),
            ("", r#""""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("tab\tnl\nbell\u{7}nul\0esc\u{1b}del\u{7f}", r#""tab\tnl\nbell\anul\x00esc\x1bdel\x7f""#),
            ("grün ✓ 日本 e\u{301}", "\"grün ✓ 日本 e\u{301}\""),
            ("nbsp\u{a0} bom\u{feff} tag\u{e0001}", r#""nbsp\u00a0 bom\ufeff tag\U000e0001""#),
        ];
        for (text, want) in cases {
            assert_eq!(go_quote(text), want);
        }
    }

    #[test]
    fn json_hides_html_and_keeps_the_rest() {
        let value = json!({"a<b": ["&", 1, true, null], "z": {"k": "\u{1}\u{2028}ü"}});
        assert_eq!(
            crate::apimachinery::json::print_compact(&value),
            r#"{"a\u003cb":["\u0026",1,true,null],"z":{"k":"\u0001\u2028ü"}}"#
        );
    }
}
