//! One attempt: where it goes, the socket that opens, and why it could not.

use std::time::Duration;

use super::Connection;
use crate::cause::{Cause, GaveUp, HttpClass};
use crate::close::Close;
use crate::deadline::Deadline;
use crate::endpoint::{Endpoint, Finding, PrepareError, Prepared};
use crate::heartbeat::Pulse;
use crate::io::Command;
use crate::state::State;
use crate::time::Instant;
use crate::wake::{Wake, WakeReason};

/// How long the look at a server that refused the handshake may take: five seconds, because the
/// next attempt waits for it.
const DIAGNOSE_TIMEOUT: Duration = Duration::from_secs(5);

impl Connection {
    pub(super) fn start_attempt(&mut self, now: Instant) {
        if let Err(error) = self.config.check() {
            self.cause = Some(Cause::BadConfig(error));
            return self.give_up(now, GaveUp::Pointless);
        }
        self.gave_up = None;
        self.expected = false;
        self.replies_sent = 0;
        self.attempt += 1;
        self.attempted_at = Some(now);
        self.stats.attempts += 1;
        self.be_absent(now);
        let count = 1 + self.config.alternatives.len();
        self.place = self.health.choose(count, &self.config.failover, now);
        let endpoint = self.endpoint();
        endpoint.url.clone_into(&mut self.url);
        let deadline = Deadline::new(now + self.config.connect_timeout);
        let Some(prepare) = self.config.prepare.clone() else {
            return self.open_socket(now, endpoint, deadline);
        };
        self.commands.push(Command::Prepare {
            attempt: self.attempt,
            endpoint,
            prepare,
        });
        self.transition(now, State::Preparing { deadline });
    }

    /// Where the attempt goes by the configuration.
    fn endpoint(&self) -> Endpoint {
        Endpoint {
            url: self.config.address(self.place).to_owned(),
            protocols: self.config.protocols.clone(),
            greeting: self.config.greeting.clone(),
            attempt: self.attempt,
            cause: self.cause.clone(),
        }
    }

    fn open_socket(&mut self, now: Instant, endpoint: Endpoint, deadline: Deadline) {
        endpoint.url.trim_ascii().clone_into(&mut self.url);
        self.commands.push(Command::Open {
            attempt: self.attempt,
            url: self.url.clone(),
            protocols: endpoint.protocols,
        });
        let greeting = endpoint.greeting;
        self.transition(now, State::Connecting { deadline, greeting });
    }

    /// The application has said where the attempt goes, or that it cannot.
    pub(super) fn prepared(&mut self, now: Instant, attempt: u64, answer: Prepared) {
        let State::Preparing { deadline } = self.state else {
            return;
        };
        if attempt != self.attempt {
            return;
        }
        let checked = answer.and_then(|endpoint| {
            self.config.check_endpoint(&endpoint)?;
            Ok(endpoint)
        });
        match checked {
            Ok(endpoint) => self.open_socket(now, endpoint, deadline),
            Err(error) => self.lost(now, Cause::Prepare(error)),
        }
    }

    pub(super) fn opened(&mut self, now: Instant) {
        let State::Connecting { deadline, greeting } = &mut self.state else {
            return;
        };
        let (deadline, prepared) = (*deadline, greeting.take());
        // A new socket holds nothing, whatever the last one held.
        self.buffered = 0;
        let greeting = match self.config.prepare {
            Some(_) => prepared,
            None => self.config.greeting.clone(),
        };
        if let Some(greeting) = greeting {
            self.command_send_automatic(greeting, self.attempt);
        }
        match self.config.ready_when {
            Some(_) => self.transition(now, State::Greeting { deadline }),
            None => self.ready(now),
        }
    }

    /// Open and greeted: from here on data flows and the heart beats.
    pub(super) fn ready(&mut self, now: Instant) {
        self.stats.opens += 1;
        self.outage.unauthorized = 0;
        self.absence = None;
        let rhythm = self.rhythm();
        let open = State::Open {
            since: now,
            pulse: Pulse::of(now, rhythm),
            room_at: None,
        };
        self.transition(now, open);
        self.send_subscriptions();
        self.flush(now);
    }

    pub(super) fn connect_timed_out(&mut self, now: Instant) {
        let timeout = self.config.connect_timeout;
        let cause = match self.state {
            State::Preparing { .. } => {
                self.cancel_question();
                return self.lost(now, Cause::Prepare(PrepareError::NoAnswer(timeout)));
            }
            State::Greeting { .. } => Cause::ReadyTimeout(timeout),
            _ => Cause::ConnectTimeout(timeout),
        };
        self.abandon(Close::normal());
        self.lost(now, cause);
    }

    /// Browsers do not tell pages why a handshake failed; the application may know how to find out.
    pub(super) fn handshake_failed(&mut self, now: Instant) {
        let Some(diagnose) = self.config.diagnose.clone() else {
            return self.lost(now, Cause::CouldNotConnect);
        };
        self.commands.push(Command::Diagnose {
            attempt: self.attempt,
            url: self.url.clone(),
            diagnose,
        });
        let until = now + DIAGNOSE_TIMEOUT;
        self.transition(now, State::Diagnosing { until });
    }

    pub(super) fn diagnosed(&mut self, now: Instant, attempt: u64, finding: Finding) {
        if attempt != self.attempt || !matches!(self.state, State::Diagnosing { .. }) {
            return;
        }
        let cause = match finding {
            Finding::Status(status) if HttpClass::of(status) != HttpClass::Other => {
                Cause::HttpStatus(status)
            }
            Finding::Status(_) | Finding::NoAnswer => Cause::CouldNotConnect,
            Finding::Offline => Cause::Offline,
        };
        self.lost(now, cause);
    }

    /// The answer to what the application was asked is of no interest any more.
    pub(super) fn cancel_question(&mut self) {
        let attempt = self.attempt;
        self.commands.push(Command::Cancel { attempt });
    }

    /// When a connection to an address that is not the first gives way to a better one. One that is
    /// about to close stays where it is.
    pub(super) fn homecoming(&self) -> Option<Wake> {
        let State::Open { since, .. } = self.state else {
            return None;
        };
        if self.drain.is_some() || self.is_paused() {
            return None;
        }
        let failover = &self.config.failover;
        let well_at = self.health.better_from(self.place, failover)?;
        let at = self.paced(well_at.max(since + failover.return_after?));
        Some(Wake::new(at, WakeReason::ReturnDue))
    }
}
