//! Why others are ahead where they are: written by hand, after measuring.

/// A reason, and where it holds.
#[derive(Debug, PartialEq)]
pub(crate) struct Reason {
    /// Section, table, figure and who is ahead; see [`crate::measures::is_like`]. The first that fits is taken.
    pub(crate) of: &'static [&'static str],
    /// In a few sentences.
    pub(crate) why: &'static str,
}

/// All of them, in the order in which they are read.
pub(crate) const REASONS: &[Reason] = &[
    Reason {
        of: &["throughput/*-rendered/cost/ahooks"],
        why: "It loses nearly all of the messages, see its row: what is not handled costs little.",
    },
    Reason {
        of: &["throughput/*-handled/longest", "throughput/*-handled/p99"],
        why: "One frame more or less of 17 ms in a flood, within the spread of the rounds.",
    },
    Reason {
        of: &["throughput/*-handled/ratio", "throughput/*-handled/cost"],
        why: "They hand on the browser's event, and JavaScript reads it where it is. For ours each message is copied into \
              WebAssembly and, where it is JSON, read by serde_json; that takes the longer the message is. The bare \
              socket in WebAssembly pays the same.",
    },
    Reason {
        of: &["latency/*/ratio", "latency/*/p99"],
        why: "Within the noise: the bare socket, measured once more, differs from itself by as much.",
    },
    Reason {
        of: &["recovery/hung/noticed", "recovery/hung/return"],
        why: "The connect timeout is 15 s by default: one below about 10 s gives up attempts that Chromium itself delays. It \
              is a setting.",
    },
    Reason {
        of: &[
            "recovery/killed/attempts",
            "recovery/refused/attempts",
            "recovery/flapping/attempts",
        ],
        why: "The first retry comes within a second, because most often no more than the network was lost; who waits longer \
              before the first one needs fewer. A server that is away for half a minute is asked about as often as by \
              reconnecting-websocket and partysocket ([herd.md](herd.md)).",
    },
    Reason {
        of: &["recovery/refused/return", "recovery/flapping/return"],
        why: "Delays grow up to 30 s and are drawn at random: what a herd of clients does to a server that comes back decides \
              ([herd.md](herd.md)). For a single client a short constant delay is quicker.",
    },
    Reason {
        of: &["cost/bytes/brotli"],
        why: "They are a few kilobytes of JavaScript around what the browser has. Ours is WebAssembly and brings Rust's \
              library, wasm-bindgen's glue and serde_json; with Yew, Yew.",
    },
    Reason {
        of: &["cost/start"],
        why: "WebAssembly is asked for by its glue, a second request after the first, and compiled before it runs.",
    },
    Reason {
        of: &["cost/idle"],
        why: "They have no heartbeat by default, or one that asks less often: they have nothing to wake up for, and do not \
              notice a silent link. Ours asks every 25 s.",
    },
    Reason {
        of: &["memory/messages"],
        why: "A program in Rust sets 1 MiB aside for its stack before it runs, and the bare socket in WebAssembly does too. \
              After the first thousand messages ours hardly grow.",
    },
    Reason {
        of: &["machine/codec"],
        why: "The codec is serde_json; around it a text becomes a message, and a message is asked whether it is text or bytes.",
    },
    Reason {
        of: &["server/memory", "server/held/memory"],
        why: "Nine tenths of what it has with no client is the program itself, as far as it has been read from the disk: 6.9 MB \
              beside 2.4, with options, a log, HTTP for the page, live data and the faults. A connection has a name, a clock \
              and a place in the chat besides: about a kibibyte more than that of a plain one with the same buffer.",
    },
    Reason {
        of: &["server/work", "server/held"],
        why: "For each message ours starts the clock of the client's silence anew, and reads a text as JSON: it may be a \
              heartbeat, or a chat message, to which it adds who said it. The plain one hands the bytes on as they came; where \
              it reads into 128 KiB, as it does by default, that outweighs it.",
    },
];
