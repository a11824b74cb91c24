//! Live data of this machine: measured once a second for everyone, and only while someone is there.

use std::time::{Duration, Instant};

use serde::Serialize;
use sysinfo::{MINIMUM_CPU_UPDATE_INTERVAL, Networks, System};
use tokio::time::{MissedTickBehavior, interval_at};

use crate::hub::Hub;

/// The message `{"live":{…}}`. A figure that the system does not tell is 0.
#[derive(Debug, Serialize)]
struct Message {
    live: Live,
}

#[derive(Debug, Serialize)]
struct Live {
    /// Grows by one with each message, so that a gap can be seen.
    seq: u64,
    /// Load average of the last minute: processes that run or wait.
    load: f64,
    /// Use of all processors, in percent of 100.
    cpu: f64,
    /// Main memory, in bytes.
    memory: Memory,
    /// All interfaces together, loopback included, in bytes per second.
    network: Traffic,
}

#[derive(Debug, Serialize)]
struct Memory {
    used: u64,
    total: u64,
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct Traffic {
    received: u64,
    sent: u64,
}

/// Measures for as long as it is polled, every `period` while the hub has clients.
pub(crate) async fn run(hub: &Hub, period: Duration) {
    let period = period.max(Duration::from_millis(1));
    let mut sampler = Sampler::new();
    loop {
        hub.occupied().await;
        // Rates need a first look to be compared with.
        sampler.refresh();
        let first = tokio::time::Instant::now() + MINIMUM_CPU_UPDATE_INTERVAL.min(period);
        let mut ticks = interval_at(first, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while hub.clients() > 0 {
            ticks.tick().await;
            if let Some(message) = sampler.sample() {
                hub.publish(message.into());
            }
        }
    }
}

/// Reads the machine's figures. One reading takes well under a millisecond, so it needs no thread.
struct Sampler {
    system: Option<System>,
    networks: Option<Networks>,
    refreshed: Instant,
    seq: u64,
}

impl Sampler {
    fn new() -> Self {
        Self {
            system: System::new().ok(),
            networks: Networks::new_with_refreshed_list().ok(),
            refreshed: Instant::now(),
            seq: 0,
        }
    }

    /// Looks again; gives the time since the last look.
    fn refresh(&mut self) -> Duration {
        if let Some(system) = &mut self.system {
            system.refresh_cpu_usage();
            system.refresh_memory();
        }
        if let Some(networks) = &mut self.networks {
            networks.refresh(true);
        }
        let now = Instant::now();
        now.duration_since(std::mem::replace(&mut self.refreshed, now))
    }

    /// The next message, as text.
    fn sample(&mut self) -> Option<String> {
        let elapsed = self.refresh();
        self.seq += 1;
        let system = self.system.as_ref();
        let live = Live {
            seq: self.seq,
            load: round(System::load_average().map_or(0.0, |load| load.one), 100.0),
            cpu: round(
                system.map_or(0.0, |system| system.global_cpu_usage().into()),
                10.0,
            ),
            memory: Memory {
                used: system.map_or(0, System::used_memory),
                total: system.map_or(0, System::total_memory),
            },
            network: self.traffic(elapsed),
        };
        serde_json::to_string(&Message { live }).ok()
    }

    fn traffic(&self, elapsed: Duration) -> Traffic {
        let all = self.networks.iter().flat_map(|networks| networks.values());
        let (received, sent) = all.fold((0u64, 0u64), |(received, sent), network| {
            (
                received.saturating_add(network.received()),
                sent.saturating_add(network.transmitted()),
            )
        });
        Traffic {
            received: rate(received, elapsed),
            sent: rate(sent, elapsed),
        }
    }
}

/// `value` to the nearest part of `parts`.
fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

/// Bytes per second; 0 when no time has passed.
fn rate(bytes: u64, elapsed: Duration) -> u64 {
    let milliseconds = elapsed.as_millis();
    let per_second = (u128::from(bytes) * 1000)
        .checked_div(milliseconds)
        .unwrap_or(0);
    u64::try_from(per_second).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_bytes_per_second_and_survives_the_extremes() {
        assert_eq!(rate(500, Duration::from_millis(250)), 2000);
        assert_eq!(rate(500, Duration::ZERO), 0);
        assert_eq!(rate(u64::MAX, Duration::from_millis(1)), u64::MAX);
    }

    #[test]
    fn figures_are_rounded_for_reading() {
        assert_eq!(round(12.3456, 10.0), 12.3);
        assert_eq!(round(0.416, 100.0), 0.42);
    }

    #[test]
    fn samples_are_numbered_and_hold_every_figure() {
        let mut sampler = Sampler::new();
        for seq in 1..=2 {
            let text = sampler.sample().unwrap();
            let message: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["live"]["seq"], seq);
            for figure in [
                "/load",
                "/cpu",
                "/memory/used",
                "/memory/total",
                "/network/received",
                "/network/sent",
            ] {
                let value = message["live"]
                    .pointer(figure)
                    .and_then(serde_json::Value::as_f64);
                assert!(
                    value.is_some_and(|value| value >= 0.0),
                    "{figure} in {text}"
                );
            }
        }
    }
}
