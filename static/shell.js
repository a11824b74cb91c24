// What the page needs before its program runs and beside it: word of a program that did not start,
// the worker that keeps a copy of the page, and whether the server has a newer one.
(() => {
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
  };
  addEventListener("error", broken);
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
  const folder = location.pathname.replace(/[^/]*$/, "");
  const keepCopy = async () => {
    try {
      await serviceWorker.register("sw.js", { updateViaCache: "none" });
    } catch {
      // A server that has no such file any more wants no copies.
      const answer = await fetch("sw.js", { method: "HEAD" }).catch(() => null);
      if (answer?.status !== 404) return;
      const registration = await serviceWorker.getRegistration();
      await registration?.unregister();
      const names = (await caches.keys()).filter((name) => name.startsWith(`heartline ${folder} `));
      await Promise.all(names.map((name) => caches.delete(name)));
    }
  };
  // After all that the page itself needs.
  if (serviceWorker && isSecureContext) {
    if (document.readyState === "complete") keepCopy();
    else addEventListener("load", keepCopy);
  }
})();
