//! What Tab offers behind `sim`.

use std::collections::BTreeSet;

use crate::api::kind::Kind;
use crate::playground::sim_command::call::{SimCommand, Takes, arg_at};
use crate::playground::sim_command::table::{COMMANDS, NAMESPACE, find};
use crate::sim::cluster::Cluster;

/// How many are offered at most.
const OFFERS_MAX: usize = 200;

/// What the last of the words behind `sim` may become; it may be empty.
pub(in crate::playground) fn complete(words: &[String], cluster: &Cluster, namespace: &str) -> Vec<String> {
    let Some((typed, before)) = words.split_last() else { return Vec::new() };
    let mut offers = match before.split_first() {
        None => COMMANDS.iter().map(|command| command.name.to_owned()).collect(),
        Some((name, rest)) => match find(name) {
            Some(command) if name == "help" && rest.is_empty() => {
                COMMANDS.iter().map(|one| one.name.to_owned()).filter(|name| *name != command.name).collect()
            }
            Some(command) => Line { command, rest, cluster, namespace }.offers(typed),
            None => Vec::new(),
        },
    };
    offers.retain(|offer| offer.starts_with(typed.as_str()));
    offers.sort();
    offers.dedup();
    offers.truncate(OFFERS_MAX);
    offers
}

struct Line<'a> {
    command: &'static SimCommand,
    rest: &'a [String],
    cluster: &'a Cluster,
    namespace: &'a str,
}

impl Line<'_> {
    fn offers(&self, typed: &str) -> Vec<String> {
        if let Some(flag) = self.rest.last().and_then(|word| self.waiting_flag(word)) {
            let is_namespace = flag == NAMESPACE.name;
            return if is_namespace {
                self.names(Kind::Namespace, "", "")
            } else {
                self.container_names(flag)
            };
        }
        if typed.starts_with('-') {
            let own = self.command.flags.iter().map(|flag| format!("--{}", flag.name));
            return own.chain(["--help".to_owned()]).collect();
        }
        let args = self.args();
        let Some(arg) = arg_at(self.command, args.len()) else { return Vec::new() };
        let mut offers = self.arguments(arg.takes, typed);
        offers.retain(|offer| !args.contains(&offer.as_str()));
        offers
    }

    /// The flag whose value is typed next.
    fn waiting_flag(&self, word: &str) -> Option<&'static str> {
        let is_it = |flag: &&&'static super::call::Flag| match word.strip_prefix("--") {
            Some(long) => flag.name == long,
            None => word.strip_prefix('-').is_some_and(|short| short.chars().eq([flag.short])),
        };
        self.command.flags.iter().find(is_it).filter(|flag| !flag.value.is_empty()).map(|flag| flag.name)
    }

    /// The words that are no flags and no values of flags.
    fn args(&self) -> Vec<&str> {
        let is_value = |index: usize| index > 0 && self.waiting_flag(&self.rest[index - 1]).is_some();
        let words =
            self.rest.iter().enumerate().filter(|(index, word)| !word.starts_with('-') && !is_value(*index));
        words.map(|(_, word)| word.as_str()).collect()
    }

    fn arguments(&self, takes: Takes, typed: &str) -> Vec<String> {
        let namespace = self.given_namespace();
        match takes {
            Takes::Node => self.cluster.kubelets().machines().map(|name| name.to_string()).collect(),
            Takes::Image => self.images(""),
            Takes::Word(words) => words.iter().map(|word| (*word).to_owned()).collect(),
            Takes::Pods | Takes::Containers => {
                let mut offers = self.names(Kind::DaemonSet, namespace, "ds/");
                // A pod is one of many; it is offered as it is begun.
                let prefix = if typed.starts_with("pod/") { "pod/" } else { "" };
                offers.extend(self.names(Kind::Pod, namespace, prefix));
                if takes == Takes::Containers {
                    offers.extend(self.images("image/"));
                }
                offers
            }
            Takes::Slowness => ["2x", "10x", "30s", "5m"].map(str::to_owned).into(),
            Takes::Count | Takes::Label | Takes::Name => Vec::new(),
        }
    }

    fn given_namespace(&self) -> &str {
        let flags = self.rest.iter().zip(self.rest.iter().skip(1));
        let mut given =
            flags.filter(|(flag, _)| matches!(flag.as_str(), "-n" | "--namespace")).map(|(_, value)| value);
        given.next_back().map_or(self.namespace, String::as_str)
    }

    fn names(&self, kind: Kind, namespace: &str, prefix: &str) -> Vec<String> {
        let objects = self.cluster.api().list(kind, namespace);
        objects.iter().map(|object| format!("{prefix}{}", object.meta.name)).collect()
    }

    /// The images that DaemonSets and broken or slow pulls are about.
    fn images(&self, prefix: &str) -> Vec<String> {
        let mut images = BTreeSet::new();
        for object in self.cluster.api().table(Kind::DaemonSet).iter() {
            let spec = object.as_daemon_set().map(|daemon_set| &daemon_set.spec.template.spec);
            let containers = spec.iter().flat_map(|spec| spec.containers.iter().chain(&spec.init_containers));
            images.extend(containers.map(|container| container.image.clone()));
        }
        let faults = self.cluster.kubelets().faults();
        images.extend(faults.broken_images().cloned());
        images.extend(faults.slow_images().map(|(image, _)| image.clone()));
        images.into_iter().map(|image| format!("{prefix}{image}")).collect()
    }

    /// The containers of what stands on the line.
    fn container_names(&self, flag: &str) -> Vec<String> {
        let Some(target) = self.args().last().copied().filter(|_| flag == "container") else {
            return Vec::new();
        };
        let (kind, name) = target.split_once('/').unwrap_or(("pod", target));
        let kind = if kind == "ds" { Kind::DaemonSet } else { Kind::Pod };
        let Ok(object) = self.cluster.api().get(kind, self.given_namespace(), name) else {
            return Vec::new();
        };
        let template = object.as_daemon_set().map(|daemon_set| &daemon_set.spec.template.spec);
        let spec = object.as_pod().map(|pod| &pod.spec).or(template);
        let containers = spec.iter().flat_map(|spec| spec.containers.iter().chain(&spec.init_containers));
        containers.map(|container| container.name.to_string()).collect()
    }
}
