// Follows ahooks' page on `useWebSocket`, "Options": `onMessage` is called for each message.
import { useWebSocket } from "ahooks";
import { receive } from "./message.js";
import { run, useRows, View } from "./react-app.jsx";

let actions;

const Page = () => {
    const { rows, show } = useRows();
    const { readyState, sendMessage, disconnect, connect } = useWebSocket(bench.url, {
        reconnectLimit: bench.attempts,
        onOpen: (_, socket) => {
            socket.binaryType = "arraybuffer";
            bench.opened();
        },
        onMessage: (event) => show(receive(event.data)),
        onClose: () => bench.closed(),
    });
    actions = { sendMessage, disconnect, connect };
    return <View readyState={readyState} rows={rows} />;
};

const unmount = run(Page);

bench.ready({
    send: (text) => actions.sendMessage(text),
    close: () => actions.disconnect(),
    open: () => actions.connect(),
    unmount,
});
