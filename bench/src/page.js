// The book for our own page, which knows nothing of benchmarks: what it shows is looked at. It counts what it was
// given in `received`, so a message has come when it is shown there.
if (location.pathname === "/" && !window.bench) {
    const part = (name) => document.querySelector(`[data-testid=${name}]`);
    const press = (...names) => names.map(part).find((button) => button && !button.disabled)?.click();
    /** What a person does: the text goes into the box, and what became of it is read. */
    const send = async (text) => {
        const box = part("composer");
        box.value = text;
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await new Promise((done) => setTimeout(done, 100));
        press("send");
        await new Promise((done) => setTimeout(done, 200));
        return part("outcome")?.textContent ?? "";
    };
    const book = (window.bench = {
        app: { send, close: () => press("close"), open: () => press("connect", "retry") },
        received: 0, distinct: 0, first: undefined, last: undefined, opens: [], closes: [], errors: [],
        forget() {
            base = total;
            Object.assign(book, { received: 0, distinct: 0, first: undefined, last: undefined });
        },
    });
    let base = 0;
    let total = 0;
    let phase;
    const look = () => {
        const root = document.querySelector("[data-testid=websocket]");
        if (!root) return;
        const now = performance.now();
        book.readyAt ??= now;
        if (root.dataset.phase !== phase) {
            if (root.dataset.phase === "open") book.opens.push(now);
            else if (phase === "open") book.closes.push(now);
            phase = root.dataset.phase;
        }
        const shown = document.querySelector("[data-testid=received]")?.textContent ?? "";
        const count = Number(shown.replace(/\D/g, ""));
        if (count === total) return;
        total = count;
        book.first ??= now;
        book.last = now;
        book.received = book.distinct = count - base;
    };
    new MutationObserver(look).observe(document, {
        subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-phase"],
    });
    addEventListener("error", (event) => book.errors.push(String(event.message)));
}
