//! H6: deadlines that a throttled, frozen or sleeping page sees late.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{check, check_connected, steady};

#[test]
fn h6_a_deadline_seen_late_asks_once_more_before_it_kills() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s page: freezes
           100s page: thaws
           100s send 1 {"heart":1}
           102s abandon 1 4408 no answer in time
           102s is waiting"#,
    );
}

#[test]
fn h6_what_arrived_meanwhile_is_handled_first() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s page: freezes
           100s socket 1: says {"heart":1}
           100s page: thaws
           125s send 1 {"heart":1}"#,
    );
}

#[test]
fn h6_the_answer_to_the_probe_keeps_the_link() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s page: freezes
           100s page: thaws
           100s send 1 {"heart":1}
           101s socket 1: says {"heart":1}
           126s send 1 {"heart":1}"#,
    );
}

#[test]
fn h6_a_deadline_seen_within_a_tenth_of_a_second_was_seen_in_time() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           30s page: freezes
           35.1s page: thaws
           35.1s abandon 1 4408 no answer in time
           35.1s is waiting"#,
    );
}

#[test]
fn h6_a_deadline_seen_more_than_a_tenth_of_a_second_late_asks_once_more() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           30s page: freezes
           35.101s page: thaws
           35.101s send 1 {"heart":1}
           37.101s abandon 1 4408 no answer in time
           37.101s is waiting"#,
    );
}

#[test]
fn h6_a_page_that_is_resumed_at_its_deadline_leaves_time_for_what_waits_in_the_browser() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s page: freezes
           35.05s page: is resumed
           35.05s send 1 {"heart":1}
           35.05s page: thaws
           36s socket 1: says {"heart":1}
           61s send 1 {"heart":1}"#,
    );
}

#[test]
fn h6_a_page_that_is_resumed_again_and_again_still_ends_a_dead_link() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           34s page: is resumed
           34s send 1 {"heart":1}
           35.5s page: is resumed
           35.5s send 1 {"heart":1}
           37s page: is resumed
           37s send 1 {"heart":1}
           38.5s page: is resumed
           39s abandon 1 4408 no answer in time
           39s is waiting"#,
    );
}

#[test]
fn h6_a_page_whose_every_alarm_is_late_still_ends_a_dead_link() {
    check_connected(
        steady(),
        r#"25s send 1 {"heart":1}
           26s page: freezes
           90s page: thaws
           90s send 1 {"heart":1}
           90s page: freezes
           150s page: thaws
           150s send 1 {"heart":1}
           150s page: freezes
           210s page: thaws
           210s send 1 {"heart":1}
           210s page: freezes
           270s page: thaws
           270s abandon 1 4408 no answer in time
           270s is waiting"#,
    );
}

#[test]
fn h6_a_connect_timeout_seen_late_leaves_time_for_the_open_event() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s page: freezes
         100s page: thaws
         101s socket 1: opened
         101s is open",
    );
}

#[test]
fn h6_an_attempt_of_a_page_that_is_resumed_at_its_deadline_has_time_for_what_waits() {
    check(
        steady(),
        "0s user: open
         0s open 1 ws://x/
         0s is connecting
         1s page: freezes
         15.05s page: is resumed
         15.05s page: thaws
         15.06s socket 1: opened
         15.06s is open",
    );
}
