//! The outbox of the model: a list, in the order in which letters leave.

use heartline_connection::{DropReason, Instant, Overflow};

use crate::deed::Letter;
use crate::setup::Setup;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Waiting {
    pub(super) letter: Letter,
    pub(super) expires: Option<Instant>,
}

#[derive(Default, Debug)]
pub(super) struct Letters {
    pub(super) waiting: Vec<Waiting>,
    /// How many at the front came back.
    returned: usize,
}

type Victims = Vec<(u32, DropReason)>;

impl Waiting {
    fn is_over(&self, now: Instant) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }
}

impl Letters {
    pub(super) const fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn next_expiry(&self) -> Option<Instant> {
        self.waiting.iter().filter_map(|waits| waits.expires).min()
    }

    pub(super) fn everything(&mut self, reason: DropReason) -> Victims {
        self.remove_if(|_| true, reason)
    }

    pub(super) fn expired(&mut self, now: Instant) -> Victims {
        self.remove_if(|waits| waits.is_over(now), DropReason::Expired)
    }

    /// Takes a letter, or `None` when there is no room for it.
    pub(super) fn put(&mut self, new: Waiting, setup: &Setup) -> Option<Victims> {
        if setup.max_messages == 0 || new.letter.len() > setup.max_bytes {
            return None;
        }
        let older =
            |waits: &Waiting| waits.letter.key.is_some() && waits.letter.key == new.letter.key;
        let others = self.waiting.iter().filter(|waits| !older(waits));
        let (count, bytes) = others.fold((0, 0), |(n, b), w| (n + 1, b + w.letter.len()));
        let fits = count < setup.max_messages && bytes + new.letter.len() <= setup.max_bytes;
        if !fits && setup.overflow == Overflow::Refuse {
            return None;
        }
        let mut victims = self.remove_if(older, DropReason::Replaced);
        while !self.has_room(new.letter, setup) {
            let last = self.waiting.len() - 1;
            let place = if setup.overflow == Overflow::DropNewest {
                last
            } else {
                0
            };
            let number = self.waiting[place].letter.number;
            victims.extend(self.remove_if(|w| w.letter.number == number, DropReason::OutboxFull));
        }
        self.waiting.push(new);
        Some(victims)
    }

    /// A letter comes back: it goes before what was never handed over.
    pub(super) fn give_back(&mut self, back: Waiting, setup: &Setup) -> Victims {
        let same =
            |waits: &Waiting| waits.letter.key.is_some() && waits.letter.key == back.letter.key;
        let place = self.waiting.iter().position(same);
        if place.is_some_and(|place| place >= self.returned) {
            return vec![(back.letter.number, DropReason::Replaced)];
        }
        let others = self.waiting.iter().filter(|waits| !same(waits));
        let (count, bytes) = others.fold((0, 0), |(n, b), w| (n + 1, b + w.letter.len()));
        if count >= setup.max_messages || bytes + back.letter.len() > setup.max_bytes {
            return vec![(back.letter.number, DropReason::OutboxFull)];
        }
        let victims = self.remove_if(same, DropReason::Replaced);
        self.waiting.insert(self.returned, back);
        self.returned += 1;
        victims
    }

    /// Takes letters until they fill the room.
    pub(super) fn take(&mut self, room: usize) -> Vec<Waiting> {
        let mut taken = Vec::new();
        let mut filled = 0;
        while filled < room && !self.waiting.is_empty() {
            let first = self.waiting.remove(0);
            filled += first.letter.len();
            taken.push(first);
            self.returned = 0;
        }
        taken
    }

    fn has_room(&self, new: Letter, setup: &Setup) -> bool {
        let bytes: usize = self.waiting.iter().map(|waits| waits.letter.len()).sum();
        self.waiting.len() < setup.max_messages && bytes + new.len() <= setup.max_bytes
    }

    fn remove_if(&mut self, goes: impl Fn(&Waiting) -> bool, reason: DropReason) -> Victims {
        let returned = &self.waiting[..self.returned.min(self.waiting.len())];
        self.returned = returned.iter().filter(|waits| !goes(waits)).count();
        let (gone, stays): (Vec<_>, Vec<_>) = self.waiting.iter().partition(|waits| goes(waits));
        self.waiting = stays;
        gone.iter()
            .map(|waits| (waits.letter.number, reason))
            .collect()
    }
}
