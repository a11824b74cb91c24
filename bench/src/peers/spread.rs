//! D14: whether the delays of one client are also those of every other. Each load of a page is a client. Pure.

use super::verdict::{Harm, Verdict, absent, fails};
use crate::seen::seconds;

/// How many delays of each load are compared, from the first one on.
pub(super) const FIRST: usize = 2;

/// What the loads of one page show: the time between attempts in each, in ms.
pub(super) fn is_spread(loads: &[Vec<f64>]) -> Verdict {
    let fewest = loads.iter().map(Vec::len).min().unwrap_or_default();
    if loads.len() < 2 || fewest < FIRST {
        return absent(format!("not looked at: {fewest} delays in time"));
    }
    let shown = || {
        loads
            .iter()
            .map(|load| each(&load[..FIRST]))
            .collect::<Vec<_>>()
    };
    if begin_alike(loads) {
        let words = format!(
            "the same whenever the page is loaded: {}",
            shown().join("; ")
        );
        return fails(Harm::Other, words);
    }
    let caps: Vec<_> = loads.iter().filter_map(|load| cap(load)).collect();
    match caps.len() > 1 && are_alike(&caps) {
        true => fails(
            Harm::Other,
            format!(
                "at first {}, and where it grows no more the delay is always {}",
                shown().join("; "),
                seconds(caps[0])
            ),
        ),
        false => Verdict::Holds,
    }
}

/// Whether all loads begin with the same delays.
pub(super) fn begin_alike(loads: &[Vec<f64>]) -> bool {
    (0..FIRST).all(|nth| {
        let delays: Option<Vec<_>> = loads.iter().map(|load| load.get(nth).copied()).collect();
        delays.is_some_and(|delays| are_alike(&delays))
    })
}

/// The delay that grows no more: the last ones are the same.
pub(super) fn cap(load: &[f64]) -> Option<f64> {
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
        let table: [(&[&[f64]], &str); 8] = [
            // Fixed, growing, and at once before that: each load is like the other.
            (
                &[
                    &[1_001.0, 1_003.0],
                    &[1_000.0, 1_030.0],
                    &[1_010.0, 1_000.0],
                ],
                "✗",
            ),
            (&[&[3_000.0, 3_900.0, 5_070.0], &[3_040.0, 3_905.0]], "✗"),
            (&[&[5.0, 3_002.0, 10_000.0], &[31.0, 3_000.0]], "✗"),
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
