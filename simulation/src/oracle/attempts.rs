//! When attempts may begin, and when the connection may give up.

use std::collections::VecDeque;

use heartline_connection::{
    Backoff, Cause, Config, Finding, GaveUp, Instant, OpenError, Phase, SLOW_RETRY, Status,
    WakeReason,
};

use super::{By, Moment, Scenery};
use crate::bounds;
use crate::event::Wish;
use crate::page::Page;
use crate::rule::{Kept, Rule};
use crate::user::{Change, Deed};

#[derive(Default)]
pub(crate) struct Attempts {
    latest: u64,
    /// When it began, by the page's clock.
    began: Option<Instant>,
    /// When the latest of them that no user asked for began.
    recent: VecDeque<Instant>,
    /// Since when the present socket is ready.
    ready: Option<Instant>,
    /// When it brought the latest message.
    heard: Option<Instant>,
    opens: u64,
    losses: u64,
    failures: u32,
    /// No attempt before, by the wish of the server; and the latest that this may mean.
    room_until: Option<Instant>,
    pub(crate) room_at_most: Option<Instant>,
    /// Whether this step gave up a socket for a better address.
    pub(crate) returning: bool,
    /// First retries by the quarter of their range.
    pub(crate) first: [u64; 4],
}

impl Attempts {
    /// The machine begins an attempt: it asks where it goes, or opens a socket.
    pub(crate) fn begin(
        &mut self,
        attempt: u64,
        at: Moment,
        by: By,
        page: &Page,
        config: &Config,
    ) -> Kept {
        if attempt == self.latest {
            return Ok(());
        }
        Rule::OldSocket.demand(attempt == self.latest + 1, || {
            format!("attempt {attempt} after {}", self.latest)
        })?;
        if !matches!(by, By::User(_)) {
            self.demand_patience(at, by, page, config)?;
        }
        self.latest = attempt;
        self.began = Some(at.clock);
        (self.ready, self.heard) = (None, None);
        self.room_until = None;
        Ok(())
    }

    fn demand_patience(&mut self, at: Moment, by: By, page: &Page, config: &Config) -> Kept {
        let paused = page.offline_told && config.reconnect.pause_offline;
        Rule::Offline.demand(!paused, || format!("an attempt by {by:?}"))?;
        let early = self.room_until.filter(|until| at.clock < *until);
        Rule::Room.demand(early.is_none(), || {
            format!(
                "an attempt at {:?} by {by:?}, room was asked for until {early:?}",
                at.clock
            )
        })?;
        let pace = match config.reconnect.hidden_pace {
            Some(pace) if page.hidden_told => pace,
            _ if matches!(by, By::Signal(_) | By::Clock) => bounds::SIGNAL_PACE,
            _ => std::time::Duration::ZERO,
        };
        let since = self.began.map(|began| at.clock.since(began));
        Rule::Pace.demand(since.is_none_or(|since| since >= pace), || {
            format!(
                "an attempt by {by:?} {since:?} after the last one began, {pace:?} is the least"
            )
        })?;
        self.demand_no_storm(at.now, config)
    }

    fn demand_no_storm(&mut self, now: Instant, config: &Config) -> Kept {
        let old = |began: &Instant| now.since(*began) > bounds::WINDOW;
        while self.recent.front().is_some_and(old) {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        let most = bounds::attempts_in_window(config);
        Rule::Storm.demand(self.recent.len() <= most, || {
            format!(
                "{} attempts within {:?}, {most} may be",
                self.recent.len(),
                bounds::WINDOW
            )
        })
    }

    /// The present socket brings a message.
    pub(crate) const fn hear(&mut self, clock: Instant) {
        self.heard = Some(clock);
    }

    /// The status changed.
    pub(super) fn look(
        &mut self,
        scenery: &Scenery<'_>,
        status: &Status,
        ended: Option<(u16, Wish)>,
        draining: bool,
    ) -> Kept {
        if scenery.by == By::User(Deed::Configure(Change::Address)) {
            self.forget_room();
        }
        let stats = scenery.machine.stats();
        if stats.opens != self.opens {
            self.opens = stats.opens;
            self.ready = Some(scenery.at.clock);
        }
        let losses: u64 = stats.losses.iter().map(|(_, count)| count).sum();
        let offline = scenery.by == By::Signal(heartline_connection::Signal::Offline);
        let lost = losses != self.losses && !offline;
        self.losses = losses;
        if draining && matches!(status.phase, Phase::Idle | Phase::Closing) {
            self.failures = status.failures;
            return Ok(());
        }
        self.demand_count(scenery, status, lost)?;
        if lost {
            self.demand_delay(scenery, status, ended, draining)?;
        }
        Ok(())
    }

    /// A connection that the user begins anew, or to another service, owes nothing.
    pub(super) fn forget_room(&mut self) {
        self.room_until = None;
        self.room_at_most = None;
    }

    fn demand_count(&mut self, scenery: &Scenery<'_>, status: &Status, lost: bool) -> Kept {
        let before = self.failures;
        self.failures = status.failures;
        let stable_after = scenery.machine.config().reconnect.stable_after;
        // Of a connection that silence ended nothing is known after its last message.
        let silent = lost && matches!(status.cause, Some(Cause::NoAnswer(_)));
        let until = match silent {
            true => self.heard.max(self.ready),
            false => Some(scenery.at.clock),
        };
        let lasted = self
            .ready
            .zip(until)
            .map(|(ready, until)| until.since(ready));
        let stable = lasted.is_some_and(|lasted| lasted >= stable_after);
        let anew =
            matches!(scenery.by, By::User(_)) || std::mem::take(&mut self.returning) || stable;
        // Without a network nobody is to blame.
        let pauses = scenery.machine.config().reconnect.pause_offline;
        let counts = lost && !(scenery.page.offline_told && pauses);
        let counted = match counts {
            true => status.failures == before + 1 || (anew && status.failures <= 1),
            false => status.failures == before || (anew && status.failures == 0),
        };
        Rule::Failures.demand(counted, || {
            format!(
                "{before} failures became {}, it had lasted for {lasted:?}",
                status.failures
            )
        })
    }

    fn demand_delay(
        &mut self,
        scenery: &Scenery<'_>,
        status: &Status,
        ended: Option<(u16, Wish)>,
        draining: bool,
    ) -> Kept {
        let config = scenery.machine.config();
        let room = room(config, status, ended);
        if matches!(status.phase, Phase::Waiting | Phase::Offline) {
            self.room_until = room.map(|(least, _)| scenery.at.clock + least);
            self.room_at_most = room.map(|(_, most)| scenery.at.clock + most);
        }
        if status.phase == Phase::Failed && !draining {
            return self.demand_reason(config, status, ended);
        }
        let next = status.next.filter(|wake| wake.why == WakeReason::RetryDue);
        let (Phase::Waiting, Some(wake)) = (status.phase, next) else {
            return Ok(());
        };
        let (low, high) = bounds::delay(config, status.failures);
        let (least, most) = room.unwrap_or_default();
        let hidden = config
            .reconnect
            .hidden_pace
            .filter(|_| scenery.page.hidden_told);
        let paced = hidden.and_then(|pace| Some((self.began? + pace).since(scenery.at.clock)));
        let (low, high) = (
            low.max(least),
            high.max(most).max(paced.unwrap_or_default()),
        );
        let delay = wake.at.since(scenery.at.clock);
        let exponential = matches!(config.reconnect.backoff, Backoff::Exponential { .. });
        if status.failures == 1 && exponential && room.is_none() && paced.is_none() {
            let quarter = delay.as_micros() * 4 / high.as_micros().max(1);
            self.first[quarter.min(3) as usize] += 1;
        }
        Rule::Delay.demand((low..=high).contains(&delay), || {
            format!(
                "{delay:?} after {} failures, not {low:?} to {high:?}",
                status.failures
            )
        })
    }

    /// Why it gave up must be so.
    fn demand_reason(&self, config: &Config, status: &Status, ended: Option<(u16, Wish)>) -> Kept {
        let stopped = ended.is_some_and(|(code, wish)| bounds::stops(config, code, wish));
        let closed = matches!(status.cause, Some(Cause::Closed(_)));
        let fair = match status.gave_up {
            Some(GaveUp::Pointless | GaveUp::ServerSaidStop) if closed => stopped,
            Some(GaveUp::Pointless) => matches!(
                status.cause,
                Some(Cause::HttpStatus(404 | 410) | Cause::CouldNotOpen(OpenError::Blocked(_)))
            ),
            Some(GaveUp::Unauthorized) => {
                matches!(status.cause, Some(Cause::HttpStatus(401 | 403)))
            }
            Some(GaveUp::Disabled) => config.reconnect.max_attempts == Some(0),
            Some(GaveUp::Attempts(limit)) => {
                config.reconnect.max_attempts == Some(limit) && status.failures > limit
            }
            Some(GaveUp::Elapsed(limit)) => config.reconnect.max_elapsed == Some(limit),
            _ => false,
        };
        Rule::GaveUp.demand(fair, || {
            format!(
                "{:?} after {:?}, closed {ended:?}",
                status.gave_up, status.cause
            )
        })
    }
}

/// How much room the server asked for when the latest attempt ended.
fn room(
    config: &Config,
    status: &Status,
    ended: Option<(u16, Wish)>,
) -> Option<(std::time::Duration, std::time::Duration)> {
    match (&status.cause, ended) {
        (Some(Cause::Closed(_)), Some((code, wish))) => bounds::room(config, code, wish),
        (Some(Cause::HttpStatus(429 | 500..)), _) => Some((*SLOW_RETRY.start(), *SLOW_RETRY.end())),
        _ => None,
    }
}

/// What the application finds over HTTP when it is asked why a handshake failed.
pub(crate) fn finding(roll: u64) -> Finding {
    match roll {
        0 => Finding::Status(503),
        1 => Finding::Status(401),
        2 => Finding::Status(404),
        3 => Finding::Offline,
        4 => Finding::Status(200),
        _ => Finding::NoAnswer,
    }
}
