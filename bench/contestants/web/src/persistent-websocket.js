// Follows the README of persistent-websocket, "Usage" and "Options"; without the reachability test, which asks
// an HTTP server and not the one that is measured. Its `open` serves once: after `close` it throws.
import { PersistentWebsocket } from "persistent-websocket";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const options = { pingSendFunction: (socket) => socket.send(bench.ping) };
if (bench.interval !== undefined) options.pingIntervalSeconds = bench.interval / 1000;
if (bench.timeout !== undefined) options.pingTimeoutMillis = bench.timeout;

const pws = new PersistentWebsocket(bench.url, options);
pws.binaryType = "arraybuffer";
pws.onopen = opened;
pws.onmessage = (event) => show(receive(event.data));
pws.onclose = closed;
pws.open();

bench.ready({
    send: (text) => pws.send(text),
    close: () => pws.close(),
});
