//! Many runs at once, on all cores.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Breach, Failure, Rule, Run, Tally};

/// Which runs.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The seeds.
    pub seeds: Range<u64>,
    /// How long each run lasts.
    pub hours: u64,
    /// How many threads play them.
    pub threads: usize,
}

/// What came of them.
#[derive(Debug)]
pub struct Report {
    /// Everything that was simulated, added up.
    pub tally: Tally,
    /// How long it took.
    pub took: Duration,
}

impl Batch {
    /// Plays all runs, or those before the first failure.
    ///
    /// # Errors
    /// The failure with the smallest seed of those that were found.
    pub fn play(&self) -> Result<Report, Box<Failure>> {
        let start = Instant::now();
        let next = AtomicU64::new(self.seeds.start);
        let failed = AtomicBool::new(false);
        let results = Mutex::new((Tally::default(), None));
        thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| self.work(&next, &failed, &results));
            }
        });
        let (tally, failure) = results
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.demand_spread(&tally)?;
        let took = start.elapsed();
        Ok(Report { tally, took })
    }

    fn work(
        &self,
        next: &AtomicU64,
        failed: &AtomicBool,
        results: &Mutex<(Tally, Option<Box<Failure>>)>,
    ) {
        let mut tally = Tally::default();
        let mut found = None;
        while !failed.load(Ordering::Relaxed) && found.is_none() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.seeds.end {
                break;
            }
            match Run::new(seed, self.hours).play() {
                Ok((one, _)) => tally.add(&one),
                Err(failure) => found = Some(failure),
            }
        }
        failed.fetch_or(found.is_some(), Ordering::Relaxed);
        let mut results = results
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        results.0.add(&tally);
        let known = results.1.take();
        results.1 = known
            .into_iter()
            .chain(found)
            .min_by_key(|failure| failure.seed);
    }

    /// What no single run can tell.
    fn demand_spread(&self, tally: &Tally) -> Result<(), Box<Failure>> {
        if tally.is_spread() {
            return Ok(());
        }
        Err(Box::new(Failure {
            seed: self.seeds.start,
            breach: Breach {
                rule: Rule::Spread,
                seen: format!("{:?} by quarters of their range", tally.first_retries),
            },
            lines: Vec::new(),
        }))
    }
}
