//! Attempts: slow ones, redirected ones, too many of them, and a person who changes their mind.

use std::time::Duration;

use crate::scenarios::Expect::*;
use crate::scenarios::{Place, QUICK, SECOND, Scenario, Step, row};

/// From the second in a row on, an attempt follows every second.
const STEADY: &[(&str, &str)] = &[("retry_min", "1s"), ("retry_max", "1s")];

pub(super) const SCENARIOS: &[Scenario] = &[
    row(
        "a handshake that takes its time",
        &[
            Step::Fault(r#"{"manner":"slow_handshake","by":"3s"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("connecting")),
            Step::Send("in time"),
            Step::Await(Queued(1)),
        ],
        &[Phase("open"), AttemptAtMost(1), Connected(1), Queued(0)],
    ),
    row(
        "a handshake that takes too long is given up, and its late opening changes nothing",
        &[
            Step::Fault(r#"{"manner":"slow_handshake","by":"4s","times":1}"#),
            Step::Visit(
                Place::Fault,
                &[
                    ("connect_timeout", "2s"),
                    ("retry_min", "100ms"),
                    ("retry_max", "1s"),
                ],
            ),
            Step::Await(AttemptIs(2)),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Hold(SameAttempt, SECOND.saturating_mul(4)),
        ],
        &[Phase("open"), SameAttempt, Connected(1)],
    ),
    row(
        "the late close of an old socket leaves the new one alone",
        &[
            Step::Fault(r#"{"manner":"withhold_close"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Fault(r#"{"manner":"silent","now":true}"#),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Await(LaterAttempt),
            Step::Await(Phase("open")),
            Step::Note,
            // Longer than Chromium waits for the answer to a close frame before it gives up.
            Step::Hold(SameAttempt, Duration::from_secs(5)),
        ],
        &[Phase("open"), SameAttempt],
    ),
    row(
        "close while it connects: nothing opens",
        &[
            Step::Fault(r#"{"manner":"slow_handshake","by":"2s"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("connecting")),
            Step::Await(MoreConnections(1)),
            Step::Press("close"),
            Step::Await(Phase("idle")),
            Step::Note,
            Step::Hold(Phase("idle"), SECOND.saturating_mul(3)),
        ],
        &[Phase("idle"), SameAttempt, NoMoreConnections, Connected(0)],
    ),
    row(
        "close while it is open: a goodbye, and nothing opens",
        &[
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Press("close"),
            Step::Await(Phase("idle")),
            Step::Await(ClosedWith(1000)),
            Step::Note,
            Step::Hold(Phase("idle"), SECOND.saturating_mul(2)),
        ],
        &[Phase("idle"), SameAttempt, NoMoreConnections, Connected(0)],
    ),
    row(
        "close while the server does not answer the goodbye",
        &[
            Step::Fault(r#"{"manner":"withhold_close"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Press("close"),
            Step::Await(Phase("idle")),
            Step::Note,
            Step::Hold(Phase("idle"), SECOND.saturating_mul(2)),
            Step::Press("connect"),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), MoreConnections(1), ConnectionsAtMost(1)],
    ),
    row(
        "close after it gave up: nothing opens",
        &[
            Step::Fault(r#"{"manner":"status","status":503}"#),
            Step::Visit(
                Place::Fault,
                &[
                    ("max_attempts", "1"),
                    ("retry_min", "100ms"),
                    ("retry_max", "100ms"),
                ],
            ),
            Step::Await(Phase("failed")),
            Step::Await(Sentence("gave up")),
            Step::Note,
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Hold(Phase("failed"), SECOND.saturating_mul(2)),
        ],
        &[Phase("failed"), SameAttempt, NoMoreConnections],
    ),
    row(
        "retry now, in the middle of a long wait",
        &[
            Step::Fault(r#"{"manner":"status","status":503}"#),
            Step::Visit(Place::Fault, &[("retry_min", "10m"), ("retry_max", "10m")]),
            Step::Await(Phase("waiting")),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Note,
            Step::Press("retry"),
        ],
        &[Phase("open"), LaterAttempt, ConnectionsAtMost(1)],
    ),
    row(
        "a redirect, which WebSockets do not follow",
        &[
            Step::Fault(r#"{"manner":"status","status":302,"location":"http://127.0.0.1:1/"}"#),
            Step::Visit(Place::Fault, STEADY),
            Step::Await(Phase("waiting")),
            Step::Await(Sentence("Could not connect")),
            Step::Fault(r#"{"manner":"behave"}"#),
        ],
        &[Phase("open"), Connected(1)],
    ),
    row(
        "opens and closes at once: it is not hammered",
        &[
            Step::Fault(r#"{"manner":"close","code":1011,"reason":""}"#),
            Step::Visit(Place::Fault, STEADY),
            Step::Await(MoreConnections(2)),
            Step::Note,
            Step::Pass(SECOND.saturating_mul(4)),
            // One attempt in each second, and one for the edge.
            Step::Await(ConnectionsAtMost(5)),
            Step::Fault(r#"{"manner":"behave"}"#),
            // The connection that came just before is open for a moment, too.
            Step::Pass(SECOND),
        ],
        &[Phase("open"), Connected(1)],
    ),
    row(
        "the greeting comes first, then what was queued, then what is new",
        &[
            Step::Fault(r#"{"manner":"refuse"}"#),
            Step::Visit(
                Place::Fault,
                &[
                    ("greeting", "I am here"),
                    ("retry_min", "200ms"),
                    ("retry_max", "1s"),
                ],
            ),
            Step::Await(Phase("waiting")),
            Step::Send("one"),
            Step::Send("two"),
            Step::Await(Queued(2)),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Await(Queued(0)),
            Step::Send("three"),
        ],
        &[
            Phase("open"),
            HeardIs(&["I am here", "one", "two", "three"]),
        ],
    ),
    row(
        "opened twice in a row: one connection is left",
        &[
            Step::Visit(Place::Fault, QUICK),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Reload,
            Step::Reload,
            Step::Await(Phase("open")),
        ],
        &[Phase("open"), Connected(1), AttemptAtMost(1)],
    ),
];
