//! What the server can be ordered to do wrong, as data, and the orders that make it.

/// A value that a person may set, by its place among all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    Reason,
    Delay,
    Lateness,
    Status,
    Garbage,
}

impl Field {
    /// Where each begins.
    pub(super) const DEFAULTS: [&str; 6] = ["1012", "", "2", "15", "503", "bytes"];

    /// The name that the order has for it.
    const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Reason => "reason",
            Self::Delay | Self::Lateness => "by",
            Self::Status => "status",
            Self::Garbage => "kind",
        }
    }

    /// The value that the order has for what was typed; `None` where nothing was and nothing need be.
    fn read(self, typed: &str) -> Result<Option<Value>, Refused> {
        let typed = typed.trim();
        let number = |range: std::ops::RangeInclusive<u32>, refused| match typed.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(refused),
        };
        Ok(Some(match self {
            Self::Code if typed.is_empty() => return Ok(None),
            Self::Code => Value::Number(number(1000..=4999, Refused::Code)?),
            Self::Reason if typed.is_empty() => return Ok(None),
            Self::Reason if typed.len() > MAX_REASON => return Err(Refused::Reason),
            Self::Reason | Self::Garbage => Value::Text(typed.to_owned()),
            Self::Delay | Self::Lateness => {
                let seconds = number(1..=MAX_SECONDS, Refused::Seconds)?;
                Value::Text(seconds.to_string() + "s")
            }
            Self::Status => Value::Number(number(300..=599, Refused::Status)?),
        }))
    }
}

/// [RFC 6455 §5.5](https://www.rfc-editor.org/rfc/rfc6455#section-5.5), in bytes.
const MAX_REASON: usize = 123;
/// An hour, which is the server's limit too.
const MAX_SECONDS: u32 = 3600;

/// The ways to break the protocol.
pub(super) const GARBAGE: [&str; 7] = [
    "bytes",
    "utf8",
    "reserved",
    "opcode",
    "masked",
    "continuation",
    "long_control",
];

/// Why an order is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Code,
    Reason,
    ReasonAlone,
    Seconds,
    Status,
}

/// A value in an order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(u32),
    Flag,
}

/// An order: the fields of a JSON object.
pub(super) type Order = Vec<(&'static str, Value)>;

/// What a connection of the fault listener can meet, by the server's name for it, and what can be
/// set about it.
pub(super) struct Fault {
    pub(super) manner: &'static str,
    pub(super) fields: &'static [Field],
    /// Whether it happens instead of an open connection.
    pub(super) is_of_handshake: bool,
}

const fn open(manner: &'static str, fields: &'static [Field]) -> Fault {
    Fault {
        manner,
        fields,
        is_of_handshake: false,
    }
}

const fn handshake(manner: &'static str, fields: &'static [Field]) -> Fault {
    Fault {
        manner,
        fields,
        is_of_handshake: true,
    }
}

/// In the order in which they are offered; their words stand in the same order.
pub(super) static FAULTS: [Fault; 14] = [
    open("silent", &[]),
    open("stop_reading", &[]),
    open("reset", &[]),
    open("fin", &[]),
    open("close", &[Field::Code, Field::Reason]),
    open("delay", &[Field::Delay]),
    open("late_pong", &[Field::Lateness]),
    open("flood", &[]),
    open("garbage", &[Field::Garbage]),
    open("huge", &[]),
    handshake("refuse", &[]),
    handshake("status", &[Field::Status]),
    handshake("never_answer", &[]),
    handshake("reset_handshake", &[]),
];

/// What the relay does: the field of the order, and its value.
pub(super) static RELAY: [(&str, &str); 4] = [
    ("to_client", "stall"),
    ("to_server", "stall"),
    ("cut", "reset"),
    ("cut", "fin"),
];

/// The ends of the present connections, for those that are to meet a fault of the handshake.
const DROP: &str = "fin";

/// Texts a second: Firefox takes whatever comes off the network, and dies of what the page cannot
/// look at in time.
const FLOOD: u32 = 1000;

/// The orders that bring a fault about, one after the other: for the connection that is open, or for
/// the next where none is; for all that come as well if it is `lasting`.
pub(super) fn orders(
    fault: &Fault,
    values: &[String; 6],
    lasting: bool,
    is_open: bool,
) -> Result<Vec<Order>, Refused> {
    let mut order = manner(fault.manner);
    for field in fault.fields {
        if let Some(value) = field.read(&values[*field as usize])? {
            if *field == Field::Reason && !order.iter().any(|(name, _)| *name == "code") {
                return Err(Refused::ReasonAlone);
            }
            order.push((field.name(), value));
        }
    }
    if fault.manner == "flood" {
        order.push(("rate", Value::Number(FLOOD)));
    }
    // A port that is closed is closed until it is opened again.
    let refuses = fault.manner == "refuse";
    if !fault.is_of_handshake || refuses {
        order.push(("now", Value::Flag));
    }
    if !lasting && !refuses {
        let meets_open = is_open && !fault.is_of_handshake;
        order.push(("times", Value::Number(u32::from(!meets_open))));
    }
    let mut orders = vec![order];
    if fault.is_of_handshake && !refuses && is_open {
        let mut drop = manner(DROP);
        drop.extend([("now", Value::Flag), ("times", Value::Number(0))]);
        orders.push(drop);
    }
    Ok(orders)
}

/// The order to do as it should, at once.
pub(super) fn behave() -> Order {
    let mut order = manner("behave");
    order.push(("now", Value::Flag));
    order
}

/// The order to the relay to pass everything on.
pub(super) fn pass() -> Order {
    ["to_server", "to_client"]
        .map(|way| (way, Value::Text("pass".to_owned())))
        .into()
}

fn manner(name: &str) -> Order {
    vec![("manner", Value::Text(name.to_owned()))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(orders: Vec<Order>) -> Vec<String> {
        let one = |(name, value): &(&str, Value)| match value {
            Value::Text(text) => format!("{name}={text}"),
            Value::Number(number) => format!("{name}={number}"),
            Value::Flag => (*name).to_owned(),
        };
        let all = orders.iter();
        all.map(|order| order.iter().map(one).collect::<Vec<_>>().join(" "))
            .collect()
    }

    fn fault(manner: &str) -> &'static Fault {
        FAULTS.iter().find(|fault| fault.manner == manner).unwrap()
    }

    fn values() -> [String; 6] {
        Field::DEFAULTS.map(str::to_owned)
    }

    #[test]
    fn a_fault_meets_the_open_connection_once_or_all_that_come() {
        for (manner, lasting, is_open, orders) in [
            ("silent", false, true, &["manner=silent now times=0"][..]),
            ("silent", false, false, &["manner=silent now times=1"]),
            ("silent", true, true, &["manner=silent now"]),
            (
                "close",
                false,
                true,
                &["manner=close code=1012 now times=0"],
            ),
            ("delay", true, true, &["manner=delay by=2s now"]),
            ("late_pong", true, true, &["manner=late_pong by=15s now"]),
            (
                "garbage",
                false,
                true,
                &["manner=garbage kind=bytes now times=0"],
            ),
            (
                "flood",
                false,
                true,
                &["manner=flood rate=1000 now times=0"],
            ),
            ("refuse", false, true, &["manner=refuse now"]),
            ("refuse", true, false, &["manner=refuse now"]),
            (
                "status",
                false,
                true,
                &["manner=status status=503 times=1", "manner=fin now times=0"],
            ),
            ("status", true, false, &["manner=status status=503"]),
        ] {
            let given = super::orders(fault(manner), &values(), lasting, is_open);
            assert_eq!(written(given.unwrap()), orders, "{manner}");
        }
    }

    #[test]
    fn what_cannot_be_ordered_is_refused_with_the_reason() {
        for (manner, field, typed, refused) in [
            ("close", Field::Code, "999", Refused::Code),
            ("close", Field::Code, "5000", Refused::Code),
            ("close", Field::Code, "1e3", Refused::Code),
            ("close", Field::Code, "-1000", Refused::Code),
            ("delay", Field::Delay, "0", Refused::Seconds),
            ("delay", Field::Delay, "", Refused::Seconds),
            ("delay", Field::Delay, "3601", Refused::Seconds),
            ("late_pong", Field::Lateness, "soon", Refused::Seconds),
            ("status", Field::Status, "200", Refused::Status),
            ("status", Field::Status, "600", Refused::Status),
        ] {
            let mut values = values();
            values[field as usize] = typed.to_owned();
            let given = orders(fault(manner), &values, false, true);
            assert_eq!(given, Err(refused), "{manner} {typed}");
        }
        let mut values = values();
        values[Field::Reason as usize] = "é".repeat(62);
        assert_eq!(
            orders(fault("close"), &values, false, true),
            Err(Refused::Reason)
        );
        values[Field::Reason as usize] = "bye".to_owned();
        values[Field::Code as usize] = String::new();
        assert_eq!(
            orders(fault("close"), &values, false, true),
            Err(Refused::ReasonAlone)
        );
    }

    #[test]
    fn a_close_may_have_a_reason_or_no_code_at_all() {
        let mut values = values();
        values[Field::Code as usize] = String::new();
        let given = orders(fault("close"), &values, true, true);
        assert_eq!(written(given.unwrap()), ["manner=close now"]);
        values[Field::Code as usize] = " 4999 ".to_owned();
        values[Field::Reason as usize] = "bye".to_owned();
        let given = orders(fault("close"), &values, true, true);
        assert_eq!(
            written(given.unwrap()),
            ["manner=close code=4999 reason=bye now"]
        );
    }
}
