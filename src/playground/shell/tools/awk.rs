//! The small `awk` that people put behind kubectl: `awk 'NR > 1 {n++} END {print n}'`.
//!
//! A program is a list of `condition {statement; …}`. Conditions: `BEGIN`, `END`, `/pattern/`, `$2 ~ /pattern/`,
//! `$2 == "text"`, `NR > 1`, `NF`, each with `!` before it, joined by `&&` and `||`. Statements: `print`, `printf`,
//! `n++`, `n += $3`. Terms: `$1`, `$NF`, `$0`, `NR`, `NF`, names, texts and numbers, joined as written or by `,`.
//! Deliberately absent: everything else; it is refused by a sentence.

use std::collections::BTreeMap;

use super::options::Options;
use super::print::printf;
use super::sort::compare_numbers;
use crate::playground::shell::regex::{Regex, Syntax};

/// A program at work.
#[derive(Clone, Debug)]
pub(super) struct Awk {
    rules: Vec<Rule>,
    separator: Option<String>,
    number: u64,
    /// What names were counted up to.
    sums: BTreeMap<String, i64>,
    num_fields: usize,
}

#[derive(Clone, Debug)]
struct Rule {
    when: When,
    statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
enum When {
    Begin,
    End,
    /// One of them holds where all that it joins hold; without any it always does.
    Line(Vec<Vec<Condition>>),
}

#[derive(Clone, Debug)]
enum Statement {
    /// Joined by spaces, each made of terms written one behind the other.
    Print(Vec<Vec<Term>>),
    Printf(Vec<Vec<Term>>),
    Add(String, Term),
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
    Name(String),
    Text(String),
}

const ABSENT: &str = "awk: this awk knows programs of one form only: condition {print …; n++; …} …, such as '$2 == \
                      \"Running\" {print $1, $NF}'";

impl Awk {
    pub(super) fn parse(args: &[String]) -> Result<(Awk, Vec<String>), String> {
        let mut options = Options::parse("awk", args, "F:", &[])?;
        if options.rest.is_empty() {
            return Err("usage: awk [-F fs] 'program' [file ...]".to_owned());
        }
        let program = options.rest.remove(0);
        let rules = Parser { rest: program.trim() }.program().ok_or(ABSENT)?;
        let separator =
            options.value('F').map(|separator| if separator == "\\t" { "\t" } else { separator }.to_owned());
        let separator = separator.filter(|separator| separator != " ");
        let awk = Awk { rules, separator, number: 0, sums: BTreeMap::new(), num_fields: 0 };
        Ok((awk, options.rest))
    }

    /// What is printed for a line, and before the first one.
    pub(super) fn line(&mut self, line: &str) -> String {
        let begin = self.begin();
        self.number += 1;
        self.num_fields = self.fields(line).len();
        begin + &self.run(line, |when| matches!(when, When::Line(_)))
    }

    /// What is printed after the last line.
    pub(super) fn end(&mut self) -> String {
        self.begin() + &self.run("", |when| matches!(when, When::End))
    }

    fn begin(&mut self) -> String {
        match self.number {
            0 => self.run("", |when| matches!(when, When::Begin)),
            _ => String::new(),
        }
    }

    fn run(&mut self, line: &str, is_due: fn(&When) -> bool) -> String {
        let mut text = String::new();
        for rule in self.rules.clone().iter().filter(|rule| is_due(&rule.when)) {
            if !self.holds(&rule.when, line) {
                continue;
            }
            for statement in &rule.statements {
                let join =
                    |terms: &Vec<Term>| terms.iter().map(|term| self.value(term, line)).collect::<String>();
                match statement {
                    Statement::Print(prints) => {
                        text.push_str(&prints.iter().map(join).collect::<Vec<_>>().join(" "));
                        text.push('\n');
                    }
                    Statement::Printf(prints) => {
                        text.push_str(&printf(&prints.iter().map(join).collect::<Vec<_>>()).0);
                    }
                    Statement::Add(name, term) => {
                        let amount = self.value(term, line).parse().unwrap_or(0);
                        let sum = self.sums.entry(name.clone()).or_insert(0);
                        *sum = sum.saturating_add(amount);
                    }
                }
            }
        }
        text
    }

    fn fields<'line>(&self, line: &'line str) -> Vec<&'line str> {
        match &self.separator {
            Some(separator) => line.split(separator.as_str()).collect(),
            None => line.split_whitespace().collect(),
        }
    }

    fn value(&self, term: &Term, line: &str) -> String {
        let field = |at: usize| self.fields(line).get(at).copied().unwrap_or_default().to_owned();
        match term {
            Term::Field(0) => line.to_owned(),
            Term::Field(index) => field(index - 1),
            Term::LastField => self.fields(line).last().copied().unwrap_or_default().to_owned(),
            Term::NumFields => self.num_fields.to_string(),
            Term::LineNumber => self.number.to_string(),
            Term::Name(name) => self.sums.get(name).map(i64::to_string).unwrap_or_default(),
            Term::Text(text) => text.clone(),
        }
    }

    fn holds(&self, when: &When, line: &str) -> bool {
        let holds = |condition: &Condition| {
            let left = self.value(&condition.left, line);
            let holds = match &condition.test {
                Test::True => !left.is_empty() && left != "0",
                Test::Matches(pattern) => pattern.is_match(&left),
                Test::Compare(operator, right) => compare(&left, operator, &self.value(right, line)),
            };
            holds != condition.negated
        };
        match when {
            When::Begin | When::End => true,
            When::Line(any) => any.is_empty() || any.iter().any(|all| all.iter().all(holds)),
        }
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
    fn program(&mut self) -> Option<Vec<Rule>> {
        let mut rules = Vec::new();
        while !self.rest.is_empty() {
            let when = self.when()?;
            let has_condition = !matches!(&when, When::Line(any) if any.is_empty());
            let statements = match self.take("{") {
                true => self.statements()?,
                false if has_condition => vec![Statement::Print(vec![vec![Term::Field(0)]])],
                false => return None,
            };
            rules.push(Rule { when, statements });
            self.take(";");
        }
        (!rules.is_empty()).then_some(rules)
    }

    fn when(&mut self) -> Option<When> {
        if self.take("BEGIN") {
            return self.rest.starts_with('{').then_some(When::Begin);
        }
        if self.take("END") {
            return self.rest.starts_with('{').then_some(When::End);
        }
        let mut any: Vec<Vec<Condition>> = Vec::new();
        while !self.rest.starts_with('{') {
            let mut all = vec![self.condition()?];
            while self.take("&&") {
                all.push(self.condition()?);
            }
            any.push(all);
            if !self.take("||") {
                break;
            }
        }
        Some(When::Line(any))
    }

    fn statements(&mut self) -> Option<Vec<Statement>> {
        let mut statements = Vec::new();
        while !self.take("}") {
            statements.push(self.statement()?);
            if !self.take(";") && !self.rest.starts_with('}') {
                return None;
            }
        }
        Some(statements)
    }

    fn statement(&mut self) -> Option<Statement> {
        if self.take("printf") {
            let in_parentheses = self.take("(");
            let prints = self.prints()?;
            let is_closed = !in_parentheses || self.take(")");
            return (is_closed && !prints.is_empty()).then_some(Statement::Printf(prints));
        }
        if self.take("print") {
            let prints = self.prints()?;
            let whole_line = vec![vec![Term::Field(0)]];
            return Some(Statement::Print(if prints.is_empty() { whole_line } else { prints }));
        }
        let Term::Name(name) = self.term()? else { return None };
        if self.take("++") {
            return Some(Statement::Add(name, Term::Text("1".to_owned())));
        }
        self.take("+=").then_some(())?;
        Some(Statement::Add(name, self.term()?))
    }

    fn prints(&mut self) -> Option<Vec<Vec<Term>>> {
        let ends = ['}', ';', ')'];
        let mut prints: Vec<Vec<Term>> = Vec::new();
        while !self.rest.starts_with(ends) {
            let mut terms = vec![self.term()?];
            while !self.rest.starts_with(',') && !self.rest.starts_with(ends) {
                terms.push(self.term()?);
            }
            prints.push(terms);
            self.take(",");
        }
        Some(prints)
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
        let letters = self.rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        if letters > 0 {
            let (name, rest) = self.rest.split_at(letters);
            self.rest = rest.trim_start();
            return Some(Term::Name(name.to_owned()));
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
