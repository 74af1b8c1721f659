//! Why a command failed, and what kubectl prints about it.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/util/helpers.go` (`checkErr`, `StandardErrorMessage`, `MultilineError`,
//! `MultipleErrors`, `AddSourceToErr`).

use std::fmt;

use crate::apimachinery::errors::{ApiError, Cause, Reason};
use crate::apimachinery::quote::go_quote;

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The API server refused.
    Api(ApiError),
    /// kubectl itself refuses; printed after `error: `.
    Message(String),
    /// kubectl could not even ask; printed as it is.
    Plain(String),
    /// Several things failed; each is printed on its own line.
    Many(Vec<Failure>),
    /// Everything was said already; only the exit code is left.
    Silent,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure::Api(error)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Message(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Failure {
        Failure::Message(message.to_owned())
    }
}

/// The error's own sentence, without kubectl's prefixes.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Api(error) => f.write_str(&error.message),
            Failure::Message(message) | Failure::Plain(message) => f.write_str(message),
            Failure::Many(_) => match &self.sentences()[..] {
                [one] => f.write_str(one),
                many => write!(f, "[{}]", many.join(", ")),
            },
            Failure::Silent => Ok(()),
        }
    }
}

impl Failure {
    /// A mistake in the command line, with the pointer to the help.
    ///
    /// Upstream: `cmdutil.UsageErrorf`.
    pub fn usage(command_path: &str, message: &str) -> Failure {
        Failure::Message(format!("{message}\nSee '{command_path} -h' for help and examples"))
    }

    /// No failure for none, the failure itself for one, all of them for more.
    pub fn all_of(mut failures: Vec<Failure>) -> Result<(), Failure> {
        match failures.len() {
            0 => Ok(()),
            1 => Err(failures.remove(0)),
            _ => Err(Failure::Many(failures)),
        }
    }

    /// The sentences of several failures, each once.
    ///
    /// Upstream: `aggregate.Error` in `k8s.io/apimachinery/pkg/util/errors`.
    fn sentences(&self) -> Vec<String> {
        let Failure::Many(failures) = self else { return vec![self.to_string()] };
        let mut sentences: Vec<String> = Vec::new();
        for sentence in failures.iter().flat_map(Failure::sentences) {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences
    }

    /// The failure with what was being done to which file: `error when creating "ds.yaml": …`.
    ///
    /// Upstream: `cmdutil.AddSourceToErr`.
    pub fn when(self, verb: &str, source: &str) -> Failure {
        if source.is_empty() {
            return self;
        }
        let explain = |text: &str| format!("error when {verb} {}: {text}", go_quote(source));
        match self {
            Failure::Api(error) => Failure::Api(ApiError { message: explain(&error.message), ..error }),
            Failure::Silent => Failure::Silent,
            other => Failure::Message(explain(&other.to_string())),
        }
    }

    /// Whether the server said that the object is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Failure::Api(error) if error.is_not_found())
    }

    /// What the server warned of before it refused. A real kubectl prints these as they arrive.
    pub fn warnings(&self) -> Vec<&String> {
        match self {
            Failure::Api(error) => error.warnings.iter().collect(),
            Failure::Many(failures) => failures.iter().flat_map(Failure::warnings).collect(),
            Failure::Message(_) | Failure::Plain(_) | Failure::Silent => Vec::new(),
        }
    }

    /// What kubectl prints, ending in a line feed; empty where all was said.
    pub fn text(&self) -> String {
        let mut text = match self {
            Failure::Silent => return String::new(),
            Failure::Many(failures) if failures.len() > 1 => failures.iter().map(plain_line).collect(),
            Failure::Many(failures) => failures.first().map(Failure::text).unwrap_or_default(),
            Failure::Api(error) => error_message(error),
            Failure::Plain(message) => message.clone(),
            Failure::Message(message) if message.starts_with("error: ") => message.clone(),
            Failure::Message(message) => format!("error: {message}"),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }
}

/// One of several failures: the server's keep their prefix, kubectl's own have none.
fn plain_line(failure: &Failure) -> String {
    match failure {
        Failure::Api(error) => format!("{}\n", from_server(error)),
        other => format!("{other}\n"),
    }
}

/// What kubectl prints for an answer of the server, without a last line feed for one cause.
pub fn error_message(error: &ApiError) -> String {
    if error.reason != Reason::Invalid {
        return from_server(error);
    }
    let is_about_something = !error.resource.is_empty() || !error.name.is_empty();
    let mut text = "The request is invalid".to_owned();
    if is_about_something {
        let kind = error.resource.split('.').next().unwrap_or_default();
        text = format!("The {kind} {} is invalid", go_quote(&error.name));
    } else if error.causes.is_empty() && !error.message.is_empty() {
        text = format!("{text}: {}", error.message);
    }
    let causes = distinct(&error.causes);
    match &causes[..] {
        [] => text,
        [one] => format!("{text}: {one}\n"),
        many => {
            let lines: String = many.iter().map(|cause| format!("* {cause}\n")).collect();
            format!("{text}: \n{lines}")
        }
    }
}

fn distinct(causes: &[Cause]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for cause in causes {
        let line = format!("{}: {}", cause.field, cause.message);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Upstream: `cmdutil.StandardErrorMessage`.
fn from_server(error: &ApiError) -> String {
    match error.reason.as_str() {
        "" => format!("Error from server: {}", error.message),
        reason => format!("Error from server ({reason}): {}", error.message),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(failure: Failure, expected: Expect) {
        expected.assert_eq(&failure.text());
    }

    fn invalid(causes: &[(&str, &str)]) -> Failure {
        let causes = causes
            .iter()
            .map(|(field, message)| Cause { field: (*field).to_owned(), message: (*message).to_owned() });
        ApiError::invalid("DaemonSet.apps", "ru", causes.collect()).into()
    }

    #[test]
    fn failures_within_failures_stand_on_one_line_each_once() {
        check(
            Failure::Many(vec![
                "one".into(),
                Failure::Many(vec!["two".into(), "three".into(), "two".into()]),
            ]),
            expect![[r#"
                one
                [two, three]
            "#]],
        );
        check(
            Failure::Many(vec!["one".into(), Failure::Many(vec!["two".into(), "two".into()])]),
            expect![[r#"
                one
                two
            "#]],
        );
    }

    #[test]
    fn failures_print_as_kubectl_prints_them() {
        check(
            "must specify one of -f and -k".into(),
            expect![[r#"
            error: must specify one of -f and -k
        "#]],
        );
        check(
            ApiError::not_found("daemonsets.apps", "x").into(),
            expect![[r#"
            Error from server (NotFound): daemonsets.apps "x" not found
        "#]],
        );
        check(
            Failure::from(ApiError::already_exists("daemonsets.apps", "x")).when("creating", "x.yaml"),
            expect![[r#"
                Error from server (AlreadyExists): error when creating "x.yaml": daemonsets.apps "x" already exists
            "#]],
        );
        check(
            invalid(&[("spec.minReadySeconds", "Invalid value: -1: must not be")]),
            expect![[r#"
            The DaemonSet "ru" is invalid: spec.minReadySeconds: Invalid value: -1: must not be
        "#]],
        );
        check(
            invalid(&[("a", "Required value"), ("b", "Required value"), ("a", "Required value")]),
            expect![[r#"
            The DaemonSet "ru" is invalid: 
            * a: Required value
            * b: Required value
        "#]],
        );
        check(
            ApiError::new(Reason::Invalid, "the server rejected our request due to an error in our request")
                .into(),
            expect![[r#"
                The request is invalid: the server rejected our request due to an error in our request
            "#]],
        );
        check(
            Failure::Many(vec!["one".into(), ApiError::not_found("pods", "x").into()]),
            expect![[r#"
                one
                Error from server (NotFound): pods "x" not found
            "#]],
        );
        check(
            Failure::usage("kubectl taint", "bad"),
            expect![[r#"
            error: bad
            See 'kubectl taint -h' for help and examples
        "#]],
        );
        check(Failure::Silent, expect![""]);
    }
}
