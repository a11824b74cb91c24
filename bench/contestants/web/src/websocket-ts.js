// Follows the README of websocket-ts, "Quickstart": with its buffer and its constant backoff of one second.
import { ArrayQueue, ConstantBackoff, WebsocketBuilder, WebsocketEvent } from "websocket-ts";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const builder = new WebsocketBuilder(bench.url)
    .withBuffer(new ArrayQueue())
    .withBackoff(new ConstantBackoff(1000));
if (bench.attempts !== undefined) builder.withMaxRetries(bench.attempts);
const ws = builder.build();

ws.addEventListener(WebsocketEvent.open, (socket) => {
    socket.binaryType = "arraybuffer";
    opened();
});
ws.addEventListener(WebsocketEvent.message, (_, event) => show(receive(event.data)));
ws.addEventListener(WebsocketEvent.close, closed);

bench.ready({
    send: (text) => ws.send(text),
    close: () => ws.close(),
});
