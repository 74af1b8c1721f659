//! The files a person works with: a working folder held in memory.
//!
//! Invariants: paths are relative, without `.`, `..` and empty parts; a folder exists while a file is in it.
//! Deliberately absent: permissions, links, times, folders without files.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The files of a session. A clone shares the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<Rc<str>, Rc<str>>,
}

impl Files {
    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&Rc<str>> {
        self.texts.get(&*clean(path))
    }

    /// Writes a file, new or not.
    pub fn put(&mut self, path: &str, text: &str) {
        self.texts.insert(clean(path).into(), text.into());
    }

    /// Takes a file away; says whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        self.texts.remove(&*clean(path)).is_some()
    }

    /// Whether files lie below that path. The working folder always exists.
    pub fn is_folder(&self, path: &str) -> bool {
        let folder = clean(path);
        folder.is_empty() || self.below(&folder).next().is_some()
    }

    /// All files with their paths, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<str>)> {
        self.texts.iter()
    }

    /// The paths of the files below a folder, at any depth, sorted.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a Rc<str>> + use<'a> {
        let folder = clean(folder);
        let prefix = if folder.is_empty() { folder } else { format!("{folder}/") };
        self.texts.keys().filter(move |path| path.starts_with(&prefix))
    }
}

/// A path without `.`, empty parts and a leading slash; `..` takes the part before it away.
pub fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_and_folders_follow_from_files() {
        let mut files = Files::default();
        files.put("./manifests//ds.yaml", "a");
        assert_eq!(files.get("manifests/../manifests/ds.yaml").map(|text| &**text), Some("a"));
        assert!(files.is_folder("manifests/"));
        assert!(!files.is_folder("manifests/ds.yaml"));
        assert!(!files.is_folder("mani"));
        assert_eq!(files.below("manifests").count(), 1);
        assert!(files.remove("/manifests/ds.yaml"));
        assert!(!files.is_folder("manifests"));
    }
}
