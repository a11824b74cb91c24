//! Proofs of many cases from a fixed seed, and how many there were, for `cargo xtask test` to add up.

use std::fmt::Debug;
use std::io::Write;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Runs `holds` on as many values of `strategy`; the smallest one that fails is shown by `show`. Seed
/// and number of cases can be changed from outside, to search further than a test has time for.
pub(crate) fn prove<S: Strategy>(
    cases: u32,
    strategy: &S,
    show: impl Fn(&S::Value) -> String,
    holds: impl Fn(S::Value) -> Result<(), String>,
) -> u32
where
    S::Value: Clone + Debug,
{
    let cases = cases.saturating_mul(number("HEARTLINE_PROOF_TIMES", 1) as u32);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let seed = u128::from(number("HEARTLINE_PROOF_SEED", 1)) << 64 | 1;
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed.to_le_bytes());
    let outcome = TestRunner::new_with_rng(config, rng)
        .run(strategy, |value| holds(value).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => cases,
        Err(TestError::Fail(why, value)) => panic!("{why}\n{}", show(&value)),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// Says how much was proved. Not by `print!`, which libtest keeps to itself; on a line of its own,
/// wherever libtest is.
pub(crate) fn tell(count: u64, what: &str) {
    let line = format!("\nproof: {count} {what}\n");
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}
