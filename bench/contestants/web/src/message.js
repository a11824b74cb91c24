// What every contestant does with a message that its library has given to it: decode, count, and make a row of it.

/** How many rows the log shows. */
export const LIMIT = 200;

let rows = 0;

/** A row to show, with a key of its own; undefined where nothing is to be shown. */
export const receive = (data) => {
    const n = bench.numberOf(data);
    if (n === undefined) return undefined;
    bench.seen(n);
    return bench.rendered ? rowOf(n, data) : undefined;
};

export const rowOf = (n, data) => {
    const shown = typeof data === "string" ? data.slice(0, 80) : data.byteLength;
    return { key: rows++, text: `${n}: ${shown}` };
};

/** The rows with one more, for frameworks that compare lists by identity. */
export const withRow = (list, row) => [...list.slice(1 - LIMIT), row];
