// The page of a contestant without a framework: the state, and the rows as plain elements.
import { LIMIT } from "./message.js";

const state = document.createElement("p");
state.id = "state";
export const log = document.createElement("ol");
log.id = "log";
document.getElementById("app").append(state, log);

/** How many rows there are; the list itself counts by walking through all of them. */
let rows = 0;

export const itemOf = (row) => {
    const item = document.createElement("li");
    item.textContent = row.text;
    return item;
};

export const show = (row) => {
    if (row === undefined) return;
    log.append(itemOf(row));
    if (rows < LIMIT) rows += 1;
    else log.firstElementChild.remove();
};

const status = (text) => {
    state.textContent = text;
};

export const opened = () => {
    status("open");
    bench.opened();
};

export const closed = () => {
    status("closed");
    bench.closed();
};

status("connecting");
