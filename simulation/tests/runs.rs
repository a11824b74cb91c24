//! Runs are repeatable, eventful, and keep the rules. The long ones are `cargo xtask simulate`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use heartline_simulation::{Batch, Run};

fn trace(seed: u64) -> u64 {
    let (_, trace) = Run::new(seed, 24).play().expect("the rules are kept");
    trace
}

#[test]
fn the_same_seed_takes_the_same_course_and_another_seed_another() {
    let courses: Vec<u64> = (0..12).map(trace).collect();
    let again: Vec<u64> = (0..12).map(trace).collect();
    assert_eq!(courses, again);
    for (place, course) in courses.iter().enumerate() {
        assert!(!courses[..place].contains(course), "{courses:x?}");
    }
}

#[test]
fn runs_on_several_threads_count_the_same() {
    let batch = |threads| Batch {
        seeds: 0..16,
        hours: 24,
        threads,
    };
    let alone = batch(1).play().expect("the rules are kept").tally;
    let together = batch(3).play().expect("the rules are kept").tally;
    assert_eq!(alone, together);
}

#[test]
fn every_kind_of_incident_loss_and_fate_occurs() {
    let batch = Batch {
        seeds: 0..60,
        hours: 48,
        threads: 2,
    };
    let tally = batch.play().expect("the rules are kept").tally;
    assert_eq!(tally.incidents.len(), 19, "{tally}");
    for cause in [
        "no_answer",
        "closed",
        "could_not_connect",
        "connect_timeout",
        "offline",
    ] {
        assert!(tally.losses.contains_key(cause), "no {cause} in\n{tally}");
    }
    assert!(tally.fates[..3].iter().all(|fate| *fate > 0), "{tally}");
    assert!(tally.healed > 1_000 && tally.late > 1_000, "{tally}");
}
