// What the page needs before its program runs and beside it: word of a program that did not start,
// the worker that keeps a copy of the page, and whether the server has a newer one.
(() => {
  const folder = location.pathname.replace(/[^/]*$/, "");
  // What the worker has kept.
  const forget = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(`heartline ${folder} `));
    await Promise.all(names.map((name) => caches.delete(name)));
  };

  let started = false;
  addEventListener("TrunkApplicationStarted", () => (started = true));
  const broken = () => {
    const show = (name, hidden) => {
      const element = document.getElementById(name);
      if (element) element.hidden = hidden;
    };
    if (started) return;
    show("loading", true);
    show("broken", false);
    // Perhaps what was kept is what does not start: the next load asks the server for everything.
    forget().catch(() => {});
  };
  // That a script did not load is told to the script alone, which this hears on the way down. A
  // picture or a style sheet that is missing keeps nothing from starting.
  const ofScript = ({ target }) => target === window || target?.localName === "script";
  addEventListener("error", (event) => ofScript(event) && broken(), true);
  addEventListener("unhandledrejection", broken);

  // By its style sheets and its program, whose names change with their content.
  const build = (page) => {
    const links = page.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload]");
    return [...links].map((link) => link.getAttribute("href")).sort().join();
  };
  // A server that has just come back may not answer at once, nor may a connection of before.
  const look = async (attempts) => {
    const answer = await fetch(location.pathname, { cache: "no-cache" }).catch(() => null);
    if (!answer?.ok) {
      if (attempts > 1) setTimeout(look, 2000, attempts - 1);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const latest = build(page);
    if (latest && latest !== build(document)) dispatchEvent(new Event("heartline-newer"));
  };
  addEventListener("heartline-look", () => look(5));

  const { serviceWorker } = navigator;
  const keepCopy = async () => {
    try {
      await serviceWorker.register("sw.js", { updateViaCache: "none" });
    } catch {
      // A server that has no such file any more wants no copies.
      const answer = await fetch("sw.js", { method: "HEAD" }).catch(() => null);
      if (answer?.status !== 404) return;
      const registration = await serviceWorker.getRegistration();
      await registration?.unregister();
      await forget();
    }
  };
  // After all that the page itself needs.
  if (serviceWorker && isSecureContext) {
    if (document.readyState === "complete") keepCopy();
    else addEventListener("load", keepCopy);
  }
})();
