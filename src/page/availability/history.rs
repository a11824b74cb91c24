//! What happened to the connection: its phases so far, each with what led there, and when.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use heartline_connection::{Cause, Instant, Phase, Timeline, Transition};

use super::super::time::millis;
use super::sums::{Kind, Sums};

/// A phase as it began.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Counts the entries, those that are not kept any more included.
    pub(super) number: u64,
    pub(super) from: Instant,
    /// When that was by the clock on the wall, in milliseconds since 1970.
    pub(super) wall: u64,
    pub(super) phase: Phase,
    pub(super) kind: Kind,
    pub(super) attempt: u64,
    /// What led there, for programs.
    pub(super) code: Option<&'static str>,
    /// Where to, without secrets, and whether that is elsewhere than before.
    pub(super) address: Rc<str>,
    pub(super) moved: bool,
    /// The same for all addresses of one service, secrets included.
    server: Rc<str>,
    /// What led there, for people; `None` where nobody listened when it happened.
    pub(super) cause: Option<Cause>,
}

/// An entry, or the part of it that lies in a window of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span<'a> {
    pub(super) entry: &'a Entry,
    pub(super) from: Instant,
    pub(super) to: Instant,
}

impl Span<'_> {
    pub(super) const fn length(&self) -> Duration {
        self.to.since(self.from)
    }
}

/// The latest [`History::MAX_ENTRIES`] phases, and what the older ones add up to.
#[derive(Debug, Default)]
pub(super) struct History {
    entries: VecDeque<Entry>,
    newest: Option<Transition>,
    /// How many entries there were in all.
    count: u64,
    /// Whether there was more than one address.
    moved: bool,
    /// What the entries that are not kept add up to, for each server.
    older: Vec<(Rc<str>, Sums)>,
}

/// Where an attempt goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    /// Without secrets.
    pub(super) address: &'a str,
    /// The same for all addresses of one service.
    pub(super) server: &'a str,
}

/// The present on both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub(super) instant: Instant,
    /// In milliseconds since 1970.
    pub(super) wall: u64,
}

impl History {
    /// How many phases are kept one by one: half a day of attempts every half minute, in 1 MB.
    pub(super) const MAX_ENTRIES: usize = 4096;

    /// Takes in what is new in the machine's timeline. `cause` is the latest, in the words that
    /// the timeline does not keep; `target` is where the present attempt goes.
    pub(super) fn collect(
        &mut self,
        timeline: &Timeline,
        cause: Option<&Cause>,
        target: Target<'_>,
        now: Now,
    ) {
        let is_new = |transition: &&Transition| Some(**transition) != self.newest;
        let new = timeline.iter().rev().take_while(is_new).count();
        for transition in timeline.iter().skip(timeline.iter().len() - new) {
            let told = cause.filter(|cause| Some(cause.code()) == transition.cause);
            self.push(transition, told, target, now);
            self.newest = Some(*transition);
        }
    }

    fn push(
        &mut self,
        transition: &Transition,
        cause: Option<&Cause>,
        target: Target<'_>,
        now: Now,
    ) {
        let Target { address, server } = target;
        let before = self.entries.back();
        let known = before.map(|entry| entry.address.clone());
        // What happened to another server is no outage of this one.
        let stayed = before.filter(|entry| *entry.server == *server);
        let (before, stays) = (stayed.map(|entry| entry.kind), stayed.is_some());
        let server = stayed.map_or_else(|| server.into(), |entry| entry.server.clone());
        let same = known.clone().filter(|known| **known == *address);
        let moved = known.is_some_and(|known| !known.is_empty()) && !(stays && same.is_some());
        self.moved |= moved;
        self.entries.push_back(Entry {
            number: self.count,
            from: transition.at,
            wall: wall(transition.at, now),
            phase: transition.to,
            kind: Kind::of(transition.to, transition.cause, before),
            attempt: transition.attempt,
            code: transition.cause,
            address: same.unwrap_or_else(|| address.into()),
            moved,
            server,
            cause: cause.cloned(),
        });
        self.count += 1;
        if self.entries.len() > Self::MAX_ENTRIES {
            let until = self.entries[1].from;
            if let Some(oldest) = self.entries.pop_front() {
                let stays = self.entries[0].server == oldest.server;
                let sums = self.older_of(&oldest.server);
                sums.add(oldest.kind, until.since(oldest.from));
                if !stays {
                    sums.leave();
                }
            }
        }
    }

    fn older_of(&mut self, server: &Rc<str>) -> &mut Sums {
        let known = self.older.iter().position(|(known, _)| known == server);
        let place = known.unwrap_or_else(|| {
            self.older.push((server.clone(), Sums::default()));
            self.older.len() - 1
        });
        &mut self.older[place].1
    }

    /// How many phases are kept.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The oldest kept phase.
    pub(super) fn begin(&self) -> Option<&Entry> {
        self.entries.front()
    }

    /// How many phases are not kept one by one any more.
    pub(super) fn dropped(&self) -> u64 {
        self.count - self.entries.len() as u64
    }

    pub(super) fn entry(&self, number: u64) -> Option<&Entry> {
        let place = number.checked_sub(self.dropped())?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    /// The phase after the one of this number, with which that one ended; `None` while it lasts.
    pub(super) fn end(&self, number: u64) -> Option<&Entry> {
        self.entry(number + 1)
    }

    /// Whether there was more than one address.
    pub(super) const fn moved(&self) -> bool {
        self.moved
    }

    /// Whether an entry is of the present server, whose figures these are.
    pub(super) fn counts(&self, entry: &Entry) -> bool {
        let present = self.entries.back();
        present.is_some_and(|present| present.server == entry.server)
    }

    /// Whether there are phases of other servers, of which the figures say nothing.
    pub(super) fn has_others(&self) -> bool {
        self.entries.iter().any(|entry| !self.counts(entry))
    }

    /// The phases in a window of time, cut to it, in order.
    pub(super) fn spans(&self, from: Instant, to: Instant) -> Vec<Span<'_>> {
        // Most of a long history lies before the last hour.
        let first = self.entries.partition_point(|entry| entry.from <= from);
        let entries = self.entries.range(first.saturating_sub(1)..);
        let ends = self.entries.range(first.max(1).min(self.entries.len())..);
        let ends = ends.map(|entry| entry.from).chain([to]);
        let spans = entries.zip(ends).map(move |(entry, end)| Span {
            entry,
            from: entry.from.max(from),
            to: end.min(to),
        });
        spans.filter(|span| span.from <= span.to).collect()
    }

    /// What the phases in a window of time add up to, as far as they are of the present server.
    pub(super) fn sums(&self, from: Instant, to: Instant) -> Sums {
        self.total(Sums::default(), &self.spans(from, to))
    }

    /// What all phases of the present server up to now add up to, those that are not kept included.
    pub(super) fn session(&self, now: Instant) -> Sums {
        let present = self.entries.back();
        let mut all = self.older.iter();
        let older = present.and_then(|present| all.find(|(server, _)| *server == present.server));
        let older = older.map(|(_, sums)| *sums).unwrap_or_default();
        self.total(older, &self.spans(Instant::ORIGIN, now))
    }

    fn total(&self, mut sums: Sums, spans: &[Span<'_>]) -> Sums {
        for span in spans {
            match self.counts(span.entry) {
                true => sums.add(span.entry.kind, span.length()),
                false => sums.leave(),
            }
        }
        sums
    }
}

/// A time of the machine by the clock on the wall, as it shows now.
fn wall(at: Instant, now: Now) -> u64 {
    now.wall.saturating_sub(millis(now.instant.since(at)))
}
