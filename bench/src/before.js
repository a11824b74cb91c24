// Before anything else, in every page: the first render is noticed, WebAssembly's memory is kept where it can be
// asked for its size, and timers are counted where the page's address asks for it. Our own page, which knows nothing of benchmarks, gets a book:
// it counts what it was given in `received`, so a message has come when it is shown there. Which ones they were it does
// not say: `distinct` is the same count, and a message that came twice would make up for one that was lost.
(() => {
    const first = new MutationObserver(() => {
        if (!document.querySelector("#state, [data-testid=websocket]")) return;
        window.benchRendered = performance.now();
        first.disconnect();
    });
    first.observe(document, { subtree: true, childList: true });

    for (const name of ["instantiate", "instantiateStreaming"]) {
        const instantiate = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await instantiate.apply(WebAssembly, given);
            window.benchMemory = (made.instance ?? made).exports.memory;
            return made;
        };
    }

    if (new URLSearchParams(location.search).has("wakeups")) {
        window.benchWakeUps = 0;
        for (const name of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
            const arm = window[name];
            window[name] = (deed, ...more) => {
                if (typeof deed !== "function") return arm(deed, ...more);
                const counted = (...given) => {
                    window.benchWakeUps += 1;
                    return deed(...given);
                };
                return arm.call(window, counted, ...more);
            };
        }
    }

    if (location.pathname !== "/") return;
    let base = 0;
    let total = 0;
    let phase;
    const part = (name) => document.querySelector(`[data-testid=${name}]`);
    const can = (button) => button && !button.disabled && button.ariaDisabled !== "true";
    const press = (...names) => names.map(part).find(can)?.click();
    /** As a person does: the text goes into the box, and what became of it is read. */
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
        /** Its rows are numbered. */
        newest: () => [...document.querySelectorAll("[data-testid=log] [role=option]")].at(-1)?.id,
        clear() {
            base = total;
            Object.assign(book, { received: 0, distinct: 0, first: undefined, last: undefined });
        },
    });
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
})();
