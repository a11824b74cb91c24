//! Opening and closing: D1, D4, D5, D7, D9, D11, D13.

use tokio::time::{Duration, sleep};

use super::verdict::{
    Harm, Verdict, absent, ends_what_hangs, fails, leaves_the_new_alone, stays_closed,
};
use super::{BEAT, BEHAVES_NOW, DROP, NO_RETRY, REFUSE};
use crate::scene::Scene;
use crate::seen::Seen;

const MOMENT: Duration = Duration::from_millis(300);

pub(super) async fn close_during_the_wait(scene: Scene<'_>) -> Verdict {
    let functions = ["close", "unmount"];
    let Some(end) = functions.into_iter().find(|end| scene.has(end)) else {
        return absent("cannot be closed");
    };
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    scene.connect(&[]).await;
    scene.order(REFUSE).await;
    scene
        .watch(Duration::from_secs(2), |seen| !seen.closes.is_empty())
        .await;
    sleep(MOMENT).await;
    scene.call(end).await;
    let closed = scene.seen().await.now;
    scene.order(r#"{"manner":"behave"}"#).await;
    let zombie = |seen: &Seen| !seen.attempts_after(closed).is_empty();
    stays_closed(&scene.watch(scene.patience(), zombie).await, closed)
}

/// With two retries after the first attempt, the fourth socket is one too many. It would open.
pub(super) async fn limit_leaks_no_socket(scene: Scene<'_>) -> Verdict {
    if !scene.has("attempts") {
        return absent("no limit of attempts");
    }
    let refused = r#"{"manner":"status","status":503,"times":3}"#;
    scene.faults().treat(refused).await;
    scene.enter(&[("attempts", "2")]).await;
    scene
        .watch(2 * scene.patience(), |seen| seen.attempts.len() > 3)
        .await;
    sleep(MOMENT).await;
    let seen = scene.seen().await;
    let open = scene.faults().report().await.record.open;
    match (seen.opens.is_empty(), open) {
        (false, _) => absent(format!(
            "asked for 2, it makes {} attempts",
            seen.attempts.len()
        )),
        (true, 0) => Verdict::Holds,
        (true, _) => fails(
            Harm::Zombie,
            "an open socket of which the application knows nothing",
        ),
    }
}

pub(super) async fn opens_after_the_limit(scene: Scene<'_>) -> Verdict {
    if !scene.has("attempts") || !scene.has("open") {
        return absent("no limit of attempts, or nothing that opens");
    }
    scene
        .faults()
        .treat(r#"{"manner":"status","status":503}"#)
        .await;
    scene.enter(&[("attempts", "1")]).await;
    let seen = scene
        .watch(scene.patience(), |seen| seen.attempts.len() > 3)
        .await;
    if seen.attempts.len() > 3 {
        return absent("asked for 1, it goes on");
    }
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    scene.call("open").await;
    let opened = |seen: &Seen| seen.opened_after(back).is_some();
    let seen = scene.watch(scene.patience(), opened).await;
    match opened(&seen) {
        true => Verdict::Holds,
        false => fails(
            Harm::Stuck,
            format!(
                "open after the limit: {} new sockets, never open",
                seen.attempts_after(back).len()
            ),
        ),
    }
}

pub(super) async fn close_then_open(scene: Scene<'_>) -> Verdict {
    if !scene.has("close") || !scene.has("open") {
        return absent("nothing that closes and opens");
    }
    scene.connect(&[]).await;
    scene.call("close").await;
    sleep(MOMENT).await;
    scene.call("open").await;
    let seen = scene
        .watch(scene.patience(), |seen| seen.opens.len() > 1)
        .await;
    if seen.opens.len() < 2 {
        return fails(Harm::Stuck, "open after close opens nothing");
    }
    if !scene.has("reconnect") {
        return Verdict::Holds;
    }
    sleep(MOMENT).await;
    let lost = scene.order(DROP).await;
    let again = |seen: &Seen| !seen.attempts_after(lost).is_empty();
    match again(&scene.watch(scene.patience(), again).await) {
        true => Verdict::Holds,
        false => fails(
            Harm::Stuck,
            "after close and open it does not reconnect any more",
        ),
    }
}

pub(super) async fn hung_socket_is_closed(scene: Scene<'_>) -> Verdict {
    if !scene.has("reconnect") {
        return absent(NO_RETRY);
    }
    scene
        .faults()
        .treat(r#"{"manner":"never_answer","times":1}"#)
        .await;
    scene.enter(&[]).await;
    let limit = Duration::from_secs(20);
    let seen = scene.watch(limit, |seen| !seen.opens.is_empty()).await;
    sleep(Duration::from_secs(2)).await;
    let alive = scene.faults().report().await.record.open;
    ends_what_hangs(!seen.opens.is_empty(), alive)
}

pub(super) async fn late_close_of_the_old(scene: Scene<'_>) -> Verdict {
    let by_hand = scene.has("close") && scene.has("open");
    if by_hand {
        let verdict = late_close_after(scene, false).await;
        if !matches!(verdict, Verdict::Holds) || !scene.has("interval") {
            return verdict;
        }
        scene.faults().reset().await;
    }
    match scene.has("interval") {
        true => match late_close_after(scene, true).await {
            Verdict::Absent(_) if by_hand => Verdict::Holds,
            verdict => verdict,
        },
        false if by_hand => Verdict::Holds,
        false => absent("nothing that replaces a socket"),
    }
}

/// The old socket is replaced by hand, or since it is silent; then the server answers its close.
async fn late_close_after(scene: Scene<'_>, silence: bool) -> Verdict {
    scene.connect(if silence { &BEAT } else { &[] }).await;
    if silence {
        scene
            .order(r#"{"manner":"silent","now":true,"times":0}"#)
            .await;
    } else {
        scene
            .order(r#"{"manner":"withhold_close","now":true,"times":0}"#)
            .await;
        scene.call("close").await;
        sleep(MOMENT).await;
        scene.call("open").await;
    }
    let limit = Duration::from_secs(if silence { 10 } else { 4 });
    let seen = scene.watch(limit, |seen| seen.opens.len() > 1).await;
    if seen.opens.len() < 2 {
        return absent("the old socket is not replaced before its close has come");
    }
    sleep(MOMENT).await;
    let answered = scene.order(BEHAVES_NOW).await;
    let gone = |seen: &Seen| !seen.attempts_after(answered).is_empty();
    let seen = scene.watch(Duration::from_secs(6), gone).await;
    leaves_the_new_alone(&seen, answered)
}

pub(super) async fn address_is_asked_for_again(scene: Scene<'_>) -> Verdict {
    if !scene.has("provider") {
        return absent("no function that gives the address");
    }
    scene.enter(&[("provider", "reject-once")]).await;
    let limit = Duration::from_secs(12);
    let seen = scene.watch(limit, |seen| !seen.opens.is_empty()).await;
    match seen.opens.is_empty() {
        false => Verdict::Holds,
        true => fails(
            Harm::Stuck,
            format!("never connects: {} sockets in 12 s", seen.attempts.len()),
        ),
    }
}
