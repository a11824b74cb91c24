// The options of react-use-websocket that both of its contestants use: README, "Getting Started", "Reconnecting",
// "Async Urls" and "heartbeat". The heartbeat is off unless asked for, as it is in the README's first examples.
export const settings = {
    shouldReconnect: () => true,
    reconnectAttempts: bench.attempts,
    retryOnError: bench.provider !== null,
    onOpen: (event) => {
        event.target.binaryType = "arraybuffer";
        bench.opened();
    },
    onClose: () => bench.closed(),
};

if (bench.interval !== undefined || bench.timeout !== undefined) {
    // The README's numbers where the address carries none. Its `timeout` counts from the last message, not from the ping.
    const interval = bench.interval ?? 25_000;
    const timeout = bench.timeout === undefined ? 60_000 : interval + bench.timeout;
    settings.heartbeat = { message: bench.ping, interval, timeout };
}
