//! One client of the herd: it is told when its connection or attempt failed, and says when the next
//! attempt begins. Ours is the machine itself on virtual time.

use std::rc::Rc;
use std::time::Duration;

use fastrand::Rng;
use heartline_connection::{Closed, Command, Config, Connection, Input, Instant, SocketEvent};

use super::policy::Delays;

/// Whoever wants to be connected.
pub(super) enum Client {
    /// Boxed, so that a herd of others is not as large as a herd of machines.
    Ours(Box<Ours>),
    Theirs(Theirs),
}

impl Client {
    /// A client that is connected.
    pub(super) fn new(delays: Delays, config: &Rc<Config>, seed: u64) -> Self {
        match delays {
            Delays::Machine { close_code } => {
                Self::Ours(Box::new(Ours::new(Rc::clone(config), close_code, seed)))
            }
            _ => Self::Theirs(Theirs::new(delays, seed)),
        }
    }

    /// When the attempt begins that follows the connection, or the attempt, which failed at `at`;
    /// `None` when there is none.
    pub(super) fn failed(&mut self, at: Instant) -> Option<Instant> {
        match self {
            Self::Ours(machine) => machine.failed(at),
            Self::Theirs(other) => Some(at + other.delay()),
        }
    }
}

/// A driver for the machine whose sockets do what the herd's server says.
pub(super) struct Ours {
    machine: Connection,
    /// Whose socket it is that fails next.
    attempt: u64,
    /// What the close of the first socket says.
    close_code: u16,
}

impl Ours {
    fn new(config: Rc<Config>, close_code: u16, seed: u64) -> Self {
        let mut ours = Self {
            machine: Connection::new(config, seed),
            attempt: 0,
            close_code,
        };
        ours.take_in(Instant::ORIGIN, Input::Open);
        ours.socket(Instant::ORIGIN, SocketEvent::Opened);
        ours
    }

    fn failed(&mut self, at: Instant) -> Option<Instant> {
        // Only the loss is said in words; a refused attempt ends without a close frame.
        let code = match self.attempt {
            1 => self.close_code,
            _ => 1006,
        };
        self.socket(at, SocketEvent::Error);
        let closed = Closed {
            code,
            reason: String::new(),
            was_clean: code != 1006,
        };
        self.socket(at, SocketEvent::Closed(closed));
        loop {
            let wake = self.machine.next_wake()?;
            if self.take_in(wake.at, Input::Wake) {
                return Some(wake.at);
            }
        }
    }

    fn socket(&mut self, at: Instant, event: SocketEvent) {
        let attempt = self.attempt;
        self.take_in(at, Input::Socket { attempt, event });
    }

    /// Whether an attempt begins.
    fn take_in(&mut self, at: Instant, input: Input) -> bool {
        let before = self.attempt;
        self.machine.handle(at, input);
        while let Some(command) = self.machine.poll_command() {
            if let Command::Open { attempt, .. } = command {
                self.attempt = attempt;
            }
        }
        self.attempt != before
    }
}

/// A published policy.
pub(super) struct Theirs {
    delays: Delays,
    random: Rng,
    /// How many delays there were.
    count: i32,
    /// What the next delay is made from, in seconds: what was drawn once, or the delay before.
    memory: f64,
}

impl Theirs {
    fn new(delays: Delays, seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let memory = match delays {
            Delays::Growing { base, .. } => between(&mut random, base.0, base.1),
            Delays::Decorrelated { base, .. } => base.as_secs_f64(),
            _ => 0.0,
        };
        Self {
            delays,
            random,
            count: 0,
            memory,
        }
    }

    fn delay(&mut self) -> Duration {
        let before = self.count;
        self.count += 1;
        let seconds = match self.delays {
            // A client of ours asks its machine.
            Delays::Machine { .. } => 0.0,
            Delays::Fixed(delay) => return delay,
            Delays::Steps(steps) => return step(steps, before),
            Delays::Growing { factor, cap, .. } => {
                (self.memory * factor.powi(before)).min(cap.as_secs_f64())
            }
            Delays::CutAfterJitter { min, cap } => self.cut_after_jitter(min, cap, before),
            Delays::FullJitter { base, cap } => {
                let ceiling = base.as_secs_f64() * 2f64.powi(self.count);
                self.random.f64() * ceiling.min(cap.as_secs_f64())
            }
            Delays::Decorrelated { base, cap } => {
                let longest = Duration::from_secs_f64(self.memory * 3.0);
                self.memory = between(&mut self.random, base, longest).min(cap.as_secs_f64());
                self.memory
            }
        };
        Duration::from_secs_f64(seconds)
    }

    /// backo2's: one random number decides by how much, and by its first digit in which direction.
    fn cut_after_jitter(&mut self, min: Duration, cap: Duration, before: i32) -> f64 {
        let planned = min.as_secs_f64() * 2f64.powi(before);
        let random = self.random.f64();
        let deviation = random * 0.5 * planned;
        let is_shorter = ((random * 10.0) as u32).is_multiple_of(2);
        let delay = if is_shorter {
            planned - deviation
        } else {
            planned + deviation
        };
        delay.min(cap.as_secs_f64())
    }
}

/// The last step for ever.
fn step(steps: &[Duration], before: i32) -> Duration {
    let place = usize::try_from(before).unwrap_or(usize::MAX);
    let delay = steps.get(place).or(steps.last());
    delay.copied().unwrap_or_default()
}

fn between(random: &mut Rng, low: Duration, high: Duration) -> f64 {
    let width = high.as_secs_f64() - low.as_secs_f64();
    low.as_secs_f64() + random.f64() * width
}
