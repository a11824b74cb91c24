//! What a request for a WebSocket is answered, and what comes then. Pure.

use std::time::Duration;

use super::{
    manner::{Conduct, Manner},
    request::{Request, accept, refuse},
};

/// An answer and what follows it.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// Time before the answer.
    pub(crate) delay: Duration,
    /// The answer's status and its bytes; `None` where there is no answer.
    pub(crate) answer: Option<(u16, String)>,
    pub(crate) then: Then,
}

/// What follows the answer.
#[derive(Debug, PartialEq)]
pub(crate) enum Then {
    /// The WebSocket is open, and this is how it goes on.
    Open(Manner),
    /// The stream ends.
    End,
    /// The stream is reset.
    Reset,
    /// Nothing, for as long as the client stays.
    Wait,
}

impl Plan {
    /// For a request that is treated so.
    pub(crate) fn of(request: &Request, manner: Manner) -> Self {
        let key = request.key().unwrap_or_default();
        let open = |key| (101, accept(key, request.protocols()));
        let refuse = |status, headers: &str| {
            let answer = refuse(status, headers, request.origin());
            Self::at_once(Some((status, answer)), Then::End)
        };
        match manner.conduct {
            Conduct::NeverAnswer {} => Self::at_once(None, Then::Wait),
            Conduct::ResetHandshake {} | Conduct::Refuse {} => Self::at_once(None, Then::Reset),
            Conduct::Status {
                status,
                location,
                retry_after,
            } => {
                let location = location.map_or(String::new(), |to| format!("Location: {to}\r\n"));
                let retry_after = retry_after.map_or(String::new(), |time| {
                    format!("Retry-After: {}\r\n", Duration::from(time).as_secs())
                });
                refuse(status, &(location + &retry_after))
            }
            _ if key.is_empty() => refuse(426, "Upgrade: websocket\r\n"),
            Conduct::WrongAccept {} => Self::at_once(Some(open(b"another key")), Then::Wait),
            Conduct::SlowHandshake { by } => Self {
                delay: by.into(),
                answer: Some(open(key)),
                then: Then::Open(Manner::GOOD),
            },
            _ => Self::at_once(Some(open(key)), Then::Open(manner)),
        }
    }

    /// For a request of a page that may not come.
    pub(crate) fn for_strangers() -> Self {
        Self::at_once(Some((403, refuse(403, "", None))), Then::End)
    }

    fn at_once(answer: Option<(u16, String)>, then: Then) -> Self {
        Self {
            delay: Duration::ZERO,
            answer,
            then,
        }
    }

    /// The answer's status.
    pub(crate) fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|(status, _)| *status)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::faults::manner::Order;

    fn manner(order: &str) -> Manner {
        Order::read(order.as_bytes()).unwrap().manner
    }

    fn plan(key: Option<&str>, order: &str) -> Plan {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            headers.insert("sec-websocket-key", key.parse().unwrap());
        }
        let request = Request {
            path: "/ws".to_owned(),
            headers,
            rest: Vec::new(),
        };
        Plan::of(&request, manner(order))
    }

    #[test]
    fn each_manner_answers_a_handshake_in_its_way() {
        for (order, status, then) in [
            (r#"{"manner":"never_answer"}"#, None, Then::Wait),
            (r#"{"manner":"reset_handshake"}"#, None, Then::Reset),
            (r#"{"manner":"status","status":503}"#, Some(503), Then::End),
            (r#"{"manner":"wrong_accept"}"#, Some(101), Then::Wait),
            (
                r#"{"manner":"slow_handshake","by":"1s"}"#,
                Some(101),
                Then::Open(Manner::GOOD),
            ),
            (
                r#"{"manner":"silent","after":"1s"}"#,
                Some(101),
                Then::Open(manner(r#"{"manner":"silent","after":"1s"}"#)),
            ),
        ] {
            let plan = plan(Some("k"), order);
            assert_eq!((plan.status(), plan.then), (status, then), "{order}");
        }
    }

    #[test]
    fn only_a_slow_handshake_waits() {
        let slow = plan(Some("k"), r#"{"manner":"slow_handshake","by":"3s"}"#);
        assert_eq!(slow.delay, Duration::from_secs(3));
        let good = plan(Some("k"), r#"{"manner":"behave"}"#);
        assert_eq!(good.delay, Duration::ZERO);
    }

    #[test]
    fn a_redirect_says_where_to() {
        let order = r#"{"manner":"status","status":302,"location":"http://127.0.0.1:1/"}"#;
        let (_, answer) = plan(Some("k"), order).answer.unwrap();
        assert!(answer.contains("\r\nLocation: http://127.0.0.1:1/\r\n"));
        let order = r#"{"manner":"status","status":503,"retry_after":"2m"}"#;
        let (_, answer) = plan(Some("k"), order).answer.unwrap();
        assert!(answer.contains("\r\nRetry-After: 120\r\n"));
    }

    #[test]
    fn a_plain_request_is_told_that_a_websocket_is_here_or_what_a_handshake_is_told() {
        for (order, status) in [
            (r#"{"manner":"behave"}"#, 426),
            (r#"{"manner":"silent"}"#, 426),
            (r#"{"manner":"slow_handshake","by":"3s"}"#, 426),
            (r#"{"manner":"status","status":401}"#, 401),
        ] {
            assert_eq!(plan(None, order).status(), Some(status), "{order}");
        }
    }
}
