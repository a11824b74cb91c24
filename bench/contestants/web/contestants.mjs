// Who takes part, and what each has. The words of `has`:
//   json, text, binary                                     messages that it can take
//   reconnect                                              it reconnects by itself
//   interval, timeout, attempts, ping, greeting, provider  settings of the page's address that it uses
//   send, close, open, unmount                             functions that it hands to `bench.ready`
// `with` is what it is bundled together with; `faultsOnly`: its faults are looked at, its speed is not measured.

const KINDS = ["json", "text", "binary"];

export const contestants = [
    {
        name: "bare",
        title: "The browser's WebSocket",
        has: [...KINDS, "greeting", "send", "close"],
    },
    {
        name: "vue-page",
        title: "The original Vue page",
        with: ["vue2"],
        framework: true,
        has: ["json", "reconnect", "interval", "ping", "greeting", "send", "unmount"],
    },
    {
        name: "websocket-heartbeat-js",
        title: "websocket-heartbeat-js",
        package: "websocket-heartbeat-js",
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "greeting", "send", "close"],
    },
    {
        name: "reconnecting-websocket",
        title: "reconnecting-websocket (pladaria)",
        package: "reconnecting-websocket",
        has: [...KINDS, "reconnect", "attempts", "greeting", "provider", "send", "close", "open"],
    },
    {
        name: "joewalnes-reconnecting-websocket",
        faultsOnly: true,
        title: "reconnecting-websocket (joewalnes)",
        package: "reconnectingwebsocket",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open"],
    },
    {
        name: "partysocket",
        title: "partysocket",
        package: "partysocket",
        has: [...KINDS, "reconnect", "attempts", "greeting", "provider", "send", "close", "open"],
    },
    {
        name: "vueuse",
        title: "VueUse, data watched",
        package: "@vueuse/core",
        with: ["vue"],
        framework: true,
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "send", "close", "open", "unmount"],
    },
    {
        name: "vueuse-onmessage",
        title: "VueUse, onMessage",
        package: "@vueuse/core",
        with: ["vue"],
        framework: true,
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "send", "close", "open", "unmount"],
    },
    {
        name: "react-use-websocket",
        title: "react-use-websocket, lastMessage",
        package: "react-use-websocket",
        with: ["react", "react-dom"],
        framework: true,
        has: [
            ...KINDS,
            ...["reconnect", "interval", "timeout", "attempts", "ping", "provider"],
            ...["send", "close", "open", "unmount"],
        ],
    },
    {
        name: "react-use-websocket-onmessage",
        title: "react-use-websocket, onMessage",
        package: "react-use-websocket",
        with: ["react", "react-dom"],
        framework: true,
        has: [
            ...KINDS,
            ...["reconnect", "interval", "timeout", "attempts", "ping", "provider"],
            ...["send", "close", "open", "unmount"],
        ],
    },
    {
        name: "ahooks",
        title: "ahooks, latestMessage",
        package: "ahooks",
        with: ["react", "react-dom"],
        framework: true,
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open", "unmount"],
    },
    {
        name: "ahooks-onmessage",
        title: "ahooks, onMessage",
        package: "ahooks",
        with: ["react", "react-dom"],
        framework: true,
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open", "unmount"],
    },
    {
        name: "sockette",
        faultsOnly: true,
        title: "sockette",
        package: "sockette",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open"],
    },
    {
        name: "websocket-ts",
        faultsOnly: true,
        title: "websocket-ts",
        package: "websocket-ts",
        has: [...KINDS, "reconnect", "attempts", "send", "close"],
    },
    {
        name: "robust-websocket",
        faultsOnly: true,
        title: "robust-websocket",
        package: "robust-websocket",
        has: [...KINDS, "reconnect", "greeting", "send", "close", "open"],
    },
    {
        name: "persistent-websocket",
        faultsOnly: true,
        title: "persistent-websocket",
        package: "persistent-websocket",
        has: [...KINDS, "reconnect", "interval", "timeout", "ping", "send", "close"],
    },
];
