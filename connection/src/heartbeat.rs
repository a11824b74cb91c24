//! The heartbeat: when to ask, how long to wait, when silence means death.

use std::time::Duration;

use crate::adapt::{Lessons, about_same, answer_time, usual_time};
use crate::deadline::{Deadline, GRACE, Verdict};
use crate::message::{Message, Pattern, Payload};
use crate::rtt::RoundTrips;
use crate::rule::{ConfigError, positive};
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

/// When the client asks "are you there?", in which words, and how long it waits.
///
/// The defaults (25 s and 10 s) find a dead link after 35 s at most and stay well below the 60 s
/// after which common proxies cut an idle connection.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Heartbeat {
    /// Silence after which a ping is sent; default 25 s.
    pub interval: Duration,
    /// How long a ping may go without any inbound message; default 10 s. Then the link is dead.
    pub timeout: Duration,
    /// The ping; default the text `{"heart":1}`. Browsers give pages no access to the protocol's
    /// own ping frames, so a ping is a message that the server knows.
    pub ping: Payload,
    /// Recognises the answer, to measure the round trip and to keep it out of the data; default
    /// the text `{"heart":1}`. Life does not depend on it: any inbound message counts.
    pub pong: Pattern,
    /// How old the latest ping may become while traffic flows, before another one measures the
    /// round trip again, the first right after opening; default `None`: traffic postpones pings
    /// without end, and a talkative link has no round-trip time.
    pub measure: Option<Duration>,
    /// Whether the heartbeat adapts to the network; default false.
    ///
    /// Once a pong has measured the present socket, a ping has SRTT + 4·RTTVAR
    /// ([RFC 6298](https://www.rfc-editor.org/rfc/rfc6298#section-2)) to be answered, at least
    /// [`MIN_ANSWER`](crate::MIN_ANSWER) and at most `timeout`; until then it has `timeout`, so that
    /// a network that became slow is given up once and not on every socket.
    ///
    /// When three links in a row die unannounced (no answer, or code 1006) after about the same
    /// silence, within a fifth, and none had outlived such a silence, something on the way forgets
    /// links that are idle. Then the interval becomes three quarters of the shortest of these
    /// silences, at least [`MIN_INTERVAL`](crate::MIN_INTERVAL) and at most `interval`, until the
    /// address changes; where links die after `MIN_INTERVAL` too, silence is not why, and it is
    /// `interval` again. [`Stats::interval`](crate::Stats::interval) tells.
    pub adaptive: bool,
}

impl Default for Heartbeat {
    fn default() -> Self {
        const HEART: &str = r#"{"heart":1}"#;
        Self {
            interval: Duration::from_secs(25),
            timeout: Duration::from_secs(10),
            ping: HEART.into(),
            pong: Pattern::Json(HEART.to_owned()),
            measure: None,
            adaptive: false,
        }
    }
}

impl Heartbeat {
    /// Sets [`Heartbeat::interval`].
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets [`Heartbeat::timeout`].
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`Heartbeat::ping`], and [`Heartbeat::pong`] to its echo, unless it is made by a
    /// function; say what else answers it with a following [`Heartbeat::pong`] call.
    #[must_use]
    pub fn ping(mut self, ping: impl Into<Payload>) -> Self {
        self.ping = ping.into();
        match &self.ping {
            Payload::Fixed(Message::Text(text)) => self.pong = Pattern::Json(text.clone()),
            Payload::Fixed(binary) => self.pong = Pattern::Exact(binary.clone()),
            Payload::Made(_) => {}
        }
        self
    }

    /// Sets [`Heartbeat::measure`]; `None` turns it off.
    #[must_use]
    pub fn measure(mut self, every: impl Into<Option<Duration>>) -> Self {
        self.measure = every.into();
        self
    }

    /// Sets [`Heartbeat::adaptive`].
    #[must_use]
    pub const fn adaptive(mut self, adaptive: bool) -> Self {
        self.adaptive = adaptive;
        self
    }

    /// Sets [`Heartbeat::pong`].
    #[must_use]
    pub fn pong(mut self, pong: Pattern) -> Self {
        self.pong = pong;
        self
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        positive("heartbeat.interval", self.interval)?;
        positive("heartbeat.timeout", self.timeout)?;
        match self.measure {
            Some(every) => positive("heartbeat.measure", every),
            None => Ok(()),
        }
    }
}

/// When a heartbeat beats. What it says stays in the configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rhythm {
    pub(crate) interval: Duration,
    timeout: Duration,
    measure: Option<Duration>,
    adaptive: bool,
}

impl Rhythm {
    pub(crate) fn of(heartbeat: &Heartbeat, lessons: &Lessons) -> Self {
        let interval = heartbeat.interval;
        Self {
            interval: match heartbeat.adaptive {
                true => lessons.interval(interval),
                false => interval,
            },
            timeout: heartbeat.timeout,
            measure: heartbeat.measure,
            adaptive: heartbeat.adaptive,
        }
    }
}

/// The heartbeat of one open socket.
#[derive(Clone, Debug)]
pub(crate) struct Pulse {
    rhythm: Rhythm,
    last_inbound: Instant,
    /// The longest silence after which the link was still alive.
    outlived: Duration,
    watch: Watch,
    /// When a ping should measure the round trip, traffic or not.
    measure_at: Option<Instant>,
    pings: u64,
    /// When the pings left that no pong has answered yet.
    unanswered: Vec<Instant>,
    /// The latest round trip on this socket.
    round_trip: Option<Duration>,
}

/// What the pulse waits for.
#[derive(Clone, Copy, Debug)]
enum Watch {
    /// Look at `at` whether it has been quiet for the interval. A message in between writes only
    /// its time; the alarm stays where it is.
    Quiet { at: Instant },
    /// A ping went out at `since`; any message must arrive by `deadline`.
    Answer { since: Instant, deadline: Deadline },
}

/// How the page hears what arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It ran all the time.
    InTime,
    /// It did not run for a while, so that what arrived may still wait in the browser's queue.
    Late,
}

/// What the machine has to do after it looked at the pulse.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Beat {
    Nothing,
    /// The ping with this number is due.
    Ping(u64),
    /// A ping asked this long ago, and nothing has arrived since.
    Dead(Duration),
}

impl Pulse {
    /// No heartbeat, no pulse.
    pub(crate) fn of(now: Instant, rhythm: Option<Rhythm>) -> Option<Box<Self>> {
        rhythm.map(|rhythm| Box::new(Self::new(now, rhythm)))
    }

    fn new(now: Instant, rhythm: Rhythm) -> Self {
        let measure_at = rhythm.measure.map(|_| now);
        let at = now + rhythm.interval;
        Self {
            rhythm,
            last_inbound: now,
            outlived: Duration::ZERO,
            watch: Watch::Quiet {
                at: measure_at.unwrap_or(at),
            },
            measure_at,
            pings: 0,
            unanswered: Vec::new(),
            round_trip: None,
        }
    }

    /// Pongs are others from now on, and pings of before would keep all later ones from being measured.
    pub(crate) fn forget_unanswered(&mut self) {
        self.unanswered.clear();
    }

    /// Another heartbeat: what was heard and asked so far still counts.
    pub(crate) fn adopt(&mut self, rhythm: Rhythm) {
        if rhythm.measure != self.rhythm.measure {
            self.measure_at = rhythm.measure.map(|every| self.last_inbound + every);
        }
        self.rhythm = rhythm;
        if matches!(self.watch, Watch::Quiet { .. }) {
            self.watch_for_quiet();
        }
    }

    /// Any message is a sign of life.
    pub(crate) fn on_message(&mut self, now: Instant) {
        self.outlived = self.outlived.max(self.silence(now));
        self.last_inbound = now;
        if matches!(self.watch, Watch::Answer { .. }) {
            self.watch_for_quiet();
        }
    }

    /// A pong, after it was taken in as a message: the round-trip time, where it can be told.
    pub(crate) fn on_pong(&mut self, now: Instant) -> Option<Duration> {
        let unanswered = &mut self.unanswered;
        let sent_at = (!unanswered.is_empty()).then(|| unanswered.remove(0));
        // While another ping is out, which of them a pong answers cannot be told, so it gives no
        // sample (Karn's rule, RFC 6298 §3).
        let sent_at = sent_at.filter(|_| unanswered.is_empty());
        let round_trip = sent_at.map(|sent_at| now.since(sent_at));
        self.round_trip = round_trip.or(self.round_trip);
        round_trip
    }

    pub(crate) fn on_wake(
        &mut self,
        now: Instant,
        congested: bool,
        round_trips: &RoundTrips,
    ) -> Beat {
        let ping_due = self.ping_due();
        let grace = self.probe_time(congested, round_trips);
        match &mut self.watch {
            Watch::Quiet { at } if now < *at => Beat::Nothing,
            Watch::Quiet { .. } if now < ping_due => {
                self.watch_for_quiet();
                Beat::Nothing
            }
            Watch::Quiet { .. } => {
                let answer_time = self.answer_time(round_trips);
                self.ask(now, now, answer_time)
            }
            Watch::Answer { since, deadline } => match deadline.look_allowing(now, grace) {
                Verdict::Early => Beat::Nothing,
                Verdict::SeenLate => self.ping(now),
                Verdict::Over => Beat::Dead(now.since(*since)),
            },
        }
    }

    /// Something happened that links do not always survive: asks at once, and waits for a short
    /// time only. A wait that is under way may become shorter; longer only where the page could not
    /// hear the answer.
    pub(crate) fn probe(
        &mut self,
        now: Instant,
        told: Told,
        congested: bool,
        round_trips: &RoundTrips,
    ) -> Beat {
        let time = self.probe_time(congested, round_trips);
        match &mut self.watch {
            Watch::Quiet { .. } => self.ask(now, now, time),
            Watch::Answer { since, deadline } if now + time < deadline.at() => {
                let since = *since;
                self.ask(now, since, time)
            }
            Watch::Answer { deadline, .. } => match told {
                Told::Late if deadline.at() < now + time && deadline.extend(now + time) => {
                    self.ping(now)
                }
                Told::Late | Told::InTime => Beat::Nothing,
            },
        }
    }

    fn ask(&mut self, now: Instant, since: Instant, answer_time: Duration) -> Beat {
        let deadline = Deadline::new(now + answer_time);
        self.watch = Watch::Answer { since, deadline };
        self.ping(now)
    }

    /// How long a probe may go without any message: [`GRACE`], longer where answers are known to
    /// take longer, and never longer than any ping may. As long as any ping where the browser still
    /// holds what was sent before it.
    fn probe_time(&self, congested: bool, round_trips: &RoundTrips) -> Duration {
        if congested {
            return self.rhythm.timeout;
        }
        let usual = self.round_trip.and_then(|_| usual_time(round_trips));
        let enough = usual.map_or(GRACE, |usual| usual.max(GRACE));
        enough.min(self.rhythm.timeout)
    }

    /// How long the ping that leaves now may go without any message.
    fn answer_time(&self, round_trips: &RoundTrips) -> Duration {
        let timeout = self.rhythm.timeout;
        match self.round_trip {
            Some(_) if self.rhythm.adaptive => answer_time(timeout, round_trips),
            _ => timeout,
        }
    }

    /// When anything was heard last, or since when it is listened for.
    pub(crate) const fn last_inbound(&self) -> Instant {
        self.last_inbound
    }

    /// How long the link was left alone: until now, or until a ping asked.
    fn silence(&self, now: Instant) -> Duration {
        self.waiting_since().unwrap_or(now).since(self.last_inbound)
    }

    /// The present silence, unless the link outlived a similar one before.
    pub(crate) fn fatal_silence(&self, now: Instant) -> Option<Duration> {
        let silence = self.silence(now);
        let new = silence > self.outlived && !about_same(silence, self.outlived);
        new.then_some(silence)
    }

    fn watch_for_quiet(&mut self) {
        self.watch = Watch::Quiet {
            at: self.ping_due(),
        };
    }

    /// When the next ping leaves unless traffic postpones it.
    fn ping_due(&self) -> Instant {
        let quiet = self.last_inbound + self.rhythm.interval;
        self.measure_at.map_or(quiet, |measure| measure.min(quiet))
    }

    fn ping(&mut self, now: Instant) -> Beat {
        self.pings += 1;
        self.measure_at = self.rhythm.measure.map(|every| now + every);
        // A ping that was never answered must not keep all later ones from being measured.
        let patience = self.rhythm.interval.saturating_add(self.rhythm.timeout);
        self.unanswered
            .retain(|sent_at| now.since(*sent_at) < patience);
        self.unanswered.push(now);
        Beat::Ping(self.pings)
    }

    /// When the pulse wants to be looked at; the alarm is set by this.
    pub(crate) const fn wake(&self) -> Wake {
        match &self.watch {
            Watch::Quiet { at } => Wake::new(*at, WakeReason::PingDue),
            Watch::Answer { deadline, .. } => Wake::new(deadline.at(), WakeReason::PongDue),
        }
    }

    /// What a person should see: the next ping as the traffic so far postpones it, or the end of
    /// the wait for an answer.
    pub(crate) fn outlook(&self) -> Wake {
        match self.watch {
            Watch::Quiet { .. } => Wake::new(self.ping_due(), WakeReason::PingDue),
            Watch::Answer { .. } => self.wake(),
        }
    }

    pub(crate) const fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// Since when a ping waits for any sign of life.
    pub(crate) const fn waiting_since(&self) -> Option<Instant> {
        match self.watch {
            Watch::Quiet { .. } => None,
            Watch::Answer { since, .. } => Some(since),
        }
    }
}
