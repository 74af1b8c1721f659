//! The one-line `awk` that people put behind kubectl: `awk '{print $1}'`, with an optional condition.
//!
//! Conditions: `/pattern/`, `$2 ~ /pattern/`, `$2 == "text"`, `NR > 1`, `NF`, each with `!` before it, joined by `&&`.
//! Printed are `$1`, `$NF`, `$0`, `NR`, `NF` and texts, joined as written or by `,`.
//! Deliberately absent: everything else; it is refused by a sentence.

use super::options::Options;
use super::sort::compare_numbers;
use crate::playground::shell::regex::{Regex, Syntax};

/// A program of the only kind there is.
#[derive(Clone, Debug)]
pub(super) struct Awk {
    conditions: Vec<Condition>,
    /// Joined by spaces, each made of terms written one behind the other.
    prints: Vec<Vec<Term>>,
    separator: Option<String>,
    number: u64,
}

#[derive(Clone, Debug)]
struct Condition {
    negated: bool,
    left: Term,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    True,
    Matches(Regex),
    Compare(&'static str, Term),
}

#[derive(Clone, Debug)]
enum Term {
    Field(usize),
    LastField,
    NumFields,
    LineNumber,
    Text(String),
}

const ABSENT: &str =
    "awk: this awk knows one form only: [condition] {print …}, such as '$2 == \"Running\" {print $1, $NF}'";

impl Awk {
    pub(super) fn parse(args: &[String]) -> Result<(Awk, Vec<String>), String> {
        let mut options = Options::parse("awk", args, "F:", &[])?;
        if options.rest.is_empty() {
            return Err("usage: awk [-F fs] 'program' [file ...]".to_owned());
        }
        let program = options.rest.remove(0);
        let mut parser = Parser { rest: program.trim() };
        let (conditions, prints) = parser.program().ok_or(ABSENT)?;
        let separator =
            options.value('F').map(|separator| if separator == "\\t" { "\t" } else { separator }.to_owned());
        Ok((Awk { conditions, prints, separator: separator.filter(|s| s != " "), number: 0 }, options.rest))
    }

    pub(super) fn line(&mut self, line: &str) -> Option<String> {
        self.number += 1;
        let fields: Vec<&str> = match &self.separator {
            Some(separator) => line.split(separator.as_str()).collect(),
            None => line.split_whitespace().collect(),
        };
        let value = |term: &Term| match term {
            Term::Field(0) => line.to_owned(),
            Term::Field(index) => fields.get(index - 1).copied().unwrap_or_default().to_owned(),
            Term::LastField => fields.last().copied().unwrap_or_default().to_owned(),
            Term::NumFields => fields.len().to_string(),
            Term::LineNumber => self.number.to_string(),
            Term::Text(text) => text.clone(),
        };
        let holds = |condition: &Condition| {
            let left = value(&condition.left);
            let holds = match &condition.test {
                Test::True => !left.is_empty() && left != "0",
                Test::Matches(pattern) => pattern.is_match(&left),
                Test::Compare(operator, right) => compare(&left, operator, &value(right)),
            };
            holds != condition.negated
        };
        if !self.conditions.iter().all(holds) {
            return None;
        }
        let printed = self.prints.iter().map(|terms| terms.iter().map(value).collect::<String>());
        Some(printed.collect::<Vec<_>>().join(" "))
    }
}

fn compare(left: &str, operator: &str, right: &str) -> bool {
    let numeric = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let order = match numeric(left) && numeric(right) {
        true => compare_numbers(left, right),
        false => left.cmp(right),
    };
    match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<=" => order.is_le(),
        ">=" => order.is_ge(),
        "<" => order.is_lt(),
        _ => order.is_gt(),
    }
}

struct Parser<'text> {
    rest: &'text str,
}

impl Parser<'_> {
    fn program(&mut self) -> Option<(Vec<Condition>, Vec<Vec<Term>>)> {
        let mut conditions = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with('{') {
            conditions.push(self.condition()?);
            if !self.take("&&") && !self.rest.is_empty() && !self.rest.starts_with('{') {
                return None;
            }
        }
        let whole_line = || vec![vec![Term::Field(0)]];
        if self.rest.is_empty() {
            return (!conditions.is_empty()).then(|| (conditions, whole_line()));
        }
        if !self.take("{") || !self.take("print") {
            return None;
        }
        let mut prints: Vec<Vec<Term>> = Vec::new();
        while !self.rest.starts_with(['}', ';']) {
            let mut terms = vec![self.term()?];
            while !self.rest.starts_with([',', '}', ';']) {
                terms.push(self.term()?);
            }
            prints.push(terms);
            self.take(",");
        }
        self.take(";");
        let ended = self.take("}") && self.rest.is_empty();
        ended.then(|| (conditions, if prints.is_empty() { whole_line() } else { prints }))
    }

    fn condition(&mut self) -> Option<Condition> {
        let negated = self.take("!");
        if self.rest.starts_with('/') {
            let test = Test::Matches(self.pattern()?);
            return Some(Condition { negated, left: Term::Field(0), test });
        }
        let left = self.term()?;
        if self.take("!~") {
            let test = Test::Matches(self.pattern()?);
            return Some(Condition { negated: !negated, left, test });
        }
        if self.take("~") {
            return Some(Condition { negated, left, test: Test::Matches(self.pattern()?) });
        }
        let operator = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|operator| self.take(operator));
        let test = match operator {
            Some(operator) => Test::Compare(operator, self.term()?),
            None => Test::True,
        };
        Some(Condition { negated, left, test })
    }

    fn pattern(&mut self) -> Option<Regex> {
        let rest = self.rest.strip_prefix('/')?;
        let mut escaped = false;
        let end = rest.char_indices().find_map(|(at, character)| {
            let ends = character == '/' && !escaped;
            escaped = character == '\\' && !escaped;
            ends.then_some(at)
        })?;
        let pattern = rest.get(..end)?.replace("\\/", "/");
        self.rest = rest.get(end + 1..)?.trim_start();
        Regex::new(&pattern, Syntax::Extended, false).ok()
    }

    fn term(&mut self) -> Option<Term> {
        if self.take("$NF") {
            return Some(Term::LastField);
        }
        if self.take("NF") {
            return Some(Term::NumFields);
        }
        if self.take("NR") {
            return Some(Term::LineNumber);
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            let end = rest.find('"')?;
            let text = rest.get(..end)?.replace("\\t", "\t").replace("\\n", "\n");
            self.rest = rest.get(end + 1..)?.trim_start();
            return Some(Term::Text(text));
        }
        let field = self.take("$");
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest.trim_start();
        match field {
            true => digits.parse().ok().map(Term::Field),
            false => (!digits.is_empty()).then(|| Term::Text(digits.to_owned())),
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(text) else { return false };
        self.rest = rest.trim_start();
        true
    }
}
