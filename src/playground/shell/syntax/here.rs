//! Here-documents come after the line that announces them; this puts them into its tree.

use std::rc::Rc;

use super::parser::plain_text;
use super::tree::{AndOr, Command, Compound, Here, List, Pipeline, Redirect, RedirectKind, Simple, Word};

/// A list with the bodies of its here-documents, which until then are marked by their numbers.
pub(super) fn fill_list(list: &List, bodies: &[Word]) -> List {
    let fill_and_or = |item: &AndOr| AndOr {
        pipelines: item
            .pipelines
            .iter()
            .map(|(connector, pipeline)| {
                let commands =
                    pipeline.commands.iter().map(|command| fill_command(command, bodies)).collect();
                (*connector, Rc::new(Pipeline { negated: pipeline.negated, commands }))
            })
            .collect(),
    };
    list.iter().map(fill_and_or).collect()
}

fn fill_command(command: &Command, bodies: &[Word]) -> Command {
    let fill = |list: &List| fill_list(list, bodies);
    match command {
        Command::Simple(simple) => {
            Command::Simple(Simple { redirects: fill_redirects(&simple.redirects, bodies), ..simple.clone() })
        }
        Command::Compound(compound, redirects) => {
            let compound = match compound {
                Compound::Group(list) => Compound::Group(fill(list)),
                Compound::Subshell(list) => Compound::Subshell(fill(list)),
                Compound::If(branches, otherwise) => Compound::If(
                    branches.iter().map(|(condition, body)| (fill(condition), fill(body))).collect(),
                    otherwise.as_ref().map(fill),
                ),
                Compound::For(name, words, body) => Compound::For(name.clone(), words.clone(), fill(body)),
                Compound::While { until, condition, body } => {
                    Compound::While { until: *until, condition: fill(condition), body: fill(body) }
                }
            };
            Command::Compound(compound, fill_redirects(redirects, bodies))
        }
    }
}

fn fill_redirects(redirects: &[Redirect], bodies: &[Word]) -> Vec<Redirect> {
    let fill = |redirect: &Redirect| {
        let RedirectKind::Here(Here { word }) = &redirect.kind else { return redirect.clone() };
        // A here-string already has its text.
        let Some(body) = plain_text(word).and_then(|index| bodies.get(index.parse::<usize>().ok()?)) else {
            return redirect.clone();
        };
        Redirect { fd: redirect.fd, kind: RedirectKind::Here(Here { word: body.clone() }) }
    };
    redirects.iter().map(fill).collect()
}
