// The browser's own socket and nothing else: the limit. Follows MDN, "WebSocket", Examples.
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const socket = new WebSocket(bench.url);
socket.binaryType = "arraybuffer";

socket.addEventListener("open", () => {
    opened();
    if (bench.greeting !== null) socket.send(bench.greeting);
});
socket.addEventListener("message", (event) => show(receive(event.data)));
socket.addEventListener("close", closed);

bench.ready({
    send: (text) => socket.send(text),
    close: () => socket.close(),
});
