//! Every sequence of a small alphabet up to a length, the model beside it. A deed that changes nothing
//! at all, in the machine or around it, ends its branch: what follows it is part of another one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use heartline_connection::{Finding, Instant, Overflow, Signal};

use crate::act::{Act, Event, Which};
use crate::deed::{Answer, Deed, Fault, PING, READY};
use crate::setup::{Heart, Setup, millis, secs};
use crate::tally::tell;
use crate::world::{Verdict, World};

/// All sequences of one alphabet.
struct Search<'a> {
    setup: Setup,
    alphabet: &'a [Act],
    length: usize,
    /// Places in the alphabet.
    sequence: Vec<usize>,
    /// All that is known after the first deeds of the sequence, by their number.
    depths: Vec<Option<String>>,
    sequences: u64,
    steps: u64,
}

impl Search<'_> {
    fn run(setup: Setup, alphabet: &[Act], length: usize) -> Search<'_> {
        let mut search = Search {
            setup,
            alphabet,
            length,
            sequence: vec![0; length],
            depths: vec![None; length],
            sequences: 0,
            steps: 0,
        };
        loop {
            let (played, verdict) = search.play();
            search.sequences += 1;
            if let Err(why) = verdict {
                panic!("{}", search.show(&why));
            }
            if !search.advance(played) {
                return search;
            }
        }
    }

    fn world(&self) -> World {
        World::new(self.setup, 1, Instant::ORIGIN).beside_model()
    }

    /// How many deeds were played, and whether all is well. Of those that changed nothing the first
    /// is the last that is played.
    fn play(&mut self) -> (usize, Verdict) {
        let mut world = self.world();
        for place in 0..self.length {
            let verdict = self.play_one(&mut world, place);
            if verdict.is_err() || self.changed_nothing(&world, place) {
                self.steps += world.steps;
                return (place + 1, verdict);
            }
        }
        self.steps += world.steps;
        (self.length, Ok(()))
    }

    fn play_one(&self, world: &mut World, place: usize) -> Verdict {
        let act = &self.alphabet[self.sequence[place]];
        let verdict = catch_unwind(AssertUnwindSafe(|| world.play(act)));
        verdict.unwrap_or_else(|_| Err("a panic".to_owned()))
    }

    /// Whether the deed at this place left everything as it was. What does not show is compared only
    /// where nothing else is different, because it takes its time.
    fn changed_nothing(&mut self, world: &World, place: usize) -> bool {
        if world.moved || place + 1 == self.length {
            return false;
        }
        if self.depths[place].is_none() {
            let mut before = self.world();
            let played = (0..place).try_for_each(|place| self.play_one(&mut before, place));
            self.depths[place] = played.is_ok().then(|| before.depth());
        }
        self.depths[place].as_ref() == Some(&world.depth())
    }

    /// Goes to the next sequence that differs in the first `played` deeds; `false` when there is none.
    fn advance(&mut self, played: usize) -> bool {
        self.sequence[played..].fill(0);
        for place in (0..played).rev() {
            self.depths[place + 1..].fill(None);
            self.sequence[place] += 1;
            if self.sequence[place] < self.alphabet.len() {
                return true;
            }
            self.sequence[place] = 0;
        }
        false
    }

    fn show(&self, why: &str) -> String {
        let mut world = self.world().recorded();
        let _ = (0..self.length).try_for_each(|place| self.play_one(&mut world, place));
        let transcript = world.transcript().join("\n");
        format!("setup: {}\n{transcript}\n{why}", self.setup)
    }
}

fn prove(setup: Setup, alphabet: &[Act], length: usize) {
    let search = Search::run(setup, alphabet, length);
    let (letters, sequences) = (alphabet.len(), search.sequences);
    tell(
        sequences,
        &format!("sequences, all that differ of {letters} deeds, {length} long"),
    );
    tell(search.steps, "steps of such sequences");
}

const fn socket(event: Event) -> Act {
    Act::Socket(Which::Current, event)
}

const SEND: Act = Act::Send {
    size: 1,
    time_to_live: None,
    key: None,
};

/// Every alarm on time, and one that rings much too late.
const ON_TIME: Act = Act::Ring(Duration::ZERO);
const LATE: Act = Act::Ring(Duration::from_secs(30));

/// What happens to every connection.
const PLAIN: [Act; 16] = [
    Act::Do(Deed::Open),
    Act::Do(Deed::Close),
    Act::Do(Deed::CloseAfterSending(secs(2))),
    Act::Do(Deed::Retry),
    Act::Do(Deed::Wake),
    SEND,
    ON_TIME,
    LATE,
    socket(Event::Opened),
    socket(Event::Says("data")),
    socket(Event::Says(PING)),
    socket(Event::Error),
    socket(Event::Closed(1006, "")),
    socket(Event::CannotBeMade(Fault::Other)),
    Act::Socket(Which::Older(1), Event::Closed(1000, "")),
    Act::BeginsToClose,
];

#[test]
fn every_short_sequence_of_what_happens_to_every_connection() {
    prove(Setup::steady(), &PLAIN, 5);
}

/// What the page goes through.
const PAGE: [Act; 15] = [
    Act::Do(Deed::Open),
    Act::Do(Deed::Close),
    Act::Do(Deed::Retry),
    ON_TIME,
    LATE,
    socket(Event::Opened),
    socket(Event::Closed(1013, "")),
    Act::Sleep(secs(60)),
    Act::Page(Signal::Hidden),
    Act::Page(Signal::Shown),
    Act::Page(Signal::Left),
    Act::Page(Signal::Restored),
    Act::Page(Signal::Resumed),
    Act::Page(Signal::Offline),
    Act::Page(Signal::Online),
];

#[test]
fn every_short_sequence_of_what_a_page_goes_through() {
    prove(Setup::steady(), &PAGE, 5);
}

/// What an application's functions answer, and a server that has to say that it is ready.
const ASKED: [Act; 14] = [
    Act::Do(Deed::Open),
    Act::Do(Deed::Close),
    Act::Do(Deed::Subscribe),
    SEND,
    ON_TIME,
    LATE,
    Act::Prepared(Which::Current, Answer::Good),
    Act::Prepared(Which::Current, Answer::Failed),
    Act::Prepared(Which::Older(1), Answer::Good),
    Act::Diagnosed(Which::Current, Finding::Status(401)),
    Act::Diagnosed(Which::Current, Finding::Status(503)),
    socket(Event::Opened),
    socket(Event::Says(READY)),
    socket(Event::Closed(1006, "")),
];

#[test]
fn every_short_sequence_of_a_connection_that_asks_its_application() {
    let setup = Setup {
        prepare: true,
        diagnose: true,
        greeting: true,
        ready: true,
        max_attempts: Some(1),
        ..Setup::steady()
    };
    prove(setup, &ASKED, 6);
}

/// A small outbox, a browser that holds little, and a network that takes its time.
#[test]
fn every_short_sequence_of_what_waits_to_be_sent() {
    let send = |size, time_to_live, key| Act::Send {
        size,
        time_to_live,
        key,
    };
    let setup = Setup {
        max_messages: 2,
        overflow: Overflow::DropOldest,
        max_buffered: 4,
        suspend_after: Some(millis(500)),
        drop_when_suspended: true,
        heart: Some(Heart {
            interval: secs(1),
            timeout: secs(1),
            measure: None,
            adaptive: false,
        }),
        ..Setup::steady()
    };
    let elsewhere = Setup {
        service: 1,
        ..setup
    };
    let alphabet = [
        Act::Do(Deed::Open),
        Act::Do(Deed::CloseAfterSending(secs(1))),
        Act::Do(Deed::Expect),
        Act::Do(Deed::Configure(elsewhere)),
        send(1, None, None),
        send(4, Some(millis(100)), None),
        send(2, None, Some('a')),
        Act::Holds(0),
        Act::Holds(9),
        ON_TIME,
        socket(Event::Opened),
        socket(Event::Refuses),
        socket(Event::Closed(1006, "")),
    ];
    prove(setup, &alphabet, 5);
}
