//! What happens to the network between the page and a server that is well.

use std::time::Duration;

use crate::scenarios::Expect::*;
use crate::scenarios::{Place, QUICK, SECOND, Scenario, Step, row};

/// Everything is taken and nothing delivered.
const STALL: &str = r#"{"to_server":"stall","to_client":"stall"}"#;
const PASS: &str = r#"{"to_server":"pass","to_client":"pass"}"#;

pub(super) const SCENARIOS: &[Scenario] = &[
    row(
        "half-open: the network takes everything and delivers nothing",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(STALL),
            Step::Await(Sentence("No answer")),
            Step::Relay(PASS),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ReceivedMore(2)],
    ),
    row(
        "half-open: what the page sends is lost, what the server sends arrives",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(r#"{"to_server":"stall"}"#),
            // The server talks, and any message is a sign of life.
            Step::Hold(Phase("open"), SECOND.saturating_mul(3)),
            Step::Relay(PASS),
        ],
        &[Phase("open"), SameAttempt, ReceivedMore(2)],
    ),
    row(
        "half-open: what the server sends is lost",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(r#"{"to_client":"stall"}"#),
            Step::Await(Sentence("No answer")),
            Step::Relay(PASS),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ReceivedMore(2)],
    ),
    row(
        "the connection is cut without a goodbye",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(r#"{"cut":"reset"}"#),
            Step::Await(LaterAttempt),
            Step::Await(Phase("open")),
            Step::Relay(r#"{"cut":"fin"}"#),
            Step::Await(NotPhase("open")),
        ],
        &[Phase("open"), ReceivedMore(2)],
    ),
    row(
        "cut off and refused for a while",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(r#"{"refuse":true,"cut":"reset"}"#),
            Step::Await(LaterAttempt),
            Step::Await(Phase("waiting")),
            Step::Chat("written meanwhile"),
            Step::Await(Queued(1)),
            Step::Relay(r#"{"refuse":false}"#),
            Step::Await(Queued(0)),
        ],
        &[Phase("open"), ChatIs(&["written meanwhile"])],
    ),
    row(
        "a short stall that is shorter than the patience harms nothing",
        &[
            Step::Visit(Place::Relay, &[("interval", "1s"), ("timeout", "10s")]),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Relay(STALL),
            Step::Hold(Phase("open"), Duration::from_secs(4)),
            Step::Relay(PASS),
            Step::Await(ReceivedMore(4)),
        ],
        &[Phase("open"), SameAttempt],
    ),
    row(
        "the browser says offline, and online again",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Offline(true),
            Step::Relay(r#"{"refuse":true,"cut":"reset"}"#),
            Step::Await(Phase("offline")),
            Step::Hold(Phase("offline"), SECOND.saturating_mul(2)),
            Step::Relay(r#"{"refuse":false}"#),
            Step::Hold(Phase("offline"), SECOND),
            Step::Offline(false),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ReceivedMore(2)],
    ),
    row(
        "the browser says offline although the link is well: it is asked, not killed",
        &[
            Step::Visit(Place::Fault, &[("interval", "1m"), ("timeout", "1m")]),
            Step::Await(Phase("open")),
            Step::Await(HeartsMore(1)),
            // The first ping may still be on its way, and would count as the question.
            Step::Pass(SECOND),
            Step::Note,
            Step::Offline(true),
            Step::Await(HeartsMore(1)),
            Step::Hold(SameAttempt, SECOND.saturating_mul(3)),
            Step::Offline(false),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "the network goes while it connects",
        &[
            Step::Fault(r#"{"manner":"never_answer"}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("connecting")),
            Step::Note,
            Step::Offline(true),
            Step::Await(Phase("offline")),
            Step::Hold(SameAttempt, SECOND.saturating_mul(2)),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Note,
            Step::Offline(false),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ConnectionsAtMost(1)],
    ),
    row(
        "retry although the browser says offline",
        &[
            Step::Visit(Place::Relay, QUICK),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Relay(r#"{"refuse":true,"cut":"reset"}"#),
            Step::Await(NotPhase("open")),
            Step::Offline(true),
            Step::Await(Phase("offline")),
            Step::Note,
            Step::Press("retry"),
            Step::Await(LaterAttempt),
            Step::Relay(r#"{"refuse":false}"#),
            Step::Offline(false),
        ],
        &[Phase("open")],
    ),
];
