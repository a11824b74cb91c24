//! Messages: D6, D16, D17.

use tokio::time::{Duration, sleep};

use super::REFUSE;
use super::verdict::{
    Verdict, absent, arrives_or_is_told, cuts_the_wait, gives_all, greets_first, tells_apart,
};
use crate::scene::Scene;
use crate::seen::Seen;

const GREETING: &str = r#"{"hello":1}"#;
const WHILE_OPEN: &str = r#"{"said":"while open"}"#;
const WHILE_DOWN: &str = r#"{"said":"while down"}"#;
const MOMENT: Duration = Duration::from_millis(400);

pub(super) async fn answers_tell_and_retry_cuts(scene: Scene<'_>) -> Verdict {
    if !scene.has("send") {
        return absent("nothing that sends");
    }
    let greets = scene.has("greeting");
    scene
        .connect(if greets {
            &[("greeting", GREETING)]
        } else {
            &[]
        })
        .await;
    let open = scene.send(WHILE_OPEN).await;
    let down = goes_down_and_sends(scene).await;
    let (_, next) = scene.faults().heard_from(0).await;
    // A browser lets an attempt wait that follows failed ones: then there is no wait of the library to cut.
    let waits = scene.watch(scene.patience(), |seen| !seen.connecting).await;
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    let mut faults: Vec<String> = tells_apart(&open, &down).into_iter().collect();
    if scene.has("reconnect") && scene.has("open") {
        scene.call("open").await;
        let again = |seen: &Seen| !seen.attempts_after(waits.now).is_empty();
        let seen = scene.watch(2 * MOMENT, again).await;
        faults.extend(cuts_the_wait(&seen, waits.now));
    }
    if scene.has("reconnect") && greets {
        let opened = |seen: &Seen| seen.opened_after(back).is_some();
        scene.watch(scene.patience(), opened).await;
        sleep(MOMENT).await;
        let (heard, _) = scene.faults().heard_from(next).await;
        faults.extend(greets_first(&heard, GREETING, WHILE_DOWN));
    }
    Verdict::unless(faults)
}

/// What was answered to a text that is sent once the application knows that there is no connection.
async fn goes_down_and_sends(scene: Scene<'_>) -> String {
    scene.order(REFUSE).await;
    let told = |seen: &Seen| !seen.closes.is_empty();
    scene.watch(Duration::from_secs(2), told).await;
    sleep(MOMENT).await;
    scene.send(WHILE_DOWN).await
}

pub(super) async fn nothing_vanishes(scene: Scene<'_>) -> Verdict {
    if !scene.has("send") {
        return absent("nothing that sends");
    }
    scene.connect(&[]).await;
    let answer = goes_down_and_sends(scene).await;
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    if scene.has("reconnect") {
        let opened = |seen: &Seen| seen.opened_after(back).is_some();
        scene.watch(2 * scene.patience(), opened).await;
        sleep(3 * MOMENT).await;
    }
    let heard = scene.faults().heard().await;
    arrives_or_is_told(&answer, heard.iter().any(|text| text == WHILE_DOWN))
}

const RATE: u32 = 1_200;
const SENT: u64 = 3_600;

pub(super) async fn a_burst_arrives(scene: Scene<'_>) -> Verdict {
    let url = scene.hall.burst(RATE, SENT);
    scene.enter_on(&url, &[]).await;
    scene.until_connected().await;
    sleep(Duration::from_secs(3)).await;
    let visit = crate::visit::Visit::of(&scene.booth.browser);
    gives_all(SENT, visit.settled(SENT).await.distinct)
}
