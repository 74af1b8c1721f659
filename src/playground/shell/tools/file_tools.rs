//! `ls`, `rm`, `cp`, `mv`, `mkdir`, `rmdir`, `touch`.

use super::options::Options;
use super::output::Output;
use crate::playground::shell::files::{FileError, Files, resolve};

/// The files and the folder that a path is relative to.
pub(super) struct Place<'shell> {
    pub files: &'shell mut Files,
    pub folder: &'shell str,
}

impl Place<'_> {
    fn at(&self, path: &str) -> String {
        resolve(self.folder, path)
    }
}

/// How wide a terminal is taken to be.
const TERMINAL_COLUMNS: usize = 80;

/// `ls`, in columns or one name a line.
pub(super) fn ls(place: &Place, args: &[String], columns: bool, out: &mut Output) -> i32 {
    let long = [("all", 'a'), ("recursive", 'R'), ("directory", 'd'), ("human-readable", 'h')];
    let options = match Options::parse("ls", args, "la1RdhtrFA", &long) {
        Ok(options) => options,
        Err(message) => {
            out.error(&format!("{message}\nTry 'ls --help' for more information."));
            return 2;
        }
    };
    let paths = if options.rest.is_empty() { vec![".".to_owned()] } else { options.rest.clone() };
    let mut code = 0;
    let (mut plain, mut folders) = (Vec::new(), Vec::new());
    for path in &paths {
        let at = place.at(path);
        if place.files.is_folder(&at) && !options.has('d') {
            folders.push((path.clone(), at));
        } else if place.files.read(&at).is_ok() || place.files.is_folder(&at) {
            plain.push((path.clone(), at));
        } else {
            out.error(&format!("ls: cannot access '{path}': No such file or directory"));
            code = 2;
        }
    }
    print_entries(place.files, &plain, &options, columns, out);
    let titled = paths.len() > 1 || options.has('R');
    let mut first = plain.is_empty();
    while !folders.is_empty() {
        let (title, at) = folders.remove(0);
        if titled {
            out.line(&format!("{}{title}:", if first { "" } else { "\n" }));
        }
        first = false;
        let visible = |name: &str| options.has('a') || options.has('A') || !name.starts_with('.');
        let entries = place.files.list(&at).into_iter().filter(|(name, _)| visible(name));
        let entries: Vec<(String, String)> =
            entries.map(|(name, _)| (name.clone(), join(&at, &name))).collect();
        if options.has('l') {
            out.line(&format!("total {}", entries.len() * 4));
        }
        print_entries(place.files, &entries, &options, columns, out);
        if options.has('R') {
            let inner = entries.iter().filter(|(_, at)| place.files.is_folder(at));
            folders.splice(
                0..0,
                inner.map(|(name, at)| (format!("{title}/{name}"), at.clone())).collect::<Vec<_>>(),
            );
        }
    }
    code
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}

fn print_entries(
    files: &Files,
    entries: &[(String, String)],
    options: &Options,
    columns: bool,
    out: &mut Output,
) {
    if options.has('l') {
        let size = |at: &str| files.read(at).map_or(4096, str::len);
        let width = entries.iter().map(|(_, at)| size(at).to_string().len()).max().unwrap_or(0);
        for (name, at) in entries {
            let kind = if files.is_folder(at) { "drwxr-xr-x 2" } else { "-rw-r--r-- 1" };
            // Files have no times of their own here; this is when a cluster is born.
            out.line(&format!("{kind} user user {:>width$} Jan  5 08:00 {name}", size(at)));
        }
        return;
    }
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    let in_a_row: usize = names.iter().map(|name| name.chars().count() + 2).sum();
    if names.is_empty() {
        return;
    }
    match options.has('1') || !columns || in_a_row > TERMINAL_COLUMNS {
        true => out.print(&names.iter().flat_map(|name| [*name, "\n"]).collect::<String>()),
        false => out.line(&names.join("  ")),
    }
}

pub(super) fn rm(place: &mut Place, args: &[String], out: &mut Output) -> i32 {
    let long = [("recursive", 'r'), ("force", 'f'), ("verbose", 'v')];
    let options = match Options::parse("rm", args, "rRfvi", &long) {
        Ok(options) => options,
        Err(message) => return usage_error("rm", &message, out),
    };
    if options.rest.is_empty() && !options.has('f') {
        return usage_error("rm", "rm: missing operand", out);
    }
    let mut code = 0;
    for path in &options.rest {
        let at = place.at(path);
        let recursive = options.has('r') || options.has('R');
        let result = match place.files.is_folder(&at) {
            true if recursive && at.is_empty() => Err(FileError::NotEmpty),
            true if recursive => place.files.remove_folder(&at),
            _ => place.files.remove(&at),
        };
        match result {
            Ok(()) => {}
            Err(FileError::Missing) if options.has('f') => {}
            Err(error) => {
                out.error(&format!("rm: cannot remove '{path}': {}", error.message()));
                code = 1;
            }
        }
    }
    code
}

pub(super) fn mkdir(place: &mut Place, args: &[String], out: &mut Output) -> i32 {
    let options = match Options::parse("mkdir", args, "pv", &[("parents", 'p')]) {
        Ok(options) if !options.rest.is_empty() => options,
        Ok(_) => return usage_error("mkdir", "mkdir: missing operand", out),
        Err(message) => return usage_error("mkdir", &message, out),
    };
    let mut code = 0;
    for path in &options.rest {
        let at = place.at(path);
        let result =
            if options.has('p') { place.files.make_folders(&at) } else { place.files.make_folder(&at) };
        if let Err(error) = result {
            let error = if error == FileError::IsFolder { FileError::Exists } else { error };
            out.error(&format!("mkdir: cannot create directory '{path}': {}", error.message()));
            code = 1;
        }
    }
    code
}

pub(super) fn rmdir(place: &mut Place, args: &[String], out: &mut Output) -> i32 {
    let mut code = 0;
    for path in args {
        let at = place.at(path);
        let result = match place.files.list(&at).is_empty() {
            true => place.files.remove_folder(&at),
            false => Err(FileError::NotEmpty),
        };
        if let Err(error) = result {
            out.error(&format!("rmdir: failed to remove '{path}': {}", error.message()));
            code = 1;
        }
    }
    code
}

pub(super) fn touch(place: &mut Place, args: &[String], out: &mut Output) -> i32 {
    let mut code = 0;
    for path in args.iter().filter(|arg| !arg.starts_with('-')) {
        let at = place.at(path);
        if let Err(error) = place.files.append(&at, "")
            && error != FileError::IsFolder
        {
            out.error(&format!("touch: cannot touch '{path}': {}", error.message()));
            code = 1;
        }
    }
    code
}

/// `cp` and `mv`.
pub(super) fn copy(tool: &str, place: &mut Place, args: &[String], out: &mut Output) -> i32 {
    let options = match Options::parse(tool, args, "rRfvaip", &[("recursive", 'r'), ("force", 'f')]) {
        Ok(options) => options,
        Err(message) => return usage_error(tool, &message, out),
    };
    let Some((target, sources)) = options.rest.split_last().filter(|(_, sources)| !sources.is_empty()) else {
        let message = match options.rest.first() {
            Some(path) => format!("{tool}: missing destination file operand after '{path}'"),
            None => format!("{tool}: missing file operand"),
        };
        return usage_error(tool, &message, out);
    };
    let into_folder = place.files.is_folder(&place.at(target));
    if sources.len() > 1 && !into_folder {
        out.error(&format!("{tool}: target '{target}': {}", FileError::NotFolder.message()));
        return 1;
    }
    let recursive = tool == "mv" || options.last_of("rRa").is_some();
    let mut code = 0;
    for source in sources {
        let from = place.at(source);
        let name = from.rsplit('/').next().unwrap_or_default();
        let to = if into_folder { join(&place.at(target), name) } else { place.at(target) };
        let result = copy_one(tool, place.files, source, (&from, &to), recursive);
        if let Err(message) = result {
            out.error(&message);
            code = 1;
        }
    }
    code
}

fn copy_one(
    tool: &str,
    files: &mut Files,
    source: &str,
    (from, to): (&str, &str),
    recursive: bool,
) -> Result<(), String> {
    if from == to {
        return Err(format!("{tool}: '{source}' and '{source}' are the same file"));
    }
    if !files.is_folder(from) {
        let text = files
            .read(from)
            .map_err(|error| format!("{tool}: cannot stat '{source}': {}", error.message()))?;
        let text = text.to_owned();
        let action = if tool == "mv" { "move" } else { "create regular file" };
        files
            .write(to, &text)
            .map_err(|error| format!("{tool}: cannot {action} '{to}': {}", error.message()))?;
        return match tool {
            "mv" => files.remove(from).map_err(|error| error.message().to_owned()),
            _ => Ok(()),
        };
    }
    if !recursive {
        return Err(format!("{tool}: -r not specified; omitting directory '{source}'"));
    }
    let inside = format!("{from}/");
    if from.is_empty() || to.starts_with(&inside) {
        return Err(format!("{tool}: cannot copy a directory, '{source}', into itself, '{to}'"));
    }
    let texts: Vec<(String, String)> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&inside)?.to_owned(), text.to_string())))
        .collect();
    let words = |error: FileError| format!("{tool}: cannot create directory '{to}': {}", error.message());
    files.make_folders(to).map_err(words)?;
    for (path, text) in texts {
        files.put(&format!("{to}/{path}"), &text).map_err(words)?;
    }
    if tool == "mv" {
        files.remove_folder(from).map_err(words)?;
    }
    Ok(())
}

fn usage_error(tool: &str, message: &str, out: &mut Output) -> i32 {
    out.error(&format!("{message}\nTry '{tool} --help' for more information."));
    1
}
