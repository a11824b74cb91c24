// The browser's own socket and nothing else. Follows MDN, "WebSocket", Examples.
import { closed, opened } from "./log.js";
import { receive } from "./message.js";

/** `show` takes the row of each message, or undefined where nothing is to be shown. */
export const connect = (show) => {
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
};
