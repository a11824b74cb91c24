//! What a browser does with a page: hides it, puts it to rest, keeps it for later; and a machine that
//! sleeps.

use std::time::Duration;

use crate::engine::Engine::{Firefox, WebKit};
use crate::scenarios::Expect::*;
use crate::scenarios::{Fate, Place, QUICK, SECOND, Scenario, Step, row};

/// A heartbeat that a hidden page has to keep up.
const BEATING: &[(&str, &str)] = &[("interval", "1s"), ("timeout", "2s")];

/// A heartbeat so slow that what is asked earlier is asked for another reason.
const QUIET: &[(&str, &str)] = &[("interval", "5m"), ("timeout", "1m")];

const NO_FREEZING: &str = "has no page life cycle with `freeze` and `resume`";

pub(super) const SCENARIOS: &[Scenario] = &[
    row(
        "hidden, with traffic",
        &[
            Step::Visit(Place::Own, BEATING),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Hidden(true),
            Step::Hold(SameAttempt, Duration::from_secs(6)),
            // Nothing is drawn while nobody sees it: what arrived shows when the page does.
            Step::Hidden(false),
            Step::Await(ReceivedMore(5)),
        ],
        &[Phase("open"), SameAttempt],
    ),
    row(
        "hidden, without traffic: pings leave on time",
        &[
            Step::Visit(Place::Fault, BEATING),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Hidden(true),
            Step::Hold(SameAttempt, Duration::from_secs(8)),
            Step::Await(HeartsMore(4)),
            Step::Hidden(false),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "hidden while the server dies: it is found again",
        &[
            Step::Visit(Place::Own, QUICK),
            Step::Await(ReceivedMore(3)),
            Step::Note,
            Step::Hidden(true),
            Step::Server(Fate::Killed),
            Step::Await(NotPhase("open")),
            Step::Server(Fate::Started),
            Step::Hidden(false),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ReceivedMore(2)],
    ),
    row(
        "shown again: the link is asked at once",
        &[
            Step::Visit(Place::Fault, QUIET),
            Step::Await(Phase("open")),
            Step::Await(HeartsMore(1)),
            Step::Hidden(true),
            Step::Pass(SECOND),
            Step::Note,
            Step::Hidden(false),
            Step::Await(HeartsMore(1)),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "the browser is stopped and goes on: a healthy link is not killed",
        &[
            Step::Visit(Place::Fault, BEATING),
            Step::Await(Phase("open")),
            Step::Note,
            Step::Stopped(true),
            Step::Pass(Duration::from_secs(6)),
            Step::Stopped(false),
            Step::Await(HeartsMore(3)),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "the browser is stopped while the link dies",
        &[
            Step::Visit(Place::Relay, BEATING),
            Step::Await(ReceivedMore(2)),
            Step::Note,
            Step::Stopped(true),
            Step::Relay(r#"{"to_server":"stall","to_client":"stall"}"#),
            Step::Pass(Duration::from_secs(4)),
            Step::Stopped(false),
            Step::Await(Sentence("No answer")),
            Step::Relay(r#"{"to_server":"pass","to_client":"pass"}"#),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), ReceivedMore(1)],
    ),
    Scenario {
        except: &[(Firefox, NO_FREEZING), (WebKit, NO_FREEZING)],
        ..row(
            "frozen and resumed",
            &[
                Step::Visit(Place::Own, BEATING),
                Step::Await(ReceivedMore(2)),
                Step::Note,
                Step::Frozen(true),
                Step::Pass(Duration::from_secs(5)),
                Step::Frozen(false),
                Step::Await(ReceivedMore(3)),
            ],
            &[Phase("open")],
        )
    },
    Scenario {
        except: &[(
            Firefox,
            "keeps no page in its back/forward cache that has an open WebSocket; it loads it anew",
        )],
        ..row(
            "left and restored from the back/forward cache",
            &[
                Step::Visit(Place::Own, QUICK),
                Step::Await(ReceivedMore(3)),
                Step::Note,
                Step::Leave,
                Step::Pass(SECOND.saturating_mul(2)),
                Step::ComeBack,
                Step::Await(Restored),
                Step::Await(LaterAttempt),
                Step::Chat("back again"),
            ],
            &[Phase("open"), ReceivedMore(2), ChatIs(&["back again"])],
        )
    },
    row(
        "left while it waits, and come back",
        &[
            Step::Fault(r#"{"manner":"status","status":503}"#),
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("waiting")),
            Step::Leave,
            Step::Pass(SECOND.saturating_mul(2)),
            Step::Note,
            Step::Hold(NoMoreConnections, SECOND.saturating_mul(2)),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::ComeBack,
        ],
        &[Phase("open"), Connected(1)],
    ),
    row(
        "left: the server is told, and nothing connects",
        &[
            Step::Visit(Place::Fault, QUICK),
            Step::Await(Phase("open")),
            Step::Leave,
            Step::Await(Connected(0)),
            Step::Note,
            Step::Hold(NoMoreConnections, SECOND.saturating_mul(3)),
            Step::ComeBack,
        ],
        &[Phase("open"), Connected(1), ConnectionsAtMost(1)],
    ),
    row(
        "the machine slept and the link lives: it is asked, not killed",
        &[
            Step::Visit(Place::Fault, BEATING),
            Step::Await(Phase("open")),
            Step::Await(HeartsMore(1)),
            Step::Note,
            Step::Slept(Duration::from_secs(3600)),
            Step::Await(HeartsMore(2)),
        ],
        &[Phase("open"), SameAttempt, NoMoreConnections],
    ),
    row(
        "the machine slept and the link died: it is noticed by a probe",
        &[
            // A patience of a minute: only a probe notices earlier.
            Step::Visit(Place::Fault, &[("interval", "2s"), ("timeout", "1m")]),
            Step::Await(Phase("open")),
            Step::Await(HeartsMore(1)),
            Step::Note,
            Step::Fault(r#"{"manner":"silent","now":true}"#),
            Step::Fault(r#"{"manner":"behave"}"#),
            Step::Slept(Duration::from_secs(3600)),
            Step::Await(LaterAttempt),
        ],
        &[Phase("open"), MoreConnections(1), ConnectionsAtMost(1)],
    ),
];
