//! Ways to lose a server, and what each does to one contestant.

use heartline_e2e::server::Server;
use tokio::time::{Duration, sleep};

use super::patience::{SHORT, limit};
use super::record::{Found, Loss};
use crate::contestant::Contestant;
use crate::scene::Scene;
use crate::seen::Seen;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Killed,
    HalfOpen,
    Refused,
    Hung,
    Flapping,
}

pub(super) const CASES: [Case; 5] = [
    Case::Killed,
    Case::HalfOpen,
    Case::Refused,
    Case::Hung,
    Case::Flapping,
];

/// The heartbeat where there can be one, in ms.
const BEAT: [(&str, &str); 2] = [("interval", "2000"), ("timeout", "1000")];

/// So that what is lost had lasted, in the eyes of every library.
const SETTLES: Duration = Duration::from_millis(1_500);
/// How long the server is away.
const AWAY: Duration = Duration::from_secs(10);
/// How long a new process of a server takes to be started.
const RESTARTS: Duration = Duration::from_secs(1);

impl Case {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::HalfOpen => "half-open",
            Self::Refused => "refused",
            Self::Hung => "hung",
            Self::Flapping => "flapping",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Killed => "The server is killed, and started again after 1 s",
            Self::HalfOpen => "The connection falls silent while TCP stays open",
            Self::Refused => "The server refuses for 10 s",
            Self::Hung => "The next handshake is never answered",
            Self::Flapping => "For 10 s each connection lives 300 ms",
        }
    }

    /// What *noticed* means here, and what the server is like.
    pub(super) const fn note(self) -> &'static str {
        match self {
            Self::Killed => "SIGKILL; nobody listens on its port until a new process does.",
            Self::HalfOpen => {
                "Nothing comes any more, neither an answer to a ping nor to a close; new connections are served."
            }
            Self::Refused => "The connection ends, and nobody listens for 10 s.",
            Self::Hung => {
                "The connection ends; the attempt that follows is taken by TCP and never answered, later ones are served. \
                 Times count from the beginning of the attempt that hangs; no heartbeat runs then, so all of them are watched \
                 for the shorter time."
            }
            Self::Flapping => {
                "The connection ends, and for 10 s each new one is opened and ended after 300 ms; those that follow last."
            }
        }
    }

    /// Whether there is anything to see: an attempt that hangs is made by those that reconnect.
    pub(super) fn concerns(self, who: &Contestant) -> bool {
        self != Self::Hung || who.has("reconnect")
    }

    /// How long the end of the loss is awaited. No heartbeat runs while an attempt hangs.
    fn limit(self, who: &Contestant) -> Duration {
        match self {
            Self::Hung => SHORT,
            Self::Killed | Self::HalfOpen | Self::Refused | Self::Flapping => limit(who),
        }
    }

    /// That in words: the server is away in some cases, and nobody can be connected then.
    pub(super) fn limit_in_words(self, who: &Contestant) -> String {
        let limit = self.limit(who).as_secs();
        match self {
            Self::Killed | Self::Refused | Self::Flapping => {
                format!("{limit} s of the server's return")
            }
            Self::HalfOpen | Self::Hung => format!("{limit} s"),
        }
    }

    /// Lets it happen to a contestant that is connected.
    pub(super) async fn perform(self, scene: Scene<'_>) -> Found {
        match self {
            Self::Killed => killed(scene).await,
            Self::HalfOpen => half_open(scene).await,
            Self::Refused => refused(scene).await,
            Self::Hung => hung(scene).await,
            Self::Flapping => flapping(scene).await,
        }
    }
}

/// The heartbeat's orders, for those that have one.
fn orders(scene: Scene<'_>) -> &'static [(&'static str, &'static str)] {
    if scene.has("interval") { &BEAT } else { &[] }
}

async fn connect(scene: Scene<'_>) {
    scene.connect(orders(scene)).await;
    sleep(SETTLES).await;
}

/// Those that do not reconnect have nothing more to show once they noticed.
async fn found(case: Case, scene: Scene<'_>, loss: Loss) -> Found {
    let done = |seen: &Seen| match scene.has("reconnect") {
        true => seen.opened_after(loss.back).is_some(),
        false => seen.noticed_after(loss.began).is_some(),
    };
    loss.found(&scene.watch(case.limit(scene.who), done).await)
}

async fn killed(scene: Scene<'_>) -> Found {
    let mut server = Server::without_page().await;
    scene.enter_on(&server.socket(), orders(scene)).await;
    scene.until_connected().await;
    sleep(SETTLES).await;
    let began = scene.seen().await.now;
    server.kill().await;
    sleep(RESTARTS).await;
    let back = scene.seen().await.now;
    server.start_again().await;
    found(Case::Killed, scene, Loss { began, back }).await
}

async fn half_open(scene: Scene<'_>) -> Found {
    connect(scene).await;
    let began = scene
        .order(r#"{"manner":"silent","now":true,"times":0}"#)
        .await;
    found(Case::HalfOpen, scene, Loss { began, back: began }).await
}

async fn refused(scene: Scene<'_>) -> Found {
    connect(scene).await;
    let began = scene.order(r#"{"manner":"refuse","now":true}"#).await;
    sleep(AWAY).await;
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    found(Case::Refused, scene, Loss { began, back }).await
}

async fn hung(scene: Scene<'_>) -> Found {
    connect(scene).await;
    scene
        .faults()
        .treat(r#"{"manner":"never_answer","times":1}"#)
        .await;
    let ended = scene
        .order(r#"{"manner":"fin","now":true,"times":0}"#)
        .await;
    let hangs = |seen: &Seen| seen.attempts_after(ended).first().copied();
    let seen = scene
        .watch(limit(scene.who), |seen| hangs(seen).is_some())
        .await;
    // Without an attempt nothing hangs, and nothing can be noticed.
    let began = hangs(&seen).unwrap_or(f64::INFINITY);
    let loss = Loss { began, back: began };
    match began.is_finite() {
        true => found(Case::Hung, scene, loss).await,
        false => loss.found(&seen),
    }
}

async fn flapping(scene: Scene<'_>) -> Found {
    connect(scene).await;
    scene
        .faults()
        .treat(r#"{"manner":"fin","after":"300ms"}"#)
        .await;
    let began = scene
        .order(r#"{"manner":"fin","now":true,"times":0}"#)
        .await;
    sleep(AWAY).await;
    let back = scene.order(r#"{"manner":"behave"}"#).await;
    found(Case::Flapping, scene, Loss { began, back }).await
}
