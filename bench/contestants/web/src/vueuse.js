// Follows VueUse's page on `useWebSocket`, "Usage" and "Return Values": `data` is what came last, and is watched.
import { useWebSocket } from "@vueuse/core";
import { watch } from "vue";
import { receive } from "./message.js";
import { run, settings, useRows, view } from "./vue-app.js";

let actions;

const unmount = run(() => {
    const { rows, show } = useRows();
    const { status, data, send, open, close } = useWebSocket(bench.url, settings());
    watch(data, (latest) => show(receive(latest)));
    actions = { send, open, close };
    return view(status, rows);
});

bench.ready({
    send: (text) => actions.send(text),
    close: () => actions.close(),
    open: () => actions.open(),
    unmount,
});
