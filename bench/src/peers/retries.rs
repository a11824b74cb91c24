//! Attempts: D8, D10, D14, D15, D18.

use serde_json::json;
use tokio::time::{Duration, sleep};

use super::spread::{is_spread, shows_enough};
use super::verdict::{
    Alive, Harm, Verdict, absent, does_not_grow, fails, hammers, one_at_a_time, resets,
};
use super::{DROP, NO_RETRY, REFUSE, UNAVAILABLE};
use crate::scene::Scene;
use crate::seen::{Seen, seconds};

/// Some give up after three attempts, where there is little to see.
pub(super) fn many(scene: Scene<'_>) -> &'static [(&'static str, &'static str)] {
    if scene.has("attempts") {
        &[("attempts", "50")]
    } else {
        &[]
    }
}

const A_MINUTE: &str = "not looked at: one attempt a minute";

pub(super) async fn backoff_is_kept(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    scene.connect(&[]).await;
    scene.order(REFUSE).await;
    sleep(Duration::from_millis(300)).await;
    if scene.has("open") {
        scene.call("open").await;
    }
    let refused = sockets_within(scene, Duration::from_secs(2)).await;
    scene.faults().treat(r#"{"manner":"fin"}"#).await;
    sleep(Duration::from_secs(1)).await;
    let dropped = sockets_within(scene, Duration::from_secs(3)).await;
    let words = "from a server that accepts and drops";
    let faults = [
        hammers(refused, 2_000.0, "while refused"),
        hammers(dropped, 3_000.0, words),
    ];
    Verdict::unless(faults.into_iter().flatten().collect())
}

async fn sockets_within(scene: Scene<'_>, time: Duration) -> usize {
    let begin = scene.seen().await.now;
    sleep(time).await;
    let seen = scene.seen().await;
    let until = begin + time.as_secs_f64() * 1_000.0;
    seen.attempts_after(begin)
        .iter()
        .filter(|at| **at < until)
        .count()
}

/// What counts as lasting: longer than any library's documentation asks for.
const LASTS: Duration = Duration::from_secs(11);

pub(super) async fn backoff_resets(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    if scene.who.waits_a_minute() {
        return absent(A_MINUTE);
    }
    scene.connect(many(scene)).await;
    let Some(first) = delay_after_a_loss(scene).await else {
        return fails(Harm::Stuck, "a lost connection is not opened again");
    };
    let refused = scene.order(REFUSE).await;
    let enough = |seen: &Seen| seen.attempts_after(refused).len() > 4;
    let seen = scene.watch(Duration::from_secs(20), enough).await;
    let times = seen.attempts_after(refused);
    let failed: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if let Some(longest) = does_not_grow(first, &failed) {
        return absent(format!("the delay does not grow: {}", seconds(longest)));
    }
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    let opened = |seen: &Seen| seen.opened_after(back).is_some();
    if !opened(&scene.watch(Duration::from_secs(35), opened).await) {
        return absent("not looked at: gave up while it was refused");
    }
    sleep(LASTS).await;
    match delay_after_a_loss(scene).await {
        Some(again) => resets(first, &failed, again),
        None => fails(
            Harm::Stuck,
            "the second loss of a connection is not made good",
        ),
    }
}

/// The connection is dropped, and comes back.
async fn delay_after_a_loss(scene: Scene<'_>) -> Option<f64> {
    let lost = scene.order(DROP).await;
    let opened = |seen: &Seen| seen.opened_after(lost).is_some();
    let seen = scene.watch(Duration::from_secs(20), opened).await;
    Some(seen.attempts_after(lost).first()? - lost)
}

pub(super) async fn attempts_are_spread(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    if scene.who.waits_a_minute() {
        return absent(A_MINUTE);
    }
    let mut loads = Vec::new();
    for _ in 0..LOADS {
        let enough = |gaps: &[f64]| shows_enough(gaps, &loads);
        let load = delays_of_a_load(scene, enough).await;
        let goes_on = enough(&load);
        loads.push(load);
        if !goes_on || matches!(is_spread(&loads), Verdict::Fails(_)) {
            break;
        }
    }
    is_spread(&loads)
}

/// Three would do, were a timer never late.
const LOADS: usize = 5;

/// The time between the attempts of a page that is loaded anew, until it is enough.
async fn delays_of_a_load(scene: Scene<'_>, enough: impl Fn(&[f64]) -> bool) -> Vec<f64> {
    scene.booth.leave().await;
    scene.faults().treat(UNAVAILABLE).await;
    scene.enter(many(scene)).await;
    let seen = scene.watch(GROWS, |seen| enough(&seen.gaps())).await;
    seen.gaps()
}

/// How long a delay may grow: one that begins with a second and becomes ten, by a third each time, takes 62 s.
const GROWS: Duration = Duration::from_secs(75);

pub(super) async fn nothing_is_left_behind(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    if scene.who.waits_a_minute() {
        return absent(A_MINUTE);
    }
    scene.faults().treat(UNAVAILABLE).await;
    scene.enter(many(scene)).await;
    scene
        .watch(Duration::from_secs(15), |seen| seen.attempts.len() > 2)
        .await;
    let begin = alive(scene).await;
    #[expect(clippy::cast_precision_loss, reason = "a few attempts")]
    let enough = |seen: &Seen| seen.attempts.len() as f64 >= begin.attempts + 8.0;
    scene.watch(Duration::from_secs(25), enough).await;
    begin.leaks(alive(scene).await)
}

/// What lives in the page once the garbage is collected
/// ([Runtime.queryObjects](https://chromedevtools.github.io/devtools-protocol/tot/Runtime/#method-queryObjects)
/// collects it first).
async fn alive(scene: Scene<'_>) -> Alive {
    let sockets = count(scene, "WebSocket.prototype").await;
    let functions = count(scene, "Function.prototype").await;
    #[expect(clippy::cast_precision_loss, reason = "a few attempts")]
    let attempts = scene.seen().await.attempts.len() as f64;
    Alive {
        attempts,
        sockets,
        functions,
    }
}

/// How many objects of this kind there are.
async fn count(scene: Scene<'_>, prototype: &str) -> f64 {
    let browser = &scene.booth.browser;
    let group = "bench";
    let asked = json!({"expression": prototype, "objectGroup": group});
    let prototype = browser.devtools("Runtime.evaluate", asked).await;
    let asked = json!({"prototypeObjectId": prototype["result"]["objectId"], "objectGroup": group});
    let objects = browser.devtools("Runtime.queryObjects", asked).await;
    let asked = json!({
        "objectId": objects["objects"]["objectId"], "returnByValue": true,
        "functionDeclaration": "function () { return this.length; }",
    });
    let count = browser.devtools("Runtime.callFunctionOn", asked).await;
    let group = json!({"objectGroup": group});
    browser.devtools("Runtime.releaseObjectGroup", group).await;
    let number = count["result"]["value"].as_f64();
    number.unwrap_or_else(|| panic!("no number: {count}, from {objects}"))
}

pub(super) async fn attempts_do_not_multiply(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    scene.faults().treat(UNAVAILABLE).await;
    scene.enter(&[]).await;
    let multiplied = |seen: &Seen| seen.attempts.iter().any(|attempt| attempt.beside > 0);
    one_at_a_time(&scene.watch(scene.patience(), multiplied).await)
}
