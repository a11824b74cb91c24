//! What phases add up to: how long there was a connection, how often and how long there was none.

use std::time::Duration;

use heartline_connection::Phase;

use super::super::time::millis;

/// What a phase means for availability; the later ones are the worse ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// No connection, by the person's wish.
    Unwanted,
    /// A connection.
    Open,
    /// One is being made, and nothing went wrong so far.
    Pending,
    /// None, against the person's wish.
    Lost,
}

impl Kind {
    /// In the order of a legend.
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Pending, Self::Lost, Self::Unwanted];

    /// Of a phase, what led there, and what the phase before was.
    pub(super) fn of(phase: Phase, cause: Option<&str>, before: Option<Self>) -> Self {
        match (phase, cause) {
            (Phase::Idle | Phase::Closing, _) => Self::Unwanted,
            (Phase::Open, _) => Self::Open,
            // What the person does during an outage does not end it.
            _ if before == Some(Self::Lost) => Self::Lost,
            (Phase::Connecting | Phase::Waiting, None) => Self::Pending,
            (Phase::Connecting | Phase::Waiting | Phase::Offline, Some(cause))
                if is_wish(cause) =>
            {
                Self::Pending
            }
            _ => Self::Lost,
        }
    }

    /// The name for style sheets and programs.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Unwanted => "unwanted",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Lost => "lost",
        }
    }
}

/// Whether a connection ended because the page was told so.
fn is_wish(code: &str) -> bool {
    const WISHES: [&str; 5] = [
        "closed_by_user",
        "replaced",
        "returned",
        "address_changed",
        "page_left",
    ];
    WISHES.contains(&code)
}

/// Adds up phases in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) open: Duration,
    /// How long a connection was wanted, the time in which there was one included.
    pub(super) wanted: Duration,
    /// How many outages there were, the present one included.
    pub(super) outages: u64,
    pub(super) longest: Duration,
    /// How many of them ended with a connection, and how long those lasted in all.
    recovered: u32,
    recovered_for: Duration,
    /// How long the present one has lasted.
    present: Option<Duration>,
}

impl Sums {
    pub(super) fn add(&mut self, kind: Kind, length: Duration) {
        match kind {
            Kind::Unwanted => self.leave(),
            Kind::Pending => self.wanted += length,
            Kind::Open => {
                self.open += length;
                self.wanted += length;
                if let Some(outage) = self.present.take() {
                    self.recovered += 1;
                    self.recovered_for += outage;
                }
            }
            Kind::Lost => {
                self.wanted += length;
                self.outages += u64::from(self.present.is_none());
                let outage = self.present.unwrap_or_default() + length;
                self.longest = self.longest.max(outage);
                self.present = Some(outage);
            }
        }
    }

    /// The person goes elsewhere: an outage that lasts is not waited for.
    pub(super) const fn leave(&mut self) {
        self.present = None;
    }

    /// The part of the wanted time in which there was a connection, in hundredths of a percent,
    /// rounded down: 100 % has no outage. `None` while none was wanted.
    pub(super) fn uptime(&self) -> Option<u64> {
        let open = millis(self.open).saturating_mul(10_000);
        open.checked_div(millis(self.wanted))
    }

    /// The mean time to recover, of the outages that ended with a connection.
    pub(super) fn mean(&self) -> Option<Duration> {
        self.recovered_for.checked_div(self.recovered)
    }
}
