//! What Tab offers: commands, kinds, names, flags and their values.
//!
//! Invariant: nothing is offered that does not begin with what is typed; the list is sorted and short enough to show.
//!
//! Differs: kinds are offered by their plural without the group; a folder is offered by its files.
//!
//! Upstream: `k8s.io/kubectl/pkg/util/completion`, `github.com/spf13/cobra/completions.go`.

use crate::apiserver::server::ApiServer;
use crate::kubectl::command::{Command, find};
use crate::kubectl::commands::explain::continuations;
use crate::kubectl::files::Files;
use crate::kubectl::flags::{Flag, FlagTables, ParsedFlags, Takes};
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::resources::Mapping;
use crate::kubectl::root::ROOT;

/// How many are offered at most.
const OFFERS_MAX: usize = 200;

/// What the last of the words behind `kubectl` may become; it may be empty.
pub fn complete(words: &[String], api: &ApiServer, files: &dyn Files) -> Vec<String> {
    let (typed, before) = match words.split_last() {
        Some((typed, before)) => (typed.as_str(), before),
        None => ("", words),
    };
    let (path, rest) = find(&ROOT, before);
    let command = path.last().copied().unwrap_or(&ROOT);
    let tables = command.flag_tables();
    let (parsed, _) = ParsedFlags::parse(&rest, tables);
    let line = Line { command, depth: path.len(), tables, parsed, api, files };
    let mut offers = line.offers(typed, before);
    offers.retain(|offer| offer.starts_with(typed));
    offers.sort();
    offers.dedup();
    offers.truncate(OFFERS_MAX);
    offers
}

/// A line up to the word that is being typed.
struct Line<'a> {
    command: &'static Command,
    /// How many commands lead here, the root among them.
    depth: usize,
    tables: FlagTables,
    parsed: ParsedFlags,
    api: &'a ApiServer,
    files: &'a dyn Files,
}

impl Line<'_> {
    fn offers(&self, typed: &str, before: &[String]) -> Vec<String> {
        if let Some(flag) = before.last().and_then(|word| self.waiting_flag(word)) {
            return self.values(flag, typed);
        }
        if let Some((name, value)) = typed.strip_prefix("--").and_then(|long| long.split_once('=')) {
            let values = self.tables.named(name).map(|flag| self.values(flag, value)).unwrap_or_default();
            return values.into_iter().map(|value| format!("--{name}={value}")).collect();
        }
        if typed.starts_with('-') {
            return self.flags(typed);
        }
        if !self.command.subcommands.is_empty() && self.parsed.args.is_empty() {
            let names = self.command.subcommands.iter().filter(|one| one.name != "options");
            return names.map(|one| one.name.to_owned()).collect();
        }
        self.arguments(typed)
    }

    /// The flag whose value is typed next.
    fn waiting_flag(&self, word: &str) -> Option<&'static Flag> {
        let flag = match word.strip_prefix("--") {
            Some(long) => self.tables.named(long)?,
            // Of short flags standing together the last one waits.
            None => self.tables.short(word.strip_prefix('-')?.chars().last()?)?,
        };
        flag.bare.is_empty().then_some(flag)
    }

    fn flags(&self, typed: &str) -> Vec<String> {
        let is_offered = |flag: &&Flag| {
            let again = matches!(flag.takes, Takes::Words | Takes::Lines);
            !flag.hidden && (again || !self.parsed.set.iter().any(|(set, _)| set.name == flag.name))
        };
        // The global flags would hide the command's own; they come with the first letter.
        let is_long_list = matches!(typed, "-" | "--");
        let own = FlagTables([self.command.flags, &[]]);
        let shown = if is_long_list { own } else { self.tables };
        let namespace = self.tables.named("namespace").filter(|_| is_long_list);
        shown
            .iter()
            .chain(namespace)
            .filter(is_offered)
            .flat_map(|flag| {
                let short =
                    (flag.short != ' ' && !typed.starts_with("--")).then(|| format!("-{}", flag.short));
                [Some(format!("--{}", flag.name)), short].into_iter().flatten()
            })
            .collect()
    }

    fn values(&self, flag: &Flag, typed: &str) -> Vec<String> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        match flag.name {
            "namespace" => self.names(Mapping::named("namespaces").ok(), ""),
            "filename" => self.files.paths().into_iter().filter(|path| !path.starts_with('.')).collect(),
            "context" => Kubeconfig::load(self.files).names("contexts"),
            "cascade" => words("background foreground orphan"),
            "dry-run" => words("client none server"),
            "validate" => words("ignore strict warn"),
            "type" if self.command.name == "patch" => words("json merge strategic"),
            "types" => words("Normal Warning"),
            "restart" => words("Always OnFailure Never"),
            "for" if self.command.name == "wait" => words("condition=Ready create delete jsonpath="),
            "for" => self.kinds_or_names(typed, true),
            "output" => {
                let mut formats: Vec<String> = words("json yaml name jsonpath= go-template=");
                if self.command.name == "get" {
                    formats.extend(["wide".to_owned(), "custom-columns=".to_owned()]);
                }
                formats
            }
            _ => Vec::new(),
        }
    }

    /// Words: a kind, then its names, for commands that take them.
    fn arguments(&self, typed: &str) -> Vec<String> {
        let args = &self.parsed.args;
        let family = self.depth > 2;
        match self.command.name {
            "cordon" | "uncordon" | "drain" => self.other_names("nodes"),
            "logs" | "exec" | "attach" | "port-forward" => self.other_names("pods"),
            "explain" => continuations(typed),
            "use-context" | "delete-context" | "rename-context" | "get-contexts" | "set-context" => {
                Kubeconfig::load(self.files).names("contexts")
            }
            "taint" if args.is_empty() => vec!["nodes".to_owned()],
            "get" | "describe" | "delete" | "label" | "annotate" | "edit" | "patch" | "wait" | "taint"
            | "scale" => self.kinds_or_names(typed, false),
            "history" | "status" | "undo" | "restart" | "pause" | "resume" | "image" | "env"
            | "resources" | "selector"
                if family && args.is_empty() =>
            {
                match typed.split_once('/') {
                    Some(_) => self.kinds_or_names(typed, false),
                    None => vec!["daemonsets".to_owned()],
                }
            }
            "history" | "status" | "undo" | "restart" | "pause" | "resume" | "image" | "env"
            | "resources" | "selector"
                if family =>
            {
                self.kinds_or_names(typed, false)
            }
            _ => Vec::new(),
        }
    }

    /// `ds/a` is completed to names, a first word to kinds, a further one to names of the first word's kind.
    fn kinds_or_names(&self, typed: &str, pairs_only: bool) -> Vec<String> {
        if let Some((kind, _)) = typed.split_once('/') {
            return self.names(Mapping::named(kind).ok(), &format!("{kind}/"));
        }
        match self.parsed.args.first().filter(|_| !pairs_only) {
            Some(kind) if kind.contains('/') => Vec::new(),
            Some(kind) => self.other_names(kind),
            None => {
                let (listed, partial) = typed.rsplit_once(',').unwrap_or(("", typed));
                let prefix = if listed.is_empty() { String::new() } else { format!("{listed},") };
                let mut kinds: Vec<String> = Mapping::all()
                    .into_iter()
                    .filter(|kind| kind.plural().starts_with(partial))
                    .map(|kind| format!("{prefix}{}", kind.plural()))
                    .collect();
                if self.command.name == "get" {
                    kinds.push(format!("{prefix}all"));
                }
                if pairs_only {
                    kinds.iter_mut().for_each(|kind| kind.push('/'));
                }
                kinds
            }
        }
    }

    /// Names of a kind that are not on the line yet.
    fn other_names(&self, kind: &str) -> Vec<String> {
        let mut names = self.names(Mapping::named(kind).ok(), "");
        names.retain(|name| !self.parsed.args.contains(name));
        names
    }

    fn names(&self, mapping: Option<Mapping>, prefix: &str) -> Vec<String> {
        let Some(kind) = mapping.and_then(Mapping::kind) else { return Vec::new() };
        let given = self.parsed.set.iter().rev().find(|(flag, _)| flag.name == "namespace");
        let namespace = match given {
            Some((_, namespace)) => namespace.clone(),
            None => Kubeconfig::load(self.files).namespace(),
        };
        let namespace = if kind.resource().namespaced { namespace.as_str() } else { "" };
        let objects = self.api.list(kind, namespace);
        objects.iter().map(|object| format!("{prefix}{}", object.meta.name)).collect()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::kubectl::testing::Bench;
    use expect_test::{Expect, expect};

    /// The word behind the last blank is the one being typed.
    fn check(lines: &str, expected: Expect) {
        let mut bench = Bench::new();
        bench.create_daemon_set("agent");
        bench.create_daemon_set("log");
        bench.files.put("manifests/ds.yaml", "");
        let mut text = String::new();
        for line in lines.lines() {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let offers = complete(&words, &bench.api, &bench.files);
            text.push_str(&format!("{line}| {}\n", offers.join(" ")));
        }
        expected.assert_eq(&text);
    }

    #[test]
    fn tab_offers_what_can_follow() {
        check(
            "de
explain d
explain ds.spec.u
explain ds.spec.template.spec.containers.image
explain nosuch.
get d
get ds,no
get ds 
get ds agent 
get daemonset/a
get pods -n kube-
get pods -nkube-system -o y
get --output=w
get ds --show
get ds -w -
label nodes n1 
label node
rollout 
rollout undo 
rollout undo ds a
rollout status ds/
describe no
delete ds agent --cas
delete ds agent --cascade=
create -f m
create na
logs 
events --for ds/
config use-context 
nope x",
            expect![[r#"
                de| debug delete describe
                explain d| daemonsets
                explain ds.spec.u| ds.spec.updateStrategy
                explain ds.spec.template.spec.containers.image| ds.spec.template.spec.containers.image ds.spec.template.spec.containers.imagePullPolicy
                explain nosuch.| 
                get d| daemonsets deployments deviceclasses
                get ds,no| ds,nodes
                get ds | agent log
                get ds agent | log
                get daemonset/a| daemonset/agent
                get pods -n kube-| kube-node-lease kube-public kube-system
                get pods -nkube-system -o y| yaml
                get --output=w| --output=wide
                get ds --show| --show-kind --show-labels --show-managed-fields
                get ds -w -| --all-namespaces --allow-missing-template-keys --chunk-size --field-selector --filename --ignore-not-found --kustomize --label-columns --namespace --no-headers --output --output-watch-events --raw --recursive --selector --server-print --show-kind --show-labels --show-managed-fields --sort-by --subresource --template --watch-only -A -L -R -f -k -l -n -o
                label nodes n1 | n2
                label node| nodes
                rollout | history pause restart resume status undo
                rollout undo | daemonsets
                rollout undo ds a| agent
                rollout status ds/| ds/agent ds/log
                describe no| nodes
                delete ds agent --cas| --cascade
                delete ds agent --cascade=| --cascade=background --cascade=foreground --cascade=orphan
                create -f m| manifests/ds.yaml
                create na| namespace
                logs | 
                events --for ds/| ds/agent ds/log
                config use-context | playground
                nope x| 
            "#]],
        );
    }
}
