//! Random walks over everything that can be told, from fixed seeds. One that fails is made as short as
//! it can be and shown as a transcript.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use heartline_connection::Instant;

use crate::act::Act;
use crate::random::{Kind, Walk, walks};
use crate::tally::{prove, tell};
use crate::world::{Verdict, World};

impl Walk {
    fn world(&self, kind: Kind) -> World {
        let world = World::new(self.setup, self.seed, self.start);
        match kind {
            Kind::Any => world,
            Kind::Modelled => world.beside_model(),
        }
    }

    fn go(&self, mut world: World) -> (World, Verdict) {
        let acts = AssertUnwindSafe(|| self.acts.iter().try_for_each(|act| world.play(act)));
        let verdict = catch_unwind(acts).unwrap_or_else(|_| Err("a panic".to_owned()));
        (world, verdict)
    }

    fn show(&self, kind: Kind) -> String {
        let (world, verdict) = self.go(self.world(kind).recorded());
        let (setup, transcript) = (self.setup, world.transcript().join("\n"));
        format!(
            "setup: {setup}\nseed {}\n{transcript}\n{verdict:?}",
            self.seed
        )
    }
}

/// Walks, and tells how many steps they took.
fn walk(kind: Kind, cases: u32, length: usize, what: &str) {
    let steps = Cell::new(0);
    let strategy = walks(kind, length);
    let holds = |walk: Walk| {
        let (world, verdict) = walk.go(walk.world(kind));
        steps.set(steps.get() + world.steps);
        verdict
    };
    let walked = prove(cases, &strategy, |walk| walk.show(kind), holds);
    tell(walked.into(), what);
    tell(steps.get(), "steps of random walks");
}

#[test]
fn whatever_happens_what_holds_always_holds() {
    walk(Kind::Any, 4_000, 80, "random walks");
}

#[test]
fn the_model_and_the_machine_agree_on_random_walks() {
    walk(Kind::Modelled, 6_000, 80, "random walks beside the model");
}

/// The machine reads no clock and draws no random number: told the same it does the same, and it does
/// not matter where the clock began.
#[test]
fn told_the_same_the_machine_does_the_same_at_any_time() {
    let holds = |walk: Walk| {
        let played = |start: u64| {
            let start = Instant::from_origin(Duration::from_secs(start));
            let walk = Walk {
                start,
                ..walk.clone()
            };
            let (world, verdict) = walk.go(walk.world(Kind::Any).recorded());
            verdict.map(|()| world.deeds())
        };
        let (first, again) = (played(1 << 30)?, played(1 << 30)?);
        let later = match walk.acts.iter().any(ends_time) {
            true => first.clone(),
            false => played(1 << 31)?,
        };
        match first == again && first == later {
            true => Ok(()),
            false => Err("the same led to something else".to_owned()),
        }
    };
    let strategy = walks(Kind::Any, 60);
    let walked = prove(500, &strategy, |walk| walk.show(Kind::Any), holds);
    tell(walked.into(), "random walks told three times");
}

/// At the ends of time it matters how far away they are.
const fn ends_time(act: &Act) -> bool {
    match act {
        Act::Pass(time) | Act::Back(time) | Act::Ring(time) => time.as_secs() > 1 << 28,
        _ => false,
    }
}
