//! Queries of any content: the page gets a configuration that it can use, and what was not used is
//! named.

use std::io::Write;

use heartline_connection::Config;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::test_runner::{Config as Runner, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::super::settings::{MAX_MILLIS, Settings};
use super::{Language, SHORT, duration, knobs, place};

fn read(query: &[(String, String)]) -> (Config, Vec<String>) {
    let given = super::read(query, &Settings::default());
    let words = given
        .notices
        .iter()
        .map(|notice| notice.words(Language::English));
    (given.built.config, words.collect())
}

pub(in crate::page) fn names() -> Vec<&'static str> {
    let short = SHORT.iter().map(|(name, _)| *name);
    short.chain(knobs().map(|knob| knob.name)).collect()
}

/// Which setting a parameter names.
fn setting(name: &str, value: &str) -> Option<usize> {
    place(super::long(name, value))
}

const CASES: u32 = 3_000;

/// Proves that `holds`, which panics where it does not, for [`CASES`] values from a fixed seed.
pub(in crate::page) fn prove<S: Strategy>(strategy: &S, what: &str, holds: impl Fn(S::Value)) {
    let config = Runner {
        cases: CASES,
        failure_persistence: None,
        ..Runner::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &[1; 16]);
    let checked = |value| -> Result<(), TestCaseError> {
        holds(value);
        Ok(())
    };
    let outcome = TestRunner::new_with_rng(config, rng).run(strategy, checked);
    assert!(outcome.is_ok(), "{outcome:?}");
    // Not by `print!`, which libtest keeps to itself.
    let line = format!("\nproof: {CASES} inputs to {what}\n");
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

pub(in crate::page) fn value() -> impl Strategy<Value = String> {
    let known = [
        "original",
        "off",
        "",
        "0",
        "3",
        "ws://x/",
        "/ws",
        "chat,chat",
        "a, b",
    ];
    prop_oneof![
        2 => any::<String>(),
        4 => "[0-9]{1,21}(ms|s|m|h|)",
        2 => select(known.to_vec()).prop_map(str::to_owned),
        1 => "(wss?|https?)://[a-z#/?]{0,9}",
    ]
}

fn query() -> impl Strategy<Value = Vec<(String, String)>> {
    let known = select(names()).prop_map(str::to_owned);
    let name = prop_oneof![9 => known, 1 => any::<String>()];
    vec((name, value()), 0..6)
}

#[test]
fn every_query_leads_to_a_configuration_that_can_be_used() {
    prove(&query(), "page parameters", |query| {
        let (config, words) = read(&query);
        assert_eq!(config.check(), Ok(()), "{query:?}");
        // One notice for each that is not used, but for a pair of delays, which has one for both.
        assert!(words.len() <= query.len(), "{query:?}: {words:?}");
        for (name, value) in &query {
            let used = setting(name, value).is_some();
            let named = words
                .iter()
                .any(|words| words.contains(&super::shown(name, value)));
            assert!(used || named, "{name}={value} in {words:?}");
        }
    });
}

#[test]
fn what_is_set_twice_or_unknown_changes_nothing() {
    prove(
        &(query(), query()),
        "pairs of page parameters",
        |(first, second)| {
            let repeated = second.into_iter().filter(|(name, value)| {
                let is_same = |(known, other): &(String, String)| {
                    known == name || setting(known, other) == setting(name, value)
                };
                first.iter().any(is_same) || setting(name, value).is_none()
            });
            let both: Vec<_> = first.iter().cloned().chain(repeated).collect();
            let (config, _): (Config, _) = read(&both);
            assert_eq!(config, read(&first).0, "{both:?}");
        },
    );
}

#[test]
fn a_duration_is_what_is_written_or_nothing() {
    let text = prop_oneof![value(), "[0-9]{1,8}(ms|s|m)"];
    prove(&text, "durations", |text| {
        let unit_at = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let factor = [
            ("ms", 1_u128),
            ("s", 1_000),
            ("m", 60_000),
            ("h", 3_600_000),
        ];
        let factor = factor.into_iter().find(|(known, _)| *known == unit);
        let millis = factor.and_then(|(_, factor)| Some(number.parse::<u128>().ok()? * factor));
        let expected = millis.filter(|millis| (1..=u128::from(MAX_MILLIS)).contains(millis));
        assert_eq!(
            duration(&text).ok().map(|read| read.as_millis()),
            expected,
            "{text}"
        );
    });
}
