//! D14: whether the delays of one client are also those of every other. Each load of a page is a client. Pure.

use super::verdict::{Harm, Verdict, absent, fails};
use crate::seen::seconds;

/// How many delays of each load are compared, from the first one on.
const FIRST: usize = 2;

/// How many loads that begin alike are no accident.
const NO_ACCIDENT: usize = 3;

/// What the loads of one page show: the time between attempts in each, in ms.
pub(super) fn is_spread(loads: &[Vec<f64>]) -> Verdict {
    let begun = loads.iter().filter(|load| load.len() >= FIRST);
    let begun: Vec<_> = begun.map(Vec::as_slice).collect();
    if begun.len() < 2 {
        let most = loads.iter().map(Vec::len).max().unwrap_or_default();
        return absent(format!("not looked at: {most} delays in time"));
    }
    let first = || begun.iter().map(|load| each(&load[..FIRST]));
    let first = || first().collect::<Vec<_>>().join("; ");
    let alike = |this: &&[f64]| begun.iter().filter(|load| begin_alike(load, this)).count();
    if begun.iter().any(|load| alike(load) >= NO_ACCIDENT) {
        let words = format!("the same whenever the page is loaded: {}", first());
        return fails(Harm::Other, words);
    }
    let caps: Vec<_> = begun.iter().filter_map(|load| cap(load)).collect();
    match caps.len() > 1 && are_alike(&caps) {
        true => fails(
            Harm::Other,
            format!(
                "at first {}, and where it grows no more the delay is always {}",
                first(),
                seconds(caps[0])
            ),
        ),
        false => Verdict::Holds,
    }
}

/// Whether a load need not be watched any longer. The first ones only have to begin; a later one begins as another one
/// does, or is watched until its delay grows no more.
pub(super) fn shows_enough(load: &[f64], others: &[Vec<f64>]) -> bool {
    let alike = others.iter().any(|other| begin_alike(other, load));
    let only_begins = others.len() < NO_ACCIDENT;
    load.len() >= FIRST && (only_begins || alike || cap(load).is_some())
}

/// Whether two loads begin with the same delays.
fn begin_alike(one: &[f64], other: &[f64]) -> bool {
    let pairs = one.iter().zip(other).take(FIRST);
    let alike = pairs.filter(|(one, other)| are_alike(&[**one, **other]));
    alike.count() == FIRST
}

/// The delay that grows no more: the last ones are the same.
fn cap(load: &[f64]) -> Option<f64> {
    let last = load.last_chunk::<3>()?;
    are_alike(last).then_some(last[2])
}

/// Whether these can be told from each other.
fn are_alike(delays: &[f64]) -> bool {
    let most = delays.iter().copied().fold(0.0, f64::max);
    let least = delays.iter().copied().fold(f64::INFINITY, f64::min);
    most - least <= most * ALIKE + LATE
}

/// How near a timer comes to what was asked of it, on a machine that is busy: in parts of it, and in ms.
const ALIKE: f64 = 0.04;
const LATE: f64 = 100.0;

fn each(delays: &[f64]) -> String {
    delays
        .iter()
        .copied()
        .map(seconds)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_that_can_be_foretold_from_another_client_have_no_jitter() {
        let table: [(&[&[f64]], &str); 9] = [
            // Fixed, growing, and at once before that: each load is like the others, but for one that was late.
            (
                &[
                    &[1_001.0, 1_003.0],
                    &[1_000.0, 1_030.0],
                    &[1_010.0, 1_000.0],
                ],
                "✗",
            ),
            (
                &[
                    &[3_000.0, 3_900.0, 5_070.0],
                    &[3_040.0, 3_905.0],
                    &[3_001.0, 3_990.0],
                ],
                "✗",
            ),
            (
                &[&[5.0, 3_002.0, 10_000.0], &[31.0, 3_000.0], &[8.0, 3_001.0]],
                "✗",
            ),
            (
                &[
                    &[4_100.0, 3_000.0],
                    &[3_000.0, 3_001.0],
                    &[3_004.0, 3_000.0],
                    &[3_000.0, 3_010.0],
                ],
                "✗",
            ),
            // One base for each load: the clients are spread.
            (
                &[&[2_600.0, 3_380.0, 4_394.0], &[4_100.0, 5_330.0, 6_929.0]],
                "✓",
            ),
            // The same, until the delay grows no more.
            (
                &[
                    &[2_600.0, 3_380.0],
                    &[
                        4_100.0, 5_330.0, 6_929.0, 9_007.0, 10_000.0, 10_004.0, 10_001.0,
                    ],
                    &[5_000.0, 6_500.0, 8_450.0, 10_000.0, 10_030.0, 10_002.0],
                ],
                "✗",
            ),
            // One load alone shows nothing of the others.
            (
                &[
                    &[4_100.0, 9_000.0, 10_000.0, 10_004.0, 10_001.0],
                    &[900.0, 1_200.0],
                ],
                "✓",
            ),
            (&[&[1_000.0, 1_000.0]], "–"),
            (&[&[1_000.0, 1_000.0], &[1_000.0]], "–"),
        ];
        for (loads, mark) in table {
            let loads: Vec<_> = loads.iter().map(|load| load.to_vec()).collect();
            assert_eq!(is_spread(&loads).mark(), mark, "{loads:?}");
        }
    }

    #[test]
    fn a_load_is_watched_until_it_can_be_compared() {
        let table: [(&[f64], usize, bool); 6] = [
            (&[1_000.0], 0, false),
            (&[1_000.0, 2_000.0], 2, true),
            (&[1_000.0], 3, false),
            (&[1_010.0, 2_010.0], 3, true),
            (&[1_010.0, 3_000.0], 3, false),
            (&[1_010.0, 3_000.0, 3_010.0, 3_001.0], 3, true),
        ];
        for (load, others, enough) in table {
            let others = vec![vec![1_000.0, 2_000.0]; others];
            assert_eq!(shows_enough(load, &others), enough, "{load:?} {others:?}");
        }
    }

    #[test]
    fn only_a_delay_that_stays_is_a_cap() {
        let table: [(&[f64], Option<f64>); 4] = [
            (&[8_000.0, 10_000.0, 10_010.0, 10_020.0], Some(10_020.0)),
            (&[10_000.0, 10_010.0], None),
            (&[9_000.0, 10_000.0, 10_010.0], None),
            (&[10_000.0, 10_010.0, 10_000.0, 4_000.0], None),
        ];
        for (load, expected) in table {
            assert_eq!(cap(load), expected, "{load:?}");
        }
    }
}
