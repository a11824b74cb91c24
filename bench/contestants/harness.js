// What every contestant's page loads first: the orders that its address carries, and the book in which it
// writes what it was given. It never touches a socket, so that all of them use the browser's own.
(() => {
    const query = new URLSearchParams(location.search);
    const number = (name) => (query.has(name) ? Number(query.get(name)) : undefined);

    /** Message numbers that have come, as bits: a flood may bring a million of them. */
    let seen = new Uint8Array(1 << 17);

    const mark = (n) => {
        const byte = n >> 3;
        if (byte >= seen.length) {
            const larger = new Uint8Array(Math.max(seen.length * 2, byte + 1));
            larger.set(seen);
            seen = larger;
        }
        const bit = 1 << (n & 7);
        if (seen[byte] & bit) return false;
        seen[byte] |= bit;
        return true;
    };

    const bench = (window.bench = {
        /** The address to connect to. */
        url: query.get("url"),
        /** Whether the last 200 messages are shown, or none. */
        rendered: query.get("render") !== "off",
        /** What a message is: `json`, `text` or `binary`. */
        kind: query.get("kind") ?? "json",
        /** Milliseconds of silence before a ping; absent: what the library's documentation shows. */
        interval: number("interval"),
        /** Milliseconds that an answer may take; absent as above. */
        timeout: number("timeout"),
        /** How many attempts in a row; absent: the library's default. */
        attempts: number("attempts"),
        /** `reject-once`: a function that gives the address, where there can be one, rejects the first time it is asked. */
        provider: query.get("provider"),
        /** What the text of the ping is, where it can be chosen. */
        ping: query.get("ping") ?? '{"heart":1}',
        /** The first message of each connection, where the library has such a thing; absent: none. */
        greeting: query.get("greeting"),

        /** What can be done with the contestant; see README.md. */
        app: null,
        received: 0,
        distinct: 0,
        first: undefined,
        last: undefined,
        opens: [],
        closes: [],
        /** Answers of `send`, as text. */
        answers: [],
        errors: [],

        /** The application has got message `n`. */
        seen(n) {
            const now = performance.now();
            bench.first ??= now;
            bench.last = now;
            bench.received += 1;
            if (mark(n)) bench.distinct += 1;
            const waits = bench.awaited;
            if (waits !== undefined && waits.n === n) {
                bench.awaited = undefined;
                waits.done(now);
            }
        },
        /** The application has been told that it is connected. */
        opened() {
            bench.opens.push(performance.now());
        },
        /** The application has been told that it is not connected any more. */
        closed() {
            bench.closes.push(performance.now());
        },
        /** The application runs. */
        ready(app) {
            bench.app = app;
            bench.readyAt = performance.now();
        },
        /** What the newest row says, to see whether it is another one; nothing where nothing is shown. */
        newest() {
            return document.getElementById("log")?.lastElementChild?.textContent;
        },
        /** Forgets the messages, not the connection. */
        clear() {
            seen.fill(0);
            bench.received = bench.distinct = 0;
            bench.first = bench.last = undefined;
        },
    });

    // A message that has nothing to do with the measurement (an answer to a ping, a greeting) has no number.
    bench.numberOf = {
        json: (data) => {
            if (typeof data !== "string" || data.charCodeAt(0) !== 123) return undefined;
            return JSON.parse(data).n;
        },
        text: (data) => {
            const n = typeof data === "string" ? Number.parseInt(data, 10) : Number.NaN;
            return Number.isNaN(n) ? undefined : n;
        },
        binary: (data) =>
            data instanceof ArrayBuffer ? new DataView(data).getUint32(0, true) : undefined,
    }[bench.kind];

    addEventListener("error", (event) => bench.errors.push(String(event.message)));
    addEventListener("unhandledrejection", (event) => bench.errors.push(String(event.reason)));
})();
