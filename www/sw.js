// Keeps the page's files, so that it opens without a network after the first visit.
//
// Every file but index.html has its content's hash in its name, so what is kept is never stale; a new version is a new
// list of files and therefore a new worker, which waits until the person asks for it or has closed the page.

// `cargo xtask build` writes the version and the files in.
const VERSION = "";
const FILES = [];

// Another copy of the page under another path of the same server has its own.
const PREFIX = `daemonset-playground ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async (file) => {
      const kept = file === "./" ? undefined : await caches.match(file);
      await (kept ? cache.put(file, kept) : cache.add(new Request(file, { cache: file === "./" ? "reload" : "default" })));
    }),
  );
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const path = request.url.slice(self.registration.scope.length).split(/[?#]/, 1)[0];
  const isPage = request.mode === "navigate" && (path === "" || path === "index.html");
  return (await cache.match(isPage ? "./" : request)) ?? fetch(request);
}
