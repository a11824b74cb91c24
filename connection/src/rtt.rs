//! Round-trip time: the smoothed estimate of RFC 6298 and the percentiles of recent samples.

use std::time::Duration;

use crate::samples::Samples;

/// Round-trip times of the pings of one connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrips {
    smoothed: Option<Duration>,
    variance: Duration,
    minimum: Option<Duration>,
    recent: Samples,
}

impl RoundTrips {
    /// The latest round trip, or `None` before the first.
    #[must_use]
    pub fn latest(&self) -> Option<Duration> {
        self.recent.latest()
    }

    /// The smoothed round-trip time SRTT ([RFC 6298 §2](https://www.rfc-editor.org/rfc/rfc6298#section-2)).
    #[must_use]
    pub const fn smoothed(&self) -> Option<Duration> {
        self.smoothed
    }

    /// The round-trip time variation RTTVAR (RFC 6298 §2); zero before the first sample.
    #[must_use]
    pub const fn variance(&self) -> Duration {
        self.variance
    }

    /// The shortest round trip of all.
    #[must_use]
    pub const fn minimum(&self) -> Option<Duration> {
        self.minimum
    }

    /// The round trip that `percent` of the latest [`Samples::MAX`] do not exceed; see
    /// [`Samples::percentile`].
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Duration> {
        self.recent.percentile(percent)
    }

    pub(crate) fn add(&mut self, sample: Duration) {
        self.smooth(sample);
        self.minimum = Some(self.minimum.map_or(sample, |least| least.min(sample)));
        self.recent.add(sample);
    }

    /// RFC 6298 §2.2 for the first sample, §2.3 (alpha 1/8, beta 1/4) for the others.
    fn smooth(&mut self, sample: Duration) {
        let Some(smoothed) = self.smoothed else {
            self.smoothed = Some(sample);
            self.variance = sample / 2;
            return;
        };
        self.variance = self.variance.saturating_mul(3) / 4 + smoothed.abs_diff(sample) / 4;
        self.smoothed = Some(smoothed.saturating_mul(7) / 8 + sample / 8);
    }
}
