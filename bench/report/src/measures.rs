//! Which figures have a direction: for them it can be said who is ahead.

/// A figure that several have.
#[derive(Debug, PartialEq)]
pub(crate) struct Measure {
    /// Section, table and figure; see [`is_like`].
    pub(crate) of: &'static str,
    /// What it is called where it stands without its table.
    pub(crate) words: &'static str,
    pub(crate) better: Better,
    /// What it is divided by before it is shown.
    pub(crate) unit: f64,
    /// How many decimals are shown; what differs in none of them is alike. −2: hundreds are what counts.
    pub(crate) decimals: i32,
    /// Only those that have this figure of the same table too are compared.
    pub(crate) among: Option<&'static str>,
}

/// Which of two figures is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Better {
    Higher,
    Lower,
}

const fn lower(of: &'static str, words: &'static str, decimals: i32) -> Measure {
    Measure {
        of,
        words,
        better: Better::Lower,
        unit: 1.0,
        decimals,
        among: None,
    }
}

const fn higher(of: &'static str, words: &'static str, decimals: i32) -> Measure {
    Measure {
        better: Better::Higher,
        ..lower(of, words, decimals)
    }
}

const fn of_recovered(measure: Measure) -> Measure {
    Measure {
        among: Some("return"),
        ..measure
    }
}

const fn per(unit: f64, measure: Measure) -> Measure {
    Measure { unit, ..measure }
}

const KIBIBYTE: f64 = 1_024.0;
const SECOND: f64 = 1_000.0;

/// All of them. What is not here has no direction, or is another one in another unit.
pub(crate) const MEASURES: &[Measure] = &[
    higher("throughput/*/ratio", "messages a second, to the limit", 2),
    lower("throughput/*/lost", "messages lost", 0),
    lower("throughput/*/p99", "p99 frame, ms", 0),
    lower("throughput/*/longest", "longest frame, ms", 0),
    lower("throughput/*/cost", "cost of a message, µs", 1),
    higher("throughput/*/pictures", "pictures a second", 0),
    lower("latency/*/ratio", "p50, to the limit", 2),
    lower("latency/*/p99", "p99, ms", 2),
    lower("latency/*/lost", "echoes lost", 0),
    of_recovered(per(
        SECOND,
        lower("recovery/*/noticed", "noticed after, s", 1),
    )),
    of_recovered(per(
        SECOND,
        lower("recovery/*/return", "from return to open, s", 1),
    )),
    of_recovered(lower("recovery/*/attempts", "attempts", 0)),
    lower("peers/faults/fails", "faults that it has", 0),
    lower("cost/bytes/brotli", "bytes, brotli", 0),
    lower("cost/start/rendered", "rendered after, ms", 0),
    lower("cost/start/connected", "connected after, ms", 0),
    lower("cost/idle/wake-ups", "wake-ups a minute", 0),
    lower("cost/idle/busy", "busy, ms a minute", 0),
    lower("memory/messages/before", "before the first, kB", 0),
    lower("memory/messages/1000", "after 1 000, kB", 0),
    lower("memory/messages/10000", "after 10 000, kB", 0),
    lower("memory/messages/100000", "after 100 000, kB", 0),
    lower(
        "memory/reconnections/each",
        "each reconnection, bytes, to the hundred",
        -2,
    ),
    lower(
        "machine/codec/encode.instructions",
        "value to message, instructions",
        0,
    ),
    lower(
        "machine/codec/decode.instructions",
        "message to value, instructions",
        0,
    ),
    per(
        KIBIBYTE,
        lower("server/memory/empty", "no connection, KiB", 0),
    ),
    per(
        KIBIBYTE,
        lower("server/memory/first-half", "each of the first half, KiB", 1),
    ),
    per(
        KIBIBYTE,
        lower(
            "server/memory/second-half",
            "each of the second half, KiB",
            1,
        ),
    ),
    higher("server/work/echo", "echoes per CPU second", 0),
    higher("server/work/heartbeat", "heartbeats per CPU second", 0),
    higher("server/work/chat", "chat messages per CPU second", 0),
    per(
        KIBIBYTE,
        lower("server/held/memory", "each connection, KiB", 1),
    ),
    lower("server/held/cpu", "CPU, share of one core", 4),
    higher("server/held/per-core", "connections that a core holds", 0),
];

/// Whether a place, parts with `/` between them, is like a pattern, in which `*` stands for the whole of a part or for
/// its beginning. A pattern with fewer parts is about all that is below it.
pub(crate) fn is_like(place: &str, pattern: &str) -> bool {
    let mut parts = place.split('/');
    pattern.split('/').all(|wanted| {
        let part = parts.next();
        part.is_some_and(|part| match wanted.strip_prefix('*') {
            Some(ending) => part.ends_with(ending),
            None => part == wanted,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_like_a_pattern_part_by_part() {
        let table = [
            ("a/b/c", "a/b/c", true),
            ("a/b/c", "a/*/c", true),
            ("a/b-shown/c", "a/*-shown/c", true),
            ("a/b/c", "a/b", true),
            ("a/b/c", "a/b/c/d", false),
            ("a/b/c", "a/*-shown/c", false),
            ("a/bc/d", "a/b/d", false),
        ];
        for (place, pattern, expected) in table {
            assert_eq!(is_like(place, pattern), expected, "{place} {pattern}");
        }
    }
}
