//! Maps and lists over several lines: labels, annotations, tolerations.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe/describe.go` (`print…Multiline`).

use serde_json::Value;

use crate::api::fields::Fields;
use crate::api::well_known::LAST_APPLIED;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// Longer annotations stand below their name, and are cut.
const ANNOTATION_LENGTH_MAX: usize = 140;

/// A title with one text a line, the further ones behind a tab; `<none>` without any.
pub fn multiline(w: &mut PrefixWriter, title: &str, lines: impl IntoIterator<Item = String>) {
    w.write(0, &format!("{title}:\t"));
    let mut lines = lines.into_iter();
    let Some(first) = lines.next() else {
        w.line(0, "<none>");
        return;
    };
    w.line(0, &first);
    for line in lines {
        w.write(0, "\t");
        w.line(0, &line);
    }
}

/// `key=value` lines of a field that holds a map.
pub fn labels(w: &mut PrefixWriter, title: &str, holder: &Value, field: &str) {
    multiline(w, title, holder.pairs(field).map(|(key, value)| format!("{key}={value}")));
}

/// `key: value` lines of a field that holds annotations, without what `apply` remembers.
pub fn annotations(w: &mut PrefixWriter, title: &str, holder: &Value) {
    let mut lines = Vec::new();
    for (key, value) in holder.pairs("annotations").filter(|(key, _)| *key != LAST_APPLIED) {
        let value = value.strip_suffix('\n').unwrap_or(value);
        if value.len() + key.len() + 2 <= ANNOTATION_LENGTH_MAX && !value.contains('\n') {
            lines.push(format!("{key}: {value}"));
            continue;
        }
        lines.push(format!("{key}:"));
        lines.extend(
            value.split('\n').map(|line| format!("  {}", shortened(line, ANNOTATION_LENGTH_MAX - 2))),
        );
    }
    multiline(w, title, lines);
}

/// A text cut to a number of bytes, at a whole letter.
pub fn shortened(text: &str, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text.to_owned();
    }
    let mut end = bytes_max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}...", text.get(..end).unwrap_or_default())
}

/// The tolerations of a pod spec, by key.
pub fn tolerations(w: &mut PrefixWriter, title: &str, spec: &Value) {
    let mut tolerations: Vec<&Value> = spec.items("tolerations").iter().collect();
    tolerations.sort_by_key(|toleration| toleration.text("key"));
    multiline(w, title, tolerations.into_iter().map(toleration_text));
}

fn toleration_text(toleration: &Value) -> String {
    let mut text = toleration.text("key").to_owned();
    for (mark, field) in [('=', "value"), (':', "effect")] {
        if !toleration.text(field).is_empty() {
            text.push(mark);
            text.push_str(toleration.text(field));
        }
    }
    if toleration.text("operator") == "Exists" && toleration.text("value").is_empty() {
        text.push_str(if text.is_empty() { "op=Exists" } else { " op=Exists" });
    }
    if let Some(seconds) = toleration.maybe_int("tolerationSeconds") {
        text.push_str(&format!(" for {seconds}s"));
    }
    text
}
