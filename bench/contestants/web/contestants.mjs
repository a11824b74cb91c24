// Who takes part, and what each has. The words of `has`:
//   json, text, binary                                     messages that it can take
//   reconnect                                              it reconnects by itself
//   interval, timeout, attempts, ping, greeting, provider  settings of the page's address that it uses
//   send, close, open, unmount                             functions that it hands to `bench.ready`
// `with` is what it is bundled together with; `uses` says what of it, and `note` where it deviates from its documentation
// or from the others. `variantOf`: the same library used in another way, whose faults are the same. `faultsOnly`: its
// faults are looked at, its speed is not measured; `shownOnly`: only its rows make it what it is. `limit`: what the others
// are compared with. `waitsAMinute`: it waits so long until it connects again.

const KINDS = ["json", "text", "binary"];

export const contestants = [
    {
        name: "bare",
        title: "The browser's WebSocket",
        limit: true,
        uses: "`onmessage`, each message shown as it comes",
        has: [...KINDS, "greeting", "send", "close"],
    },
    {
        name: "bare-framed",
        title: "The browser's WebSocket, drawn by our rule",
        variantOf: "bare",
        shownOnly: true,
        uses: "`onmessage`; the last 200 in an array, drawn once a frame",
        note: "a control: the rule of rest of Heartline's log without Heartline, so that the library can be told from the rule",
        has: [...KINDS, "greeting", "send", "close"],
    },
    {
        name: "vue-page",
        title: "The original Vue page",
        with: ["vue2"],
        waitsAMinute: true,
        uses: "its own component",
        note: "written anew from its description, with its faults left in; Vue 2 moves every other row when the first of a keyed list goes",
        has: ["json", "reconnect", "interval", "ping", "greeting", "send", "unmount"],
    },
    {
        name: "websocket-heartbeat-js",
        title: "websocket-heartbeat-js",
        package: "websocket-heartbeat-js",
        uses: "`onmessage`",
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "greeting", "send", "close"],
    },
    {
        name: "reconnecting-websocket",
        title: "reconnecting-websocket (pladaria)",
        package: "reconnecting-websocket",
        uses: "the event `message`",
        has: [...KINDS, "reconnect", "attempts", "greeting", "provider", "send", "close", "open"],
    },
    {
        name: "joewalnes-reconnecting-websocket",
        faultsOnly: true,
        title: "reconnecting-websocket (joewalnes)",
        package: "reconnectingwebsocket",
        uses: "`onmessage`",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open"],
    },
    {
        name: "partysocket",
        title: "partysocket",
        package: "partysocket",
        uses: "the event `message`",
        has: [...KINDS, "reconnect", "attempts", "greeting", "provider", "send", "close", "open"],
    },
    {
        name: "vueuse",
        title: "VueUse, data watched",
        package: "@vueuse/core",
        with: ["vue"],
        uses: "`data`, watched",
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "send", "close", "open", "unmount"],
    },
    {
        name: "vueuse-onmessage",
        title: "VueUse, onMessage",
        package: "@vueuse/core",
        with: ["vue"],
        variantOf: "vueuse",
        uses: "`onMessage`",
        has: [...KINDS, "reconnect", "interval", "timeout", "attempts", "ping", "send", "close", "open", "unmount"],
    },
    {
        name: "react-use-websocket",
        title: "react-use-websocket, lastMessage",
        package: "react-use-websocket",
        with: ["react", "react-dom"],
        uses: "`lastMessage`",
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
        variantOf: "react-use-websocket",
        uses: "`onMessage`",
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
        uses: "`latestMessage`",
        note: "its state is what came last: of messages that come between two renders all but one are never given to the application, and so are most echoes beside other messages",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open", "unmount"],
    },
    {
        name: "ahooks-onmessage",
        title: "ahooks, onMessage",
        package: "ahooks",
        with: ["react", "react-dom"],
        variantOf: "ahooks",
        uses: "`onMessage`",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open", "unmount"],
    },
    {
        name: "sockette",
        faultsOnly: true,
        title: "sockette",
        package: "sockette",
        uses: "`onmessage`",
        has: [...KINDS, "reconnect", "attempts", "send", "close", "open"],
    },
    {
        name: "websocket-ts",
        faultsOnly: true,
        title: "websocket-ts",
        package: "websocket-ts",
        uses: "the event `message`",
        has: [...KINDS, "reconnect", "attempts", "send", "close"],
    },
    {
        name: "robust-websocket",
        faultsOnly: true,
        title: "robust-websocket",
        package: "robust-websocket",
        uses: "the event `message`",
        has: [...KINDS, "reconnect", "greeting", "send", "close", "open"],
    },
    {
        name: "persistent-websocket",
        faultsOnly: true,
        title: "persistent-websocket",
        package: "persistent-websocket",
        uses: "`onmessage`",
        has: [...KINDS, "reconnect", "interval", "timeout", "ping", "send", "close"],
    },
];
