//! Random walks: whatever user, socket and clock do, and in whatever order, what holds always
//! holds. The demands are those of the harness; the seeds are fixed.

use heartline_connection::{Config, Failover, Finding, Heartbeat, Outbox, Overflow, Pattern};
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

/// `NOW` stands for the current attempt or the one before, `NEW` for a number that was not there
/// before, `OLD` for one that may have been.
const DEEDS: [&str; 54] = [
    "user: open",
    "user: open",
    "user: close",
    "user: close 4000 bye",
    "user: close after sending, within 3s",
    "user: retry",
    "user: send NEW",
    "user: send NEW",
    "user: send NEW | key a",
    "user: send NEW | ttl 2s",
    "user: send NEW | ttl 0s | key a",
    "user: send NEW | ttl 30s | key b",
    "user: send too large for the limit",
    "user: subscribe sub NEW",
    "user: unsubscribe OLD bye",
    "user: looks",
    "user: configure same",
    "user: configure elsewhere",
    "user: configure broken",
    "user: configure quick",
    "user: configure alone",
    "page: freezes",
    "page: thaws",
    "page: is hidden",
    "page: is shown",
    "page: is left",
    "page: is restored",
    "page: is resumed",
    "page: goes offline",
    "page: goes online",
    "page: sleeps 60s",
    "app: sends NOW ws://p/",
    "app: sends NOW ws://p/ | greeting hi",
    "app: sends NOW no address",
    "app: fails NOW no token",
    "app: finds NOW 401",
    "app: finds NOW 404",
    "app: finds NOW 503",
    "app: finds NOW nothing",
    "socket NOW: opened",
    "socket NOW: opened",
    "socket NOW: opened",
    "socket NOW: opened",
    "socket NOW: holds 0",
    "socket NOW: holds 9",
    "socket NOW: says ready",
    "socket NOW: says data",
    "socket NOW: says {\"heart\":1}",
    "socket NOW: says ping",
    "socket NOW: error",
    "socket NOW: closed 1006",
    "socket NOW: closed 1012 {\"retry_after_ms\":7}",
    "socket NOW: refuses NEW",
    "socket NOW: cannot be made",
];

fn walk(config: &Config, seed: u64) {
    let mut elsewhere = config.clone();
    elsewhere.url = "ws://y/".to_owned();
    let quick = config
        .clone()
        .heartbeat(Heartbeat::default().interval(millis(100)).adaptive(true));
    let mut alone = config.clone().max_buffered(1).suspend_after(secs(1));
    alone.prepare = None;
    alone.diagnose = None;
    let mut timeline = Timeline::seeded(config.clone(), seed)
        .with("same", config.clone())
        .with("elsewhere", elsewhere)
        .with("broken", config.clone().connect_timeout(secs(0)))
        .with("alone", alone)
        .with("quick", quick);
    let mut dice = Dice(seed);
    let mut at = secs(0);
    for new in 0..120 {
        let pause = [0, 0, 1, 100, 1_000, 9_000, 40_000][dice.below(7) as usize];
        at += millis(pause);
        let now = timeline.status().attempt;
        let attempt = if dice.below(5) == 0 {
            now.saturating_sub(1)
        } else {
            now
        };
        let deed = DEEDS[dice.below(DEEDS.len() as u64) as usize]
            .replace("NOW", &attempt.to_string())
            .replace("NEW", &new.to_string())
            .replace("OLD", &dice.below(4).to_string());
        timeline.play(&format!("{}s {deed}", at.as_secs_f64()));
    }
    demand_ordered_subscriptions(&timeline);
}

/// On each socket every subscription is sent once at most, and in the order of the calls.
fn demand_ordered_subscriptions(timeline: &Timeline) {
    let mut latest = (String::new(), 0);
    for line in timeline.log() {
        let sent = line.split_once(" send ").map(|(_, sent)| sent);
        let Some((socket, number)) = sent.and_then(|sent| sent.split_once(" sub ")) else {
            continue;
        };
        let number: u64 = number.parse().unwrap();
        assert!(socket != latest.0 || number > latest.1, "{line}");
        latest = (socket.to_owned(), number);
    }
}

#[test]
fn walks_in_every_order_keep_what_holds_always() {
    let outbox = Outbox::default().max_messages(3).max_bytes(9);
    let eager = steady()
        .greeting("hello")
        .outbox(outbox.overflow(Overflow::DropOldest))
        .max_message(16)
        .reply(Pattern::Exact("ping".into()), "pong");
    let patient = eager
        .clone()
        .ready_when(Pattern::Exact("ready".into()))
        .reconnect(steady().reconnect.max_attempts(3).max_elapsed(secs(60)));
    let failover = Failover::default().forget_after(secs(3));
    let roaming = eager
        .clone()
        .alternatives(["ws://b/", "ws://c/"])
        .failover(failover.return_after(secs(5)))
        .diagnose(|_| async { Finding::NoAnswer })
        .outbox(outbox.drop_when_suspended(true))
        .suspend_after(secs(20))
        .max_buffered(4);
    let cautious = roaming
        .clone()
        .prepare(|endpoint| async { Ok::<_, String>(endpoint) })
        .outbox(outbox.overflow(Overflow::DropNewest));
    for seed in 0..250 {
        for config in [&eager, &patient, &roaming, &cautious] {
            walk(config, seed);
        }
    }
}
