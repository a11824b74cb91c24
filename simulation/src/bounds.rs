//! Every bound that a run is held to, each derived from the configuration. They are explained in
//! `docs/simulation.md`.

use std::time::Duration;

use heartline_connection::{
    Backoff, CloseAction, Config, GRACE, LATE, Retry, SLOW_RETRY, WakeReason,
};

use crate::event::Wish;

/// The longest time that a healthy network takes in one direction.
pub(crate) const HEALTHY_ONE_WAY: Duration = Duration::from_millis(800);

/// The longest round trip of a healthy link, a busy server or a browser's queue included: less than
/// a probe waits ([`GRACE`]).
pub(crate) const HEALTHY_ROUND_TRIP: Duration = Duration::from_millis(1_700);

/// The longest handshake on a healthy network: four ways.
pub(crate) const HEALTHY_HANDSHAKE: Duration = Duration::from_millis(3_300);

/// The longest that the application's functions take to answer when they answer.
pub(crate) const ANSWER: Duration = Duration::from_secs(1);

/// The time in which attempts are counted.
pub(crate) const WINDOW: Duration = Duration::from_secs(10);

/// The machine's own limits that it does not publish: the look at a refused handshake, the pace of
/// attempts that signals bring about, the spread after `online`.
const DIAGNOSE: Duration = Duration::from_secs(5);
pub(crate) const SIGNAL_PACE: Duration = Duration::from_secs(1);

/// The slowest alarm of a hidden page.
const HIDDEN_ALARM: Duration = Duration::from_secs(60);

/// How often in a row a deadline that is seen late is extended.
const EXTENSIONS: u32 = 3;

/// How long after all is well the connection is open at the latest, on a page whose alarms are late
/// by so much at most.
pub(crate) fn open_within(config: &Config, late: Duration) -> Duration {
    let extended = if late > LATE { EXTENSIONS } else { 0 };
    let looks = late * (1 + extended);
    let heartbeat = config.heartbeat.as_ref();
    // A probe waits for no longer than a ping.
    let silence = heartbeat.map_or(Duration::ZERO, |heartbeat| {
        heartbeat.interval + late + heartbeat.timeout * (1 + extended)
    });
    let handshake = config.connect_timeout.max(config.close_timeout) + GRACE * extended;
    let old = silence.max(handshake) + looks + DIAGNOSE + late;
    let wait = longest_delay(config).max(*SLOW_RETRY.end()) + SIGNAL_PACE + late;
    let fresh = ANSWER + HEALTHY_HANDSHAKE + HEALTHY_ROUND_TRIP;
    old + wait + fresh
}

/// The same for a page that is hidden, and whose alarms ring once a minute.
pub(crate) fn open_within_hidden(config: &Config) -> Duration {
    let pace = config.reconnect.hidden_pace.unwrap_or_default();
    open_within(config, HIDDEN_ALARM) + pace
}

fn longest_delay(config: &Config) -> Duration {
    match &config.reconnect.backoff {
        Backoff::Fixed(delay) => *delay,
        Backoff::Exponential { max, .. } => *max,
        Backoff::List(delays) => delays.iter().copied().max().unwrap_or_default(),
        Backoff::With(_) => DECIDED,
    }
}

/// What the function decides that plans use for [`Backoff::With`].
pub(crate) const DECIDED: Duration = Duration::from_millis(1_700);

/// The shortest delay from the second failure in a row on.
fn shortest_delay(config: &Config) -> Duration {
    match &config.reconnect.backoff {
        Backoff::Fixed(delay) => *delay,
        Backoff::Exponential { min, .. } => *min,
        Backoff::List(delays) => delays.iter().copied().min().unwrap_or_default(),
        Backoff::With(_) => DECIDED,
    }
}

/// How many attempts may begin within [`WINDOW`] by the policy: one after each shortest delay, one
/// at the beginning, and the first retry, which may come at once, of two outages: between them lies
/// a stable connection, or the window does not hold both.
pub(crate) fn attempts_in_window(config: &Config) -> usize {
    let outages = 1 + WINDOW.as_micros() / config.reconnect.stable_after.as_micros().max(1);
    let paced = WINDOW.as_micros() / shortest_delay(config).as_micros().max(1);
    (paced + outages) as usize + 1
}

/// From where to where the delay before the next attempt may be drawn after so many failures.
pub(crate) fn delay(config: &Config, failures: u32) -> (Duration, Duration) {
    match &config.reconnect.backoff {
        Backoff::Fixed(delay) => (*delay, *delay),
        Backoff::Exponential { min, max } => {
            let low = if failures <= 1 { Duration::ZERO } else { *min };
            let high = min.saturating_mul(2u32.saturating_pow(failures));
            (low, high.min(*max))
        }
        Backoff::List(delays) => {
            let place = (failures as usize).clamp(1, delays.len()) - 1;
            (delays[place], delays[place])
        }
        Backoff::With(_) => (DECIDED, DECIDED),
    }
}

/// From where to where the room may last that the server asked for with this close, if it did.
pub(crate) fn room(config: &Config, code: u16, wish: Wish) -> Option<(Duration, Duration)> {
    let closed = heartline_connection::Closed {
        code,
        reason: String::new(),
        was_clean: true,
    };
    match (wish, config.close_codes.action(&closed)) {
        (Wish::ReturnAfter(millis), _) => {
            let asked = Duration::from_millis(millis.into());
            Some((asked, asked + asked / 10))
        }
        (Wish::Nothing, CloseAction::RetrySlowly) => Some((*SLOW_RETRY.start(), *SLOW_RETRY.end())),
        _ => None,
    }
}

/// Whether a connection may give up after this close.
pub(crate) fn stops(config: &Config, code: u16, wish: Wish) -> bool {
    let closed = heartline_connection::Closed {
        code,
        reason: String::new(),
        was_clean: true,
    };
    match wish {
        Wish::NoReturn => true,
        Wish::ReturnAfter(_) => false,
        Wish::Nothing => config.close_codes.action(&closed) == CloseAction::Stop,
    }
}

/// What a [`Backoff::With`] function of a plan decides.
pub(crate) fn decided(_: &Retry<'_>) -> heartline_connection::Decision {
    heartline_connection::Decision::After(DECIDED)
}

/// Whether an alarm may be due when nothing is wanted: what waits in the outbox expires.
pub(crate) fn may_ring_idle(why: WakeReason) -> bool {
    matches!(why, WakeReason::MessageExpires)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_the_defaults_are_the_documented_ones() {
        let config = Config::new("ws://a/");
        let secs = Duration::from_secs;
        assert_eq!(open_within(&config, Duration::ZERO), secs(77));
        assert_eq!(open_within_hidden(&config), secs(587));
        assert_eq!(attempts_in_window(&config), 23);
        let original = Config::original("ws://a/");
        assert_eq!(open_within(&original, Duration::ZERO), secs(192));
        assert_eq!(attempts_in_window(&original), 3);
    }

    #[test]
    fn delays_are_those_of_the_policy() {
        let config = Config::new("ws://a/");
        let millis = Duration::from_millis;
        assert_eq!(delay(&config, 1), (millis(0), millis(1_000)));
        assert_eq!(delay(&config, 3), (millis(500), millis(4_000)));
        assert_eq!(delay(&config, 30), (millis(500), millis(30_000)));
    }
}
