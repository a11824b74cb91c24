// Follows the README of reconnectingwebsocket (joewalnes), "How reconnections occur", "Options" and "Methods".
// Its source names `binaryType` as a member that it lacks, so binary data comes as a Blob and is read here.
import ReconnectingWebSocket from "reconnectingwebsocket";
import { closed, opened, show } from "./log.js";
import { receive } from "./message.js";

const socket = new ReconnectingWebSocket(bench.url, null, { maxReconnectAttempts: bench.attempts });

socket.onopen = opened;
socket.onmessage = async ({ data }) => {
    const whole = data instanceof Blob ? await data.arrayBuffer() : data;
    show(receive(whole));
};
socket.onclose = closed;

bench.ready({
    send: (text) => socket.send(text),
    close: () => socket.close(),
    open: () => socket.open(),
});
