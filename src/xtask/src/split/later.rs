//! Which functions can wait.

use std::collections::BTreeSet;

use crate::shell;

/// The modules that cannot wait.
const FIRST: &str = include_str!("first.txt");
/// How the names of our own modules begin.
const OURS: &str = "daemonset_playground::";

/// The modules of the page, and which of them are needed first.
pub struct Modules {
    all: BTreeSet<String>,
    first: BTreeSet<&'static str>,
    /// Parts of names of functions that can wait in any module.
    waiting: Vec<&'static str>,
    /// Parts of names of functions that cannot, in spite of all else.
    urgent: Vec<&'static str>,
}

impl Modules {
    /// Those of the sources.
    pub fn of_the_sources() -> Self {
        let src = shell::root().join("src");
        let all = shell::files_below(&src)
            .iter()
            .filter_map(|path| path.strip_prefix(&src).ok()?.to_str()?.strip_suffix(".rs"))
            .map(|path| path.strip_suffix("/mod").unwrap_or(path).replace('/', "::"))
            .collect();
        let marked = |mark| FIRST.lines().filter_map(move |line| line.strip_prefix(mark)).collect();
        let first = FIRST.lines().filter(|line| !line.starts_with(['#', '-', '+'])).collect();
        Self { all, first, waiting: marked("- "), urgent: marked("+ ") }
    }

    /// Whether a function of this demangled name can wait. A function made for many types by another crate cannot say; it
    /// goes where it is called from.
    pub fn can_wait(&self, name: &str) -> bool {
        let name = &without_hashes(name);
        let mentions = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        let waits = || self.module(name).is_some_and(|module| !self.is_first(module));
        !mentions(&self.urgent) && (mentions(&self.waiting) || waits())
    }

    /// Whether the list has this module, or a folder that it is in, written with `::` at the end.
    fn is_first(&self, module: &str) -> bool {
        let mut folders = module.match_indices("::").map(|(at, colons)| &module[..at + colons.len()]);
        self.first.contains(module) || folders.any(|folder| self.first.contains(folder))
    }

    /// The module that wrote a function, or for a function of a generic type, the type it was made for.
    fn module<'name>(&self, name: &'name str) -> Option<&'name str> {
        let (_, path) = name.split_once(OURS)?;
        let end = path.find(|char: char| !char.is_alphanumeric() && char != '_' && char != ':');
        let mut path = path.get(..end.unwrap_or(path.len()))?;
        while !self.all.contains(path) {
            path = path.rsplit_once("::")?.0;
        }
        Some(path)
    }

    /// Lines of the list that name no module.
    #[cfg(test)]
    fn unknown(&self) -> Vec<&'static str> {
        self.first.iter().copied().filter(|module| !self.all.contains(module.trim_end_matches(':'))).collect()
    }
}

/// `core::ptr` of `core[22be9ac0]::ptr`.
fn without_hashes(name: &str) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once("]::") {
            Some((hash, tail)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                text.push_str("::");
                rest = tail;
            }
            // A slice's or an array's bracket.
            _ => {
                text.push('[');
                rest = after;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_goes_by_the_module_that_its_name_mentions_first() {
        let modules = Modules {
            all: ["kubectl", "kubectl::output", "kubectl::output::jsonpath", "kubectl::flags"]
                .map(str::to_owned)
                .into(),
            first: ["kubectl::flags"].into(),
            waiting: vec!["::remove_entry"],
            urgent: vec!["Map<alloc"],
        };
        for (name, can_wait) in [
            ("daemonset_playground[46f4]::kubectl::flags::parse", false),
            ("<daemonset_playground[46f4]::kubectl::flags::Flag as core[22be]::fmt::Debug>::fmt", false),
            ("<daemonset_playground[46f4]::kubectl::output::jsonpath::Path>::eval", true),
            ("core[22be]::ptr::drop_in_place::<daemonset_playground[46f4]::kubectl::output::Output>", true),
            ("<alloc[5a1c]::vec::Vec<[daemonset_playground[46f4]::kubectl::output::Output]>>::push", true),
            ("<alloc[5a1c]::vec::Vec<u8>>::push", false),
            ("<Map<daemonset_playground[46f4]::kubectl::flags::Flag>>::remove_entry", true),
            ("<Map<alloc[5a1c]::string::String>>::remove_entry", false),
            ("memcpy", false),
        ] {
            assert_eq!(modules.can_wait(name), can_wait, "{name}");
        }
    }

    #[test]
    fn the_list_names_modules_that_are_there() {
        assert_eq!(Modules::of_the_sources().unknown(), Vec::<&str>::new());
    }
}
