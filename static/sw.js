// Keeps a copy of the page and of exactly the files that it names, whose names have the hash of their
// content, so that two builds never mix. The page comes from the server whenever that answers.
const scope = new URL(registration.scope);
const ours = `heartline ${scope.pathname} `;
const HASHED = /-[0-9a-f]{13,16}(_bg)?\.\w+$/;
// Of the files without a hash only those that a page is made of: the manifest and the icon.
const KINDS = ["script", "style", "image", "manifest"];
// A server that hangs is given so long, in milliseconds; then what was kept is there.
const PATIENCE = 3000;
// A proxy says that it does not reach the server.
const AWAY = [502, 503, 504];

addEventListener("install", (event) => {
  skipWaiting();
  const page = new Request(scope, { cache: "no-cache" });
  event.waitUntil(fetch(page).then((answer) => keep(answer)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.origin) return;
  if (request.mode === "navigate") {
    if (pathname === scope.pathname) event.respondWith(page(event));
  } else if (HASHED.test(pathname)) {
    event.respondWith(kept(request).then((answer) => answer ?? fetch(request)));
  } else if (KINDS.includes(request.destination)) {
    event.respondWith(unlessAway(fetch(request), request));
  }
});

function page(event) {
  const answer = fetch(event.request);
  const copied = answer.then((answer) => answer.ok && keep(answer.clone()));
  event.waitUntil(copied.catch(() => {}));
  return unlessAway(answer, scope);
}

async function unlessAway(answer, key) {
  const good = answer.then((answer) => (AWAY.includes(answer.status) ? null : answer));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const soon = await Promise.race([good, late]).catch(() => null);
  return soon ?? (await kept(key)) ?? answer;
}

async function kept(what) {
  for (const name of (await names()).reverse()) {
    const found = await (await caches.open(name)).match(what, { ignoreVary: true });
    if (found) return found;
  }
}

async function names() {
  return (await caches.keys()).filter((name) => name.startsWith(ours));
}

// One after the other: each looks at what is there.
let keeping = Promise.resolve();
function keep(answer) {
  keeping = keeping.catch(() => {}).then(() => copy(answer));
  return keeping;
}

// Keeps this page with all that it names, or nothing. The copy before stays: a page of that build
// may be about to ask for its files.
async function copy(answer) {
  const text = await answer.clone().text();
  if (!text.includes('"TrunkApplicationStarted"')) return leave();
  const name = ours + (await digest(text));
  const before = await names();
  if (before.at(-1) === name) return;
  const files = new Map();
  for (const file of named(text)) {
    // What has the hash of its content in its name is the same in every build.
    const same = HASHED.test(new URL(file).pathname) ? await kept(file) : null;
    const found = same ?? (await fetch(file, { cache: "no-cache" }));
    if (!found.ok || !fits(file, found)) throw new Error(`${file}: ${found.status}`);
    files.set(file, found);
  }
  await caches.delete(name);
  const cache = await caches.open(name);
  try {
    for (const [file, found] of files) await cache.put(file, found);
    // Last, because a copy without it is none.
    await cache.put(scope, answer);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  const others = before.filter((other) => other !== name);
  await Promise.all(others.slice(0, -1).map((other) => caches.delete(other)));
}

// A server that is in the middle of an update, or that answers everything with its first page, says
// 200 to what it does not have. By the type one knows; what cannot be told by it is let in.
const TYPES = { js: "javascript", css: "text/css", wasm: "application/wasm" };
function fits(file, answer) {
  const type = TYPES[new URL(file).pathname.split(".").pop()];
  return !type || (answer.headers.get("content-type") ?? "").includes(type);
}

function named(text) {
  const found = text.matchAll(/\b(?:href|src)="?([^"\s>]+)/g);
  const files = [...found].map(([, file]) => new URL(file, scope));
  const own = files.filter(({ origin }) => origin === scope.origin);
  return new Set(own.map(({ href }) => href));
}

async function digest(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

// Another page lives at this address.
async function leave() {
  await registration.unregister();
  await Promise.all((await names()).map((name) => caches.delete(name)));
}
