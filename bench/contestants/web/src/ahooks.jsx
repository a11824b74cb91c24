// Follows ahooks' page on `useWebSocket`, "Examples": a history made from `latestMessage` by `useMemo`.
import { useWebSocket } from "ahooks";
import { useMemo, useRef } from "react";
import { receive, withRow } from "./message.js";
import { run, View } from "./react-app.jsx";

let actions;

const options = {
    reconnectLimit: bench.attempts,
    onOpen: (_, socket) => {
        socket.binaryType = "arraybuffer";
        bench.opened();
    },
    onClose: () => bench.closed(),
};

const Page = () => {
    const history = useRef([]);
    const { readyState, sendMessage, latestMessage, disconnect, connect } = useWebSocket(bench.url, options);

    history.current = useMemo(() => {
        const row = latestMessage && receive(latestMessage.data);
        return row ? withRow(history.current, row) : history.current;
    }, [latestMessage]);

    actions = { sendMessage, disconnect, connect };
    return <View readyState={readyState} rows={history.current} />;
};

const unmount = run(Page);

bench.ready({
    send: (text) => actions.sendMessage(text),
    close: () => actions.disconnect(),
    open: () => actions.connect(),
    unmount,
});
