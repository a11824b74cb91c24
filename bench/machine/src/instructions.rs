//! The instructions and allocations of a step, as valgrind counts them: no clock is read, so they
//! are the same in every run of the same program.
//!
//! A program that does a work so many times and one that does it twice as often differ in the steps
//! only: the difference of their counts is what the steps cost, without the beginning and the end.

use std::collections::BTreeMap;
use std::process::Command;

use heartline_bench_machine::{Kind, Work, works};

use crate::Failure;
use crate::costs::Count;
use crate::program::run;

/// Messages that a program is about before it counts, and messages that count: enough to fill
/// whatever keeps the latest of something, and fewer where preparing took care of that.
const MESSAGES: usize = 1_000;
const MESSAGES_OF_GROWTH: usize = 100;

/// What valgrind says of a step, for every piece of work.
pub(crate) fn count_all() -> Result<BTreeMap<String, Count>, Failure> {
    let mut counts = BTreeMap::new();
    for work in works() {
        let count = count(&work)?;
        eprintln!("{}: {} instructions", work.id, count.instructions);
        counts.insert(work.id, count);
    }
    Ok(counts)
}

fn count(work: &Work) -> Result<Count, Failure> {
    let grows = work.kind == Kind::Growth;
    let messages = if grows { MESSAGES_OF_GROWTH } else { MESSAGES };
    let steps = messages.div_ceil(work.messages);
    let differ = |count: fn(&Work, usize) -> Result<f64, Failure>| {
        let counted = count(work, 2 * steps)? - count(work, steps)?;
        Ok::<_, Failure>(counted / steps as f64)
    };
    let instructions = differ(instructions)?;
    // Whether it grows is asked of the instructions alone.
    let rest = (!grows).then(|| Ok::<_, Failure>((differ(self::instructions)?, differ(heap)?)));
    let (again, allocations) = rest.transpose()?.unzip();
    Ok(Count {
        instructions,
        again,
        allocations,
    })
}

fn instructions(work: &Work, steps: usize) -> Result<f64, Failure> {
    let words = valgrind(
        work,
        steps,
        &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
    )?;
    number(&words, "Collected :", 0)
}

fn heap(work: &Work, steps: usize) -> Result<f64, Failure> {
    let words = valgrind(work, steps, &["--tool=dhat", "--dhat-out-file=/dev/null"])?;
    number(&words, "Total:", 3)
}

/// What valgrind says about this program at work. Without an environment, whose size would move the
/// stack.
fn valgrind(work: &Work, steps: usize, tool: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new("valgrind");
    command.args(tool).arg(std::env::current_exe()?);
    command.args(["count", &work.id, &steps.to_string()]);
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path);
    let output = run(&mut command, "install it, with apt-get install valgrind")?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The word in this place behind `label`, as a number.
fn number(words: &str, label: &str, place: usize) -> Result<f64, Failure> {
    let line = words.lines().find_map(|line| line.split_once(label));
    let word = line.and_then(|(_, rest)| rest.split_whitespace().nth(place));
    let number = word.and_then(|word| word.replace(',', "").parse().ok());
    Ok(number.ok_or_else(|| format!("valgrind says no number behind {label:?}:\n{words}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_found_in_what_valgrind_says() {
        let callgrind = "==1== Events    : Ir\n==1== Collected : 1234567\n==1==\n";
        assert_eq!(number(callgrind, "Collected :", 0).unwrap(), 1_234_567.0);
        let dhat = "==1== Total:     81,152 bytes in 1,071 blocks\n==1== At t-gmax: 1 bytes\n";
        assert_eq!(number(dhat, "Total:", 3).unwrap(), 1_071.0);
        assert!(number(dhat, "Collected :", 0).is_err());
    }
}
