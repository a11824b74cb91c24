// Stands first in the page's head and remembers what no engine but Chromium tells a driver.
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
