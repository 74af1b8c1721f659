//! Which commands a line runs, as far as a lesson asks: `get pods` for `kubectl -n x get po,ds -w | grep a`. kubectl goes
//! without saying, `sim` does not: `sim stop-kubelet`.
//!
//! Deliberately absent: quoting. A lesson asks for the verb and the kind, which nobody quotes.

use crate::kubectl::resources::Mapping;

/// The words of each kubectl or `sim` command in a line, without flags and without kubectl's name.
pub(super) fn commands(line: &str) -> Vec<Vec<&str>> {
    let commands = line.split(['|', ';', '&', '\n']).map(|command| command.split_whitespace());
    commands
        .filter_map(|mut words| {
            let program = words.next().filter(|program| matches!(*program, "kubectl" | "k" | "sim"))?;
            let sim = Some(program).filter(|program| *program == "sim");
            Some(sim.into_iter().chain(words.filter(|word| !word.starts_with('-'))).collect())
        })
        .collect()
}

/// Whether a command is what a lesson asks for: its words stand in the command in this order. Others may stand between
/// them, as the value of a flag does.
pub(super) fn is_asked_for(asked: &str, command: &[&str]) -> bool {
    let mut words = command.iter();
    asked.split_whitespace().all(|asked| words.any(|word| means(asked, word)))
}

/// Whether a word is the one asked for, or names the same kind: `pods`, `po`, `pod/x`, `ds,po`, `all`.
fn means(asked: &str, word: &str) -> bool {
    if asked == word {
        return true;
    }
    let Ok(asked) = Mapping::named(asked) else { return false };
    let kinds = word.split('/').next().unwrap_or_default();
    kinds.split(',').any(|kind| {
        let is_same = |mapping: Mapping| mapping.kind_name() == asked.kind_name();
        (kind == "all" && asked.in_all()) || Mapping::named(kind).is_ok_and(is_same)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_verb_and_kind_however_they_are_written() {
        for (asked, line, expected) in [
            ("get pods", "kubectl get pods --show-labels", true),
            ("get pods", "kubectl get po -w", true),
            ("get pods", "kubectl -n default get pod/x", true),
            ("get pods", "kubectl get ds,po -o wide", true),
            ("get pods", "kubectl get all", true),
            ("get nodes", "kubectl get all", false),
            ("get pods", "kubectl get ds && kubectl get pods | wc -l", true),
            ("get pods", "kubectl get ds", false),
            ("get pods", "kubectl describe pods", false),
            ("get pods", "echo kubectl get pods", false),
            ("sim stop-kubelet", "sim stop-kubelet edge-1", true),
            ("sim stop-kubelet", "kubectl get node stop-kubelet", false),
            ("get pods", "", false),
            ("describe daemonsets", "kubectl describe ds/ds-example", true),
            ("rollout history", "kubectl rollout history ds ds-example --revision=1", true),
            ("rollout history", "kubectl rollout status ds ds-example", false),
            ("get controllerrevisions", "kubectl get controllerrevisions.apps", true),
        ] {
            let found = commands(line).iter().any(|command| is_asked_for(asked, command));
            assert_eq!(found, expected, "{asked}: {line}");
        }
    }
}
