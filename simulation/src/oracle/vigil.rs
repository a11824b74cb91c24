//! Since when all is well around a client, and by when its connection must be open.

use std::time::Duration;

use heartline_connection::{Config, Instant};

use crate::bounds::{open_within, open_within_hidden};

/// The end of the latest disturbance. Every disturbance knows its end when it begins.
#[derive(Debug, Default)]
pub(crate) struct Vigil {
    /// Of any kind.
    well_from: Instant,
    /// Of any kind but being hidden.
    fair_from: Instant,
    /// Whether a look is wanted, and whether one is planned.
    pub(crate) wanted: bool,
    pub(crate) planned: bool,
    bounds: (Duration, Duration),
}

impl Vigil {
    /// The bounds are those of the configuration in force.
    pub(crate) fn adopt(&mut self, config: &Config, late: Duration) {
        self.bounds = (open_within(config, late), open_within_hidden(config));
    }

    pub(crate) fn disturb(&mut self, until: Instant) {
        self.well_from = self.well_from.max(until);
        self.fair_from = self.fair_from.max(until);
    }

    /// Nobody looks at the page, which slows it down and no more.
    pub(crate) fn hide(&mut self, until: Instant) {
        self.well_from = self.well_from.max(until);
    }

    /// By when the connection must be open.
    pub(crate) fn due(&self) -> Instant {
        let (usual, hidden) = self.bounds;
        (self.well_from + usual).min(self.fair_from + hidden)
    }
}
