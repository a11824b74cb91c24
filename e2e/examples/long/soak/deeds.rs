//! What can happen, and how often it does. Everything here is undone when the world heals.

use std::fmt;

use crate::random::Random;

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Deed {
    /// An order to the fault listener.
    Manner(String),
    /// An order to the relay.
    Relay(&'static str),
    Server(ToServer),
    Page(ToPage),
    /// The connection is given another address.
    Go(Place),
}

/// What happens to the server of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ToServer {
    Freeze,
    Thaw,
    Kill,
    Terminate,
    StartAgain,
}

/// What happens to the page, or in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ToPage {
    Hide,
    Show,
    /// For so many milliseconds the page is frozen.
    Freeze(u64),
    /// For so many milliseconds no process of the browser runs.
    Stop(u64),
    GoOffline,
    GoOnline,
    /// The wall clock jumps by so many seconds.
    Jump(u64),
    Close,
    Open,
    /// So many presses of "retry now" at once.
    Storm(u64),
    Mount(bool),
}

/// Where the connection can lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The fault listener.
    Listener,
    /// The relay, with a server behind it that lives on.
    Relay,
    /// The server of the page, which is killed now and then.
    Server,
}

pub(crate) const PLACES: [Place; 3] = [Place::Listener, Place::Relay, Place::Server];

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manner(order) => write!(f, "manner {order}"),
            Self::Relay(order) => write!(f, "relay {order}"),
            Self::Server(deed) => write!(f, "server {deed:?}"),
            Self::Page(deed) => write!(f, "page {deed:?}"),
            Self::Go(place) => write!(f, "go to the {place:?}"),
        }
    }
}

/// What happens next. Half of it is aimed at where the connection is, or little would happen.
pub(crate) fn draw(random: &mut Random, place: Place) -> Deed {
    match random.within(0..=9) {
        0..=4 => match place {
            Place::Listener => manner(random),
            Place::Relay => Deed::Relay(random.of::<&str>(&RELAY)),
            Place::Server => Deed::Server(*random.of(&SERVER)),
        },
        5..=7 => Deed::Page(page(random)),
        _ => Deed::Go(*random.of(&PLACES)),
    }
}

fn page(random: &mut Random) -> ToPage {
    match random.within(0..=15) {
        0 | 1 => ToPage::Hide,
        2 | 14 => ToPage::Show,
        3 => ToPage::Freeze(random.within(500..=6000)),
        4 => ToPage::Stop(random.within(200..=5000)),
        5 => ToPage::GoOffline,
        6 => ToPage::GoOnline,
        7 => ToPage::Jump(random.within(1..=7200)),
        8 => ToPage::Close,
        9 | 15 => ToPage::Open,
        10 => ToPage::Storm(random.within(2..=20)),
        11 | 12 => ToPage::Mount(true),
        _ => ToPage::Mount(false),
    }
}

fn manner(random: &mut Random) -> Deed {
    let mut order = (*random.of::<&str>(&MANNERS)).to_owned();
    if let Some(start) = order.strip_suffix('}') {
        // Either the connection that is open changes, or only those that come.
        let now = random.within(0..=3) > 0;
        order = format!(r#"{start},"now":{now}}}"#);
    }
    Deed::Manner(order)
}

const SERVER: [ToServer; 5] = [
    ToServer::Freeze,
    ToServer::Thaw,
    ToServer::Kill,
    ToServer::Terminate,
    ToServer::StartAgain,
];

const RELAY: [&str; 9] = [
    r#"{"to_server":"stall"}"#,
    r#"{"to_client":"stall"}"#,
    r#"{"to_server":"stall","to_client":"stall"}"#,
    r#"{"to_server":"pass","to_client":"pass"}"#,
    r#"{"cut":"fin"}"#,
    r#"{"cut":"reset"}"#,
    r#"{"refuse":true}"#,
    r#"{"refuse":true,"cut":"reset"}"#,
    r#"{"to_server":"stall","cut":"fin"}"#,
];

/// Of the fault listener. The close codes are one of each kind of consequence.
const MANNERS: [&str; 38] = [
    r#"{"manner":"behave","echo":true}"#,
    r#"{"manner":"behave","echo":true}"#,
    r#"{"manner":"refuse"}"#,
    r#"{"manner":"status","status":401}"#,
    r#"{"manner":"status","status":404}"#,
    r#"{"manner":"status","status":503,"retry_after":"2s"}"#,
    r#"{"manner":"status","status":302,"location":"http://127.0.0.1:9/"}"#,
    r#"{"manner":"never_answer"}"#,
    r#"{"manner":"slow_handshake","by":"1s"}"#,
    r#"{"manner":"slow_handshake","by":"5s"}"#,
    r#"{"manner":"wrong_accept"}"#,
    r#"{"manner":"reset_handshake"}"#,
    r#"{"manner":"silent"}"#,
    r#"{"manner":"silent","after":"1s"}"#,
    r#"{"manner":"stop_reading"}"#,
    r#"{"manner":"half_message"}"#,
    r#"{"manner":"reset"}"#,
    r#"{"manner":"reset","after":"500ms"}"#,
    r#"{"manner":"fin"}"#,
    r#"{"manner":"close","code":1000,"reason":"bye"}"#,
    r#"{"manner":"close","code":1001}"#,
    r#"{"manner":"close"}"#,
    r#"{"manner":"close","code":1011,"after":"1s"}"#,
    r#"{"manner":"close","code":1013}"#,
    r#"{"manner":"close","code":1008}"#,
    r#"{"manner":"close","code":4401,"reason":"who are you"}"#,
    r#"{"manner":"close","code":4408}"#,
    r#"{"manner":"close","code":3000,"reason":"{\"retry_after_ms\":700}"}"#,
    r#"{"manner":"withhold_close"}"#,
    r#"{"manner":"delay","by":"700ms"}"#,
    r#"{"manner":"delay","by":"3s"}"#,
    r#"{"manner":"late_pong","by":"600ms"}"#,
    r#"{"manner":"late_pong","by":"12s"}"#,
    r#"{"manner":"garbage","kind":"bytes"}"#,
    r#"{"manner":"garbage","kind":"utf8"}"#,
    r#"{"manner":"garbage","kind":"masked"}"#,
    r#"{"manner":"flood","size":4096}"#,
    r#"{"manner":"huge","size":2097152}"#,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn deeds(seed: u64) -> Vec<Deed> {
        let mut random = Random::new(seed);
        let places = PLACES.into_iter().cycle().take(3000);
        places.map(|place| draw(&mut random, place)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_deeds() {
        assert_eq!(deeds(7), deeds(7));
        assert_ne!(deeds(7), deeds(8));
    }

    #[test]
    fn every_order_is_json_and_every_manner_comes() {
        let mut manners = std::collections::BTreeSet::new();
        for deed in deeds(1) {
            if let Deed::Manner(order) = deed {
                let order: serde_json::Value = serde_json::from_str(&order).expect("an order");
                manners.insert(order["manner"].as_str().expect("a name").to_owned());
            }
        }
        assert_eq!(manners.len(), 19, "{manners:?}");
    }
}
