//! From a pattern's text to its tree.

/// Which characters of a pattern are operators: in a basic one groups, `|`, `+`, `?` and `{` need a backslash, in an
/// extended one the backslash takes their meaning away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// As `grep` and `sed`.
    Basic,
    /// As `grep -E` and `sed -E`.
    Extended,
}

/// A pattern that can be matched against lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    pub(super) root: Node,
    pub(super) num_groups: usize,
    pub(super) ignore_case: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Char(char),
    Any,
    Set { negated: bool, ranges: Vec<(char, char)> },
    Start,
    End,
    WordStart,
    WordEnd,
    Boundary { negated: bool },
    Group(usize, Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: u32 },
    BackReference(usize),
}

/// How often `{m,n}` may ask for a repetition, as in POSIX' RE_DUP_MAX.
const REPEAT_MAX: u32 = 32_767;
/// How deep groups may nest.
const DEPTH_MAX: u32 = 50;

impl Regex {
    /// Reads a pattern, or gives GNU's words for what is wrong with it.
    pub fn new(pattern: &str, syntax: Syntax, ignore_case: bool) -> Result<Regex, String> {
        let mut parser = Parser { rest: pattern.chars().collect(), at: 0, syntax, num_groups: 0, depth: 0 };
        let root = parser.alternatives()?;
        if parser.at < parser.rest.len() {
            return Err("Unmatched ) or \\)".to_owned());
        }
        Ok(Regex { root, num_groups: parser.num_groups, ignore_case })
    }

    /// A pattern that matches a text as it stands, as `grep -F`.
    pub fn literal(text: &str, ignore_case: bool) -> Regex {
        let root = Node::Sequence(text.chars().map(Node::Char).collect());
        Regex { root, num_groups: 0, ignore_case }
    }

    /// The same pattern, matching whole words only, as `grep -w`.
    pub fn whole_words(self) -> Regex {
        let boundary = Node::Boundary { negated: false };
        let root = Node::Sequence(vec![boundary.clone(), self.root, boundary]);
        Regex { root, ..self }
    }

    /// The same pattern, matching whole lines only, as `grep -x`.
    pub fn whole_lines(self) -> Regex {
        let root = Node::Sequence(vec![Node::Start, self.root, Node::End]);
        Regex { root, ..self }
    }

    /// How many groups it has, for checking references to them.
    pub fn num_groups(&self) -> usize {
        self.num_groups
    }
}

struct Parser {
    rest: Vec<char>,
    at: usize,
    syntax: Syntax,
    num_groups: usize,
    depth: u32,
}

impl Parser {
    fn alternatives(&mut self) -> Result<Node, String> {
        let mut alternatives = vec![self.sequence()?];
        while self.take_operator('|') {
            alternatives.push(self.sequence()?);
        }
        Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Node::Alternatives(alternatives) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut nodes = Vec::new();
        while self.at < self.rest.len()
            && !self.sees_operator('|')
            && !(self.depth > 0 && self.sees_operator(')'))
        {
            let first = nodes.is_empty();
            let atom = self.atom(first)?;
            let node = self.repeated(atom)?;
            nodes.push(node);
        }
        Ok(Node::Sequence(nodes))
    }

    /// One thing that can be repeated. At the beginning of a sequence `*` is itself, and in a basic pattern `^` and `$`
    /// are anchors at the edges only.
    fn atom(&mut self, first: bool) -> Result<Node, String> {
        if self.take_operator('(') {
            return self.group();
        }
        let basic = self.syntax == Syntax::Basic;
        let character = self.rest[self.at];
        self.at += 1;
        match character {
            '.' => Ok(Node::Any),
            '[' => self.set(),
            '^' if first || !basic => Ok(Node::Start),
            '$' if !basic
                || self.at == self.rest.len()
                || self.sees_operator('|')
                || self.sees_operator(')') =>
            {
                Ok(Node::End)
            }
            '*' if first && basic => Ok(Node::Char('*')),
            '*' | '+' | '?' if first && !basic => Ok(Node::Sequence(Vec::new())),
            ')' if !basic => Err("Unmatched ) or \\)".to_owned()),
            '\\' => self.escape(),
            _ => Ok(Node::Char(character)),
        }
    }

    fn group(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("Regular expression too big".to_owned());
        }
        self.num_groups += 1;
        let index = self.num_groups;
        let inner = self.alternatives()?;
        if !self.take_operator(')') {
            return Err("Unmatched ( or \\(".to_owned());
        }
        self.depth -= 1;
        Ok(Node::Group(index, Box::new(inner)))
    }

    fn escape(&mut self) -> Result<Node, String> {
        let Some(&character) = self.rest.get(self.at) else { return Err("Trailing backslash".to_owned()) };
        self.at += 1;
        let class = |negated, ranges: &[(char, char)]| Node::Set { negated, ranges: ranges.to_vec() };
        const WORD: [(char, char); 4] = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        const SPACE: [(char, char); 2] = [(' ', ' '), ('\t', '\r')];
        Ok(match character {
            'b' => Node::Boundary { negated: false },
            'B' => Node::Boundary { negated: true },
            '<' => Node::WordStart,
            '>' => Node::WordEnd,
            'w' => class(false, &WORD),
            'W' => class(true, &WORD),
            's' => class(false, &SPACE),
            'S' => class(true, &SPACE),
            'd' => class(false, &[('0', '9')]),
            'D' => class(true, &[('0', '9')]),
            'n' => Node::Char('\n'),
            't' => Node::Char('\t'),
            '1'..='9' => {
                let index = character as usize - '0' as usize;
                if index > self.num_groups {
                    return Err("Invalid back reference".to_owned());
                }
                Node::BackReference(index)
            }
            ')' if self.syntax == Syntax::Basic => return Err("Unmatched ) or \\)".to_owned()),
            _ => Node::Char(character),
        })
    }

    fn repeated(&mut self, mut node: Node) -> Result<Node, String> {
        loop {
            let (min, max) = if self.rest.get(self.at) == Some(&'*') {
                self.at += 1;
                (0, u32::MAX)
            } else if self.take_operator('+') {
                (1, u32::MAX)
            } else if self.take_operator('?') {
                (0, 1)
            } else if self.sees_operator('{') {
                let back = self.at;
                self.take_operator('{');
                match self.bounds()? {
                    Some(bounds) => bounds,
                    // GNU reads a brace that opens no bound as itself.
                    None => {
                        self.at = back;
                        return Ok(node);
                    }
                }
            } else {
                return Ok(node);
            };
            node = Node::Repeat { node: Box::new(node), min, max };
        }
    }

    /// What stands between the braces; none if it is no bound in an extended pattern.
    fn bounds(&mut self) -> Result<Option<(u32, u32)>, String> {
        let min = self.bound();
        let max = if self.rest.get(self.at) == Some(&',') {
            self.at += 1;
            self.bound().or(Some(u32::MAX))
        } else {
            min
        };
        let (Some(max), true) = (max, self.take_operator('}')) else {
            return match self.syntax {
                Syntax::Basic => Err("Invalid preceding regular expression".to_owned()),
                Syntax::Extended => Ok(None),
            };
        };
        let min = min.unwrap_or(0);
        if min > max || min > REPEAT_MAX || max != u32::MAX && max > REPEAT_MAX {
            return Err("Invalid content of \\{\\}".to_owned());
        }
        Ok(Some((min, max)))
    }

    fn bound(&mut self) -> Option<u32> {
        let start = self.at;
        while self.rest.get(self.at).is_some_and(char::is_ascii_digit) {
            self.at += 1;
        }
        let digits: String = self.rest[start..self.at].iter().collect();
        if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u32::MAX - 1)) }
    }

    /// What follows `[`. A `]` that comes first stands for itself.
    fn set(&mut self) -> Result<Node, String> {
        const UNMATCHED: &str = "Unmatched [, [^, [:, [., or [=";
        let mut ranges = Vec::new();
        let negated = self.rest.get(self.at) == Some(&'^');
        self.at += usize::from(negated);
        let start = self.at;
        loop {
            let Some(&from) = self.rest.get(self.at) else { return Err(UNMATCHED.to_owned()) };
            self.at += 1;
            match from {
                ']' if self.at > start + 1 => return Ok(Node::Set { negated, ranges }),
                '[' if self.rest.get(self.at) == Some(&':') => self.class(&mut ranges)?,
                // Not POSIX, but everybody writes it.
                '\\' if self.rest.get(self.at).is_some_and(|next| "nt".contains(*next)) => {
                    let character = if self.rest[self.at] == 'n' { '\n' } else { '\t' };
                    self.at += 1;
                    ranges.push((character, character));
                }
                _ => {
                    let to = match (self.rest.get(self.at), self.rest.get(self.at + 1)) {
                        (Some('-'), Some(&to)) if to != ']' => {
                            self.at += 2;
                            to
                        }
                        _ => from,
                    };
                    if to < from {
                        return Err("Invalid range end".to_owned());
                    }
                    ranges.push((from, to));
                }
            }
        }
    }

    fn class(&mut self, ranges: &mut Vec<(char, char)>) -> Result<(), String> {
        const CLASSES: [(&str, &[(char, char)]); 10] = [
            ("alpha", &[('a', 'z'), ('A', 'Z')]),
            ("digit", &[('0', '9')]),
            ("alnum", &[('a', 'z'), ('A', 'Z'), ('0', '9')]),
            ("lower", &[('a', 'z')]),
            ("upper", &[('A', 'Z')]),
            ("space", &[(' ', ' '), ('\t', '\r')]),
            ("blank", &[(' ', ' '), ('\t', '\t')]),
            ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
            ("xdigit", &[('0', '9'), ('a', 'f'), ('A', 'F')]),
            ("print", &[(' ', '~')]),
        ];
        self.at += 1;
        let start = self.at;
        while self.rest.get(self.at).is_some_and(char::is_ascii_lowercase) {
            self.at += 1;
        }
        let name: String = self.rest[start..self.at].iter().collect();
        let class = CLASSES.iter().find(|(known, _)| *known == name);
        let closed = self.rest.get(self.at) == Some(&':') && self.rest.get(self.at + 1) == Some(&']');
        let (Some((_, class)), true) = (class, closed) else {
            return Err("Invalid character class name".to_owned());
        };
        self.at += 2;
        ranges.extend_from_slice(class);
        Ok(())
    }

    fn sees_operator(&self, operator: char) -> bool {
        match self.syntax {
            Syntax::Extended => self.rest.get(self.at) == Some(&operator),
            Syntax::Basic => {
                self.rest.get(self.at) == Some(&'\\') && self.rest.get(self.at + 1) == Some(&operator)
            }
        }
    }

    fn take_operator(&mut self, operator: char) -> bool {
        let sees = self.sees_operator(operator);
        if sees {
            self.at += if self.syntax == Syntax::Basic { 2 } else { 1 };
        }
        sees
    }
}
