// Notes each WebSocket that the page makes, and how many of the earlier ones were alive then: an attempt to reach a
// server that is not there leaves no trace anywhere else. What the page gets is the browser's own.
if (!window.benchSockets) {
    const made = (window.benchSockets = []);
    window.WebSocket = new Proxy(WebSocket, {
        construct(target, given, by) {
            const beside = made.filter(({ socket }) => (socket.deref()?.readyState ?? 3) < 2).length;
            const socket = Reflect.construct(target, given, by);
            made.push({ at: performance.now(), beside, socket: new WeakRef(socket) });
            return socket;
        },
    });
}
