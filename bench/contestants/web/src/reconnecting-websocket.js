// Follows the README of reconnecting-websocket (pladaria), "Simple usage", "Update URL" and "Options".
import ReconnectingWebSocket from "reconnecting-websocket";
import { address } from "./address.js";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const rws = new ReconnectingWebSocket(address, [], { maxRetries: bench.attempts });
rws.binaryType = "arraybuffer";

rws.addEventListener("open", () => {
    opened();
    if (bench.greeting !== null) rws.send(bench.greeting);
});
rws.addEventListener("message", (event) => show(receive(event.data)));
rws.addEventListener("close", closed);

bench.ready({
    send: (text) => rws.send(text),
    close: () => rws.close(),
    open: () => rws.reconnect(),
});
