//! The count-down to what happens next, as a ring.

use std::time::Duration;

use heartline_connection::{Instant, Status, WakeReason};
use yew::prelude::*;

use super::super::time::millis;

/// The ring, as long as the part of the wait that is left.
pub(super) fn ring(left: Option<u64>) -> Html {
    let dashes = left.map(|left| [&left.to_string(), " 1000"].concat());
    html! {
        <svg class="ring" viewBox="0 0 40 40" aria-hidden="true">
            <circle cx="20" cy="20" r="18" />
            <circle class="ring-left" cx="20" cy="20" r="18" pathLength="1000"
                stroke-dasharray={dashes.unwrap_or_else(|| "0 1000".to_owned())} />
        </svg>
    }
}

/// The part of the wait for what happens next that is left, in thousandths; `None` where nothing
/// is to come. `interval` is the silence after which an open socket is asked.
pub(super) fn left(status: &Status, interval: Option<Duration>, now: Instant) -> Option<u64> {
    let next = status.next?;
    let began = match next.why {
        WakeReason::PongDue => status.unanswered_since,
        _ => Some(status.since),
    };
    let whole = match (next.why, interval, began) {
        (WakeReason::PingDue, Some(interval), _) => interval,
        (_, _, Some(began)) => next.at.since(began),
        (_, _, None) => return None,
    };
    let permille = millis(next.at.since(now)) * 1_000;
    Some(permille.checked_div(millis(whole))?.min(1_000))
}

#[cfg(test)]
mod tests {
    use heartline_connection::Wake;

    use super::*;

    fn second(second: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(second))
    }

    /// A wait that ends at 40 s of a phase that began at 20 s, in which a ping was sent at 35 s.
    fn status(why: WakeReason) -> Status {
        let mut status = Status::default();
        status.since = second(20);
        status.unanswered_since = Some(second(35));
        let at = second(40);
        status.next = Some(Wake { at, why });
        status
    }

    #[test]
    fn the_ring_is_the_part_of_the_wait_that_is_left() {
        let interval = Some(Duration::from_secs(10));
        for (why, interval, at, expected) in [
            (WakeReason::RetryDue, interval, 20, 1_000),
            (WakeReason::RetryDue, interval, 25, 750),
            (WakeReason::RetryDue, interval, 40, 0),
            (WakeReason::RetryDue, interval, 50, 0),
            (WakeReason::PingDue, interval, 35, 500),
            // The last message was yet to come when the interval was learned.
            (WakeReason::PingDue, interval, 25, 1_000),
            (WakeReason::PingDue, None, 30, 500),
            (WakeReason::PongDue, interval, 36, 800),
        ] {
            let left = left(&status(why), interval, second(at));
            assert_eq!(left, Some(expected), "{why:?} {at}");
        }
    }

    #[test]
    fn there_is_no_ring_where_nothing_is_to_come_or_the_wait_has_no_length() {
        assert_eq!(left(&Status::default(), None, second(3)), None);
        let mut status = status(WakeReason::RetryDue);
        status.since = second(40);
        assert_eq!(left(&status, None, second(40)), None);
    }

    #[test]
    fn a_wait_of_any_length_has_a_ring() {
        let mut status = status(WakeReason::RetryDue);
        let at = Instant::from_origin(Duration::MAX);
        status.next = Some(Wake {
            at,
            why: WakeReason::RetryDue,
        });
        assert_eq!(left(&status, None, second(20)), Some(1_000));
    }
}
