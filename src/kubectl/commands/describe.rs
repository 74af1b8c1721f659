//! `kubectl describe`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/describe/describe.go`.

use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FILENAME_FLAGS, SELECTOR_FLAG};
use crate::kubectl::describe::describer;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "describe",
    suggest_for: &["inspect"],
    short: "Show details of a specific resource or group of resources",
    usage: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
    flags: &[FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    SELECTOR_FLAG,
    Flag::switch("show-events", "If true, display events related to the described object. Defaults to true for a single object, false for multiple objects and prefix matching.")
        .default("true"),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if call.args().is_empty() && !call.is_set("filename") && !call.is_set("kustomize") {
        return Err(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a \
                    complete list of supported resources.\n"
                .into(),
        );
    }
    let query = Query { kind_means_all: true, ..Query::of(call) };
    let (infos, result) = query.run(context)?.infos();
    let shows_events = match call.is_set("show-events") {
        true => call.is_on("show-events"),
        false => infos.len() < 2 && result.is_ok(),
    };
    if let (Err(failure), [kind, prefix]) = (&result, call.args())
        && failure.is_not_found()
    {
        return by_prefix(kind, prefix, failure, shows_events, &query, context);
    }
    let mut failures: Vec<Failure> = result.err().into_iter().collect();
    let nothing_yet = failures.is_empty() && infos.is_empty();
    let mut first = true;
    for mut info in infos {
        match page(&mut info, shows_events, context) {
            Ok(text) => {
                let gap = if std::mem::take(&mut first) { "" } else { "\n\n" };
                context.out.out(&format!("{gap}{text}"));
            }
            Err(failure) => failures.push(failure),
        }
    }
    if nothing_yet {
        let (namespace, _) = call.namespace();
        context.out.err(&match query.all_namespaces {
            true => "No resources found\n".to_owned(),
            false => format!("No resources found in {namespace} namespace.\n"),
        });
    }
    Failure::all_of(failures)?;
    Ok(Progress::Ended)
}

fn page(info: &mut Info, shows_events: bool, context: &Context<'_, '_>) -> Result<String, Failure> {
    let object = info.get(context.env.api)?;
    Ok(describer::describe(&object, shows_events, context.env.api, context.now()))
}

/// A name that no object has may be the beginning of some.
///
/// Upstream: `DescribeMatchingResources`.
fn by_prefix(
    kind: &str,
    prefix: &str,
    failure: &Failure,
    shows_events: bool,
    query: &Query,
    context: &mut Context<'_, '_>,
) -> Result<Progress, Failure> {
    let all = Query {
        args: vec![kind.to_owned()],
        kind_means_all: true,
        single_kind: true,
        namespace: query.namespace.clone(),
        ..Query::default()
    };
    let (infos, result) = all.run(context)?.infos();
    result?;
    let mut is_found = false;
    for mut info in infos.into_iter().filter(|info| info.name.starts_with(prefix)) {
        is_found = true;
        let text = page(&mut info, shows_events, context)?;
        context.out.out(&format!("{text}\n"));
    }
    if is_found { Ok(Progress::Ended) } else { Err(failure.clone()) }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
