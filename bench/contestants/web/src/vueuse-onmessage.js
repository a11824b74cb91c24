// Follows VueUse's page on `useWebSocket`, "Callbacks": `onMessage` is called for each message.
import { useWebSocket } from "@vueuse/core";
import { receive } from "./message.js";
import { run, settings, useRows, view } from "./vue-app.js";

let actions;

const unmount = run(() => {
    const { rows, show } = useRows();
    const onMessage = (_, event) => show(receive(event.data));
    const { status, send, open, close } = useWebSocket(bench.url, { ...settings(), onMessage });
    actions = { send, open, close };
    return view(status, rows);
});

bench.ready({
    send: (text) => actions.send(text),
    close: () => actions.close(),
    open: () => actions.open(),
    unmount,
});
