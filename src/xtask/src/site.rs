//! The static site as it will be served: every file with its content's hash in its name, and addresses to match.
//!
//! Invariants: addresses are relative, so the site works from any folder; a file's name changes exactly when its
//! content does, so servers and browsers may keep it for ever; only `index.html`, `sw.js` and `licences.txt` keep their
//! names.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256, Sha384};

use crate::bindgen::Bound;
use crate::html::{self, Named};
use crate::shell::{self, read, read_text};
use crate::{Outcome, css, licences};

/// A file of the site.
pub struct File {
    pub bytes: Vec<u8>,
    /// Whether the page needs it before it is alive; the rest is fetched later.
    pub first_load: bool,
}

/// All files by their path in the site.
#[derive(Default)]
pub struct Site {
    pub files: BTreeMap<String, File>,
}

/// Where a file went.
pub struct Placed {
    /// Its name, without folder.
    pub name: String,
    /// What `integrity` says of it.
    pub integrity: String,
}

const FOLDER: &str = "assets";

/// Tells the page that there is a service worker. `cargo xtask serve` takes it out: what is being worked on must not
/// come from a cache.
pub const WORKER_META: &str = "  <meta name=\"page-worker\" content=\"./sw.js\">\n  </head>";

impl Site {
    /// Puts the whole site together from the sources, the bindgen step's output and the one or two parts of the program.
    pub fn assemble(bound: &Bound, first: Vec<u8>, rest: Option<Vec<u8>>) -> Outcome<Self> {
        let mut site = Self::default();
        let mut named = Vec::new();
        let script = site.place_script(bound, &mut named)?;
        named.push(Named { name: "page-script", placed: script });
        // Without integrity: what compiles WebAssembly as it comes in takes none.
        let mut wasm = |name, address, bytes, first_load| {
            let placed = Placed { integrity: String::new(), ..site.place(address, bytes, first_load) };
            named.push(Named { name, placed });
        };
        wasm("page-wasm", "page.wasm", first, true);
        if let Some(rest) = rest {
            wasm("page-rest", "rest.wasm", rest, false);
        }
        let root = shell::root();
        let index = read_text(&root.join("index.html"))?;
        let index = html::rewrite(&index, |address| site.place_source(&root, address), &named)?;
        let index = index.replace("</head>", WORKER_META);
        site.files.insert("index.html".to_owned(), File { bytes: index.into_bytes(), first_load: true });
        site.place_worker(&root)?;
        // Under a plain name: nothing loads it, people look for it.
        let licences = licences::all()?.into_bytes();
        site.files.insert("licences.txt".to_owned(), File { bytes: licences, first_load: false });
        Ok(site)
    }

    /// `page.js` and the modules it names: those it imports belong to the first load, those it links to do not.
    fn place_script(&mut self, bound: &Bound, named: &mut Vec<Named>) -> Outcome<Placed> {
        let mut script = read_text(&bound.folder.join("page.js"))?;
        for path in shell::files_below(&bound.folder.join("snippets")) {
            let address = relative(&bound.folder, &path);
            let imports = ["from '", "from \""].map(|from| format!("{from}./{address}"));
            let imported = imports.iter().any(|import| script.contains(import));
            let placed = self.place(file_name(&path), read(&path)?, imported);
            if imported {
                // The program knows a module by this address as well, and that one stays: it is only a name.
                for import in imports {
                    let renamed = import.replace(&address, &placed.name);
                    script = script.replace(&import, &renamed);
                }
            } else {
                script = script.replace(&address, &placed.name);
            }
            if imported {
                named.push(Named { name: "page-module", placed });
            }
        }
        Ok(self.place("page.js", script.into_bytes(), true))
    }

    /// A file that `index.html` names.
    fn place_source(&mut self, root: &Path, address: &str) -> Outcome<Placed> {
        let path = root.join(address);
        let bytes = if address.ends_with(".css") {
            css::bundle(&path, &mut |asset| {
                let placed = self.place(file_name(asset), read(asset)?, false);
                Ok(placed.name)
            })?
            .into_bytes()
        } else {
            read(&path)?
        };
        Ok(self.place(file_name(&path), bytes, true))
    }

    /// The service worker, with the files it keeps and a version that differs when one of them does. Under a plain
    /// name and beside `index.html`: a worker's address is its identity, and it may only answer for its own folder.
    fn place_worker(&mut self, root: &Path) -> Outcome {
        let mut files = vec!["\"./\"".to_owned()];
        let mut all = String::new();
        for (path, file) in &self.files {
            all.push_str(&format!("{path} {}\n", hash(&file.bytes)));
            if path != "index.html" {
                files.push(format!("\"./{path}\""));
            }
        }
        let version = hash(all.as_bytes());
        let source = read_text(&root.join("www/sw.js"))?;
        let worker = fill_in(&source, "const VERSION = \"\";", &format!("const VERSION = \"{version}\";"))?;
        let worker =
            fill_in(&worker, "const FILES = [];", &format!("const FILES = [{}];", files.join(", ")))?;
        let bytes = worker.into_bytes();
        self.files.insert("sw.js".to_owned(), File { bytes, first_load: false });
        Ok(())
    }

    fn place(&mut self, name: &str, bytes: Vec<u8>, first_load: bool) -> Placed {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let name = format!("{stem}-{}.{extension}", hash(&bytes));
        let integrity = format!("sha384-{}", base64(&Sha384::digest(&bytes)));
        self.files.insert(format!("{FOLDER}/{name}"), File { bytes, first_load });
        Placed { name, integrity }
    }

    /// Writes the site into `folder`, which is emptied first.
    pub fn write(&self, folder: &Path) -> Outcome {
        shell::remove_dir(folder)?;
        for (path, file) in &self.files {
            shell::write(&folder.join(path), &file.bytes)?;
        }
        Ok(())
    }
}

impl Placed {
    /// Its address as `index.html` writes it.
    pub fn address(&self) -> String {
        format!("./{FOLDER}/{}", self.name)
    }
}

/// Twelve hexadecimal digits of SHA-256: enough that two versions never meet.
pub fn hash(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes).iter().take(6) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= chunk.len() { char::from(DIGITS[index as usize]) } else { '=' });
        }
    }
    text
}

fn fill_in(source: &str, place: &str, text: &str) -> Outcome<String> {
    if source.contains(place) {
        Ok(source.replacen(place, text, 1))
    } else {
        Err(format!("www/sw.js has no line `{place}` to fill in"))
    }
}

fn relative(folder: &Path, path: &Path) -> String {
    let rest = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = rest.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or("file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_to_groups_of_four() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn a_placed_file_carries_its_content_in_its_name() {
        let mut site = Site::default();
        let one = site.place("a.b.css", b"one".to_vec(), true);
        let two = site.place("a.b.css", b"two".to_vec(), true);
        assert_eq!(one.name, "a.b-7692c3ad3540.css");
        assert_eq!(one.address(), "./assets/a.b-7692c3ad3540.css");
        assert_ne!(one.name, two.name);
        assert_eq!(site.files.len(), 2);
    }
}
