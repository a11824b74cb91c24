// Follows the readme of sockette, "Usage"; the socket in use is the event's target, as its first section says.
import Sockette from "sockette";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const ws = new Sockette(bench.url, {
    maxAttempts: bench.attempts,
    onopen: (event) => {
        event.target.binaryType = "arraybuffer";
        opened();
    },
    onmessage: (event) => show(receive(event.data)),
    onclose: closed,
});

bench.ready({
    send: (text) => ws.send(text),
    close: () => ws.close(),
    open: () => ws.open(),
});
