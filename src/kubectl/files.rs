//! The files a person works with, as kubectl needs them: a text by its path.
//!
//! The session owns the files; this is the door through which kubectl reads manifests and keeps its configuration.
//! Deliberately absent: permissions, links, times.

use std::collections::BTreeMap;
use std::rc::Rc;

/// Files by path. Paths are as the person writes them: relative to the folder they are in, or absolute.
pub trait Files {
    /// The text of a file.
    fn read(&self, path: &str) -> Option<Rc<str>>;
    /// Writes a file, new or not.
    fn write(&mut self, path: &str, text: &str);
    /// Whether a folder is at that path.
    fn is_folder(&self, path: &str) -> bool;
    /// The whole path, from the root on.
    fn absolute(&self, path: &str) -> String;
    /// All files below the folder the person is in, sorted, relative to it.
    fn paths(&self) -> Vec<String>;
}

/// Files held in a map: tests have these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryFiles {
    texts: BTreeMap<String, Rc<str>>,
}

impl MemoryFiles {
    /// Writes a file, new or not.
    pub fn put(&mut self, path: &str, text: &str) {
        self.texts.insert(clean(path), text.into());
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Option<Rc<str>> {
        self.texts.get(&clean(path)).cloned()
    }

    fn write(&mut self, path: &str, text: &str) {
        self.put(path, text);
    }

    fn is_folder(&self, path: &str) -> bool {
        let folder = clean(path);
        folder.is_empty() || self.texts.keys().any(|path| is_below(&folder, path))
    }

    fn absolute(&self, path: &str) -> String {
        format!("/{}", clean(path))
    }

    fn paths(&self) -> Vec<String> {
        self.texts.keys().cloned().collect()
    }
}

/// Whether a clean path lies below a clean folder; everything lies below the empty one.
pub fn is_below(folder: &str, path: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
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
        let mut files = MemoryFiles::default();
        files.put("./manifests//ds.yaml", "a");
        assert_eq!(files.read("manifests/../manifests/ds.yaml").as_deref(), Some("a"));
        assert!(files.is_folder("manifests/"));
        assert!(!files.is_folder("manifests/ds.yaml"));
        assert!(!files.is_folder("mani"));
        assert_eq!(files.paths(), ["manifests/ds.yaml"]);
    }
}
