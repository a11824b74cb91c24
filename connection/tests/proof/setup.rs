//! What a configuration is in these proofs: plain values, which the model reads, and the `Config` that
//! the machine is given.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use heartline_connection::{
    Backoff, Config, Decision, Failover, Finding, Heartbeat, Outbox, Overflow, Pattern, Reconnect,
};

use crate::deed::{GREETING, PING, PONG_REPLY, READY, SERVER_PING};

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Setup {
    /// Which service: another one is another address.
    pub(crate) service: u8,
    pub(crate) broken: Option<Broken>,
    /// Whether the service has a second address.
    pub(crate) spare: bool,
    pub(crate) return_after: Option<Duration>,
    pub(crate) prepare: bool,
    pub(crate) diagnose: bool,
    pub(crate) greeting: bool,
    pub(crate) ready: bool,
    pub(crate) reply: bool,
    pub(crate) deliver_heartbeats: bool,
    pub(crate) heart: Option<Heart>,
    pub(crate) connect_timeout: Duration,
    pub(crate) close_timeout: Duration,
    pub(crate) retries: Retries,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) max_elapsed: Option<Duration>,
    pub(crate) stable_after: Duration,
    pub(crate) pause_offline: bool,
    pub(crate) hidden_pace: Option<Duration>,
    pub(crate) suspend_after: Option<Duration>,
    pub(crate) max_messages: usize,
    pub(crate) max_bytes: usize,
    pub(crate) overflow: Overflow,
    pub(crate) drop_when_suspended: bool,
    pub(crate) max_buffered: usize,
    pub(crate) max_message: usize,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Heart {
    pub(crate) interval: Duration,
    pub(crate) timeout: Duration,
    pub(crate) measure: Option<Duration>,
    pub(crate) adaptive: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Retries {
    Fixed(Duration),
    Exponential(Duration, Duration),
    List([Duration; 2]),
    /// What a function of the application decides; `None` is to stop.
    Decided(Option<Duration>),
}

/// A rule that is broken.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Broken {
    Address,
    Fragment,
    SpareAddress,
    Protocols,
    ConnectTimeout,
    CloseTimeout,
    MaxBuffered,
    Backoff,
    Greeting,
}

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Setup {
    /// Retries every second, so that transcripts have round numbers.
    pub(crate) const fn steady() -> Self {
        Self {
            service: 0,
            broken: None,
            spare: false,
            return_after: None,
            prepare: false,
            diagnose: false,
            greeting: false,
            ready: false,
            reply: false,
            deliver_heartbeats: false,
            heart: Some(Heart {
                interval: secs(25),
                timeout: secs(10),
                measure: None,
                adaptive: false,
            }),
            connect_timeout: secs(15),
            close_timeout: secs(3),
            retries: Retries::Fixed(secs(1)),
            max_attempts: None,
            max_elapsed: None,
            stable_after: secs(10),
            pause_offline: true,
            hidden_pace: Some(secs(60)),
            suspend_after: Some(secs(120)),
            max_messages: 1_000,
            max_bytes: 1 << 20,
            overflow: Overflow::Refuse,
            drop_when_suspended: false,
            max_buffered: 1 << 20,
            max_message: 1 << 20,
        }
    }

    pub(crate) fn config(&self) -> Rc<Config> {
        let mut config = Config::new(format!("ws://service{}/", self.service))
            .connect_timeout(self.connect_timeout)
            .close_timeout(self.close_timeout)
            .deliver_heartbeats(self.deliver_heartbeats)
            .heartbeat(self.heart.map(Heart::heartbeat))
            .reconnect(self.reconnect())
            .suspend_after(self.suspend_after)
            .max_buffered(self.max_buffered)
            .max_message(self.max_message)
            .outbox(self.outbox());
        if self.spare {
            config = config.alternatives(["ws://spare/"]);
            let failover = Failover::default().forget_after(secs(3));
            config = config.failover(failover.return_after(self.return_after));
        }
        self.add_functions(&mut config);
        self.break_rule(&mut config);
        Rc::new(config)
    }

    fn add_functions(&self, config: &mut Config) {
        let mut changed = config.clone();
        if self.prepare {
            changed = changed.prepare(|endpoint| async { Ok::<_, String>(endpoint) });
        }
        if self.diagnose {
            changed = changed.diagnose(|_| async { Finding::NoAnswer });
        }
        if self.greeting {
            changed = changed.greeting(GREETING);
        }
        if self.ready {
            changed = changed.ready_when(Pattern::Exact(READY.into()));
        }
        if self.reply {
            changed = changed.reply(Pattern::Exact(SERVER_PING.into()), PONG_REPLY);
        }
        *config = changed;
    }

    fn reconnect(&self) -> Reconnect {
        Reconnect::new(self.retries.backoff())
            .max_attempts(self.max_attempts)
            .max_elapsed(self.max_elapsed)
            .stable_after(self.stable_after)
            .pause_offline(self.pause_offline)
            .hidden_pace(self.hidden_pace)
    }

    fn outbox(&self) -> Outbox {
        Outbox::default()
            .max_messages(self.max_messages)
            .max_bytes(self.max_bytes)
            .overflow(self.overflow)
            .drop_when_suspended(self.drop_when_suspended)
    }

    fn break_rule(&self, config: &mut Config) {
        match self.broken {
            None => {}
            Some(Broken::Address) => config.url = "ftp://x/".to_owned(),
            Some(Broken::Fragment) => config.url = "ws://x/#top".to_owned(),
            Some(Broken::SpareAddress) => config.alternatives.push(String::new()),
            Some(Broken::Protocols) => config.protocols = vec!["a b".to_owned()],
            Some(Broken::Backoff) => config.reconnect.backoff = Backoff::List(Vec::new()),
            Some(Broken::Greeting) => {
                config.greeting = Some("x".repeat(self.max_message + 1).into());
            }
            // Those are values of the setup itself.
            Some(Broken::ConnectTimeout | Broken::CloseTimeout | Broken::MaxBuffered) => {}
        }
    }

    pub(crate) const fn broken_by(mut self, broken: Option<Broken>) -> Self {
        self.broken = broken;
        match broken {
            Some(Broken::ConnectTimeout) => self.connect_timeout = Duration::ZERO,
            // Shorter than an `Instant` can tell.
            Some(Broken::CloseTimeout) => self.close_timeout = Duration::from_nanos(999),
            Some(Broken::MaxBuffered) => self.max_buffered = 0,
            _ => {}
        }
        self
    }

    /// Whether both lead to the same service, by address and subprotocols.
    pub(crate) fn same_address(&self, other: &Self) -> bool {
        let address = |setup: &Self| {
            let moved = |broken: &Broken| {
                use Broken::{Address, Fragment, Protocols, SpareAddress};
                matches!(broken, Address | Fragment | Protocols | SpareAddress)
            };
            let service = match setup.broken {
                Some(Broken::Address | Broken::Fragment) => 0,
                _ => setup.service,
            };
            (service, setup.spare, setup.broken.filter(moved))
        };
        address(self) == address(other)
    }
}

/// Shows what is not as in [`Setup::steady`].
impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (own, steady) = (format!("{self:#?}"), format!("{:#?}", Self::steady()));
        let usual: Vec<_> = steady.lines().collect();
        let own = own.lines().filter(|line| !usual.contains(line));
        own.map(str::trim).try_for_each(|line| write!(f, "{line} "))
    }
}

impl Heart {
    fn heartbeat(self) -> Heartbeat {
        Heartbeat::default()
            .interval(self.interval)
            .timeout(self.timeout)
            .measure(self.measure)
            .adaptive(self.adaptive)
            .ping(PING)
    }
}

impl Retries {
    fn backoff(self) -> Backoff {
        match self {
            Self::Fixed(delay) => Backoff::Fixed(delay),
            Self::Exponential(min, max) => Backoff::Exponential { min, max },
            Self::List(delays) => Backoff::List(delays.to_vec()),
            Self::Decided(delay) => {
                let decision = delay.map_or(Decision::Stop, Decision::After);
                Backoff::With(Rc::new(move |_| decision))
            }
        }
    }
}
