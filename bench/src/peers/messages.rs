//! Messages: D6, D16, D17.

use tokio::time::{Duration, sleep};

use super::REFUSE;
use super::retries::many;
use super::verdict::{
    Verdict, absent, arrives_or_is_told, cuts_the_wait, gives_all, greets_first, tells_apart,
    waits_long,
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
    let mut orders = many(scene).to_vec();
    orders.extend(greets.then_some(("greeting", GREETING)));
    scene.connect(&orders).await;
    let open = scene.send(WHILE_OPEN).await;
    let down = goes_down_and_sends(scene).await;
    let (_, next) = scene.faults().heard_from(0).await;
    let mut faults: Vec<_> = tells_apart(&open, &down).into_iter().collect();
    let mut looked = true;
    if scene.has("reconnect") && scene.has("open") {
        let asked = asks_in_a_wait(scene).await;
        looked = asked.is_some();
        if let Some(asked) = asked {
            faults.extend(cuts_the_wait(&scene.seen().await, asked));
        }
    }
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    if scene.has("reconnect") && greets {
        let opened = |seen: &Seen| seen.opened_after(back).is_some();
        scene.watch(2 * scene.patience(), opened).await;
        sleep(MOMENT).await;
        let (heard, _) = scene.faults().heard_from(next).await;
        faults.extend(greets_first(&heard, GREETING, WHILE_DOWN));
    }
    match faults.is_empty() && !looked {
        true => absent("not looked at: no wait that a retry could cut"),
        false => Verdict::unless(faults),
    }
}

/// When a retry was asked for, in a wait that is long: an attempt by itself must not be taken for the answer.
async fn asks_in_a_wait(scene: Scene<'_>) -> Option<f64> {
    let seen = scene.watch(2 * scene.patience(), waits_long).await;
    if !waits_long(&seen) {
        return None;
    }
    let asked = scene.booth.browser.run(RETRY, vec![]).await;
    sleep(MOMENT).await;
    asked.as_f64()
}

/// Asks for a connection, and says when.
const RETRY: &str = "
    const asked = performance.now();
    try { bench.app.open(); }
    catch (error) { bench.errors.push(String(error)); }
    return asked;
";

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
