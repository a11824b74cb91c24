// What the tests need from a page, as one object: a WebSocket that records what is done to it and
// lets a test play the server, counted timers, events of a person, and waiting.
(() => {
  const real = (window.realOfTests ??= {
    WebSocket: window.WebSocket,
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    setInterval: window.setInterval.bind(window),
    clearInterval: window.clearInterval.bind(window),
    requestAnimationFrame: window.requestAnimationFrame.bind(window),
    cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
  });
  const { addEventListener, removeEventListener } = (window.realTargetOfTests ??= {
    addEventListener: EventTarget.prototype.addEventListener,
    removeEventListener: EventTarget.prototype.removeEventListener,
  });
  const tests = { sockets: [], throws: null, sendThrows: null, timers: new Set(), delays: [] };

  class StubSocket {
    readyState = 0;
    binaryType = "blob";
    bufferedAmount = 0;
    sent = [];
    closedWith = null;
    onopen = null;
    onmessage = null;
    onerror = null;
    onclose = null;

    constructor(url, protocols) {
      if (tests.throws) throw tests.throws;
      this.url = url;
      this.protocols = Array.from(protocols);
      tests.sockets.push(this);
    }
    send(data) {
      if (tests.sendThrows) throw tests.sendThrows;
      this.sent.push(typeof data === "string" ? data : Array.from(data).join(" "));
    }
    close(code, reason) {
      this.readyState = 2;
      this.closedWith = `${code} ${reason}`.trim();
    }
    handlers() {
      return [this.onopen, this.onmessage, this.onerror, this.onclose].filter(Boolean).length;
    }
    accept() {
      this.readyState = 1;
      this.onopen?.(new Event("open"));
    }
    deliver(data) {
      this.onmessage?.(new MessageEvent("message", { data }));
    }
    fail() {
      this.onerror?.(new Event("error"));
    }
    lose(code, reason) {
      this.readyState = 3;
      this.onclose?.(new CloseEvent("close", { code, reason, wasClean: code !== 1006 }));
    }
  }

  // Timers that have neither fired nor been cleared are in `timers`.
  const counted = (set, once) => (callback, delay) => {
    const id = set(() => {
      if (once) tests.timers.delete(id);
      callback();
    }, delay);
    tests.timers.add(id);
    tests.delays.push(delay);
    return id;
  };
  const cleared = (clear) => (id) => {
    tests.timers.delete(id);
    clear(id);
  };

  // Listeners that were added and not removed, of any object of the browser.
  const heard = new WeakMap();
  const listeners = (target, type, options) => {
    const capture = typeof options === "object" ? options?.capture : options;
    const key = `${type} ${Boolean(capture)}`;
    if (!heard.has(target)) heard.set(target, new Map());
    const kinds = heard.get(target);
    if (!kinds.has(key)) kinds.set(key, new Set());
    return kinds.get(key);
  };
  const listen = () => {
    EventTarget.prototype.addEventListener = function (type, callback, options) {
      const known = listeners(this ?? window, type, options);
      if (callback && !known.has(callback)) tests.listeners++;
      known.add(callback);
      return addEventListener.call(this ?? window, type, callback, options);
    };
    EventTarget.prototype.removeEventListener = function (type, callback, options) {
      if (listeners(this ?? window, type, options).delete(callback)) tests.listeners--;
      return removeEventListener.call(this ?? window, type, callback, options);
    };
  };

  tests.install = () => {
    listen();
    tests.frames = new Set();
    window.requestAnimationFrame = (callback) => {
      const id = real.requestAnimationFrame((time) => (tests.frames.delete(id), callback(time)));
      tests.frames.add(id);
      return id;
    };
    window.cancelAnimationFrame = (id) => (tests.frames.delete(id), real.cancelAnimationFrame(id));
    window.WebSocket = StubSocket;
    window.setTimeout = counted(real.setTimeout, true);
    window.clearTimeout = cleared(real.clearTimeout);
    window.setInterval = counted(real.setInterval, false);
    window.clearInterval = cleared(real.clearInterval);
  };
  tests.restore = () => {
    Object.assign(window, real);
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
  };
  tests.attached = () => tests.sockets.filter((socket) => socket.handlers() > 0).length;

  // What the page goes through, and the workers that it has.
  tests.page = () => {
    const page = { hidden: false, online: true, workers: new Set(), made: 0, refusal: null };
    const [RealWorker, realNow] = [window.Worker, Date.now];
    const property = (object, name, get) => Object.defineProperty(object, name, { get, configurable: true });
    property(document, "hidden", () => page.hidden);
    property(navigator, "onLine", () => page.online);
    window.Worker = class extends RealWorker {
      constructor(url) {
        page.made++;
        if (page.refusal === "throws") throw new DOMException("said the browser", "SecurityError");
        // The test runner's own worker sets a timer, which is not ours to count.
        const counted = window.setTimeout;
        window.setTimeout = real.setTimeout;
        super(page.refusal === "fails" ? "data:text/javascript,throw new Error('expected')" : url);
        window.setTimeout = counted;
        page.workers.add(this);
        // On the object itself: the test runner's constructor returns one that is not of this class.
        const terminate = this.terminate.bind(this);
        this.terminate = () => (page.workers.delete(this), terminate());
      }
    };
    page.see = (seen) => {
      page.hidden = !seen;
      document.dispatchEvent(new Event("visibilitychange"));
    };
    // `pagehide kept`: the page goes into the cache.
    page.goesThrough = (words) => {
      const [type, kept] = words.split(" ");
      const event = kept ? new PageTransitionEvent(type, { persisted: kept === "kept" }) : new Event(type);
      (type === "resume" ? document : window).dispatchEvent(event);
    };
    page.sleep = (millis) => {
      const now = Date.now;
      Date.now = () => now() + millis;
    };
    page.restore = () => {
      delete document.hidden;
      delete navigator.onLine;
      window.Worker = RealWorker;
      Date.now = realNow;
    };
    return page;
  };
  tests.exception = (name) =>
    name === "TypeError" ? new TypeError("said the browser") : new DOMException("said the browser", name);

  tests.task = () => new Promise((resolve) => real.setTimeout(resolve, 1));
  // What took long to render is followed by a rest of 100 ms at most: fewer frames than these.
  tests.rendered = (frames = 8) =>
    new Promise((resolve) =>
      real.requestAnimationFrame(() => real.setTimeout(() => resolve(frames > 1 && tests.rendered(frames - 1)))),
    );

  // Counts frames, and how often the text of `element` changes: once per render.
  tests.measure = (element) => {
    const measure = { frames: 0, changes: 0 };
    const observer = new MutationObserver((records) => (measure.changes += records.length));
    observer.observe(element, { characterData: true, childList: true, subtree: true });
    const count = () => real.requestAnimationFrame(() => (measure.frames++, count()));
    count();
    return measure;
  };

  tests.all = (root, selector) => Array.from(root.querySelectorAll(selector));
  tests.type = (element, text) => (element.value = text);
  tests.press = (element, key, init) =>
    element.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true, ...init }),
    );
  tests.computed = (element, property) => getComputedStyle(element).getPropertyValue(property);
  // Each selector of a style sheet, those of media queries included.
  tests.selectors = (css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const selectors = (rule) =>
      rule.selectorText
        ? rule.selectorText.split(/,(?![^(]*\))/)
        : rule.media
          ? Array.from(rule.cssRules).flatMap(selectors)
          : [];
    return Array.from(sheet.cssRules).flatMap(selectors);
  };
  tests.click = (element) => element.click();
  return tests;
})();
