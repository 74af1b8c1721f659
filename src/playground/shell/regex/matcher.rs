//! Matching by backtracking, with a budget.
//!
//! A repetition of single characters is a loop, so a long line needs no deep stack; only groups recurse.

use super::parse::{Node, Regex};

/// How many steps a search may take on one line.
const STEPS_MAX: u32 = 400_000;
/// How deep repetitions of groups may recurse.
const DEPTH_MAX: u32 = 200;

/// Where a pattern was found: byte offsets in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The whole match and then each group, in order; none for a group that took no part.
    pub groups: Vec<Option<(usize, usize)>>,
}

impl Match {
    /// The bytes of the whole match.
    pub fn range(&self) -> std::ops::Range<usize> {
        let (start, end) = self.groups.first().copied().flatten().unwrap_or_default();
        start..end
    }

    /// The text of a group, empty where it took no part. Group 0 is the whole match.
    pub fn group<'text>(&self, line: &'text str, index: usize) -> &'text str {
        let range = self.groups.get(index).copied().flatten();
        range.and_then(|(start, end)| line.get(start..end)).unwrap_or_default()
    }
}

impl Regex {
    /// Whether the line has the pattern anywhere.
    pub fn is_match(&self, line: &str) -> bool {
        self.find(line, 0).is_some()
    }

    /// The leftmost match at or after a byte offset.
    pub fn find(&self, line: &str, from: usize) -> Option<Match> {
        let mut search = Search {
            line,
            ignore_case: self.ignore_case,
            groups: vec![None; self.num_groups + 1],
            steps: 0,
            depth: 0,
        };
        let starts = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        for start in starts.filter(|start| *start >= from) {
            search.groups.fill(None);
            let mut end = start;
            let found = search.matches(&self.root, start, &mut |_, at| {
                end = at;
                true
            });
            if found {
                search.groups[0] = Some((start, end));
                return Some(Match { groups: search.groups });
            }
            if search.steps > STEPS_MAX {
                return None;
            }
        }
        None
    }
}

struct Search<'text> {
    line: &'text str,
    ignore_case: bool,
    groups: Vec<Option<(usize, usize)>>,
    steps: u32,
    depth: u32,
}

/// What has to match behind a node, from a byte offset on.
type Then<'then, 'text> = &'then mut dyn FnMut(&mut Search<'text>, usize) -> bool;

impl<'text> Search<'text> {
    fn matches(&mut self, node: &Node, at: usize, then: Then<'_, 'text>) -> bool {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return false;
        }
        match node {
            Node::Char(_) | Node::Any | Node::Set { .. } => {
                self.one(node, at).is_some_and(|next| then(self, next))
            }
            Node::Start => at == 0 && then(self, at),
            Node::End => at == self.line.len() && then(self, at),
            Node::WordStart => !self.word_before(at) && self.word_after(at) && then(self, at),
            Node::WordEnd => self.word_before(at) && !self.word_after(at) && then(self, at),
            Node::Boundary { negated } => {
                (self.word_before(at) != self.word_after(at)) != *negated && then(self, at)
            }
            Node::Sequence(nodes) => self.sequence(nodes, at, then),
            Node::Alternatives(alternatives) => {
                alternatives.iter().any(|alternative| self.matches(alternative, at, then))
            }
            Node::Group(index, inner) => {
                let before = self.groups[*index];
                let matched = self.matches(inner, at, &mut |search, end| {
                    let outer = search.groups[*index].replace((at, end));
                    let matched = then(search, end);
                    if !matched {
                        search.groups[*index] = outer;
                    }
                    matched
                });
                if !matched {
                    self.groups[*index] = before;
                }
                matched
            }
            Node::BackReference(index) => {
                let (start, end) = self.groups[*index].unwrap_or_default();
                let text = self.line.get(start..end).unwrap_or_default();
                let found = self.line.get(at..at + text.len());
                found == Some(text) && then(self, at + text.len())
            }
            Node::Repeat { node, min, max } => match **node {
                Node::Char(_) | Node::Any | Node::Set { .. } => self.repeat_one(node, *min, *max, at, then),
                _ => self.repeat(node, *min, *max, at, then),
            },
        }
    }

    /// Characters one after another are a loop; only what can match in several ways needs to come back here.
    fn sequence(&mut self, mut nodes: &[Node], mut at: usize, then: Then<'_, 'text>) -> bool {
        while let [first @ (Node::Char(_) | Node::Any | Node::Set { .. }), rest @ ..] = nodes {
            self.steps += 1;
            let Some(next) = self.one(first, at) else { return false };
            (nodes, at) = (rest, next);
        }
        match nodes {
            [] => then(self, at),
            [only] => self.matches(only, at, then),
            [first, rest @ ..] => {
                self.matches(first, at, &mut |search, next| search.sequence(rest, next, then))
            }
        }
    }

    /// As many characters as possible, then one less at a time.
    fn repeat_one(&mut self, node: &Node, min: u32, max: u32, at: usize, then: Then<'_, 'text>) -> bool {
        let mut ends = vec![at];
        while ends.len() as u64 <= u64::from(max) {
            let Some(next) = ends.last().and_then(|end| self.one(node, *end)) else { break };
            self.steps += 1;
            ends.push(next);
        }
        while ends.len() > min as usize {
            let Some(end) = ends.pop() else { break };
            if then(self, end) {
                return true;
            }
            if self.steps > STEPS_MAX {
                return false;
            }
        }
        false
    }

    fn repeat(&mut self, node: &Node, min: u32, max: u32, at: usize, then: Then<'_, 'text>) -> bool {
        if self.depth > DEPTH_MAX {
            return false;
        }
        self.depth += 1;
        let matched = max > 0
            && self.matches(node, at, &mut |search, next| {
                // An empty round could repeat for ever.
                if next == at && min == 0 {
                    return false;
                }
                let max = if max == u32::MAX { max } else { max - 1 };
                search.repeat(node, min.saturating_sub(1), max, next, then)
            });
        self.depth -= 1;
        matched || min == 0 && then(self, at)
    }

    /// The offset behind the character here, if the node takes it.
    fn one(&self, node: &Node, at: usize) -> Option<usize> {
        let character = self.line.get(at..)?.chars().next()?;
        let takes = |character: char| match node {
            Node::Char(expected) => character == *expected,
            Node::Any => true,
            Node::Set { ranges, .. } => ranges.iter().any(|(from, to)| (*from..=*to).contains(&character)),
            _ => false,
        };
        let mut taken = takes(character);
        if self.ignore_case {
            taken |= takes(character.to_ascii_lowercase()) || takes(character.to_ascii_uppercase());
        }
        if matches!(node, Node::Set { negated: true, .. }) {
            taken = !taken;
        }
        taken.then(|| at + character.len_utf8())
    }

    fn word_before(&self, at: usize) -> bool {
        self.line.get(..at).and_then(|before| before.chars().next_back()).is_some_and(is_word)
    }

    fn word_after(&self, at: usize) -> bool {
        self.line.get(at..).and_then(|after| after.chars().next()).is_some_and(is_word)
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::playground::shell::regex::{Regex, Syntax};

    fn find(syntax: Syntax, pattern: &str, line: &str) -> String {
        match Regex::new(pattern, syntax, false) {
            Err(error) => error,
            Ok(regex) => match regex.find(line, 0) {
                None => "none".to_owned(),
                Some(found) => {
                    let groups: Vec<&str> =
                        (0..found.groups.len()).map(|index| found.group(line, index)).collect();
                    groups.join("|")
                }
            },
        }
    }

    fn check(syntax: Syntax, cases: &[(&str, &str, &str)]) {
        for (pattern, line, expected) in cases {
            assert_eq!(find(syntax, pattern, line), *expected, "{pattern} in {line}");
        }
    }

    #[test]
    fn basic_patterns_need_backslashes_for_operators() {
        check(
            Syntax::Basic,
            &[
                ("a.c", "xabcx", "abc"),
                ("^b", "ab", "none"),
                ("b$", "ab", "b"),
                ("a*", "aab", "aa"),
                ("*a", "x*a", "*a"),
                ("a+", "aa+", "a+"),
                (r"a\+", "aa+", "aa"),
                (r"\(a\)\(b*\)\1", "xabba", "abba|a|bb"),
                (r"a\{2\}", "aaa", "aa"),
                ("a{2}", "aaa a{2}", "a{2}"),
                (r"x\|y", "ay", "y"),
                ("a|b", "b", "none"),
                ("[+-] ", "a- b", "- "),
                ("^[+-] ", "+ b", "+ "),
                ("[]a]*", "]a]b", "]a]"),
                ("[^0-9]*", "ab1", "ab"),
                ("[[:digit:]]*$", "ab12", "12"),
                ("a^b$c", "a^b$c", "a^b$c"),
                (r"a\.b", "axb a.b", "a.b"),
                (r"\bds\b", "pods ds", "ds"),
                ("", "abc", ""),
            ],
        );
    }

    #[test]
    fn extended_patterns_have_operators() {
        check(
            Syntax::Extended,
            &[
                ("a+(b|c)?", "xaac", "aac|c"),
                ("(a|ab)(c|bcd)", "abcd", "abcd|a|bcd"),
                ("^(a|b)+$", "abab", "abab|b"),
                ("a{2,3}", "aaaa", "aaa"),
                ("a{,2}b", "aaab", "aab"),
                ("a{x", "a{x", "a{x"),
                (r"\(a\)", "(a)", "(a)"),
                (r"\d+s", "took 12s", "12s"),
                ("(a*)*b", "aaab", "aaab|aaa"),
                ("Running|Pending", "is Pending", "Pending"),
                (r"(\w+) \1", "the the", "the the|the"),
                ("ü+", "üü", "üü"),
            ],
        );
    }

    #[test]
    fn wrong_patterns_are_refused_in_gnus_words() {
        check(
            Syntax::Extended,
            &[
                ("(a", "", "Unmatched ( or \\("),
                ("a)", "", "Unmatched ) or \\)"),
                ("[a", "", "Unmatched [, [^, [:, [., or [="),
                ("[b-a]", "", "Invalid range end"),
                ("[[:foo:]]", "", "Invalid character class name"),
                ("a\\", "", "Trailing backslash"),
                (r"\1", "", "Invalid back reference"),
                ("a{3,2}", "", "Invalid content of \\{\\}"),
            ],
        );
    }

    #[test]
    fn hostile_patterns_end() {
        let line = "a".repeat(3000);
        assert_eq!(find(Syntax::Extended, "(a*)*(a*)*(a*)*b", &line), "none");
        assert_eq!(find(Syntax::Extended, "(a|aa)+$", &format!("{line}b")), "none");
        assert_eq!(find(Syntax::Basic, "a.*a.*a.*a.*x", &line), "none");
    }

    #[test]
    fn case_can_be_ignored() {
        let regex = Regex::new("rUn[a-z]*", Syntax::Basic, true).expect("it is a pattern");
        assert!(regex.is_match("RUNNING"));
    }
}
