// The rows of a contestant without a framework, drawn once a frame: the last 200 wait in an array. After a frame that
// took more than 4 ms nothing is drawn for four times as long, 100 ms at most: the rule of src/hooks/frame.rs.
import { itemOf, log } from "./log.js";
import { LIMIT } from "./message.js";

const REST_FOR_DRAWING = 4;
const LONGEST_REST = 100;
/** Of a screen of 60 Hz: a shorter rest is as good as none. */
const FRAME = 16;

const rows = [];
/** The elements that stand in the list, by the keys of their rows. */
const drawn = new Map();
/** Takes back what is waited for, a frame or the end of a rest. */
let disarm;
let rested = 0;

export const show = (row) => {
    if (row === undefined) return;
    rows.push(row);
    if (rows.length > LIMIT) rows.shift();
    if (disarm === undefined) arm();
};

const arm = () => {
    const left = Math.floor(rested - performance.now());
    rested = 0;
    if (left <= 0) {
        const frame = requestAnimationFrame(draw);
        disarm = () => cancelAnimationFrame(frame);
    } else {
        const timer = setTimeout(arm, left);
        disarm = () => clearTimeout(timer);
    }
};

const draw = () => {
    const begun = performance.now();
    // In its turn after the frame, with its layout and its paint.
    setTimeout(() => painted(begun), 0);
    disarm = undefined;
    const oldest = rows[0].key;
    for (const [key, item] of drawn) {
        if (key >= oldest) break;
        item.remove();
        drawn.delete(key);
    }
    for (const row of rows) {
        if (drawn.has(row.key)) continue;
        const item = itemOf(row);
        drawn.set(row.key, item);
        log.append(item);
    }
};

const painted = (begun) => {
    const now = performance.now();
    const rest = Math.min((now - begun) * REST_FOR_DRAWING, LONGEST_REST);
    rested = rest > FRAME ? now + rest : 0;
    // Who has asked meanwhile waits until the rest is over.
    if (rested > 0 && disarm !== undefined) {
        disarm();
        arm();
    }
};
