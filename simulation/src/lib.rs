//! The connection machine among many: clients, servers and networks that fail, on virtual time. One
//! seed reproduces a run.
//!
//! What is simulated, what is checked and where the bounds come from: `docs/simulation.md`.

mod batch;
mod bounds;
mod client;
mod dice;
mod event;
pub mod herd;
mod incident;
mod link;
mod oracle;
mod page;
mod plan;
mod queue;
mod rule;
mod scene;
mod server;
mod tally;
mod trace;
mod user;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

pub use batch::{Batch, Report};
pub use rule::{Breach, Rule};
pub use tally::Tally;

/// One run: its seed decides everything.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// How long it lasts.
    pub duration: Duration,
    /// Whether every line of its trace is printed as it comes.
    pub aloud: bool,
}

/// A run in which a rule was broken.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The seed that reproduces it.
    pub seed: u64,
    /// Which rule, and how.
    pub breach: Breach,
    /// The latest lines of its trace.
    pub lines: Vec<String>,
}

/// How a run ended: what was simulated, and its trace as one number; or the breach with the latest
/// lines.
type Outcome = Result<(Tally, u64), (Breach, Vec<String>)>;

impl Run {
    /// A run of this seed and so many hours.
    #[must_use]
    pub const fn new(seed: u64, hours: u64) -> Self {
        Self {
            seed,
            duration: Duration::from_secs(hours * 3_600),
            aloud: false,
        }
    }

    /// Plays the run: what was simulated, and its trace as one number.
    ///
    /// # Errors
    /// The rule that was broken, a panic included.
    pub fn play(&self) -> Result<(Tally, u64), Box<Failure>> {
        let played = catch_unwind(AssertUnwindSafe(|| world::World::new(self).play()));
        let outcome = played.unwrap_or_else(|panic| Err((panicked(&*panic), Vec::new())));
        outcome.map_err(|(breach, lines)| {
            let seed = self.seed;
            Box::new(Failure {
                seed,
                breach,
                lines,
            })
        })
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Breach {
    let text = panic.downcast_ref::<String>().cloned();
    let word = panic.downcast_ref::<&str>().map(|word| (*word).to_owned());
    Breach {
        rule: Rule::Panic,
        seen: text.or(word).unwrap_or_default(),
    }
}
