//! What the shell says about itself, and about a command it does not have.

use super::builtins::BUILTINS;
use super::filter::FILTERS;

/// What `help` prints.
pub(super) const HELP: &str = "\
This is a small shell with the tools people use around kubectl.

  kubectl …            everything about the cluster; kubectl help
  sim …                faults and other things a cluster suffers; sim help
  ls, cat, cp, mv, rm, mkdir, touch, echo text > file
                       the files of this session
  grep, wc, sort, uniq, head, tail, cut, tr, sed, awk '{print $1}', column -t, tee, xargs
                       behind a pipe: kubectl get pods | grep -v Running
  watch COMMAND, sleep SECONDS, date, history, clear

Commands join with |, &&, || and ;. There are variables, $( … ), > and < for files, here-documents, patterns such as
*.yaml, for, while and if. Ctrl-C stops a command.
";

/// Every name that can begin a command, kubectl aside.
pub(in crate::playground::shell) fn tool_names() -> impl Iterator<Item = &'static str> {
    let special = ["sleep", "watch", "xargs", "bash", "sh", "source", "eval", "sudo", "[["];
    BUILTINS.into_iter().map(|(name, _)| name).chain(FILTERS).chain(special)
}

/// kubectl's own commands, which are sometimes typed without it.
const KUBECTL_WORDS: [&str; 19] = [
    "get",
    "describe",
    "apply",
    "create",
    "delete",
    "edit",
    "label",
    "annotate",
    "rollout",
    "taint",
    "cordon",
    "uncordon",
    "drain",
    "patch",
    "replace",
    "scale",
    "explain",
    "logs",
    "api-resources",
];

/// A second line for `command not found`, where one helps.
pub(in crate::playground::shell) fn did_you_mean(name: &str, programs: &[&'static str]) -> Option<String> {
    if KUBECTL_WORDS.contains(&name) {
        return Some(format!("Did you mean: kubectl {name}"));
    }
    if matches!(name, "vi" | "vim" | "nano" | "emacs" | "code") {
        return Some("Files are edited in the editor beside the terminal.".to_owned());
    }
    let names = tool_names().chain(programs.iter().copied()).filter(|known| known.len() > 1);
    Some(format!("Did you mean: {}", closest(name, names)?))
}

/// The name that was likely meant: one slip away in a short word, two in a longer one, none in two letters.
pub(in crate::playground) fn closest<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let (slips, known) = known.map(|known| (distance(name, known), known)).min()?;
    let allowed = match name.chars().count() {
        0..=2 => 0,
        3..=6 => 1,
        _ => 2,
    };
    (slips <= allowed).then_some(known)
}

/// How many letters have to be changed, added, left out or swapped.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(30).collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
}
