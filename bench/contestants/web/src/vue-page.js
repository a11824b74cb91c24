// The Vue page that Heartline comes from, written anew from its description, with its faults left in:
// it shows every message, and it is what "the original" means in the report.
import Vue from "vue2";
import { LIMIT, rowOf } from "./message.js";

const MINUTE = 60_000;

const heartCheck = {
    timeout: bench.interval ?? MINUTE,
    timer: null,
    serverTimer: null,
    reset() {
        clearTimeout(this.timer);
        clearTimeout(this.serverTimer);
        return this;
    },
    start(ws) {
        this.timer = setTimeout(() => {
            ws.send(bench.ping);
            // Fault: it waits for `close`, which the browser may withhold for a minute.
            this.serverTimer = setTimeout(() => ws.close(), this.timeout);
        }, this.timeout);
    },
};

const Websocket = {
    data: () => ({ wsuri: bench.url, lockReconnect: false, maxReconnect: 5, status: "connecting", rows: [] }),
    created() {
        this.socket = null;
        this.initWebSocket();
    },
    destroyed() {
        this.close();
    },
    methods: {
        initWebSocket() {
            if ("WebSocket" in window) this.socket = new WebSocket(this.wsuri);
            else this.status = "this browser has no WebSocket";
            // Fault: without WebSocket there is no socket here.
            this.socket.onopen = this.websocketonopen;
            this.socket.onmessage = this.websocketonmessage;
            this.socket.onerror = this.websocketonerror;
            this.socket.onclose = this.websocketonclose;
        },
        websocketonopen() {
            this.status = "open";
            bench.opened();
            this.websocketsend(bench.greeting ?? '{"id":"a1b2c3"}');
            heartCheck.reset().start(this.socket);
        },
        websocketonmessage(event) {
            heartCheck.reset().start(this.socket);
            // Fault: a message that is not JSON throws here.
            const { n } = JSON.parse(event.data);
            if (n === undefined) return;
            bench.seen(n);
            if (bench.rendered) this.render(rowOf(n, event.data));
        },
        websocketonerror() {
            // Fault: `close` follows and asks for one more attempt.
            this.reconnect();
        },
        websocketonclose() {
            this.status = "closed";
            bench.closed();
            // Fault: also when `destroyed` has closed it.
            this.reconnect();
        },
        websocketsend(data) {
            // Fault: throws while the socket is not open.
            this.socket.send(data);
        },
        reconnect() {
            // `maxReconnect` is never counted down. Fault: nobody can cancel this alarm.
            if (this.lockReconnect || this.maxReconnect <= 0) return;
            setTimeout(() => this.initWebSocket(), MINUTE);
        },
        render(row) {
            this.rows.push(row);
            if (this.rows.length > LIMIT) this.rows.shift();
        },
        close() {
            heartCheck.reset();
            this.socket.close();
        },
    },
    render(h) {
        // Vue 2 moves every other row when the first of a keyed list goes: 200 moves for a message, where Vue 3 makes none.
        const rows = this.rows.map((row) => h("li", { key: row.key }, row.text));
        return h("div", { class: "box" }, [
            h("p", { attrs: { id: "state" } }, this.status),
            h("ol", { attrs: { id: "log" } }, rows),
        ]);
    },
};

Vue.config.productionTip = false;
const page = new Vue(Websocket).$mount();
document.getElementById("app").append(page.$el);

bench.ready({
    send: (text) => page.websocketsend(text),
    unmount: () => page.$destroy(),
});
