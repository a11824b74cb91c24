//! Every manner in which a server can misbehave, and a page that survives it.

use std::time::Duration;

use crate::engine::Engine::Firefox;
use crate::scenarios::Expect::*;
use crate::scenarios::{Place, QUICK, SECOND, Scenario, Step, row};

/// From the second in a row on, an attempt follows every second.
const STEADY: &[(&str, &str)] = &[
    ("retry_min", "1s"),
    ("retry_max", "1s"),
    ("connect_timeout", "10s"),
];

const BEHAVE: Step = Step::Fault(r#"{"manner":"behave"}"#);

/// A handshake that fails is a reason to wait, in words, and when the server behaves it is found.
macro_rules! refusal {
    ($name:literal, $order:literal) => {
        row(
            $name,
            &[
                Step::Fault($order),
                Step::Visit(Place::Fault, STEADY),
                Step::Await(AttemptIs(2)),
                Step::Await(Phase("waiting")),
                Step::Await(Sentence("Could not connect")),
                BEHAVE,
            ],
            &[Phase("open"), Connected(1)],
        )
    };
}

/// A connection that dies is replaced, and the new one works.
macro_rules! loss {
    ($name:literal, $order:literal) => {
        row(
            $name,
            &[
                Step::Visit(Place::Fault, QUICK),
                Step::Await(Phase("open")),
                Step::Note,
                Step::Fault(concat!("{", $order, r#","now":true}"#)),
                BEHAVE,
                Step::Await(LaterAttempt),
                Step::Await(Phase("open")),
                Step::Note,
                Step::FaultSends(r#"{"text":"still here"}"#),
                Step::Await(Shows("still here")),
            ],
            &[Phase("open"), SameAttempt],
        )
    };
}

/// A code that says stop ends the attempts and is shown; a person can try again.
macro_rules! stop {
    ($name:literal, $code:literal) => {
        row(
            $name,
            &[
                Step::Fault(concat!(
                    r#"{"manner":"close","code":"#,
                    $code,
                    r#","reason":"<b>bye</b>"}"#
                )),
                Step::Visit(Place::Fault, QUICK),
                Step::Await(Phase("failed")),
                Step::Await(Sentence($code)),
                Step::Await(Sentence("<b>bye</b>")),
                Step::Note,
                Step::Hold(NoMoreConnections, SECOND.saturating_mul(2)),
                BEHAVE,
                Step::Press("retry"),
            ],
            &[Phase("open"), Connected(1)],
        )
    };
}

pub(super) const SCENARIOS: &[Scenario] = &[
    row(
        "nobody listens",
        &[
            Step::Fault(r#"{"manner":"refuse"}"#),
            Step::Visit(Place::Fault, STEADY),
            Step::Await(AttemptIs(2)),
            Step::Await(Phase("waiting")),
            Step::Await(Sentence("Could not connect")),
            BEHAVE,
        ],
        &[Phase("open"), Connected(1)],
    ),
    refusal!("answers 401", r#"{"manner":"status","status":401}"#),
    refusal!("answers 403", r#"{"manner":"status","status":403}"#),
    refusal!("answers 404", r#"{"manner":"status","status":404}"#),
    refusal!("answers 500", r#"{"manner":"status","status":500}"#),
    refusal!("answers 503", r#"{"manner":"status","status":503}"#),
    refusal!("answers with a wrong key", r#"{"manner":"wrong_accept"}"#),
    refusal!("resets the handshake", r#"{"manner":"reset_handshake"}"#),
    row(
        "takes the connection and never answers",
        &[
            Step::Fault(r#"{"manner":"never_answer"}"#),
            Step::Visit(
                Place::Fault,
                &[
                    ("connect_timeout", "2s"),
                    ("retry_min", "1s"),
                    ("retry_max", "1s"),
                ],
            ),
            Step::Await(Sentence("No connection within 2 s")),
            Step::Await(AttemptIs(2)),
            BEHAVE,
        ],
        &[Phase("open")],
    ),
    loss!("silent after open", r#""manner":"silent""#),
    loss!("stops reading", r#""manner":"stop_reading""#),
    loss!("half a message", r#""manner":"half_message""#),
    loss!("resets the connection", r#""manner":"reset""#),
    loss!(
        "ends the connection without a close frame",
        r#""manner":"fin""#
    ),
    loss!("closes with 1000", r#""manner":"close","code":1000"#),
    loss!("closes with 1001", r#""manner":"close","code":1001"#),
    loss!("closes with 1011", r#""manner":"close","code":1011"#),
    loss!("closes with 1012", r#""manner":"close","code":1012"#),
    loss!(
        "closes with 4000",
        r#""manner":"close","code":4000,"reason":"bye""#
    ),
    loss!("closes without a code", r#""manner":"close""#),
    stop!("closes with 1008, which says stop", "1008"),
    stop!("closes with 4400, which says stop", "4400"),
    loss!(
        "garbage: no frame at all",
        r#""manner":"garbage","kind":"bytes""#
    ),
    loss!(
        "garbage: text that is no UTF-8",
        r#""manner":"garbage","kind":"utf8""#
    ),
    loss!(
        "garbage: a reserved bit",
        r#""manner":"garbage","kind":"reserved""#
    ),
    loss!(
        "garbage: an unknown opcode",
        r#""manner":"garbage","kind":"opcode""#
    ),
    Scenario {
        except: &[(Firefox, "takes a masked frame as if it were none")],
        ..loss!(
            "garbage: a masked frame",
            r#""manner":"garbage","kind":"masked""#
        )
    },
    loss!(
        "garbage: a fragment of nothing",
        r#""manner":"garbage","kind":"continuation""#
    ),
    loss!(
        "garbage: a ping that is too long",
        r#""manner":"garbage","kind":"long_control""#
    ),
    row(
        "delays every message by less than the patience",
        &[
            Step::Fault(r#"{"manner":"delay","by":"2s"}"#),
            Step::Visit(Place::Fault, &[("interval", "500ms"), ("timeout", "8s")]),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Hold(SameAttempt, Duration::from_secs(5)),
            Step::Await(HeartsMore(2)),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "answers pings too late, and says nothing else",
        &[
            Step::Fault(r#"{"manner":"late_pong","by":"5s"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            // The connection that is open keeps its manner; the next one is not to have it.
            BEHAVE,
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), MoreConnections(1)],
    ),
    row(
        "answers pings late, and talks: that counts as life",
        &[
            Step::Fault(r#"{"manner":"late_pong","by":"5s"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            Step::FaultSends(r#"{"numbers":600,"every":"100ms"}"#),
            Step::Await(ReceivedMore(60)),
            Step::Hold(SameAttempt, SECOND),
        ],
        &[SameAttempt, NoMoreConnections],
    ),
    row(
        "numbered messages in a burst: each arrives",
        &[
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            Step::FaultSends(r#"{"numbers":5000}"#),
            Step::Await(ReceivedMore(5000)),
            Step::Await(Shows(r#""number":5000"#)),
        ],
        &[Phase("open"), SameAttempt],
    ),
    Scenario {
        except: &[(
            Firefox,
            "handles no click while messages come as fast as it takes them",
        )],
        ..row(
            "floods: close is heard in the middle of it",
            &[
                Step::Visit(Place::Fault, QUICK),
                Step::Await(Phase("open")),
                Step::Note,
                Step::Fault(r#"{"manner":"flood","now":true,"size":65536}"#),
                Step::Await(ReceivedMore(100)),
                Step::Press("close"),
            ],
            &[Phase("idle"), Connected(0)],
        )
    },
    row(
        "floods: after it the page is as before",
        &[
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Fault(r#"{"manner":"flood","now":true}"#),
            Step::Fault(r#"{"manner":"behave","now":true}"#),
            Step::FaultSends(r#"{"text":"quiet again"}"#),
            Step::Await(Shows("quiet again")),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "10 MiB in one message",
        &[
            Step::Visit(Place::Fault, &[("interval", "2s"), ("timeout", "10s")]),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Fault(r#"{"manner":"huge","now":true}"#),
            Step::Await(ReceivedMore(1)),
            Step::FaultSends(r#"{"text":"small again"}"#),
            Step::Await(Shows("small again")),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
];
