// Starts the page, and is what is left of it when it fails: a plain text in place of the page, with the session to
// take along. It stands outside WebAssembly and Yew so that it still works when they do not.
//
// The addresses of the built files are in index.html's <meta> elements, so this file is the same in every build. They
// are no preload links, for a page that is embedded in a document loads nothing big until it is clicked.

// Before the names of all entries in the browser's storage; stands in `src/ui/interop/dom.rs` too.
const PREFIX = "daemonset-playground.";

const query = new URLSearchParams(location.search);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// The page sets `window.__session` to a function that gives the session as text. After a failure it may fail as well.
function sessionText() {
  try {
    return window.__session?.() ?? "";
  } catch {
    return "";
  }
}

let crashed = false;

function crash(title, message) {
  if (crashed) return;
  crashed = true;
  const session = sessionText();
  const report = session ? `${message}\n\n${session}` : message;
  const text = element("textarea", { id: "crash-report", readOnly: true, value: report, rows: 16, spellcheck: false });
  const copy = element("button", { type: "button", textContent: "Copy" });
  copy.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard?.writeText(report).catch(() => {});
  });
  const reload = element("button", { type: "button", textContent: "Reload" });
  reload.addEventListener("click", () => location.reload());
  // A session that fails whenever it is opened must not be the last thing this page ever does. It stays in the list.
  const fresh = element("button", { type: "button", textContent: "Begin a new session" });
  fresh.addEventListener("click", () => {
    const forget = (event) => {
      // What is left of the page would note its session once more as it goes.
      event?.stopImmediatePropagation();
      for (const storage of [() => sessionStorage, () => localStorage]) {
        try {
          storage().removeItem(`${PREFIX}current`);
        } catch {}
      }
    };
    forget();
    for (const kind of ["pagehide", "visibilitychange"]) window.addEventListener(kind, forget, true);
    location.replace(location.href.split("#")[0]);
  });
  const page = element(
    "main",
    { className: "crash" },
    element("h1", { textContent: title }),
    element("p", { textContent: "Below is what is known. Copy it into a report if you like, then reload to start again." }),
    element("label", { htmlFor: "crash-report", textContent: "Report" }),
    text,
    element("p", { className: "crash-buttons" }, reload, fresh, copy),
  );
  page.setAttribute("role", "alert");
  document.body.replaceChildren(page);
  reload.focus();
}

// Called by the panic hook, before the trap that ends the call.
window.__crash = (message) => crash("The playground stopped", message);

// A stack overflow or another trap raises no panic. Errors that are not from WebAssembly (an extension's, say) are
// left to the console: the page goes on.
const trapped = (error) => {
  if (error instanceof WebAssembly.RuntimeError) crash("The playground stopped", String(error.stack ?? error));
};
window.addEventListener("error", (event) => trapped(event.error));
window.addEventListener("unhandledrejection", (event) => trapped(event.reason));

// The theme that was asked for or chosen, before anything is drawn in the wrong one. Storage may be forbidden.
try {
  const theme = query.get("theme") ?? localStorage.getItem(`${PREFIX}theme`);
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}

// The rest of the program: what the first minute does not need is a file of its own, which is fetched when the page is
// alive. Both parts share their memory; `first` is what the first part exports.
const restAddress = document.querySelector('meta[name="page-rest"]')?.content;
let first;

function addRest(module) {
  if (first.rest_is_there.value) return;
  new WebAssembly.Instance(module, { first });
  first.rest_is_there.value = 1;
}

// Called by a function that waits for the rest: somebody was faster than the network. Nothing can wait in the middle of
// a call but a request of the old kind, which gives text; with this character set each character is a byte.
window.__needRest = () => {
  if (!restAddress) return;
  // Later it only costs time; before, it keeps the page from coming alive, which tests look for.
  const { dataset } = document.documentElement;
  if (!("alive" in dataset)) dataset.restNeeded ??= new Error().stack;
  try {
    const request = new XMLHttpRequest();
    request.open("GET", restAddress, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${restAddress}: ${request.status} ${request.statusText}`);
    addRest(new WebAssembly.Module(Uint8Array.from(request.responseText, (byte) => byte.charCodeAt(0))));
  } catch (error) {
    crash("A part of the playground could not be fetched", String(error));
    throw error;
  }
};

// Whether commands will run at once: those of a link, or of what was kept at the last visit.
function bringsSession() {
  try {
    return location.hash !== "" || Object.keys(localStorage).some((key) => key.startsWith(`${PREFIX}session.`));
  } catch {
    return location.hash !== "";
  }
}

// All at once, rather than each when the one before has named it.
function preload() {
  const modules = document.querySelectorAll('meta[name="page-script"], meta[name="page-module"]');
  for (const { content, dataset } of modules) {
    document.head.append(element("link", { rel: "modulepreload", href: content, integrity: dataset.integrity }));
  }
  // Without `integrity`: browsers fetch a file again when a preload has it.
  const wasm = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous" };
  document.head.append(element("link", { ...wasm, href: address("page-wasm") }));
}

const address = (name) => new URL(document.querySelector(`meta[name="${name}"]`).content, document.baseURI).href;

async function start() {
  preload();
  try {
    const { default: run, mount } = await import(address("page-script"));
    first = await run({ module_or_path: address("page-wasm") });
    // What the service worker keeps is at hand, and the request of the old kind does not reach it.
    const kept = restAddress && (await globalThis.caches?.match(restAddress).catch(() => undefined));
    const rest = restAddress && WebAssembly.compileStreaming(kept ?? fetch(restAddress)).then(addRest);
    if (kept || bringsSession()) await rest;
    mount();
    document.documentElement.dataset.alive = "";
    // A failure matters only when the rest is called for, which tries again.
    await rest?.catch(() => {});
  } catch (error) {
    console.error(error);
    crash("The playground could not start", String(error));
  }
}

// An embedded page waits for a click: a document may hold many, and a reader may want none.
function poster() {
  const button = element("button", { type: "button", className: "button primary", textContent: "Start the playground" });
  const box = element(
    "main",
    { className: "poster" },
    element("h1", { textContent: "DaemonSet playground" }),
    element("p", { textContent: "A Kubernetes cluster with a DaemonSet controller, simulated in this page." }),
    button,
  );
  document.querySelector(".boot").replaceWith(box);
  button.addEventListener("click", () => {
    box.replaceWith(element("p", { className: "boot", textContent: "Starting the cluster…" }));
    start();
  });
}

if (query.has("embed") && query.get("load") !== "now") poster();
else await start();
