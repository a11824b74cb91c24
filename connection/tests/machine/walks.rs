//! Random walks: whatever user, socket and clock do, and in whatever order, what holds always
//! holds. The demands are those of the harness; the seeds are fixed.

use heartline_connection::{Config, Heartbeat, Overflow, Pattern};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{Timeline, millis, secs, steady};

/// The constants of Knuth's MMIX generator; the upper bits are the good ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        let (factor, step) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(factor).wrapping_add(step);
        (self.0 >> 33) % sides
    }
}

const DEEDS: [&str; 28] = [
    "user: open",
    "user: open",
    "user: close",
    "user: close 4000 bye",
    "user: close after sending, within 3s",
    "user: retry",
    "user: send a",
    "user: send b",
    "user: send too large for the limit",
    "user: looks",
    "user: configure same",
    "user: configure elsewhere",
    "user: configure broken",
    "user: configure quick",
    "page: freezes",
    "page: thaws",
    "socket NOW: opened",
    "socket NOW: opened",
    "socket NOW: opened",
    "socket NOW: says ready",
    "socket NOW: says data",
    "socket NOW: says {\"heart\":1}",
    "socket NOW: says ping",
    "socket NOW: error",
    "socket NOW: closed 1006",
    "socket NOW: closed 1012 {\"retry_after_ms\":7}",
    "socket NOW: refuses what it took",
    "socket NOW: cannot be made",
];

fn walk(config: &Config, seed: u64) {
    let mut elsewhere = config.clone();
    elsewhere.url = "ws://y/".to_owned();
    let quick = config
        .clone()
        .heartbeat(Heartbeat::default().interval(millis(100)).adaptive(true));
    let mut timeline = Timeline::seeded(config.clone(), seed)
        .with("same", config.clone())
        .with("elsewhere", elsewhere)
        .with("broken", config.clone().connect_timeout(secs(0)))
        .with("quick", quick);
    let mut dice = Dice(seed);
    let mut at = secs(0);
    for _ in 0..80 {
        let pause = [0, 0, 1, 100, 1_000, 9_000, 40_000][dice.below(7) as usize];
        at += millis(pause);
        let now = timeline.status().attempt;
        let attempt = if dice.below(5) == 0 {
            now.saturating_sub(1)
        } else {
            now
        };
        let deed = DEEDS[dice.below(DEEDS.len() as u64) as usize];
        let deed = deed.replace("NOW", &attempt.to_string());
        timeline.play(&format!("{}s {deed}", at.as_secs_f64()));
    }
}

#[test]
fn walks_in_every_order_keep_what_holds_always() {
    let eager = steady()
        .greeting("hello")
        .outbox(3, 9, Overflow::DropOldest)
        .max_message(16)
        .reply(Pattern::Exact("ping".into()), "pong");
    let patient = eager
        .clone()
        .ready_when(Pattern::Exact("ready".into()))
        .reconnect(steady().reconnect.max_attempts(3).max_elapsed(secs(60)));
    for seed in 0..600 {
        walk(&eager, seed);
        walk(&patient, seed);
    }
}
