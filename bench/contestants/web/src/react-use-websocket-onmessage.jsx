// Follows the README of react-use-websocket, "Event Handlers: Callback": `onMessage` is called for each message. What
// came last is not used, so `filter` keeps the library from rendering for it, as its section says.
import { useState } from "react";
import useWebSocket from "react-use-websocket";
import { address } from "./address.js";
import { receive } from "./message.js";
import { run, useRows, View } from "./react-app.jsx";
import { settings } from "./react-use-websocket-settings.js";

let actions;

const Page = () => {
    const { rows, show } = useRows();
    const [connect, setConnect] = useState(true);
    const options = {
        ...settings,
        onMessage: (event) => show(receive(event.data)),
        filter: () => false,
    };
    const { sendMessage, readyState } = useWebSocket(address, options, connect);
    actions = { sendMessage, setConnect };
    return <View readyState={readyState} rows={rows} />;
};

const unmount = run(Page);

bench.ready({
    send: (text) => actions.sendMessage(text),
    close: () => actions.setConnect(false),
    open: () => actions.setConnect(true),
    unmount,
});
