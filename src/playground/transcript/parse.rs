//! Reading transcripts; mistakes name their line.

use super::line::{Entry, FutureLine, Line, Place, TranscriptError};
use crate::playground::shell::is_incomplete;

/// How many nodes one `@nodes` line may add.
pub const NODES_MAX: u32 = 20_000;

/// Reads a transcript.
pub fn parse(text: &str) -> Result<Vec<Entry>, TranscriptError> {
    let mut parser =
        Parser { lines: text.lines().collect(), at: 0, entries: Vec::new(), output_was_cut: false };
    while parser.at < parser.lines.len() {
        parser.entry()?;
    }
    Ok(parser.entries)
}

/// Seconds with at most three digits behind the point.
fn parse_seconds(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let millis: u64 = format!("{fraction:0<3}").parse().ok()?;
    seconds.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(millis)
}

struct Parser<'text> {
    lines: Vec<&'text str>,
    at: usize,
    entries: Vec<Entry>,
    /// A `#` line came in the middle of an output, so lines that belong nowhere are its rest.
    output_was_cut: bool,
}

impl Parser<'_> {
    fn entry(&mut self) -> Result<(), TranscriptError> {
        let line = self.lines[self.at];
        let number = self.at as u32 + 1;
        self.at += 1;
        let parsed = if let Some(command) = line.strip_prefix("$ ") {
            return self.command(number, command);
        } else if line.starts_with('#') {
            Line::Comment(line.to_owned())
        } else if line.trim().is_empty() {
            Line::Blank
        } else if is_setup(line) {
            self.output_was_cut = false;
            self.setup(line, number)?
        } else if self.output_was_cut {
            Line::Comment(line.to_owned())
        } else {
            let message = "a line begins with `$ ` for a command, `@` for what happens, or `#` for a comment"
                .to_owned();
            return Err(TranscriptError { number, message });
        };
        self.entries.push(Entry { number, line: parsed });
        Ok(())
    }

    fn command(&mut self, number: u32, first: &str) -> Result<(), TranscriptError> {
        let mut command = first.to_owned();
        while is_incomplete(&command)
            && let Some(more) = self.lines.get(self.at).and_then(|line| line.strip_prefix("> "))
        {
            command.push('\n');
            command.push_str(more);
            self.at += 1;
        }
        let start = self.at;
        let ends = |line: &&str| line.starts_with("$ ") || line.starts_with('#') || is_setup(line);
        while self.lines.get(self.at).is_some_and(|line| !ends(line)) {
            self.at += 1;
        }
        let mut output = &self.lines[start..self.at];
        let mut num_blank = 0;
        while let [rest @ .., last] = output
            && last.trim().is_empty()
        {
            output = rest;
            num_blank += 1;
        }
        self.output_was_cut =
            num_blank == 0 && self.lines.get(self.at).is_some_and(|line| line.starts_with('#'));
        let mut exit_code = 0;
        if let [rest @ .., last] = output
            && let Some(code) = parse_exit(last)
        {
            (output, exit_code) = (rest, code);
        }
        let output = output.iter().map(|line| (*line).to_owned()).collect();
        self.entries.push(Entry { number, line: Line::Command { command, output, exit_code } });
        for blank in (0..num_blank).rev() {
            self.entries.push(Entry { number: self.at as u32 - blank, line: Line::Blank });
        }
        Ok(())
    }

    fn setup(&mut self, line: &str, number: u32) -> Result<Line, TranscriptError> {
        let fail = |message: String| Err(TranscriptError { number, message });
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let one_word = !rest.is_empty() && !rest.contains(char::is_whitespace);
        match name {
            "@file" if one_word => Ok(Line::File { path: rest.to_owned(), text: self.block(number)? }),
            "@edit" if rest.is_empty() => self.block(number).map(Line::Edit),
            "@future" => match parse_future(rest) {
                Some(future) => Ok(Line::Future(future)),
                None => fail(format!("`@future {rest}` is no head of a future")),
            },
            "@redo" => match parse_place(rest) {
                Some(place) => Ok(Line::Redo(place)),
                None => fail(format!("`@redo {rest}` is no moment of a future")),
            },
            "@closed" if rest.is_empty() => Ok(Line::Closed),
            "@saved" if rest.is_empty() => self.block(number).map(Line::Saved),
            "@interrupt" if rest.is_empty() => Ok(Line::Interrupt),
            "@stop-kubelet" if one_word => Ok(Line::StopKubelet(rest.to_owned())),
            "@profile" if matches!(rest, "instant" | "realistic") => Ok(Line::Profile(rest.to_owned())),
            "@lesson" if one_word => Ok(Line::Lesson(rest.to_owned())),
            "@start" if one_word => Ok(Line::Start(rest.to_owned())),
            "@seed" if rest.parse::<u64>().is_ok() => Ok(Line::Seed(rest.parse().unwrap_or_default())),
            "@wait" => match parse_seconds(rest) {
                Some(millis) => Ok(Line::Wait(millis)),
                None => fail(format!("`@wait {rest}` is no number of seconds")),
            },
            "@until" => {
                match rest.split_once(' ').map(|(seconds, command)| (parse_seconds(seconds), command)) {
                    Some((Some(limit_ms), command)) => {
                        Ok(Line::Until { limit_ms, command: command.trim().to_owned() })
                    }
                    _ => fail("`@until` takes seconds and a command".to_owned()),
                }
            }
            "@node" => match rest.split_whitespace().next() {
                Some(name) => {
                    Ok(Line::Node { name: name.to_owned(), labels: parse_labels(rest, 1, number)? })
                }
                None => fail("`@node` takes a name".to_owned()),
            },
            "@nodes" => self.nodes(rest, number),
            "@end" => fail("`@end` without the line it would end".to_owned()),
            _ => match USAGE.iter().find(|usage| usage.split(' ').next() == Some(name)) {
                Some(usage) => fail(format!("expected `{usage}`")),
                None => fail(format!("`{name}` is not known")),
            },
        }
    }

    fn nodes(&self, rest: &str, number: u32) -> Result<Line, TranscriptError> {
        let mut words = rest.split_whitespace();
        let count = words.next().and_then(|count| count.parse::<u32>().ok());
        match (count, words.next()) {
            (Some(count), Some(prefix)) if count <= NODES_MAX => {
                let labels = parse_labels(rest, 2, number)?;
                Ok(Line::Nodes { count, prefix: prefix.to_owned(), labels })
            }
            (Some(_), Some(_)) => {
                Err(TranscriptError { number, message: format!("at most {NODES_MAX} nodes join at once") })
            }
            _ => Err(TranscriptError { number, message: "`@nodes` takes a count and a prefix".to_owned() }),
        }
    }

    /// The lines up to `@end`.
    fn block(&mut self, number: u32) -> Result<String, TranscriptError> {
        let mut text = String::new();
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if *line == "@end" {
                return Ok(text);
            }
            text.push_str(line);
            text.push('\n');
        }
        Err(TranscriptError { number, message: "`@end` is missing".to_owned() })
    }
}

const USAGE: [&str; 9] = [
    "@file PATH",
    "@edit",
    "@saved",
    "@closed",
    "@interrupt",
    "@stop-kubelet NODE",
    "@profile instant|realistic",
    "@start NAME",
    "@seed NUMBER",
];

/// Lines of a diff begin with `@@`, so only a letter after the `@` makes a setup line.
fn is_setup(line: &str) -> bool {
    line.strip_prefix('@').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn parse_future(text: &str) -> Option<FutureLine> {
    let (words, name) = match text.split_once("name=") {
        Some((words, name)) => (words, name),
        None => (text, ""),
    };
    let mut words = words.split_whitespace();
    let id = words.next()?.parse().ok()?;
    let mut future = FutureLine { id, name: name.trim().to_owned(), ..FutureLine::default() };
    for word in words {
        match word.split_once('=') {
            None if word == "draft" => future.is_draft = true,
            Some(("like", like)) => {
                let (id, count) = like.split_once(':')?;
                future.like = Some((id.parse().ok()?, count.parse().ok()?));
            }
            Some(("from", place)) => future.from = Some(parse_place(place)?),
            _ => return None,
        }
    }
    Some(future)
}

fn parse_place(text: &str) -> Option<Place> {
    let (future, rest) = text.split_once(':')?;
    let (count, seconds) = rest.split_once(':')?;
    let (future, num_given) = (future.parse().ok()?, count.parse().ok()?);
    Some(Place { future, num_given, at_ms: parse_seconds(seconds)? })
}

fn parse_exit(line: &str) -> Option<i32> {
    line.strip_prefix("[exit ")?.strip_suffix(']')?.parse().ok()
}

fn parse_labels(text: &str, skipped: usize, number: u32) -> Result<Vec<(String, String)>, TranscriptError> {
    let label = |word: &str| match word.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(TranscriptError { number, message: format!("`{word}` is no label; expected key=value") }),
    };
    text.split_whitespace().skip(skipped).map(label).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::playground::transcript::{Line, parse, print};

    #[test]
    fn every_kind_of_line_survives_reading_and_writing() {
        let text = "\
# A comment.
@seed 7
@start minikube
@node n1 a=b zone=
@nodes 100 edge pool=x
@profile realistic
@file a/b.yaml
a: 1

# not a comment
@end
@edit
s/a/b/
@end
$ kubectl edit ds x
edited
@saved
a: 2
@end

@wait 2.05
@until 60 kubectl get ds x
@stop-kubelet n1
@future 3
@future 4 like=3:2 from=3:2:61.5 draft name=the name=x one
@redo 4:1:0
$ cat <<EOF | wc -l
> one
> $ two
> EOF
2
$ kubectl diff -f a/b.yaml
@@ -1 +1 @@

> not a continuation
[exit 1]

@interrupt
";
        let entries = parse(text).expect("it is a transcript");
        assert_eq!(print(&entries), text);
        let line =
            |number: u32| &entries.iter().find(|entry| entry.number == number).expect("it is there").line;
        assert_eq!(*line(21), Line::Wait(2050));
        assert_eq!(
            *line(27),
            Line::Command {
                command: "cat <<EOF | wc -l\none\n$ two\nEOF".to_owned(),
                output: vec!["2".to_owned()],
                exit_code: 0
            }
        );
        let Line::Command { output, exit_code: 1, .. } = line(32) else {
            panic!("line 32 is a failed command")
        };
        assert_eq!(output.len(), 3);
    }

    #[test]
    fn an_output_with_comment_lines_is_no_mistake() {
        let text = "$ cat x.yaml\na: 1\n# note\nb: 2\n$ true\n";
        assert_eq!(print(&parse(text).expect("it is a transcript")), text);
    }

    #[test]
    fn mistakes_name_their_line() {
        let check = |text: &str, expected: &str| {
            let error = parse(text).expect_err("it is wrong");
            assert_eq!(error.to_string(), expected, "{text}");
        };
        check(
            "\nkubectl get ds\n",
            "line 2: a line begins with `$ ` for a command, `@` for what happens, or `#` for a comment",
        );
        check("# x\n@file a\nb\n", "line 2: `@end` is missing");
        check("@file\n@end\n", "line 1: expected `@file PATH`");
        check("@wait soon\n", "line 1: `@wait soon` is no number of seconds");
        check("@wait 1.2345\n", "line 1: `@wait 1.2345` is no number of seconds");
        check("@node\n", "line 1: `@node` takes a name");
        check("@node a b\n", "line 1: `b` is no label; expected key=value");
        check("@nodes 1000000 a\n", "line 1: at most 20000 nodes join at once");
        check("@nodes a\n", "line 1: `@nodes` takes a count and a prefix");
        check("@profile slow\n", "line 1: expected `@profile instant|realistic`");
        check("@future\n", "line 1: `@future ` is no head of a future");
        check("@future 1 like=2\n", "line 1: `@future 1 like=2` is no head of a future");
        check("@future 1 from=2:3\n", "line 1: `@future 1 from=2:3` is no head of a future");
        check("@future 1 later\n", "line 1: `@future 1 later` is no head of a future");
        check("@redo 1:2:soon\n", "line 1: `@redo 1:2:soon` is no moment of a future");
        check("@until x\n", "line 1: `@until` takes seconds and a command");
        check("@fly\n", "line 1: `@fly` is not known");
        check("@end\n", "line 1: `@end` without the line it would end");
    }
}
