//! Changes texts and values as people and accidents would.

use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apimachinery::yaml;
use serde_json::{Value, json};

/// Pieces that mean something to YAML, to Kubernetes, or to neither.
const PIECES: [&str; 56] = [
    "\n",
    "\t",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: ",
    "!!binary ",
    "!!str ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "# ",
    "yes",
    "no",
    "on",
    "null",
    "~",
    "0777",
    "0x1F",
    "1_000",
    "1e3",
    ".5",
    "-.inf",
    "1.10",
    "9223372036854775808",
    "2001-01-01",
    "12:30:45",
    "é",
    "\u{feff}",
    "\u{0}",
    "\\u0041",
    "100m",
    "1Gi",
    "12Q7",
    "-1",
    "50%",
    "$patch: delete",
    "$retainKeys",
    "$setElementOrder/containers",
    "name",
    "app",
    "status:",
    "spec:",
    "kind: List",
    "items:",
    "a/b",
    "[*]",
    "--- \n",
];

/// One of the corpus, changed a few times, as text or as values.
pub fn mutated_text(rng: &mut Rng, corpus: &[(String, String)]) -> String {
    let pick = |rng: &mut Rng| corpus[rng.below(corpus.len() as u32) as usize].1.clone();
    let text = pick(rng);
    if rng.below(3) == 0 {
        let other = pick(rng);
        return changed_characters(rng, text, &other);
    }
    let other = documents(&pick(rng));
    let mut values = documents(&text);
    for _ in 0..=rng.below(4) {
        let at = rng.below(values.len().max(1) as u32) as usize;
        if let Some(value) = values.get_mut(at) {
            change(rng, value, &other);
        }
    }
    let texts: Vec<String> = values.iter().map(yaml::print).collect();
    texts.join("---\n")
}

fn documents(text: &str) -> Vec<Value> {
    yaml::parse_documents(text).into_iter().filter_map(|document| Some(document.ok()?.value)).collect()
}

fn changed_characters(rng: &mut Rng, text: String, other: &str) -> String {
    let mut text: Vec<char> = text.chars().collect();
    let other: Vec<char> = other.chars().collect();
    for _ in 0..=rng.below(5) {
        let at = rng.below(text.len() as u32 + 1) as usize;
        let end = (at + rng.below(12) as usize).min(text.len());
        match rng.below(4) {
            0 => drop(text.drain(at..end)),
            1 => {
                let piece = PIECES[rng.below(PIECES.len() as u32) as usize];
                drop(text.splice(at..at, piece.chars()));
            }
            2 => {
                let again: Vec<char> = text[at..end].to_vec();
                drop(text.splice(at..at, again));
            }
            _ => {
                let from = rng.below(other.len().max(1) as u32) as usize;
                let to = (from + rng.below(60) as usize).min(other.len());
                let piece: Vec<char> = other.get(from..to).unwrap_or_default().to_vec();
                drop(text.splice(at..end, piece));
            }
        }
    }
    text.into_iter().collect()
}

/// Changes one place of a value.
pub fn change(rng: &mut Rng, value: &mut Value, others: &[Value]) {
    let mut paths = Vec::new();
    collect(value, String::new(), &mut paths);
    let path = paths[rng.below(paths.len() as u32) as usize].clone();
    let odd = odd_value(rng, others);
    let seed = rng.below(1 << 16);
    let Some(place) = value.pointer_mut(&path) else { return };
    match (place, seed % 4) {
        (Value::Object(fields), 0) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            if let Some(key) = keys.get(seed as usize / 4 % keys.len().max(1)) {
                fields.remove(key);
            }
        }
        (Value::Object(fields), 1) => {
            let piece = PIECES[seed as usize / 4 % PIECES.len()].trim_matches([':', ' ', '\n']);
            fields.insert(piece.to_owned(), odd);
        }
        (Value::Array(items), 0) if !items.is_empty() => drop(items.remove(seed as usize / 4 % items.len())),
        (Value::Array(items), 1) if !items.is_empty() => {
            let again = items[seed as usize / 4 % items.len()].clone();
            items.push(again);
        }
        (Value::Array(items), 2) => items.reverse(),
        (place, _) => *place = odd,
    }
}

fn odd_value(rng: &mut Rng, others: &[Value]) -> Value {
    let all = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(80),
        json!(1.5),
        json!(i64::MAX),
        json!(""),
        json!("x"),
        json!("1"),
        json!("100m"),
        json!([]),
        json!({}),
        json!([{"name": "main"}]),
        json!({"name": "main", "$patch": "delete"}),
        json!({"$patch": "replace"}),
        json!({"app": "app"}),
    ];
    let at = rng.below(all.len() as u32 + 6) as usize;
    if let Some(odd) = all.get(at) {
        return odd.clone();
    }
    // A piece of another input.
    let Some(other) = others.get(rng.below(others.len().max(1) as u32) as usize) else { return Value::Null };
    let mut paths = Vec::new();
    collect(other, String::new(), &mut paths);
    let path = &paths[rng.below(paths.len() as u32) as usize];
    other.pointer(path).cloned().unwrap_or_default()
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                let step = key.replace('~', "~0").replace('/', "~1");
                collect(field, format!("{path}/{step}"), paths);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{path}/{index}"), paths);
            }
        }
        _ => {}
    }
    paths.push(path);
}
