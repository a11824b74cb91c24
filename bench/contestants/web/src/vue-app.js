// What the Vue contestants share: the page, its rows, and the settings of VueUse that the address carries.
import { useIntervalFn } from "@vueuse/core";
import { createApp, h, shallowRef } from "vue";
import { withRow } from "./message.js";

/** From VueUse's page on `useWebSocket`: "autoReconnect" and "heartbeat", both off unless asked for. */
export const settings = () => ({
    autoReconnect: bench.attempts === undefined ? true : { retries: bench.attempts },
    heartbeat: bench.interval === undefined && bench.timeout === undefined ? false : heartbeat(),
    onConnected: (ws) => {
        ws.binaryType = "arraybuffer";
        bench.opened();
    },
    onDisconnected: () => bench.closed(),
});

const heartbeat = () => ({
    message: bench.ping,
    scheduler: (tick) => useIntervalFn(tick, bench.interval ?? 1000, { immediate: false }),
    pongTimeout: bench.timeout,
});

export const useRows = () => {
    const rows = shallowRef([]);
    const show = (row) => {
        if (row !== undefined) rows.value = withRow(rows.value, row);
    };
    return { rows, show };
};

/** The component's view, for `setup` to return. */
export const view = (status, rows) => () => [
    h("p", { id: "state" }, status.value.toLowerCase()),
    h(
        "ol",
        { id: "log" },
        rows.value.map((row) => h("li", { key: row.key }, row.text)),
    ),
];

export const run = (setup) => {
    const app = createApp({ setup });
    app.mount("#app");
    return () => app.unmount();
};
