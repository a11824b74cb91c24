//! What the tables come to, in sentences. The figures in them are read from the curves; what they
//! claim beyond figures is asserted in `tests`.

use super::column::{Column, MOST_BACK, PEAK_AFTER, PEAK_SECOND, TURNED_AWAY};
use super::curve::Curve;
use super::policy::POLICIES;

const OURS: &str = "Heartline";

/// Sentences about the curves of the three sections.
pub(super) fn summary(curves: &[Vec<Curve>]) -> String {
    let [open, limited, long] = curves else {
        return String::new();
    };
    [
        accepting_everybody(open),
        accepting_some(limited),
        first_second(open),
        without_jitter(open),
        at_the_cap(long),
    ]
    .concat()
}

fn accepting_everybody(curves: &[Curve]) -> String {
    let back = |name| cell(&MOST_BACK, curves, name);
    let peak = |name| cell(&PEAK_AFTER, curves, name);
    format!(
        "- **A server that accepts everybody** has its herd back sooner where clients ask often: 99 % after\n  \
         {} with VueUse, {} with Socket.IO, and {} with Heartline, whose delays have grown to up to\n  \
         half a minute. What that buys: the worst second from the return on brings {} attempts; with\n  \
         Socket.IO it brings {}, with VueUse {}.\n",
        back("VueUse"),
        back("Socket.IO"),
        back(OURS),
        peak(OURS),
        peak("Socket.IO"),
        peak("VueUse"),
    )
}

fn accepting_some(curves: &[Curve]) -> String {
    let back = |name| cell(&MOST_BACK, curves, name);
    let turned = |name| cell(&TURNED_AWAY, curves, name);
    format!(
        "- **A server that accepts 5 000 a second** gains little from being asked often: 99 % are back\n  \
         after {} with Heartline, {} with Socket.IO, {} with VueUse, {} with Phoenix. Of each\n  \
         client it turns away {} attempts; of Socket.IO's {}, of VueUse's {}.\n  \
         With another limit others are first: [how much depends on it](#how-much-depends-on-the-limit).\n",
        back(OURS),
        back("Socket.IO"),
        back("VueUse"),
        back("Phoenix"),
        turned(OURS),
        turned("Socket.IO"),
        turned("VueUse"),
    )
}

fn first_second(curves: &[Curve]) -> String {
    let peak = |name| cell(&PEAK_SECOND, curves, name);
    format!(
        "- **The first second** is Heartline's worst. The first delay is drawn from 0 to 1 s, so that whoever\n  \
         lost no more than a network is back at once; when it is the server that is gone, {} attempts\n  \
         arrive within a second. reconnecting-websocket waits for 1 to 5 s, and {} arrive. A server\n  \
         that closes with 1012 before it goes asks Heartline to wait as well: {}.\n",
        peak(OURS),
        peak("reconnecting-websocket"),
        peak("Heartline, told 1012"),
    )
}

fn without_jitter(curves: &[Curve]) -> String {
    format!(
        "- **Without jitter** a herd stays a herd: the worst second of a server that has just come back\n  \
         brings {} attempts with partysocket, {} with websocket-heartbeat-js.\n",
        cell(&PEAK_AFTER, curves, "partysocket"),
        cell(&PEAK_AFTER, curves, "websocket-heartbeat-js"),
    )
}

fn at_the_cap(curves: &[Curve]) -> String {
    let peak = |name| cell(&PEAK_AFTER, curves, name);
    format!(
        "- **At the cap**, after 5 min, Heartline still draws every delay. Socket.IO's are 5 s each, and\n  \
         reconnecting-websocket's 10 s: their herds do not fall into step, because what the first\n  \
         delays spread stays spread, but nothing spreads them any further. The worst second then: {},\n  \
         {} and {}.\n",
        peak(OURS),
        peak("Socket.IO"),
        peak("reconnecting-websocket"),
    )
}

/// The figure of the policy called `name`.
fn cell(column: &Column, curves: &[Curve], name: &str) -> String {
    let place = POLICIES.iter().position(|policy| policy.name == name);
    let curve = place.and_then(|place| curves.get(place));
    curve.map_or_else(|| format!("(no {name})"), |curve| column.cell(curve))
}
