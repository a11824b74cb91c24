//! When a client tries again: our machine, and what others have published, as values with their
//! sources. How a value becomes delays is in `client`.

use std::time::Duration;

/// A way to come back, and where it is written down.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What tables and plots call it.
    pub name: &'static str,
    /// When it tries again.
    pub delays: Delays,
    /// The same for people.
    pub words: &'static str,
    /// The file that the numbers were read in.
    pub source: Source,
}

/// The file that a policy was read in.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Repository and version.
    pub version: &'static str,
    /// The file's path in it.
    pub file: &'static str,
    /// Where in the file; empty where the file is about nothing else.
    pub place: &'static str,
    /// Where the file of that version can be read, from `docs/`.
    pub link: &'static str,
}

/// When a client tries again after a loss or a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delays {
    /// When [`heartline_connection::Connection`] says so, with its defaults.
    Machine {
        /// What the server's close says: 1006 when it dies, 1012 when it restarts in order.
        close_code: u16,
    },
    /// The same each time.
    Fixed(Duration),
    /// These in turn, then the last for ever.
    Steps(&'static [Duration]),
    /// `base·factorⁿ`, at most `cap`, with a base that each client draws once.
    Growing {
        /// What the base is drawn from.
        base: (Duration, Duration),
        /// By how much each delay is longer than the one before.
        factor: f64,
        /// The longest delay.
        cap: Duration,
    },
    /// Socket.IO's: `min·2ⁿ`, more or less by up to half of it, and only then cut at `cap`.
    CutAfterJitter {
        /// The first delay.
        min: Duration,
        /// The longest delay.
        cap: Duration,
    },
    /// Drawn between zero and `base·2ⁿ`, at most `cap`.
    FullJitter {
        /// Half of the longest first delay.
        base: Duration,
        /// The longest delay.
        cap: Duration,
    },
    /// Drawn between `base` and three times the delay before, at most `cap`.
    Decorrelated {
        /// The shortest delay.
        base: Duration,
        /// The longest delay.
        cap: Duration,
    },
}

/// What [`heartline_connection::Reconnect`] draws from by default; the two policies that are known
/// as formulas only are given the same range.
const BASE: Duration = Duration::from_millis(500);
const CAP: Duration = Duration::from_secs(30);

const PHOENIX: [Duration; 10] = [
    Duration::from_millis(10),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(150),
    Duration::from_millis(200),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

const OURS: Source = Source {
    version: "this checkout",
    file: "connection/src/reconnect.rs",
    place: "",
    link: "../connection/src/reconnect.rs",
};

const AWS: Source = Source {
    version: "aws-samples/aws-arch-backoff-simulator 095a076",
    file: "src/backoff_simulator.py",
    place: "",
    link: "https://github.com/aws-samples/aws-arch-backoff-simulator/blob/095a07603079779edc86102ff1d91731a004cd2a/src/backoff_simulator.py",
};

/// Every policy that is compared, ours first.
pub const POLICIES: [Policy; 11] = [
    Policy {
        name: "Heartline",
        delays: Delays::Machine { close_code: 1006 },
        words: "drawn from 0 to 1 s, then from 0.5 s to 0.5 s·2ⁿ, at most 30 s",
        source: OURS,
    },
    Policy {
        name: "Heartline, told 1012",
        delays: Delays::Machine { close_code: 1012 },
        words: "the same, but the first drawn from 5 to 15 s, because the server closed with 1012 (service restart)",
        source: Source {
            file: "connection/src/close.rs",
            place: "",
            link: "../connection/src/close.rs",
            ..OURS
        },
    },
    Policy {
        name: "VueUse",
        delays: Delays::Fixed(Duration::from_secs(1)),
        words: "1 s each time",
        source: Source {
            version: "vueuse/vueuse, @vueuse/core 14.4.0",
            file: "dist/index.js",
            place: "`useWebSocket`",
            link: "https://unpkg.com/@vueuse/core@14.4.0/dist/index.js",
        },
    },
    Policy {
        name: "websocket-heartbeat-js",
        delays: Delays::Fixed(Duration::from_secs(2)),
        words: "2 s each time",
        source: Source {
            version: "zimv/websocket-heartbeat-js 1.1.3",
            file: "lib/index.js",
            place: "",
            link: "https://unpkg.com/websocket-heartbeat-js@1.1.3/lib/index.js",
        },
    },
    Policy {
        name: "the Vue page",
        delays: Delays::Fixed(Duration::from_secs(60)),
        words: "60 s each time",
        source: Source {
            version: "the page that Heartline began as",
            file: "docs/guides/moving.md",
            place: "",
            link: "guides/moving.md#from-the-vue-page",
        },
    },
    Policy {
        name: "Phoenix",
        delays: Delays::Steps(&PHOENIX),
        words: "10, 50, 100, 150, 200, 250, 500 ms, 1 s, 2 s, then 5 s each time",
        source: Source {
            version: "phoenixframework/phoenix 1.8.16",
            file: "assets/js/phoenix/socket.js",
            place: "`reconnectAfterMs`",
            link: "https://unpkg.com/phoenix@1.8.16/assets/js/phoenix/socket.js",
        },
    },
    Policy {
        name: "Socket.IO",
        delays: Delays::CutAfterJitter {
            min: Duration::from_secs(1),
            cap: Duration::from_secs(5),
        },
        words: "1 s·2ⁿ, more or less by up to half of it, and only then cut at 5 s",
        source: Source {
            version: "socketio/socket.io, socket.io-client 4.8.4",
            file: "build/esm/contrib/backo2.js",
            place: "with the defaults of build/esm/manager.js",
            link: "https://unpkg.com/socket.io-client@4.8.4/build/esm/contrib/backo2.js",
        },
    },
    Policy {
        name: "reconnecting-websocket",
        delays: Delays::Growing {
            base: (Duration::from_secs(1), Duration::from_secs(5)),
            factor: 1.3,
            cap: Duration::from_secs(10),
        },
        words: "a base that each page draws once from 1 to 5 s, times 1.3ⁿ, at most 10 s",
        source: Source {
            version: "pladaria/reconnecting-websocket 4.4.0",
            file: "reconnecting-websocket.ts",
            place: "`DEFAULT` and `_getNextDelay`",
            link: "https://unpkg.com/reconnecting-websocket@4.4.0/reconnecting-websocket.ts",
        },
    },
    Policy {
        name: "partysocket",
        delays: Delays::Growing {
            base: (Duration::from_secs(3), Duration::from_secs(3)),
            factor: 1.3,
            cap: Duration::from_secs(10),
        },
        words: "3 s·1.3ⁿ, at most 10 s (its README still says that the base is drawn from 1 to 5 s, as it was in 1.1.4)",
        source: Source {
            version: "cloudflare/partykit, partysocket 1.3.0",
            file: "dist/ws.js",
            place: "`DEFAULT` and `_getNextDelay`",
            link: "https://unpkg.com/partysocket@1.3.0/dist/ws.js",
        },
    },
    Policy {
        name: "full jitter",
        delays: Delays::FullJitter {
            base: BASE,
            cap: CAP,
        },
        words: "drawn from 0 to 0.5 s·2ⁿ, at most 30 s: the formula, with Heartline's range",
        source: Source {
            file: "src/backoff_simulator.py",
            place: "`ExpoBackoffFullJitter`",
            ..AWS
        },
    },
    Policy {
        name: "decorrelated jitter",
        delays: Delays::Decorrelated {
            base: BASE,
            cap: CAP,
        },
        words: "drawn from 0.5 s to three times the delay before, at most 30 s: the formula, with Heartline's range",
        source: Source {
            file: "src/backoff_simulator.py",
            place: "`ExpoBackoffDecorr`",
            ..AWS
        },
    },
];
