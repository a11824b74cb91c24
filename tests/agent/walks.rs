//! Walks in every order: whatever user, server and browser do, at most one socket and one alarm
//! exist, and no message vanishes.

use heartline::platform::fake::FakeSocket;
use heartline::{Close, OpenError, SendOutcome, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, show, steady};

type Deed = fn(&Scene, u64);

/// A number makes a deed vary.
const DEEDS: &[Deed] = &[
    |scene, _| scene.user(WebSocketAgent::open),
    |scene, _| scene.user(WebSocketAgent::close),
    |scene, _| scene.user(WebSocketAgent::retry_now),
    |scene, number| {
        scene.user(|agent| agent.close_after_sending(Close::normal(), secs(number % 5)));
    },
    |scene, number| {
        let mut config = steady().greeting("hello");
        config.url = format!("ws://x/{}", number % 2);
        scene.user(|agent| agent.configure(config));
    },
    |scene, _| on_socket(scene, FakeSocket::accept),
    |scene, _| on_socket(scene, FakeSocket::accept),
    |scene, _| on_socket(scene, |socket| socket.deliver("data")),
    |scene, _| on_socket(scene, FakeSocket::fail),
    |scene, _| on_socket(scene, |socket| socket.lose(1006, "")),
    |scene, _| on_socket(scene, |socket| socket.lose(4400, "")),
    |scene, _| on_socket(scene, FakeSocket::refuse_sends),
    |scene, number| {
        let refusals = [
            None,
            Some(OpenError::Unsupported),
            Some(OpenError::Other(String::new())),
        ];
        let refusal = refusals.into_iter().nth(number as usize % 3);
        *scene.witness.refusal.borrow_mut() = refusal.flatten();
    },
    |scene, number| {
        let made = scene.witness.sockets().len();
        if let Some(older) = made.checked_sub(2) {
            scene.witness.late_events(number as usize % (older + 1));
        }
    },
    |scene, number| scene.wait(secs(number % 30)),
    |scene, number| scene.freeze(secs(number % 300)),
];

fn on_socket(scene: &Scene, deed: fn(&FakeSocket)) {
    if scene.world.sockets_made() > 0 {
        scene.server(deed);
    }
}

/// Small and even enough for a walk ([xorshift](https://www.jstatsoft.org/article/view/v008i14)).
fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random >> 16
}

#[test]
fn agent_walks_keep_one_socket_one_alarm_and_every_message() {
    for seed in 1..=50 {
        let scene = Scene::new(steady().greeting("hello"));
        let mut random = seed * 0x9e37_79b9;
        let mut taken = Vec::new();
        for step in 0..200 {
            let deed = DEEDS[next(&mut random) as usize % DEEDS.len()];
            deed(&scene, next(&mut random));
            let text = format!("message {step}");
            let outcome = scene.user(|agent| agent.send(text.as_str()));
            if matches!(outcome, SendOutcome::Sent | SendOutcome::Queued) {
                taken.push(text);
            }
        }
        let sockets = scene.witness.sockets();
        let sent = sockets.iter().flat_map(FakeSocket::sent);
        let mut seen: Vec<_> = sent.map(|message| show(&message)).collect();
        seen.extend(scene.diary().iter().filter_map(|line| {
            let undelivered = line.strip_prefix("undelivered ")?;
            Some(undelivered.split(": ").next()?.to_owned())
        }));
        let queued = scene.agent().status().queued;
        let count = |text: &String| seen.iter().filter(|known| *known == text).count();
        let (found, missing): (Vec<_>, Vec<_>) = taken.iter().partition(|text| count(text) > 0);
        assert!(found.iter().all(|text| count(text) == 1), "seed {seed}");
        assert_eq!(missing.len(), queued, "seed {seed}: {missing:?}");
    }
}
