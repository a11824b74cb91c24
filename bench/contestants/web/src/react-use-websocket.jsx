// Follows the README of react-use-websocket, "Example Implementation": `lastMessage` in an effect. The library would
// parse each message as JSON for `lastJsonMessage`, which is not used here, so that is off (`disableJson`).
import { useEffect, useState } from "react";
import useWebSocket from "react-use-websocket";
import { address } from "./address.js";
import { receive } from "./message.js";
import { run, useRows, View } from "./react-app.jsx";
import { settings } from "./react-use-websocket-settings.js";

let actions;
const options = { ...settings, disableJson: true };

const Page = () => {
    const { rows, show } = useRows();
    const [connect, setConnect] = useState(true);
    const { sendMessage, lastMessage, readyState } = useWebSocket(address, options, connect);

    useEffect(() => {
        if (lastMessage !== null) show(receive(lastMessage.data));
    }, [lastMessage, show]);

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
