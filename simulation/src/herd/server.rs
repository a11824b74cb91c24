//! The server that the herd loses: away for a while, then back with or without a limit.

use std::time::Duration;

use heartline_connection::Instant;

/// What the counts are kept by, and what a limit is divided among.
pub(super) const BIN: Duration = Duration::from_millis(100);

/// What becomes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    /// At once: nobody listens.
    Refused,
    /// After a while: too many at once.
    TurnedAway,
}

pub(super) struct Server {
    back: Instant,
    /// Handshakes in each [`BIN`]; `None` for any number.
    limit: Option<u32>,
    bin: u128,
    taken: u32,
}

impl Server {
    /// One that is away until `back`, and then accepts `a_second` handshakes in each second.
    pub(super) fn new(back: Instant, a_second: Option<u32>) -> Self {
        let bins = (Duration::from_secs(1).as_millis() / BIN.as_millis()) as u32;
        Self {
            back,
            limit: a_second.map(|handshakes| handshakes / bins),
            bin: 0,
            taken: 0,
        }
    }

    pub(super) fn is_away(&self, at: Instant) -> bool {
        at < self.back
    }

    pub(super) const fn may_turn_away(&self) -> bool {
        self.limit.is_some()
    }

    /// Attempts must come in the order of their times.
    pub(super) fn answer(&mut self, at: Instant) -> Answer {
        if self.is_away(at) {
            return Answer::Refused;
        }
        let bin = at.since(self.back).as_micros() / BIN.as_micros();
        if bin != self.bin {
            self.bin = bin;
            self.taken = 0;
        }
        if self.limit.is_some_and(|limit| self.taken >= limit) {
            return Answer::TurnedAway;
        }
        self.taken += 1;
        Answer::Accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_origin(Duration::from_millis(millis))
    }

    #[test]
    fn a_server_that_is_away_refuses_and_one_that_is_back_accepts() {
        let mut server = Server::new(at(1_000), None);
        assert_eq!(server.answer(at(999)), Answer::Refused);
        assert_eq!(server.answer(at(1_000)), Answer::Accepted);
        assert_eq!(server.answer(at(1_000)), Answer::Accepted);
    }

    #[test]
    fn a_limit_holds_in_each_tenth_of_a_second() {
        let mut server = Server::new(at(0), Some(20));
        let answers = [0, 1, 99, 100, 199, 199].map(|millis| server.answer(at(millis)));
        let full = Answer::TurnedAway;
        let free = Answer::Accepted;
        assert_eq!(answers, [free, free, full, free, free, full]);
    }
}
