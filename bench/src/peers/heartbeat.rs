//! Heartbeats: D2, D3, D12, D19.

use tokio::time::{Duration, Instant, sleep};

use super::verdict::{Harm, Verdict, absent, fails, notices};
use super::{BEAT, DROP, NO_BEAT};
use crate::recovery::limit;
use crate::scene::Scene;
use crate::seen::{Seen, seconds};

const SILENT: &str = r#"{"manner":"silent","now":true,"times":0}"#;
const NO_PONG: &str = r#"{"manner":"late_pong","by":"1m","now":true,"times":0}"#;
const NEVER_ACTS: &str = "its heartbeat ends no link, also not a silent one";

/// How long a heartbeat that gets no pong may take to act; the deadline is 1.5 s, and a close is answered.
const ACTS: Duration = Duration::from_secs(10);

/// The ping is due while the next socket connects: one second after the time that this library takes
/// to make it.
pub(super) async fn timer_ends_with_its_socket(scene: Scene<'_>) -> Verdict {
    if !scene.has("interval") || !scene.has("reconnect") {
        return absent(NO_BEAT);
    }
    scene.connect(&[]).await;
    let lost = scene.order(DROP).await;
    let again = |seen: &Seen| seen.attempts_after(lost).first().copied();
    let seen = scene
        .watch(scene.patience(), |seen| again(seen).is_some())
        .await;
    let Some(next) = again(&seen) else {
        return absent("no second attempt in time");
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few seconds"
    )]
    let interval = (next - lost).max(0.0) as u64 + 1_000;
    scene.booth.leave().await;
    scene.faults().reset().await;
    scene
        .connect(&[("interval", &interval.to_string()), ("timeout", "1000")])
        .await;
    scene.faults().treat(r#"{"manner":"never_answer"}"#).await;
    scene.order(DROP).await;
    let limit = Duration::from_millis(interval + 2_500);
    let seen = scene.watch(limit, |seen| !seen.errors.is_empty()).await;
    match seen.errors.first() {
        Some(error) => fails(
            Harm::Other,
            format!("while the next socket connects: {error}"),
        ),
        None => Verdict::Holds,
    }
}

pub(super) async fn half_open_is_noticed(scene: Scene<'_>) -> Verdict {
    let orders: &[_] = if scene.has("interval") { &BEAT } else { &[] };
    scene.connect(orders).await;
    let limit = limit(scene.who);
    let silent = scene.order(SILENT).await;
    let seen = scene
        .watch(limit, |seen| seen.noticed_after(silent).is_some())
        .await;
    let after = seen.noticed_after(silent).map(|at| at - silent);
    notices(after, scene.has("interval"), limit)
}

/// Then, so that a heartbeat which never acts is not praised for it, nothing comes any more.
pub(super) async fn data_counts_as_life(scene: Scene<'_>) -> Verdict {
    if !scene.has("interval") {
        return absent(NO_BEAT);
    }
    scene.connect(&BEAT).await;
    let begin = scene.order(NO_PONG).await;
    scene
        .faults()
        .send(r#"{"numbers":40,"every":"150ms"}"#)
        .await;
    let noticed = |seen: &Seen| seen.noticed_after(begin);
    let seen = scene
        .watch(Duration::from_millis(5_500), |seen| noticed(seen).is_some())
        .await;
    if let Some(at) = noticed(&seen) {
        let after = seconds(at - begin);
        return fails(
            Harm::Other,
            format!("given up after {after}, while seven messages came each second"),
        );
    }
    let seen = scene.watch(ACTS, |seen| noticed(seen).is_some()).await;
    match noticed(&seen) {
        Some(_) => Verdict::Holds,
        None => absent(NEVER_ACTS),
    }
}

/// The server is healthy: its pong takes 300 ms, and comes while the hidden page's browser sleeps. (A page that
/// Chromium freezes loses its socket to Chromium itself, with the code 1001, whatever the library does.)
pub(super) async fn late_deadline_kills_nothing(scene: Scene<'_>) -> Verdict {
    if !scene.has("interval") {
        return absent(NO_BEAT);
    }
    let slow = r#"{"manner":"late_pong","by":"300ms"}"#;
    scene.faults().treat(slow).await;
    scene.connect(&SLOW_BEAT).await;
    scene.booth.browser.set_hidden(true).await;
    let begin = scene.seen().await.now;
    let mut pings = true;
    for _ in 0..SLEEPS {
        pings = pings && sleeps_after_a_ping(scene).await;
    }
    sleep(Duration::from_millis(1_500)).await;
    let seen = scene.seen().await;
    // It answers a close still, for those that wait for that.
    let silent = scene.order(NO_PONG).await;
    let noticed = |seen: &Seen| seen.noticed_after(silent).is_some();
    let acts = noticed(&scene.watch(ACTS, noticed).await);
    scene.booth.browser.set_hidden(false).await;
    match (seen.noticed_after(begin), pings, acts) {
        (Some(at), ..) => fails(
            Harm::Other,
            format!(
                "healthy link given up {} after the page was hidden",
                seconds(at - begin)
            ),
        ),
        (None, false, _) => absent("no ping came from the hidden page within 6 s"),
        (None, true, true) => Verdict::Holds,
        (None, true, false) => absent(NEVER_ACTS),
    }
}

/// In a hidden page timers fire on the second: a deadline of half a second would be none.
const SLOW_BEAT: [(&str, &str); 2] = [("interval", "2000"), ("timeout", "1500")];

/// Which comes first when a browser wakes up, the pong or the timer, is a matter of chance.
const SLEEPS: usize = 4;

/// Whether a ping came, right after which the browser was put to sleep for longer than its deadline.
async fn sleeps_after_a_ping(scene: Scene<'_>) -> bool {
    let hearts = async || scene.faults().report().await.record.hearts;
    let before = hearts().await;
    let begin = Instant::now();
    while hearts().await == before {
        if begin.elapsed() > Duration::from_secs(6) {
            return false;
        }
        sleep(Duration::from_millis(10)).await;
    }
    let browser = &scene.booth.browser;
    browser.set_stopped(true);
    sleep(Duration::from_secs(3)).await;
    browser.set_stopped(false);
    sleep(Duration::from_millis(700)).await;
    true
}
