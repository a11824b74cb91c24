//! How connections are treated, as it is ordered in JSON. Pure: reading, checking, naming.

use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer, de};
use serde_json::{Map, Value};

use super::time::Time;

/// What becomes of a connection. Everything but the first is a fault.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "manner", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Conduct {
    /// Heartbeats, pings and close frames are answered, binaries come back; other texts are written
    /// down, and come back as well where `echo` says so.
    Behave {
        #[serde(default)]
        echo: bool,
    },
    /// Nobody listens.
    Refuse {},
    /// This HTTP status instead of a WebSocket.
    Status {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<Time>,
    },
    /// The request is read and not answered.
    NeverAnswer {},
    /// The handshake is answered so much later.
    SlowHandshake { by: Time },
    /// The handshake is answered with a key that is not the one to expect.
    WrongAccept {},
    /// A reset instead of an answer to the handshake.
    ResetHandshake {},
    /// Everything is read, nothing is written.
    Silent {},
    /// Nothing is read, nothing is written.
    StopReading {},
    /// The beginning of a message, then silence.
    HalfMessage {},
    /// TCP's RST.
    Reset {},
    /// The end of TCP's stream, without a close frame.
    Fin {},
    /// A close frame; one without a body where there is no code.
    Close {
        #[serde(default)]
        code: Option<u16>,
        #[serde(default)]
        reason: String,
    },
    /// Good behaviour until the client closes: its close frame is not answered.
    WithholdClose {},
    /// Everything leaves so much later.
    Delay { by: Time },
    /// Answers to heartbeats and pings leave so much later, the rest at once.
    LatePong { by: Time },
    /// Bytes that break the protocol.
    Garbage { kind: Garbage },
    /// As many texts as the client takes, or so many a second at most: not every client lets its
    /// network wait until it has looked at what came.
    Flood {
        #[serde(default = "flood_size")]
        size: usize,
        rate: Option<u32>,
    },
    /// One large text.
    Huge {
        #[serde(default = "huge_size")]
        size: usize,
    },
}

/// In which way the protocol is broken (RFC 6455, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Garbage {
    /// No frame at all.
    Bytes,
    /// Text that is not UTF-8.
    Utf8,
    /// A bit that nobody has given a meaning.
    Reserved,
    /// A kind of frame that there is not.
    Opcode,
    /// A mask, which only clients use.
    Masked,
    /// The middle of a message that has not begun.
    Continuation,
    /// A ping longer than a ping can be.
    LongControl,
}

/// A conduct, and after how much good behaviour it sets in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Manner {
    pub(crate) conduct: Conduct,
    pub(crate) after: Duration,
}

/// What is ordered about the connections to come, and about those that are open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) manner: Manner,
    /// For how many connections; 0 for none to come, `None` until the next order.
    pub(crate) times: Option<u32>,
    /// Whether connections that are open change as well.
    pub(crate) now: bool,
}

/// The part of an order that goes with every manner.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Circumstances {
    after: Option<Time>,
    times: Option<u32>,
    now: bool,
}

impl Conduct {
    /// A connection that does as it should.
    pub(crate) const GOOD: Self = Self::Behave { echo: false };

    /// Whether this happens on a connection that is open, rather than instead of one.
    pub(crate) fn is_of_open_connections(&self) -> bool {
        !matches!(
            self,
            Self::Refuse {}
                | Self::Status { .. }
                | Self::NeverAnswer {}
                | Self::SlowHandshake { .. }
                | Self::WrongAccept {}
                | Self::ResetHandshake {}
        )
    }

    fn check(&self) -> Result<(), String> {
        match self {
            Self::Status { status, .. } if !(300..600).contains(status) => {
                Err("a status is from 300 to 599".to_owned())
            }
            Self::Status {
                location: Some(text),
                ..
            } if text.contains(|c: char| !c.is_ascii_graphic()) => {
                Err("a location is an address, in ASCII and without spaces".to_owned())
            }
            Self::Close { code: None, reason } if !reason.is_empty() => {
                Err("a reason needs a code".to_owned())
            }
            Self::Close { reason, .. } if reason.len() > LONGEST_REASON => Err(format!(
                "a reason has at most {LONGEST_REASON} bytes of UTF-8"
            )),
            Self::Flood { rate: Some(0), .. } => {
                Err("the rate of a flood is at least 1 a second".to_owned())
            }
            Self::Flood { size, .. } if *size > LARGEST_OF_FLOOD => Err(format!(
                "a flood's texts have at most {LARGEST_OF_FLOOD} bytes"
            )),
            Self::Huge { size } if *size > LARGEST => {
                Err(format!("a message has at most {LARGEST} bytes"))
            }
            _ => Ok(()),
        }
    }
}

impl Manner {
    /// Good behaviour from the start.
    pub(crate) const GOOD: Self = Self {
        conduct: Conduct::GOOD,
        after: Duration::ZERO,
    };
}

impl Order {
    /// Reads an order; an error says in one line what is wrong with it.
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        let mut fields: Map<String, Value> = read(json)?;
        let common = ["after", "times", "now"].map(str::to_owned);
        let circumstances: Map<String, Value> = common
            .into_iter()
            .filter_map(|name| fields.remove_entry(&name))
            .collect();
        let conduct: Conduct = from(fields)?;
        let Circumstances { after, times, now } = from(circumstances)?;
        conduct.check()?;
        if after.is_some() && !conduct.is_of_open_connections() {
            return Err("\"after\" is for what happens to a connection that has opened".to_owned());
        }
        if times.is_some() && conduct == (Conduct::Refuse {}) {
            return Err("\"times\" is not for connections that are refused".to_owned());
        }
        if times == Some(0) && !now {
            return Err("\"times\" is 0 only with \"now\", for open connections alone".to_owned());
        }
        Ok(Self {
            manner: Manner {
                conduct,
                after: after.map_or(Duration::ZERO, Duration::from),
            },
            times,
            now,
        })
    }
}

/// Reads JSON.
pub(crate) fn read<T: de::DeserializeOwned>(json: &[u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

fn from<T: de::DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
}

impl Serialize for Manner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            conduct: &'a Conduct,
            #[serde(skip_serializing_if = "Option::is_none")]
            after: Option<Time>,
        }
        let after = (!self.after.is_zero()).then_some(Time::from(self.after));
        let conduct = &self.conduct;
        Told { conduct, after }.serialize(serializer)
    }
}

/// The names of all manners, for whoever offers them.
pub(crate) const NAMES: [&str; 19] = [
    "behave",
    "refuse",
    "status",
    "never_answer",
    "slow_handshake",
    "wrong_accept",
    "reset_handshake",
    "silent",
    "stop_reading",
    "half_message",
    "reset",
    "fin",
    "close",
    "withhold_close",
    "delay",
    "late_pong",
    "garbage",
    "flood",
    "huge",
];

/// What a close frame has room for (RFC 6455, section 5.5).
const LONGEST_REASON: usize = 123;

const fn flood_size() -> usize {
    1024
}

const LARGEST_OF_FLOOD: usize = 64 * 1024;

const fn huge_size() -> usize {
    10 * 1024 * 1024
}

const LARGEST: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn conduct(json: &str) -> Conduct {
        Order::read(json.as_bytes()).unwrap().manner.conduct
    }

    #[test]
    fn every_manner_that_is_offered_can_be_ordered_by_its_name() {
        for name in NAMES {
            let more = match name {
                "status" => r#","status":503"#,
                "slow_handshake" | "delay" | "late_pong" => r#","by":"2s""#,
                "garbage" => r#","kind":"utf8""#,
                _ => "",
            };
            let ordered = conduct(&format!(r#"{{"manner":"{name}"{more}}}"#));
            let told = serde_json::to_value(&ordered).unwrap();
            assert_eq!(told["manner"], name);
        }
    }

    #[test]
    fn a_manner_is_told_as_it_was_ordered() {
        for json in [
            r#"{"manner":"behave","echo":true}"#,
            r#"{"manner":"status","status":302,"location":"http://127.0.0.1:1/"}"#,
            r#"{"manner":"status","status":503,"retry_after":"5s"}"#,
            r#"{"manner":"close","code":4000,"reason":"bye","after":"500ms"}"#,
            r#"{"manner":"garbage","kind":"long_control","after":"1m 1s"}"#,
        ] {
            let order = Order::read(json.as_bytes()).unwrap();
            let told: Value = serde_json::to_value(&order.manner).unwrap();
            assert_eq!(told, serde_json::from_str::<Value>(json).unwrap());
        }
    }

    #[test]
    fn what_goes_without_saying_need_not_be_said() {
        assert_eq!(conduct(r#"{"manner":"behave"}"#), Conduct::GOOD);
        let huge = Conduct::Huge { size: 10_485_760 };
        assert_eq!(conduct(r#"{"manner":"huge"}"#), huge);
        let order = Order::read(br#"{"manner":"fin"}"#).unwrap();
        assert_eq!((order.times, order.now), (None, false));
        assert_eq!(order.manner.after, Duration::ZERO);
    }

    #[test]
    fn the_circumstances_of_an_order_are_read() {
        let json = br#"{"manner":"reset","after":"250ms","times":3,"now":true}"#;
        let order = Order::read(json).unwrap();
        assert_eq!((order.times, order.now), (Some(3), true));
        assert_eq!(order.manner.after, Duration::from_millis(250));
    }

    #[test]
    fn an_order_that_makes_no_sense_is_refused_in_one_line() {
        let long = format!(
            r#"{{"manner":"close","code":4000,"reason":"{}"}}"#,
            "é".repeat(62)
        );
        for json in [
            "",
            "[]",
            "{}",
            r#"{"manner":"misbehave"}"#,
            r#"{"manner":"reset","code":1}"#,
            r#"{"manner":"status"}"#,
            r#"{"manner":"status","status":200}"#,
            r#"{"manner":"status","status":600}"#,
            r#"{"manner":"status","status":302,"location":"a\r\nb: c"}"#,
            r#"{"manner":"close","reason":"bye"}"#,
            r#"{"manner":"close","code":65536}"#,
            r#"{"manner":"garbage","kind":"other"}"#,
            r#"{"manner":"delay"}"#,
            r#"{"manner":"delay","by":2}"#,
            r#"{"manner":"delay","by":"soon"}"#,
            r#"{"manner":"delay","by":"2h"}"#,
            r#"{"manner":"flood","size":65537}"#,
            r#"{"manner":"flood","rate":0}"#,
            r#"{"manner":"huge","size":67108865}"#,
            r#"{"manner":"status","status":503,"after":"1s"}"#,
            r#"{"manner":"refuse","times":1}"#,
            r#"{"manner":"fin","times":0}"#,
            r#"{"manner":"fin","now":"yes"}"#,
            &long,
        ] {
            let error = Order::read(json.as_bytes()).unwrap_err();
            assert!(
                !error.is_empty() && !error.contains('\n'),
                "{json}: {error}"
            );
        }
    }
}
