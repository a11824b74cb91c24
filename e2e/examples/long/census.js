// Counts what a page holds of the browser, from before its first script. `window.census.count()`
// tells; `window.census.jump(milliseconds)` sets the wall clock.
(() => {
  const made = { sockets: 0, workers: 0 };

  const registered = new WeakMap();
  const listeners = { window: 0, document: 0, elsewhere: 0 };
  const where = (target) =>
    target === window ? "window" : target === document ? "document" : "elsewhere";
  const name = (type, options) => `${type} ${!!(options?.capture ?? options === true)}`;
  const callbacks = (target, type, options) => {
    if (!registered.has(target)) registered.set(target, new Map());
    const all = registered.get(target);
    const key = name(type, options);
    if (!all.has(key)) all.set(key, new Set());
    return all.get(key);
  };
  const forget = (target, type, callback, options) => {
    if (callbacks(target, type, options).delete(callback)) listeners[where(target)] -= 1;
  };
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, callback, options) {
    const target = this ?? window;
    const known = callbacks(target, type, options);
    if (callback && !known.has(callback)) {
      known.add(callback);
      listeners[where(target)] += 1;
      if (options?.once) {
        add.call(target, type, () => forget(target, type, callback, options), options);
      }
    }
    return add.call(target, type, callback, options);
  };
  EventTarget.prototype.removeEventListener = function (type, callback, options) {
    const target = this ?? window;
    forget(target, type, callback, options);
    return remove.call(target, type, callback, options);
  };

  const counted = (set, clear, repeats) => {
    const running = new Set();
    const [begin, end] = [window[set].bind(window), window[clear].bind(window)];
    window[set] = (callback, ...rest) => {
      const id = begin((...values) => {
        if (!repeats) running.delete(id);
        return callback(...values);
      }, ...rest);
      running.add(id);
      return id;
    };
    window[clear] = (id) => {
      running.delete(id);
      return end(id);
    };
    return running;
  };
  const timers = counted("setTimeout", "clearTimeout", false);
  const intervals = counted("setInterval", "clearInterval", true);
  const frames = counted("requestAnimationFrame", "cancelAnimationFrame", false);

  const sockets = new Set();
  window.WebSocket = new Proxy(WebSocket, {
    construct(kind, rest) {
      const socket = new kind(...rest);
      made.sockets += 1;
      sockets.add(socket);
      return socket;
    },
  });
  const workers = new Set();
  window.Worker = new Proxy(Worker, {
    construct(kind, rest) {
      const worker = new kind(...rest);
      made.workers += 1;
      workers.add(worker);
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        workers.delete(worker);
        terminate();
      };
      return worker;
    },
  });

  let ahead = 0;
  const now = Date.now.bind(Date);
  Date.now = () => now() + ahead;

  const inState = (...states) => {
    for (const socket of sockets) if (socket.readyState === WebSocket.CLOSED) sockets.delete(socket);
    return [...sockets].filter((socket) => states.includes(socket.readyState)).length;
  };
  window.census = {
    jump: (milliseconds) => void (ahead += milliseconds),
    count: () => ({
      listeners: listeners.window + listeners.document + listeners.elsewhere,
      timers: timers.size,
      intervals: intervals.size,
      frames: frames.size,
      sockets: inState(WebSocket.CONNECTING, WebSocket.OPEN),
      closing: inState(WebSocket.CLOSING),
      workers: workers.size,
      sockets_made: made.sockets,
      workers_made: made.workers,
      elements: document.querySelectorAll("*").length,
    }),
  };
})();
