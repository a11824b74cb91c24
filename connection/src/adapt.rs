//! The adaptive heartbeat: how long an answer may take, and what the deaths of links teach about
//! silence.

use std::time::Duration;

use crate::rtt::RoundTrips;

/// The shortest time that [`Heartbeat::adaptive`](crate::Heartbeat::adaptive) gives an answer:
/// three seconds. TCP repeats a lost packet after one second, and again after two more
/// ([RFC 6298 §2.4, §5.5](https://www.rfc-editor.org/rfc/rfc6298#section-2)); with less, two packets
/// lost in a row would look like a dead link.
pub const MIN_ANSWER: Duration = Duration::from_secs(3);

/// The shortest interval that [`Heartbeat::adaptive`](crate::Heartbeat::adaptive) chooses: five
/// seconds. What dies sooner dies of something else than silence, and a phone whose radio is woken
/// more often never lets it rest.
pub const MIN_INTERVAL: Duration = Duration::from_secs(5);

/// How many links in a row must have died after about the same silence. Two are not enough: a
/// ping always finds a dead link after the same silence, namely the interval, so that any two
/// outages would agree.
const DEATHS: usize = 3;

/// SRTT + 4·RTTVAR ([RFC 6298 §2](https://www.rfc-editor.org/rfc/rfc6298#section-2)); `None` before
/// the first round trip.
pub(crate) fn usual_time(round_trips: &RoundTrips) -> Option<Duration> {
    let margin = round_trips.variance().saturating_mul(4);
    let smoothed = round_trips.smoothed()?;
    Some(smoothed.saturating_add(margin))
}

/// The usual time, at least [`MIN_ANSWER`], at most `timeout`.
pub(crate) fn answer_time(timeout: Duration, round_trips: &RoundTrips) -> Duration {
    let usual = usual_time(round_trips);
    usual.map_or(timeout, |usual| usual.max(MIN_ANSWER).min(timeout))
}

/// Whether the longer of two silences is longer by no more than a fifth of it.
pub(crate) fn about_same(a: Duration, b: Duration) -> bool {
    a.max(b).saturating_mul(4) <= a.min(b).saturating_mul(5)
}

/// What the deaths of links have taught about how long one may be silent.
///
/// A NAT or proxy that forgets idle links does not say so: the next ping gets no answer, or a reset
/// (code 1006). When exactly the link died is not known, only that it was dead after the silence
/// before that ping or reset. So that silence is what is compared, and only of links that had never
/// outlived a similar one; an outage of any other kind finds links that have.
#[derive(Debug, Default)]
pub(crate) struct Lessons {
    /// The silences after which the latest links in a row were found dead; zero for none.
    deaths: [Duration; DEATHS],
    learned: Learned,
}

#[derive(Clone, Copy, Debug, Default)]
enum Learned {
    #[default]
    Nothing,
    /// A silence that should do no harm.
    Interval(Duration),
    /// Links die after [`MIN_INTERVAL`] too, so silence does not kill them: a server that knows no
    /// pings looks like that. More pings are no remedy.
    NotSilence,
}

impl Lessons {
    /// The interval to use where `configured` is the longest.
    pub(crate) fn interval(&self, configured: Duration) -> Duration {
        match self.learned {
            Learned::Interval(learned) => learned.min(configured),
            Learned::Nothing | Learned::NotSilence => configured,
        }
    }

    /// A link was lost, after this silence if that may be why.
    pub(crate) fn note_loss(&mut self, silence: Option<Duration>) {
        let Some(silence) = silence.filter(|silence| *silence >= MIN_INTERVAL) else {
            self.deaths = <[Duration; DEATHS]>::default();
            return;
        };
        self.deaths.rotate_left(1);
        self.deaths[DEATHS - 1] = silence;
        let shortest = self.deaths.into_iter().fold(silence, Duration::min);
        let longest = self.deaths.into_iter().fold(silence, Duration::max);
        if about_same(shortest, longest) {
            self.deaths = <[Duration; DEATHS]>::default();
            self.learn(shortest.saturating_mul(3) / 4);
        }
    }

    fn learn(&mut self, harmless: Duration) {
        self.learned = match self.learned {
            Learned::Nothing => Learned::Interval(harmless.max(MIN_INTERVAL)),
            Learned::Interval(MIN_INTERVAL) if harmless < MIN_INTERVAL => Learned::NotSilence,
            Learned::Interval(known) => Learned::Interval(known.min(harmless.max(MIN_INTERVAL))),
            Learned::NotSilence => Learned::NotSilence,
        }
    }
}
