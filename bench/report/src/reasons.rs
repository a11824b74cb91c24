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
        why: "The application of ahooks' `latestMessage` is given a hundredth of these messages, see its row: what is not \
              handled costs little.",
    },
    Reason {
        of: &["throughput/*-rendered/pictures"],
        why: "This is what the messages are bought with: after a frame that took long ours rests and draws less often, on \
              purpose, and so does the bare socket that is drawn by our rule.",
    },
    Reason {
        of: &["throughput/*-handled/longest", "throughput/*-handled/p99"],
        why: "A frame of the screen more or less, 17 ms, in some hundred frames of all rounds: it cannot be told from chance.",
    },
    Reason {
        of: &["throughput/*-handled/ratio", "throughput/*-handled/cost"],
        why: "They hand on the browser's event, and JavaScript reads it where it is. At 65 536 bytes that is the copy into \
              WebAssembly and serde_json: the bare socket in WebAssembly pays as much. At 100 and 1 000 bytes that socket \
              costs about a tenth more than the one in JavaScript, ours up to a third more: the rest is what Heartline does \
              with a message. Rates that differ by less than a tenth are within the noise; ahooks' `latestMessage` is given \
              few of the messages.",
    },
    Reason {
        of: &["latency/*/ratio", "latency/*/p99"],
        why: "Within the noise: the bare socket, measured once more, differs from itself by as much.",
    },
    Reason {
        of: &["recovery/hung/noticed", "recovery/hung/return"],
        why: "The connect timeout is 15 s by default, and the delay drawn after it comes on top: *noticed* is the next \
              socket. One below about 10 s may give up attempts that Chromium itself holds back after many failures. It is a \
              setting.",
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
              ([herd.md](herd.md)), and which of ours was quicker here is chance. Who waits a constant 1, 2 or 5 s is favoured \
              by an outage of 10 s, whose end an attempt meets; on average it would wait half its delay, which is quicker for a \
              single client still.",
    },
    Reason {
        of: &["cost/bytes/brotli"],
        why: "The small ones are a few kilobytes of JavaScript around what the browser has. Ours is WebAssembly and brings \
              Rust's library, wasm-bindgen's glue and serde_json, as gloo-net does; what it has beyond gloo-net is the state \
              machine with all its paths. The agent is the best of ours; with Yew, Yew comes on top.",
    },
    Reason {
        of: &["cost/start"],
        why: "Ours has more to load and to compile than the others in WebAssembly, which start as soon as those in JavaScript \
              do. In so few rounds one library in two uses differs by tens of milliseconds: less than that is none.",
    },
    Reason {
        of: &["cost/idle"],
        why: "They have no heartbeat by default, or one that asks less often, and do not notice a silent link. Ours asks \
              every 25 s. Of *busy* a few ms are within the noise.",
    },
    Reason {
        of: &["memory/messages"],
        why: "A program in Rust sets 1 MiB aside for its stack before it runs, and the bare socket in WebAssembly does too; \
              gloo-net and yew-hooks, Rust as well, are ahead by a few kilobytes. After the first thousand messages hook and \
              agent hardly grow; the page keeps the last 100 000.",
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
