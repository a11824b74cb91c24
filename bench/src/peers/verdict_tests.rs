use super::*;
use crate::seen::{Attempt, seen};

/// What a rule says, as it stands in the table.
fn marks<const N: usize>(verdicts: [Verdict; N]) -> String {
    verdicts.iter().map(Verdict::mark).collect()
}

#[test]
fn an_attempt_after_the_close_is_a_zombie() {
    let page = seen(&[0.0, 900.0], &[], &[]);
    assert_eq!(
        stays_closed(&page, 400.0),
        fails(Harm::Zombie, "a socket 0.5 s after the close")
    );
    assert_eq!(stays_closed(&page, 1_000.0), Verdict::Holds);
}

#[test]
fn an_answer_that_is_always_the_same_says_nothing() {
    assert!(tells_apart("undefined", "undefined").is_some());
    assert!(tells_apart("sent", "queued").is_none());
    assert!(tells_apart("undefined", "throws INVALID_STATE_ERR").is_none());
}

#[test]
fn a_silence_is_noticed_in_time_late_or_never() {
    let limit = Duration::from_secs(75);
    let table = [
        (Some(1_700.0), true, Verdict::Holds),
        (
            Some(63_800.0),
            true,
            fails(Harm::Late, "noticed only after 63.8 s"),
        ),
        (None, true, fails(Harm::Never, "not noticed within 75 s")),
        (
            None,
            false,
            fails(Harm::Never, "never notices: it has no heartbeat"),
        ),
    ];
    for (after, has_heartbeat, expected) in table {
        let verdict = notices(after, has_heartbeat, limit);
        assert_eq!(verdict, expected, "{after:?} {has_heartbeat}");
    }
}

#[test]
fn a_retry_is_asked_for_right_after_an_attempt_that_failed_and_long_before_the_next() {
    let table: [(&[f64], f64, bool, bool); 7] = [
        (&[0.0, 3_000.0, 6_000.0], 6_150.0, false, true),
        (&[0.0, 1_000.0], 1_200.0, false, true),
        // Still connecting; too near to the next; overdue; delays too short; nothing known of them.
        (&[0.0, 3_000.0], 3_150.0, true, false),
        (&[0.0, 1_000.0], 1_600.0, false, false),
        (&[0.0, 3_000.0], 7_000.0, false, false),
        (&[0.0, 500.0], 510.0, false, false),
        (&[0.0], 100.0, false, false),
    ];
    for (attempts, now, connecting, expected) in table {
        let page = Seen {
            now,
            connecting,
            ..seen(attempts, &[], &[])
        };
        assert_eq!(waits_long(&page), expected, "{attempts:?} {now}");
    }
}

#[test]
fn only_an_attempt_at_once_answers_a_retry() {
    let table: [(&[f64], bool); 4] = [
        (&[0.0, 3_000.0, 3_190.0], true),
        (&[0.0, 3_000.0, 3_500.0], false),
        (&[0.0, 3_000.0, 6_000.0], false),
        (&[0.0, 3_000.0], false),
    ];
    for (attempts, cuts) in table {
        let fault = cuts_the_wait(&seen(attempts, &[], &[]), 3_180.0);
        assert_eq!(fault.is_none(), cuts, "{attempts:?}: {fault:?}");
    }
}

#[test]
fn what_hangs_is_ended() {
    let found = [(true, 1), (true, 2), (false, 1), (false, 0)];
    let found = found.map(|(opened, alive)| ends_what_hangs(opened, alive));
    assert_eq!(marks(found), "✓✗✗✓");
}

#[test]
fn a_late_close_is_of_no_concern() {
    let page = |state: &str, attempts: &[f64]| Seen {
        state: state.to_owned(),
        ..seen(attempts, &[], &[2_050.0])
    };
    let found = [
        page("open", &[0.0, 900.0]),
        page("closed", &[0.0, 900.0]),
        page("open", &[0.0, 900.0, 2_100.0]),
    ];
    let found = found.map(|page| leaves_the_new_alone(&page, 2_000.0));
    assert_eq!(marks(found), "✓✗✗");
}

#[test]
fn a_greeting_goes_first() {
    let table: [(&[&str], bool); 4] = [
        (&["hello", "queued"], true),
        (&["queued", "hello"], false),
        (&["hello"], true),
        (&["queued"], true),
    ];
    for (heard, holds) in table {
        let heard: Vec<_> = heard.iter().map(|text| (*text).to_owned()).collect();
        let fault = greets_first(&heard, "hello", "queued");
        assert_eq!(fault.is_none(), holds, "{heard:?}");
    }
}

#[test]
fn many_sockets_in_a_moment_are_no_backoff() {
    assert_eq!(hammers(4, 2_000.0, "while refused"), None);
    let fault = Fault::new(Harm::Other, "40 sockets in 2.0 s while refused");
    assert_eq!(hammers(40, 2_000.0, "while refused"), Some(fault));
}

#[test]
fn a_delay_that_grew_is_short_again_after_a_connection_that_lasted() {
    let table = [
        (1_000.0, &[1_000.0, 2_000.0, 4_000.0][..], 1_100.0, "✓"),
        (1_000.0, &[1_000.0, 2_000.0, 4_000.0], 8_000.0, "✗"),
        (400.0, &[300.0, 1_800.0], 900.0, "✓"),
    ];
    for (first, failed, again, mark) in table {
        assert_eq!(does_not_grow(first, failed), None, "{first} {failed:?}");
        let verdict = resets(first, failed, again);
        assert_eq!(verdict.mark(), mark, "{first} {failed:?} {again}");
    }
    assert_eq!(does_not_grow(1_000.0, &[1_000.0, 1_010.0]), Some(1_010.0));
    assert_eq!(does_not_grow(100.0, &[800.0]), Some(800.0));
}

#[test]
fn what_lives_on_after_each_attempt_is_a_leak() {
    let alive = |attempts, sockets, functions| Alive {
        attempts,
        sockets,
        functions,
    };
    let begin = alive(2.0, 1.0, 900.0);
    let found = [
        begin.leaks(alive(8.0, 1.0, 902.0)),
        begin.leaks(alive(8.0, 1.0, 924.0)),
        begin.leaks(alive(8.0, 7.0, 900.0)),
        begin.leaks(alive(4.0, 3.0, 924.0)),
    ];
    assert_eq!(marks(found), "✓✗✗–");
}

#[test]
fn what_is_sent_without_a_connection_arrives_or_is_told() {
    let table = [
        ("undefined", true, "✓"),
        ("undefined", false, "✗"),
        ("true", false, "✗"),
        ("false", false, "✓"),
        ("throws INVALID_STATE_ERR", false, "✓"),
        ("queued", true, "✓"),
        ("queued", false, "✗"),
    ];
    for (answer, arrived, mark) in table {
        let verdict = arrives_or_is_told(answer, arrived);
        assert_eq!(verdict.mark(), mark, "{answer} {arrived}");
    }
}

#[test]
fn a_message_that_is_not_given_is_lost() {
    assert_eq!(gives_all(3_600, 3_600), Verdict::Holds);
    assert_eq!(
        gives_all(3_600, 3_528),
        fails(Harm::Loses, "72 of 3600 lost (2.0 %)")
    );
}

#[test]
fn attempts_do_not_multiply() {
    let page = |beside: &[usize]| Seen {
        attempts: beside
            .iter()
            .map(|beside| Attempt {
                at: 0.0,
                beside: *beside,
            })
            .collect(),
        ..Seen::default()
    };
    let found = [&[0, 0, 0][..], &[0, 0, 1], &[0]].map(|beside| one_at_a_time(&page(beside)));
    assert_eq!(marks(found), "✓✗–");
    let times: [&[f64]; 3] = [
        &[0.0, 60_000.0, 60_004.0],
        &[0.0, 1_000.0, 3_000.0],
        &[0.0, 20.0, 40.0],
    ];
    let found = times.map(|times| one_at_a_time(&seen(times, &[], &[])));
    assert_eq!(marks(found), "✗✓✓");
}
