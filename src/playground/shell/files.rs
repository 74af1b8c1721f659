//! The files of a session: text by path, in folders.
//!
//! Paths are kept relative to the home folder where they are in it (`manifests/ds-example.yaml`), absolute elsewhere
//! (`/tmp/x`). A folder exists while a file is in it, or because it was made.
//!
//! Invariants: the texts together stay below [`BYTES_MAX`]; a path is never a file and a folder at once.
//! Deliberately absent: owners, permissions, links, times.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The home folder, which is also where a session begins.
pub const HOME: &str = "/home/user";
/// How many bytes of text the files together may have.
pub const BYTES_MAX: usize = 4 << 20;
/// How many files and folders there may be.
pub const ENTRIES_MAX: usize = 1000;

/// All files of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<String, Rc<str>>,
    folders: BTreeSet<String>,
}

/// Why a file cannot be read or written; [`message`](FileError::message) gives the usual words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// There is nothing at that path.
    Missing,
    /// A folder is there.
    IsFolder,
    /// A file stands where a folder would have to be.
    NotFolder,
    /// Something is there already.
    Exists,
    /// A folder that has something in it.
    NotEmpty,
    /// [`BYTES_MAX`] or [`ENTRIES_MAX`] would be passed.
    NoSpace,
}

impl FileError {
    /// The words of the system.
    pub fn message(self) -> &'static str {
        match self {
            FileError::Missing => "No such file or directory",
            FileError::IsFolder => "Is a directory",
            FileError::NotFolder => "Not a directory",
            FileError::Exists => "File exists",
            FileError::NotEmpty => "Directory not empty",
            FileError::NoSpace => "No space left on device",
        }
    }
}

impl Files {
    /// A file's text.
    pub fn read(&self, path: &str) -> Result<&str, FileError> {
        match self.files.get(path) {
            Some(text) => Ok(text),
            None if self.is_folder(path) => Err(FileError::IsFolder),
            None => Err(FileError::Missing),
        }
    }

    /// Writes a file anew. Its folder has to exist.
    pub fn write(&mut self, path: &str, text: &str) -> Result<(), FileError> {
        self.check_place(path)?;
        let others: usize =
            self.files.iter().filter(|(other, _)| *other != path).map(|(_, text)| text.len()).sum();
        if others + text.len() > BYTES_MAX || !self.files.contains_key(path) && self.is_full() {
            return Err(FileError::NoSpace);
        }
        self.files.insert(path.to_owned(), text.into());
        Ok(())
    }

    /// Writes a file anew, making the folders on the way. For what a session begins with.
    pub fn put(&mut self, path: &str, text: &str) -> Result<(), FileError> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folders(folder)?;
        }
        self.write(path, text)
    }

    /// Writes behind what a file has.
    pub fn append(&mut self, path: &str, text: &str) -> Result<(), FileError> {
        let before = self.files.get(path).cloned();
        self.write(path, &format!("{}{text}", before.as_deref().unwrap_or_default()))
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) -> Result<(), FileError> {
        self.read(path)?;
        // Its folder stays, even when it was the last file in it.
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folders.insert(folder.to_owned());
        }
        self.files.remove(path);
        Ok(())
    }

    /// Removes a folder with all that is in it.
    pub fn remove_folder(&mut self, path: &str) -> Result<(), FileError> {
        if !self.is_folder(path) {
            return Err(if self.files.contains_key(path) {
                FileError::NotFolder
            } else {
                FileError::Missing
            });
        }
        let inside = |other: &str| is_inside(other, path);
        self.files.retain(|other, _| !inside(other));
        self.folders.retain(|other| other != path && !inside(other));
        Ok(())
    }

    /// Makes a folder in one that exists.
    pub fn make_folder(&mut self, path: &str) -> Result<(), FileError> {
        if self.files.contains_key(path) || self.is_folder(path) {
            return Err(FileError::Exists);
        }
        self.check_place(path)?;
        if self.is_full() {
            return Err(FileError::NoSpace);
        }
        self.folders.insert(path.to_owned());
        Ok(())
    }

    /// Makes a folder and those it is in, as far as they are missing.
    pub fn make_folders(&mut self, path: &str) -> Result<(), FileError> {
        let ends = path.char_indices().filter(|(at, c)| *c == '/' && *at > 0).map(|(at, _)| at);
        for end in ends.chain([path.len()]) {
            match self.make_folder(path.get(..end).unwrap_or_default()) {
                Err(FileError::Exists) if self.is_folder(path.get(..end).unwrap_or_default()) => {}
                Err(FileError::Exists) => return Err(FileError::NotFolder),
                other => other?,
            }
        }
        Ok(())
    }

    /// Whether a folder is there. Home and the root always are.
    pub fn is_folder(&self, path: &str) -> bool {
        matches!(path, "" | "/" | "/tmp" | "/home")
            || self.folders.contains(path)
            || self.files.keys().any(|file| is_inside(file, path))
            || self.folders.iter().any(|folder| is_inside(folder, path))
    }

    /// What is in a folder: names, and whether they are folders.
    pub fn list(&self, folder: &str) -> Vec<(String, bool)> {
        let mut names: BTreeMap<String, bool> = BTreeMap::new();
        let files = self.files.keys().map(|path| (path, false));
        for (path, is_folder) in files.chain(self.folders.iter().map(|path| (path, true))) {
            let Some(rest) = inside(path, folder) else { continue };
            match rest.split_once('/') {
                Some((name, _)) => *names.entry(name.to_owned()).or_default() |= true,
                None => *names.entry(rest.to_owned()).or_default() |= is_folder,
            }
        }
        names.into_iter().collect()
    }

    /// All files with their texts, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Rc<str>)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text))
    }

    fn is_full(&self) -> bool {
        self.files.len() + self.folders.len() >= ENTRIES_MAX
    }

    /// Whether a file may stand at a path.
    fn check_place(&self, path: &str) -> Result<(), FileError> {
        if self.is_folder(path) {
            return Err(FileError::IsFolder);
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match self.files.contains_key(folder) {
            true => Err(FileError::NotFolder),
            false if self.is_folder(folder) => Ok(()),
            false => Err(FileError::Missing),
        }
    }
}

/// What a path, as somebody wrote it in a folder, stands for: relative to home where it is in it, absolute elsewhere.
pub fn resolve(folder: &str, path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let base = if path.starts_with('/') {
        String::new()
    } else if folder.starts_with('/') {
        folder.to_owned()
    } else {
        format!("{HOME}/{folder}")
    };
    for name in base.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            _ => names.push(name),
        }
    }
    let absolute = format!("/{}", names.join("/"));
    match absolute.strip_prefix(HOME) {
        Some("") => String::new(),
        Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/').to_owned(),
        _ => absolute,
    }
}

/// The absolute form of what [`resolve`] gives.
pub fn absolute(path: &str) -> String {
    match path {
        "" => HOME.to_owned(),
        _ if path.starts_with('/') => path.to_owned(),
        _ => format!("{HOME}/{path}"),
    }
}

fn is_inside(path: &str, folder: &str) -> bool {
    inside(path, folder).is_some()
}

/// The rest of a path below a folder.
fn inside<'path>(path: &'path str, folder: &str) -> Option<&'path str> {
    match folder {
        "" => (!path.starts_with('/')).then_some(path),
        "/" => path.strip_prefix('/'),
        _ => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{BYTES_MAX, FileError, Files, resolve};

    #[test]
    fn paths_are_relative_to_home() {
        for (folder, path, expected) in [
            ("", "a.yaml", "a.yaml"),
            ("", "./m//a.yaml", "m/a.yaml"),
            ("m", "a.yaml", "m/a.yaml"),
            ("m", "../a.yaml", "a.yaml"),
            ("m", "/home/user/a.yaml", "a.yaml"),
            ("", "/tmp/x", "/tmp/x"),
            ("/tmp", "x", "/tmp/x"),
            ("m", "..", ""),
            ("", "../..", "/"),
            ("", "../user2/x", "/home/user2/x"),
        ] {
            assert_eq!(resolve(folder, path), expected, "{path} in {folder:?}");
        }
    }

    #[test]
    fn folders_hold_files() {
        let mut files = Files::default();
        files.put("m/a.yaml", "a").expect("there is room");
        assert_eq!(files.write("x/b.yaml", ""), Err(FileError::Missing));
        assert_eq!(files.write("m", ""), Err(FileError::IsFolder));
        assert_eq!(files.write("m/a.yaml/b", ""), Err(FileError::NotFolder));
        assert_eq!(files.list(""), [("m".to_owned(), true)]);
        files.remove("m/a.yaml").expect("it is there");
        assert_eq!(files.list(""), [("m".to_owned(), true)]);
        files.remove_folder("m").expect("it is there");
        assert_eq!(files.list(""), []);
    }

    #[test]
    fn space_ends() {
        let mut files = Files::default();
        let half = "x".repeat(BYTES_MAX / 2);
        assert_eq!(files.write("a", &half), Ok(()));
        assert_eq!(files.write("b", &half), Ok(()));
        assert_eq!(files.append("b", "x"), Err(FileError::NoSpace));
        assert_eq!(files.write("b", ""), Ok(()));
    }
}
