//! How long is waited, and how many wait at once: the same for the losses and for the faults.

use std::fs;

use tokio::time::Duration;

use crate::contestant::Contestant;

/// What costs next to nothing while it waits.
pub(crate) const AT_ONCE: usize = 8;

/// Longer than any contestant's delay but the original's minute.
pub(super) const SHORT: Duration = Duration::from_secs(20);

/// A library that has a heartbeat may close its silent socket and wait for `close`, which Chromium withholds for a
/// minute; the original retries after a minute. What is left is for the next attempt.
const LONG: Duration = Duration::from_secs(75);

/// How long it is awaited that a contestant notices something, or is connected again.
pub(crate) fn limit(who: &Contestant) -> Duration {
    if who.has("interval") { LONG } else { SHORT }
}

/// The limits, for a note.
pub(crate) fn limits() -> String {
    let [short, long] = [SHORT, LONG].map(|limit| limit.as_secs());
    format!(
        "{short} s, or {long} s for each contestant that has a heartbeat (it may close a silent socket and wait for \
         `close`, which Chromium withholds for 60 s)"
    )
}

/// In what company they are measured, for a note. To be called when the work is done.
pub(crate) fn company() -> String {
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load.as_deref().and_then(five_minutes).map(|load| {
        format!(", and the machine's load average over the last five minutes was {load}")
    });
    format!(
        "{AT_ONCE} browsers work at once, each with one contestant at a time and a server of its own{}.",
        load.unwrap_or_default()
    )
}

/// The second figure of `/proc/loadavg`.
fn five_minutes(loadavg: &str) -> Option<&str> {
    loadavg.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_of_five_minutes_is_the_second_figure() {
        let table = [("1.02 2.03 3.04 2/345 678\n", Some("2.03")), ("", None)];
        for (text, load) in table {
            assert_eq!(five_minutes(text), load);
        }
    }

    #[test]
    fn who_has_a_heartbeat_may_wait_for_a_close_that_is_withheld() {
        for (has, seconds) in [("interval", 75), ("reconnect", 20)] {
            let told =
                serde_json::json!({"name": "x", "title": "x", "version": null, "has": [has]});
            let who = serde_json::from_value(told).unwrap();
            assert_eq!(limit(&who).as_secs(), seconds, "{has}");
        }
    }

    #[test]
    fn the_note_names_both_limits() {
        for limit in ["20 s", "75 s", "60 s"] {
            assert!(limits().contains(limit), "{limit}");
        }
    }
}
