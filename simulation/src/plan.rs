//! What a seed decides at the beginning: the configuration, the network and the habits of a client.

use std::time::Duration;

use heartline_connection::{
    Backoff, CloseAction, CloseCodes, Config, Failover, Finding, Heartbeat, Outbox, Overflow,
    Pattern, Reconnect,
};

use crate::bounds::decided;
use crate::dice::Dice;

/// The addresses of the service; the first letter of the host tells which.
pub(crate) const URLS: [&str; 3] = ["ws://a/", "ws://b/", "ws://c/"];
pub(crate) const GREETING: &str = "hello";
pub(crate) const READY: &str = "ready";
pub(crate) const SERVER_PING: &str = "there?";
pub(crate) const REPLY: &str = "here";
pub(crate) const HEART: &str = r#"{"heart":1}"#;

/// What is special about one client.
pub(crate) struct Plan {
    pub(crate) config: Config,
    pub(crate) delay: Duration,
    pub(crate) rate: u64,
    pub(crate) worker: bool,
    pub(crate) busy: Duration,
    /// The time between incidents, on average.
    pub(crate) pause: Duration,
    /// How often the server says something by itself, if it does.
    pub(crate) chatter: Option<Duration>,
}

impl Plan {
    /// `pause` is the time between incidents, on average.
    pub(crate) fn draw(dice: &mut Dice, pause: Duration) -> Self {
        let config = config(dice);
        let chatter = dice.one_in(12);
        Self {
            delay: dice.skewed(millis(1), millis(300)),
            rate: dice.pick(&[50_000, 1_000_000]),
            worker: dice.one_in(3),
            busy: dice.pick(&[millis(0), millis(0), millis(15), millis(900)]),
            pause,
            chatter: chatter.then(|| dice.skewed(secs(2), secs(120))),
            config,
        }
    }
}

fn config(dice: &mut Dice) -> Config {
    let config = match dice.below(8) {
        0 => Config::original(URLS[0]),
        1 => Config::new(URLS[0]).heartbeat(None),
        2 => with(Heartbeat::default().adaptive(true)),
        3 => with(Heartbeat::default().measure(secs(40))),
        4 => with(quick()).connect_timeout(secs(8)),
        5 => with(quick().adaptive(true)),
        _ => Config::new(URLS[0]),
    };
    let reconnect = reconnect(dice, config.reconnect.clone());
    let config = addresses(dice, config.reconnect(reconnect));
    let config = outbox(dice, config);
    let config = greeted(dice, config);
    functions(dice, config)
}

fn with(heartbeat: Heartbeat) -> Config {
    Config::new(URLS[0]).heartbeat(heartbeat)
}

fn quick() -> Heartbeat {
    Heartbeat::default().interval(secs(12)).timeout(secs(4))
}

fn reconnect(dice: &mut Dice, usual: Reconnect) -> Reconnect {
    let backoff = match dice.below(9) {
        0 => Backoff::Fixed(secs(2)),
        1 => Backoff::List([1, 2, 5, 10].map(secs).to_vec()),
        2 => Backoff::Exponential {
            min: millis(200),
            max: secs(8),
        },
        3 => Backoff::With(std::rc::Rc::new(decided)),
        _ => usual.backoff.clone(),
    };
    let mut reconnect = usual;
    reconnect.backoff = backoff;
    match dice.below(10) {
        0 => reconnect.max_attempts = Some(dice.below(6) as u32),
        1 => reconnect.max_elapsed = Some(secs(90)),
        2 => reconnect.hidden_pace = None,
        3 => reconnect.pause_offline = false,
        4 => reconnect.stable_after = secs(3),
        _ => {}
    }
    reconnect
}

fn addresses(dice: &mut Dice, config: Config) -> Config {
    let config = match dice.below(5) {
        0 => {
            let home = dice.one_in(2).then(|| secs(120));
            config
                .alternatives([URLS[1], URLS[2]])
                .failover(Failover::default().return_after(home))
        }
        _ => config,
    };
    match dice.below(6) {
        0 => config.close_codes(CloseCodes::default().on(4400..=4499, CloseAction::RetrySlowly)),
        1 => config.close_codes(
            CloseCodes::default()
                .decided_by(|closed| (closed.code == 1011).then_some(CloseAction::Stop)),
        ),
        _ => config,
    }
}

fn outbox(dice: &mut Dice, config: Config) -> Config {
    let outbox = Outbox::default();
    let small = outbox
        .max_messages(1 + dice.below(8) as usize)
        .max_bytes(400);
    let overflow = dice.pick(&[Overflow::Refuse, Overflow::DropOldest, Overflow::DropNewest]);
    let config = match dice.below(6) {
        0 => config.outbox(small.overflow(overflow)),
        1 => config
            .outbox(outbox.drop_when_suspended(true))
            .suspend_after(secs(30)),
        2 => config.outbox(small.overflow(overflow).drop_when_suspended(true)),
        _ => config,
    };
    match dice.below(4) {
        0 => config
            .max_buffered(1 + dice.below(300) as usize)
            .max_message(150),
        _ => config,
    }
}

fn greeted(dice: &mut Dice, config: Config) -> Config {
    let config = match dice.below(4) {
        0 => config.greeting(GREETING),
        1 => config
            .greeting(GREETING)
            .ready_when(Pattern::Exact(READY.into())),
        _ => config,
    };
    match dice.below(3) {
        0 => config.reply(Pattern::Exact(SERVER_PING.into()), REPLY),
        _ => config,
    }
}

/// The functions themselves are never called: the driver answers in their place.
fn functions(dice: &mut Dice, config: Config) -> Config {
    let config = match dice.below(6) {
        0 => config.prepare(|endpoint| async { Ok::<_, String>(endpoint) }),
        _ => config,
    };
    match dice.below(6) {
        0 => config.diagnose(|_| async { Finding::NoAnswer }),
        _ => config,
    }
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
