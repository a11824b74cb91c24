//! Scenarios as data: what happens to a page and its server, and what must hold. Every one runs in
//! every engine, unless it says why not.

mod attempts;
mod faults;
mod network;
mod page_life;
mod play;
mod see;
mod servers;
mod table;

use std::time::Duration;

use crate::engine::Engine;

pub use play::perform;
pub use table::{Conformance, Verdict, comparable};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// What it is about: unique, and what the table shows.
    pub name: &'static str,
    /// What happens, in this order.
    pub steps: &'static [Step],
    /// What must hold in the end, all of it, and go on to hold for [`SETTLED`].
    pub expect: &'static [Expect],
    /// Where it is not run, and why.
    pub except: &'static [(Engine, &'static str)],
}

/// For how long the end of a scenario is watched, so that what comes once too often is seen.
pub const SETTLED: Duration = Duration::from_millis(700);

/// Something that happens.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The page is opened with these parameters, to talk to this server.
    Visit(Place, &'static [(&'static str, &'static str)]),
    /// Another built application is opened in place of the page: an example.
    Example(&'static str),
    /// What is expected comes true within [`PATIENCE`](crate::PATIENCE).
    Await(Expect),
    /// It goes on to hold for so long.
    Hold(Expect, Duration),
    /// What follows is compared with what there is now.
    Note,
    /// Time passes.
    Pass(Duration),
    /// The page's own server.
    Server(Fate),
    /// An order for the fault server: the body of `POST /faults`.
    Fault(&'static str),
    /// An order for the fault server's connections: the body of `POST /faults/send`.
    FaultSends(&'static str),
    /// An order for the relay: the body of `POST /faults/relay`.
    Relay(&'static str),
    /// The window is minimised, or restored.
    Hidden(bool),
    /// The browser puts the page to rest, or wakes it up.
    Frozen(bool),
    /// The browser's processes are stopped by the system, or go on.
    Stopped(bool),
    /// The browser says that there is no network, or that there is one.
    Offline(bool),
    /// The wall clock goes ahead by so much, and the monotonic clock does not: the machine slept.
    Slept(Duration),
    /// The person follows a link to another page of the same server.
    Leave,
    /// The person presses the browser's button "back".
    ComeBack,
    /// The person loads the page anew.
    Reload,
    /// A button of the page is pressed.
    Press(&'static str),
    /// A chat message is written and sent.
    Chat(&'static str),
    /// A text is written and sent.
    Send(&'static str),
    /// A text of so many characters is put into the box and sent.
    SendLong(usize),
}

/// Which WebSocket the page is to talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The default: that of the server that the page came from.
    Own,
    /// The same by its full address, as if it were somebody else's.
    OwnByAddress,
    /// The fault server, which does as it is told.
    Fault,
    /// A server of the same kind as the own one, behind a relay.
    Relay,
}

/// What can happen to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// SIGKILL.
    Killed,
    /// SIGTERM: it says goodbye.
    Terminated,
    /// It starts again.
    Started,
    /// SIGSTOP.
    Frozen,
    /// SIGCONT.
    Thawed,
}

/// What is to be seen, from outside: in the page, or at the server.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// `data-phase` is this.
    Phase(&'static str),
    /// It is anything but this.
    NotPhase(&'static str),
    /// `data-attempt` is as it was at the [`Note`](Step::Note).
    SameAttempt,
    /// It is higher.
    LaterAttempt,
    /// It is at least this.
    AttemptIs(u64),
    /// It is at most this.
    AttemptAtMost(u64),
    /// At least so many more messages were received than at the note.
    ReceivedMore(u64),
    /// So many messages wait.
    Queued(u64),
    /// The sentence about the connection contains this.
    Sentence(&'static str),
    /// The line about what was sent begins with this.
    Outcome(&'static str),
    /// A received message contains this.
    Shows(&'static str),
    /// These chat messages were received, in this order, each once.
    ChatIs(&'static [&'static str]),
    /// The texts that the fault server heard are these, in this order, each once.
    HeardIs(&'static [&'static str]),
    /// The fault server heard at least so many heartbeats more than at the note.
    HeartsMore(u64),
    /// The fault server has so many connections open.
    Connected(u64),
    /// The fault server was called as often as it had been at the note.
    NoMoreConnections,
    /// The fault server was called at least so many times more.
    MoreConnections(u64),
    /// The fault server was called at most so many times more.
    ConnectionsAtMost(u64),
    /// The last close frame that the fault server heard has this code.
    ClosedWith(u16),
    /// The page comes out of the back/forward cache.
    Restored,
    /// An element of this name says this.
    Text(&'static str, &'static str),
}

/// Every scenario there is.
#[must_use]
pub fn all() -> Vec<Scenario> {
    [
        servers::SCENARIOS,
        network::SCENARIOS,
        attempts::SCENARIOS,
        page_life::SCENARIOS,
        faults::SCENARIOS,
    ]
    .concat()
}

impl Scenario {
    /// Why it is not run in this engine, if it is not.
    #[must_use]
    pub fn exception(&self, engine: Engine) -> Option<&'static str> {
        let mut exceptions = self.except.iter();
        exceptions.find_map(|(other, why)| (*other == engine).then_some(*why))
    }
}

/// A scenario of all engines.
const fn row(name: &'static str, steps: &'static [Step], expect: &'static [Expect]) -> Scenario {
    Scenario {
        name,
        steps,
        expect,
        except: &[],
    }
}

/// A second.
const SECOND: Duration = Duration::from_secs(1);

/// Times under which nobody waits long.
const QUICK: &[(&str, &str)] = &[
    ("interval", "1s"),
    ("timeout", "1s"),
    ("retry_min", "200ms"),
    ("retry_max", "1s"),
    ("connect_timeout", "10s"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_scenario_has_a_name_of_its_own_and_expects_something() {
        let mut names = BTreeSet::new();
        for scenario in all() {
            assert!(names.insert(scenario.name), "{} twice", scenario.name);
            assert!(!scenario.expect.is_empty(), "{}", scenario.name);
        }
    }

    #[test]
    fn no_scenario_is_left_out_everywhere_and_each_exception_has_its_reason() {
        for scenario in all() {
            let run = Engine::ALL.map(|engine| scenario.exception(engine).is_none());
            assert!(run.contains(&true), "{}", scenario.name);
            assert!(scenario.except.iter().all(|(_, why)| why.len() > 10));
        }
    }
}
