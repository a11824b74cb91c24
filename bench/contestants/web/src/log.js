// The page of a contestant without a framework: the state, and the rows as plain elements.
import { LIMIT } from "./message.js";

const state = document.createElement("p");
state.id = "state";
const log = document.createElement("ol");
log.id = "log";
document.getElementById("app").append(state, log);

export const show = (row) => {
    if (row === undefined) return;
    const item = document.createElement("li");
    item.textContent = row.text;
    log.append(item);
    if (log.childElementCount > LIMIT) log.firstElementChild.remove();
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
