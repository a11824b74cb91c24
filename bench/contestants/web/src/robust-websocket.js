// Follows the README of robust-websocket, "Usage"; opened by hand (`automaticOpen`), since the binary type counts
// only for sockets made after it was set.
import RobustWebSocket from "robust-websocket";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const ws = new RobustWebSocket(bench.url, null, { automaticOpen: false });
ws.binaryType = "arraybuffer";

ws.addEventListener("open", () => {
    opened();
    if (bench.greeting !== null) ws.send(bench.greeting);
});
ws.addEventListener("message", (event) => show(receive(event.data)));
ws.addEventListener("close", closed);
ws.open();

bench.ready({
    send: (text) => ws.send(text),
    close: () => ws.close(),
    open: () => ws.open(),
});
