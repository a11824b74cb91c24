// Stands first in the page's head, remembers what no engine but Chromium tells a driver, keeps the
// files that the page saves, and lets the wall clock go ahead, which a driver's script cannot do in
// an engine that gives it a `Date` of its own.
(() => {
  const errors = (window.heartlineErrors = []);
  const note = (...words) => errors.push(words.map(String).join(" "));
  const missing = ({ src, href }) => `${src || href} did not load`;
  addEventListener(
    "error",
    ({ message, target }) => note(target === window ? message : missing(target)),
    true,
  );
  addEventListener("unhandledrejection", ({ reason }) => note("rejected:", reason));
  const { error } = console;
  console.error = (...words) => {
    note(...words);
    error.apply(console, words);
  };

  window.heartlineRestored = false;
  addEventListener("pageshow", ({ persisted }) => {
    window.heartlineRestored = persisted;
  });

  const saved = (window.heartlineSaved = []);
  // Texts come when they are read, files stand in the order in which they were saved.
  let before = Promise.resolve();
  const blobs = new Map();
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const address = createObjectURL.call(URL, blob);
    blobs.set(address, blob);
    return address;
  };
  const keep = ({ download, href }) => {
    const blob = blobs.get(href);
    const file = { name: download, media_type: blob.type, size: blob.size };
    const text = blob.text();
    before = before.then(async () => saved.push({ ...file, text: await text }));
  };
  const isSave = (link) => link?.hasAttribute("download") && blobs.has(link.href);
  const { click } = HTMLElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    if (isSave(this)) keep(this);
    else click.call(this);
  };
  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a");
      if (!isSave(link)) return;
      event.preventDefault();
      keep(link);
    },
    true,
  );

  const { now } = Date;
  let slept = 0;
  Date.now = () => now() + slept;
  window.heartlineSleep = (milliseconds) => {
    slept += milliseconds;
  };

  const sockets = (window.heartlineSockets = { made: 0, mostOpen: 0 });
  const alive = new Set();
  window.WebSocket = class extends WebSocket {
    constructor(...values) {
      super(...values);
      sockets.made += 1;
      alive.add(this);
      this.addEventListener("close", () => alive.delete(this));
      this.addEventListener("open", () => {
        const open = [...alive].filter(({ readyState }) => readyState === WebSocket.OPEN);
        sockets.mostOpen = Math.max(sockets.mostOpen, open.length);
      });
    }
  };
})();
