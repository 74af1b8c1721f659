// What the page asks of the browser to hand a session on: compression for links, files out and in, the clipboard, and
// word to a page that embeds this one. The compression is the browser's own, so a link costs the download nothing.

// Zlib's wrapping ("deflate") rather than bare deflate: its checksum tells a link that was damaged on the way.
const FORMAT = "deflate";

export async function pack(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(FORMAT));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Fails on what `pack` has not written. A small link must not become a text that fills the memory, so reading ends at
// `limit` bytes.
export async function unpack(packed, limit) {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(FORMAT)).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new RangeError("too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}

export function download(name, text) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.click();
  // The browser reads the file after this call has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// Name and text, one after the other, of every file in a list that is not too long to be one of ours.
export async function texts(files, limit) {
  const found = [];
  for (const file of files) {
    found.push(file.name, file.size > limit ? "" : await file.text().catch(() => ""));
  }
  return found;
}

// Lets a person choose files. Answers with nothing where the browser never tells that they gave up.
export function choose() {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = ".txt,.yaml,.yml,.json,text/plain";
    input.addEventListener("change", () => resolve(input.files));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

export function tell(kind, name, lesson, done, total, step) {
  if (window.parent === window) return;
  const source = "daemonset-playground";
  // To whoever embeds the page: what is told is the progress in a public lesson.
  window.parent.postMessage({ source, kind, name, lesson, done, total, step }, "*");
}

// Lets the page open without a network, where it was built for that. `onUpdate` hears of a new version that waits.
export async function keepOffline(onUpdate) {
  const worker = document.querySelector('meta[name="page-worker"]')?.content;
  if (!worker || !navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(worker).catch(() => undefined);
  if (!registration) return;
  const look = (waiting) => {
    // Without a controller this is the first visit, and there is nothing older that it would replace.
    if (waiting && navigator.serviceWorker.controller) onUpdate();
  };
  look(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => fresh.state === "installed" && look(fresh));
  });
}

export async function takeUpdate() {
  const registration = await navigator.serviceWorker.getRegistration();
  // Another tab has taken it already.
  if (!registration?.waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("skip-waiting");
}
