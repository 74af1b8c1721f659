//! Serves the page on this machine, from memory, and builds it again when a source changes.
//!
//! Only for developing and testing: one thread a request, no compression, no caching.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use crate::args::Args;
use crate::page::{self, Profile};
use crate::site::{File, Site, WORKER_META, hash};
use crate::{Outcome, watch};

/// `cargo xtask serve`. Returns only with an error.
pub fn serve(mut args: Args) -> Outcome {
    let port = args.value("--port")?.unwrap_or_else(|| "8080".to_owned());
    let port = port.parse::<u16>().map_err(|_| format!("`{port}` is not a port"))?;
    let profile = if args.flag("--release") { Profile::Page } else { Profile::Serve };
    let base = args.value("--base")?.unwrap_or_else(|| "/".to_owned());
    args.finish()?;
    // Before the build, so that a taken port is known at once.
    let server = Server::start(port, &base)?;
    println!("Building the page; the first time takes some minutes …");
    loop {
        let before = watch::fingerprint();
        match page::build(profile) {
            Ok(page) => {
                server.show(reloading(page.site));
                println!(
                    "\nThe page is at {} (Ctrl-C ends). A change of a source builds it again.\n",
                    server.address()
                );
            }
            Err(error) => println!("\nxtask: {error}. A change of a source tries again.\n"),
        }
        watch::wait_for_change(&before);
    }
}

/// A running server. It ends with the process.
pub struct Server {
    shared: Arc<Shared>,
    local: SocketAddr,
}

struct Shared {
    base: String,
    shown: Mutex<Site>,
    /// No answer to anybody, as if there were no server.
    paused: AtomicBool,
}

/// Asks which build is shown, rather than keep a connection: a tab in the background or a browser that takes a picture
/// is not kept waiting, and a server that was started again is found again.
const RELOAD_SCRIPT: &str = "\
const shown = async () => (await fetch(\"./build-id.txt\")).text();
const first = await shown();
const look = async () => (await shown()) !== first && location.reload();
setInterval(() => document.hidden || look().catch(() => {}), 1000);
";

impl Server {
    /// Listens on this machine alone. Port 0 takes any free one; `base` is the folder the page stands in.
    pub fn start(port: u16, base: &str) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            format!("port {port} cannot be used ({error}); try `--port {}`", u32::from(port) + 1)
        })?;
        let local = listener.local_addr().map_err(|error| error.to_string())?;
        let base = format!("/{}/", base.trim_matches('/')).replace("//", "/");
        let shared = Arc::new(Shared { base, shown: Mutex::default(), paused: AtomicBool::new(false) });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&accepting);
                // A browser that goes away is no failure of ours.
                thread::spawn(move || shared.answer(&stream).unwrap_or(()));
            }
        });
        Ok(Self { shared, local })
    }

    pub fn address(&self) -> String {
        format!("http://{}{}", self.local, self.shared.base)
    }

    /// Answers nobody from now on.
    pub fn pause(&self) {
        self.shared.paused.store(true, Ordering::SeqCst);
    }

    /// Answers again.
    pub fn go_on(&self) {
        self.shared.paused.store(false, Ordering::SeqCst);
    }

    /// Serves this site from now on.
    pub fn show(&self, site: Site) {
        *self.shared.shown() = site;
    }
}

impl Shared {
    fn shown(&self) -> MutexGuard<'_, Site> {
        self.shown.lock().expect("invariant: no thread panics with the site in hand")
    }

    fn answer(&self, stream: &TcpStream) -> std::io::Result<()> {
        if self.paused.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut reader = BufReader::new(stream);
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        let mut words = request.split(' ');
        let method = words.next().unwrap_or("");
        let target = words.next().unwrap_or("");
        let path = target.split(['?', '#']).next().unwrap_or("");
        if method != "GET" && method != "HEAD" {
            return respond(stream, method, "405 Method Not Allowed", "text/plain", b"only GET\n");
        }
        match path.strip_prefix(self.base.as_str()) {
            Some(path) => self.send_file(stream, method, if path.is_empty() { "index.html" } else { path }),
            None => respond(
                stream,
                method,
                "404 Not Found",
                "text/plain",
                format!("the page is at {}\n", self.base).as_bytes(),
            ),
        }
    }

    fn send_file(&self, stream: &TcpStream, method: &str, path: &str) -> std::io::Result<()> {
        let bytes = self.shown().files.get(path).map(|file| file.bytes.clone());
        match bytes {
            Some(bytes) => respond(stream, method, "200 OK", mime(path), &bytes),
            None => respond(stream, method, "404 Not Found", "text/plain", b"no such file\n"),
        }
    }
}

/// Adds what lets an open page load itself anew when it is built again.
fn reloading(mut site: Site) -> Site {
    let Some(index) = site.files.get_mut("index.html") else { return site };
    // It names every file by its content, so it differs exactly when the build does.
    let build = hash(&index.bytes);
    let script = "  <script type=\"module\" src=\"./reload.js\"></script>\n  </head>";
    let page = String::from_utf8_lossy(&index.bytes).replace(WORKER_META, "</head>");
    index.bytes = page.replace("</head>", script).into_bytes();
    for (path, bytes) in [("reload.js", RELOAD_SCRIPT.as_bytes()), ("build-id.txt", build.as_bytes())] {
        site.files.insert(path.to_owned(), File { bytes: bytes.to_vec(), first_load: false });
    }
    site
}

fn respond(
    mut stream: &TcpStream,
    method: &str,
    status: &str,
    mime: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if method == "HEAD" { Ok(()) } else { stream.write_all(body) }
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
