// Follows the README of websocket-heartbeat-js, "Usage" and "websocketHeartbeatJs.opts". The binary type is set
// on `ws`, which the README names for what the library does not wrap.
import WebsocketHeartbeatJs from "websocket-heartbeat-js";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const connection = new WebsocketHeartbeatJs({
    url: bench.url,
    pingMsg: bench.ping,
    pingTimeout: bench.interval,
    pongTimeout: bench.timeout,
    repeatLimit: bench.attempts,
});

connection.onopen = () => {
    connection.ws.binaryType = "arraybuffer";
    opened();
    if (bench.greeting !== null) connection.send(bench.greeting);
};
connection.onmessage = (event) => show(receive(event.data));
connection.onclose = closed;

bench.ready({
    send: (text) => connection.send(text),
    close: () => connection.close(),
});
