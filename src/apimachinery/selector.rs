//! Label and field selectors: their text, their match.
//!
//! Upstream: `k8s.io/apimachinery/pkg/labels/selector.go`, `pkg/fields/selector.go`.

use std::fmt;
use std::rc::Rc;

use serde_json::Value;

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::labels::{label_key, label_value};

/// How a requirement relates a key to its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `key=value`; also the entries of `matchLabels`.
    Equals,
    /// `key==value`.
    DoubleEquals,
    /// `key!=value`.
    NotEquals,
    /// `key in (a,b)`.
    In,
    /// `key notin (a,b)`.
    NotIn,
    /// `key`.
    Exists,
    /// `!key`.
    DoesNotExist,
    /// `key>1`.
    GreaterThan,
    /// `key<1`.
    LessThan,
}

/// One condition on a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: Rc<str>,
    /// The relation.
    pub operator: Operator,
    /// The values it relates to.
    pub values: Vec<Rc<str>>,
}

impl Requirement {
    /// Whether a set of labels meets the condition.
    pub fn matches(&self, labels: &StringMap) -> bool {
        self.matches_value(labels.get(&self.key).map(|value| &**value))
    }

    /// Whether a label with that value, or without any, meets the condition.
    pub fn matches_value(&self, value: Option<&str>) -> bool {
        let listed = |value: &str| self.values.iter().any(|one| **one == *value);
        match self.operator {
            Operator::Equals | Operator::DoubleEquals | Operator::In => value.is_some_and(listed),
            Operator::NotEquals | Operator::NotIn => !value.is_some_and(listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::GreaterThan | Operator::LessThan => {
                let number = |text: &str| text.parse::<i64>().ok();
                let bound = self.values.first().and_then(|text| number(text));
                match (value.and_then(number), bound) {
                    (Some(value), Some(bound)) if self.operator == Operator::GreaterThan => value > bound,
                    (Some(value), Some(bound)) => value < bound,
                    _ => false,
                }
            }
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = self.values.clone();
        values.sort();
        let values = values.join(",");
        let key = &self.key;
        match self.operator {
            Operator::Equals => write!(f, "{key}={values}"),
            Operator::DoubleEquals => write!(f, "{key}=={values}"),
            Operator::NotEquals => write!(f, "{key}!={values}"),
            Operator::In => write!(f, "{key} in ({values})"),
            Operator::NotIn => write!(f, "{key} notin ({values})"),
            Operator::Exists => write!(f, "{key}"),
            Operator::DoesNotExist => write!(f, "!{key}"),
            Operator::GreaterThan => write!(f, "{key}>{values}"),
            Operator::LessThan => write!(f, "{key}<{values}"),
        }
    }
}

/// A selector over labels: all of its requirements must hold. The default matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    requirements: Vec<Requirement>,
    matches_nothing: bool,
}

impl Selector {
    /// The selector that matches no object, as an absent `LabelSelector` does.
    pub fn nothing() -> Selector {
        Selector { requirements: Vec::new(), matches_nothing: true }
    }

    /// The selector with these requirements, sorted by key.
    pub fn new(mut requirements: Vec<Requirement>) -> Selector {
        requirements.sort_by(|a, b| a.key.cmp(&b.key));
        Selector { requirements, matches_nothing: false }
    }

    /// The requirements, sorted by key.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Whether it matches everything.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && !self.matches_nothing
    }

    /// Whether a set of labels meets every requirement.
    pub fn matches(&self, labels: &StringMap) -> bool {
        !self.matches_nothing && self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// The selector of a `LabelSelector` in canonical JSON; an absent one matches nothing, an empty one everything.
    ///
    /// Upstream: `metav1.LabelSelectorAsSelector`.
    pub fn from_label_selector(value: Option<&Value>) -> Selector {
        let Some(value) = value else { return Selector::nothing() };
        let labels = StringMap::from_value(value.get("matchLabels"));
        let mut requirements: Vec<Requirement> = labels
            .iter()
            .map(|(key, value)| Requirement {
                key: key.clone(),
                operator: Operator::Equals,
                values: vec![value.clone()],
            })
            .collect();
        let expressions = value.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
        requirements.extend(expressions.filter_map(expression));
        Selector::new(requirements)
    }

    /// Reads the text of `-l`: `app=nginx,zone in (a,b),!disk`.
    ///
    /// Errors: upstream's sentence, `unable to parse requirement: found '' expected: '('`.
    pub fn parse(text: &str) -> Result<Selector, String> {
        let mut parser = Parser { tokens: tokens(text), next: 0 };
        parser.selector().map(Selector::new)
    }
}

fn expression(value: &Value) -> Option<Requirement> {
    let operator = match value.get("operator").and_then(Value::as_str)? {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::DoesNotExist,
        "Gt" => Operator::GreaterThan,
        "Lt" => Operator::LessThan,
        _ => return None,
    };
    let values = value.get("values").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Some(Requirement {
        key: value.get("key").and_then(Value::as_str)?.into(),
        operator,
        values: values.iter().filter_map(Value::as_str).map(Rc::from).collect(),
    })
}

/// Reads one `matchExpressions` entry of a selector or node selector term; `None` for an operator there is not.
pub fn requirement_from_value(value: &Value) -> Option<Requirement> {
    expression(value)
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.requirements.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{requirement}")?;
        }
        Ok(())
    }
}

/// A token of a selector's text: a symbol or a word (keys, values, `in`, `notin`).
fn tokens(text: &str) -> Vec<String> {
    let is_symbol = |c: char| "=!(),<>".contains(c);
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut token = String::from(first);
        if is_symbol(first) {
            let pair_follows = (first == '=' || first == '!') && chars.peek() == Some(&'=');
            if pair_follows {
                token.extend(chars.next());
            }
        } else {
            while let Some(next) = chars.next_if(|c| !is_symbol(*c) && !c.is_whitespace()) {
                token.push(next);
            }
        }
        tokens.push(token);
    }
    tokens
}

struct Parser {
    tokens: Vec<String>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> &str {
        self.tokens.get(self.next).map(String::as_str).unwrap_or_default()
    }

    fn take(&mut self) -> String {
        let token = self.peek().to_owned();
        self.next += 1;
        token
    }

    fn is_word(token: &str) -> bool {
        token.starts_with(|c| !"=!(),<>".contains(c))
    }

    fn selector(&mut self) -> Result<Vec<Requirement>, String> {
        let mut requirements = Vec::new();
        loop {
            match self.peek() {
                "" => return Ok(requirements),
                token if token == "!" || Parser::is_word(token) => {
                    let requirement = self.requirement();
                    requirements
                        .push(requirement.map_err(|error| format!("unable to parse requirement: {error}"))?);
                }
                other => {
                    return Err(format!("found '{other}', expected: !, identifier, or 'end of string'"));
                }
            }
            match self.take().as_str() {
                "" => return Ok(requirements),
                "," => match self.peek() {
                    next if next == "!" || Parser::is_word(next) => {}
                    next => return Err(format!("found '{next}', expected: identifier after ','")),
                },
                other => return Err(format!("found '{other}', expected: ',' or 'end of string'")),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let negated = self.peek() == "!";
        if negated {
            self.take();
        }
        let key = self.take();
        if !Parser::is_word(&key) {
            return Err(format!("found '{key}', expected: identifier"));
        }
        // A key is at no path, which upstream prints like this.
        let broken = label_key(&key);
        if !broken.is_empty() {
            return Err(invalid("<nil>", &key, &broken.join("; ")));
        }
        let key: Rc<str> = key.into();
        // What follows a negated key is for the caller to find out of place.
        if negated || matches!(self.peek(), "" | ",") {
            let operator = if negated { Operator::DoesNotExist } else { Operator::Exists };
            return Ok(Requirement { key, operator, values: Vec::new() });
        }
        let operator = match self.take().as_str() {
            "=" => Operator::Equals,
            "==" => Operator::DoubleEquals,
            "!=" => Operator::NotEquals,
            "in" => Operator::In,
            "notin" => Operator::NotIn,
            ">" => Operator::GreaterThan,
            "<" => Operator::LessThan,
            other => return Err(format!("found '{other}', expected: in, notin, =, ==, !=, gt, lt")),
        };
        let mut values = match operator {
            Operator::In | Operator::NotIn => self.values()?,
            _ => vec![self.exact_value()?],
        };
        values.sort();
        values.dedup();
        check_values(&key, operator, &values)?;
        Ok(Requirement { key, operator, values: values.into_iter().map(Rc::from).collect() })
    }

    fn exact_value(&mut self) -> Result<String, String> {
        match self.peek() {
            "" | "," => Ok(String::new()),
            token if Parser::is_word(token) => Ok(self.take()),
            other => Err(format!("found '{other}', expected: identifier")),
        }
    }

    /// The list in parentheses; nothing between two commas, or beside one, is the empty value.
    fn values(&mut self) -> Result<Vec<String>, String> {
        match self.take().as_str() {
            "(" => {}
            other => return Err(format!("found '{other}' expected: '('")),
        }
        match self.peek() {
            ")" => {
                self.take();
                return Ok(vec![String::new()]);
            }
            token if token == "," || Parser::is_word(token) => {}
            other => return Err(format!("found '{other}', expected: ',', ')' or identifier")),
        }
        let mut values = Vec::new();
        loop {
            let token = self.take();
            let next = self.peek();
            if token == "," {
                if values.is_empty() || matches!(next, "," | ")") {
                    values.push(String::new());
                }
            } else if Parser::is_word(&token) {
                if !matches!(next, "," | ")") {
                    return Err(format!("found '{next}', expected: ',' or ')'"));
                }
                values.push(token);
            } else {
                return Err(format!("found '{token}', expected: ',', or identifier"));
            }
            if next == ")" {
                self.take();
                return Ok(values);
            }
        }
    }
}

/// Upstream: `labels.NewRequirement`.
fn check_values(key: &str, operator: Operator, values: &[String]) -> Result<(), String> {
    let mut errors = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if matches!(operator, Operator::GreaterThan | Operator::LessThan) && value.parse::<i64>().is_err() {
            let rule = "for 'Gt', 'Lt' operators, the value must be an integer";
            errors.push(invalid(&format!("values[{index}]"), value, rule));
        }
    }
    for (index, value) in values.iter().enumerate() {
        let broken = label_value(value);
        if !broken.is_empty() {
            errors.push(invalid(&format!("values[{index}][{key}]"), value, &broken.join("; ")));
        }
    }
    match &errors[..] {
        [] => Ok(()),
        [error] => Err(error.clone()),
        _ => Err(format!("[{}]", errors.join(", "))),
    }
}

fn invalid(path: &str, value: &str, rule: &str) -> String {
    format!("{path}: Invalid value: {}: {rule}", go_quote(value))
}

/// One condition on a field: `spec.nodeName=n1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRequirement {
    /// The field's path.
    pub field: String,
    /// Whether the field must equal the value or differ from it.
    pub equal: bool,
    /// The value.
    pub value: String,
}

/// Reads the text of `--field-selector`: `spec.nodeName=n1,status.phase!=Running`.
///
/// Errors: upstream's sentence. Which fields a kind supports is the API server's to say.
pub fn parse_field_selector(text: &str) -> Result<Vec<FieldRequirement>, String> {
    let mut requirements = Vec::new();
    let mut parts = split_unescaped_commas(text);
    parts.sort_unstable();
    for part in parts {
        if part.is_empty() {
            continue;
        }
        let (field, equal, value) = ["!=", "==", "="]
            .iter()
            .filter_map(|operator| part.find(operator).map(|at| (at, *operator)))
            .min_by_key(|(at, operator)| (*at, std::cmp::Reverse(operator.len())))
            .map(|(at, operator)| (&part[..at], operator != "!=", &part[at + operator.len()..]))
            .ok_or_else(|| format!("invalid selector: '{text}'; can't understand '{part}'"))?;
        requirements.push(FieldRequirement { field: field.to_owned(), equal, value: unescaped(value)? });
    }
    Ok(requirements)
}

/// Upstream: `fields.UnescapeValue`.
fn unescaped(text: &str) -> Result<String, String> {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(next @ ('\\' | ',' | '=')) => value.push(next),
                next => {
                    let next = next.map(String::from).unwrap_or_default();
                    return Err(format!("invalid field selector: invalid escape sequence: \\{next}"));
                }
            },
            ',' | '=' => {
                let code = u32::from(c);
                return Err(format!("invalid field selector: unescaped character in value: {code}"));
            }
            c => value.push(c),
        }
    }
    Ok(value)
}

fn split_unescaped_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            ',' if !escaped => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => escaped = false,
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, labels: &[(&str, &str)], expected: bool) {
        let labels = labels.iter().copied().collect();
        let selector = Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(selector.matches(&labels), expected, "{text}");
    }

    #[test]
    fn selectors_match_as_upstream() {
        let labels: &[(&str, &str)] = &[("zone", "a"), ("disk", "ssd"), ("n", "5")];
        for (text, expected) in [
            ("", true),
            ("zone=a", true),
            ("zone==b", false),
            ("zone in (a,b),disk!=hdd", true),
            ("zone notin (a)", false),
            ("!gpu,disk", true),
            ("missing!=x", true),
            ("n>4", true),
            ("n<4", false),
            ("zone in ()", false),
            ("gpu notin (),zone in (,a)", true),
            ("gpu in (,)", false),
        ] {
            check(text, labels, expected);
        }
    }

    #[test]
    fn selector_errors_have_upstreams_words() {
        for (text, error) in [
            ("a in", "unable to parse requirement: found '' expected: '('"),
            ("a=b,", "found '', expected: identifier after ','"),
            ("=b", "found '=', expected: !, identifier, or 'end of string'"),
            ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
            ("a in (=)", "unable to parse requirement: found '=', expected: ',', ')' or identifier"),
            ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
            ("a in (b,", "unable to parse requirement: found '', expected: ',', or identifier"),
            ("!a=b", "found '=', expected: ',' or 'end of string'"),
            ("a=(", "unable to parse requirement: found '(', expected: identifier"),
            (
                "n>x",
                "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value \
                 must be an integer",
            ),
        ] {
            assert_eq!(Selector::parse(text), Err(error.to_owned()), "{text}");
        }
    }

    #[test]
    fn keys_and_values_of_selectors_have_the_form_of_labels() {
        let check = |text: &str, start: &str| {
            let error = Selector::parse(text).expect_err(text);
            assert!(error.starts_with(start), "{text}: {error}");
        };
        check("_a=b", "unable to parse requirement: <nil>: Invalid value: \"_a\": name part must consist of");
        check(
            "a/=b",
            "unable to parse requirement: <nil>: Invalid value: \"a/\": name part must be non-empty; ",
        );
        check(
            "a=-b",
            "unable to parse requirement: values[0][a]: Invalid value: \"-b\": a valid label must be",
        );
        check(
            "a in (x,-b,c-)",
            "unable to parse requirement: [values[0][a]: Invalid value: \"-b\": a valid label must be",
        );
    }

    #[test]
    fn selectors_print_sorted() {
        let selector = Selector::parse("zone in (b,a),!x,app=nginx").unwrap();
        assert_eq!(selector.to_string(), "app=nginx,!x,zone in (a,b)");
    }

    #[test]
    fn field_selectors_split_on_commas() {
        let parsed = parse_field_selector("spec.nodeName=n1,status.phase!=Running").unwrap();
        assert_eq!(parsed.len(), 2);
        assert_eq!(
            (parsed[1].field.as_str(), parsed[1].equal, parsed[1].value.as_str()),
            ("status.phase", false, "Running")
        );
        for (text, error) in [
            ("nonsense", "invalid selector: 'nonsense'; can't understand 'nonsense'"),
            ("a=b=c", "invalid field selector: unescaped character in value: 61"),
            ("a=b\\c", "invalid field selector: invalid escape sequence: \\c"),
        ] {
            assert_eq!(parse_field_selector(text), Err(error.to_owned()));
        }
    }
}
