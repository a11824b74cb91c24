// Stands first in the page's head, remembers what no engine but Chromium tells a driver, and lets
// the wall clock go ahead, which a driver's script cannot do in an engine that gives it a `Date` of
// its own.
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
