// Follows the README of partysocket, "Simple usage", "Update URL" and "Options".
import { WebSocket } from "partysocket";
import { address } from "./address.js";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const ws = new WebSocket(address, [], { maxRetries: bench.attempts });
ws.binaryType = "arraybuffer";

ws.addEventListener("open", () => {
    opened();
    if (bench.greeting !== null) ws.send(bench.greeting);
});
ws.addEventListener("message", (event) => show(receive(event.data)));
ws.addEventListener("close", closed);

bench.ready({
    send: (text) => ws.send(text),
    close: () => ws.close(),
    open: () => ws.reconnect(),
});
