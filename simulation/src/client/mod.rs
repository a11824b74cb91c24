//! One client: a connection with its driver, on a page, behind a network of its own. What the machine
//! commands is carried out in `carry`, what the network brings comes in by `hears`, what the user does
//! by `acts`, what befalls the page by `befalls`.

mod acts;
mod befalls;
mod carry;
mod hears;
mod socket;

use std::collections::VecDeque;
use std::time::Duration;

use heartline_connection::{Config, Connection, Endpoint, Input, Instant, Phase, SocketEvent};

use crate::event::{Event, Parcel};
use crate::link::{Link, Path};
use crate::oracle::{By, Letter, Moment, Oracle, Scenery};
use crate::page::Page;
use crate::plan::{Plan, URLS};
use crate::rule::{Kept, Rule};
use crate::scene::Scene;
use crate::trace::Note;

use socket::{Socket, SocketState};

/// How long a close waits for the outbox.
pub(crate) const DRAIN: Duration = Duration::from_secs(5);

/// How far a wall clock is ahead of the simulation's: some day in 2025.
const EPOCH: Duration = Duration::from_secs(1_750_000_000);

pub(crate) struct Client {
    index: u8,
    machine: Connection,
    config: Config,
    page: Page,
    path: Path,
    links: Vec<Link>,
    socket: Option<Socket>,
    question: Option<Question>,
    /// When the alarm rings, and for which time of the page's clock it is set.
    alarm: Option<Instant>,
    armed: Option<Instant>,
    pending: VecDeque<Input>,
    /// What a closing socket did not take and the machine has not been told of yet.
    refused: VecDeque<Letter>,
    oracle: Oracle,
    letters: u64,
    /// Whether the user is going to open it again.
    coming_back: bool,
    pause: Duration,
    chatter: Option<Duration>,
}

/// What the application is asked.
struct Question {
    attempt: u64,
    /// Where the attempt goes; `None` when the question is why it failed.
    endpoint: Option<Endpoint>,
}

impl Client {
    pub(crate) fn new(index: u8, plan: Plan, seed: u64) -> Self {
        let machine = Connection::new(plan.config.clone(), seed);
        let mut oracle = Oracle::new(&machine);
        oracle.vigil.adopt(&plan.config, plan.busy);
        Self {
            index,
            machine,
            page: Page::new(plan.worker, plan.busy),
            path: Path::new(plan.delay, plan.rate),
            config: plan.config,
            links: Vec::new(),
            socket: None,
            question: None,
            alarm: None,
            armed: None,
            pending: VecDeque::new(),
            refused: VecDeque::new(),
            oracle,
            letters: 0,
            coming_back: false,
            pause: plan.pause,
            chatter: plan.chatter,
        }
    }

    /// When the alarm rings next.
    pub(crate) const fn alarm(&self) -> Option<Instant> {
        self.alarm
    }

    pub(crate) const fn pause(&self) -> Duration {
        self.pause
    }

    /// Whether attempts may go to this address of the service.
    pub(crate) fn uses(&self, address: u8) -> bool {
        let url = URLS[usize::from(address)];
        self.config.url == url || self.config.alternatives.iter().any(|other| other == url)
    }

    /// Something planned happens.
    pub(crate) fn happens(&mut self, scene: &mut Scene, event: Event) -> Kept {
        match event {
            Event::Arrives(attempt, _) if self.is_dead(attempt) => {}
            Event::Arrives(..) | Event::Says(..) | Event::Answers(_) | Event::Tells(_)
                if !self.page.runs() =>
            {
                self.page.held.push_back(event);
            }
            Event::Arrives(attempt, news) | Event::Says(attempt, news) => {
                self.hears(scene, attempt, news)?;
            }
            Event::Answers(attempt) => self.application_answers(scene, attempt)?,
            Event::Tells(signal) => self.tell(scene, signal)?,
            Event::Reaches(attempt, parcel) => self.server_hears(scene, attempt, parcel)?,
            Event::ServerSpeaks(attempt) => self.server_speaks(scene, attempt),
            Event::ServerWakes => self.server_wakes(scene)?,
            Event::Over(trouble) => self.trouble_ends(scene, trouble)?,
            Event::User(deed) => self.user(scene, deed)?,
            Event::Look => self.look(scene)?,
            // The world's own.
            Event::Incident => {}
        }
        self.plan_look(scene);
        Ok(())
    }

    /// The alarm rings.
    pub(crate) fn ring(&mut self, scene: &mut Scene) -> Kept {
        (self.alarm, self.armed) = (None, None);
        self.tell_clock(scene);
        self.tell_buffered(scene.now);
        self.pending.push_back(Input::Wake);
        scene.note(self.index, Note::Wake);
        self.run(scene, By::Wake)
    }

    fn tell_clock(&mut self, scene: &Scene) {
        let wall = EPOCH + scene.now.since_origin();
        self.pending.push_back(Input::Clock { wall });
    }

    fn tell_buffered(&mut self, now: Instant) {
        if let Some(socket) = &mut self.socket {
            let (attempt, bytes) = (socket.attempt, socket.buffered(now));
            self.pending.push_back(Input::Buffered { attempt, bytes });
        }
    }

    fn take_in(&mut self, scene: &mut Scene, input: Input, by: By) -> Kept {
        self.pending.push_back(input);
        self.run(scene, by)
    }

    /// The driver's loop: commands before what happened meanwhile.
    fn run(&mut self, scene: &mut Scene, by: By) -> Kept {
        loop {
            while let Some(command) = self.machine.poll_command() {
                self.carry_out(scene, command, by)?;
            }
            let Some(input) = self.pending.pop_front() else {
                break;
            };
            if matches!(
                &input,
                Input::Socket {
                    event: SocketEvent::SendFailed(_),
                    ..
                }
            ) && let Some(letter) = self.refused.pop_front()
            {
                self.oracle.ledger.take_back(letter);
            }
            self.machine.handle(self.page.clock(scene.now), input);
        }
        self.oracle.after(&Scenery {
            machine: &self.machine,
            page: &self.page,
            allowed: self.allowed(),
            by,
            at: self.moment(scene.now),
        })?;
        self.plan_return(scene);
        self.arm(scene, false);
        Ok(())
    }

    fn moment(&self, now: Instant) -> Moment {
        let clock = self.page.clock(now);
        Moment { now, clock }
    }

    /// The phases that what the driver holds allows while a connection is wanted.
    fn allowed(&self) -> &'static [Phase] {
        match self.socket.as_ref().map(|socket| socket.state) {
            None if self.question.is_some() => &[Phase::Connecting],
            None => &[Phase::Waiting, Phase::Failed, Phase::Offline],
            Some(SocketState::Connecting) => &[Phase::Connecting],
            Some(SocketState::Open | SocketState::Ending) => &[Phase::Connecting, Phase::Open],
            Some(SocketState::Closing) => &[Phase::Closing],
        }
    }

    /// One alarm, touched only when the machine wants another time, or the page rings differently.
    fn arm(&mut self, scene: &mut Scene, anew: bool) {
        let wanted = self.machine.next_wake().map(|wake| wake.at);
        if wanted == self.armed && !anew {
            return;
        }
        self.armed = wanted;
        let late = match self.page.busy.is_zero() {
            true => Duration::ZERO,
            false => scene.dice.between(Duration::ZERO, self.page.busy),
        };
        let wanted = wanted.filter(|_| self.page.runs());
        self.alarm = wanted.map(|at| self.page.rings(at, scene.now, late));
    }

    /// Where all has been well for long enough, the connection is open.
    fn look(&mut self, scene: &mut Scene) -> Kept {
        self.oracle.vigil.planned = false;
        let phase = self.oracle.phase();
        let tried = self.oracle.wanted && self.oracle.draining.is_none() && phase != Phase::Failed;
        if scene.now < self.oracle.vigil.due() {
            return Ok(());
        }
        self.oracle.vigil.wanted = false;
        scene.note(self.index, Note::Looks(phase));
        if !tried || self.config.heartbeat.is_none() {
            return Ok(());
        }
        scene.tally.healed += 1;
        Rule::BackToOpen.demand(phase == Phase::Open, || {
            format!(
                "{phase}, and should be open by {:?}",
                self.oracle.vigil.due()
            )
        })
    }

    fn disturb(&mut self, until: Instant) {
        self.oracle.vigil.disturb(until);
        self.oracle.vigil.wanted = true;
    }

    /// Looks again later, if something was disturbed.
    pub(crate) fn watch(&mut self, scene: &mut Scene) {
        self.plan_look(scene);
    }

    fn plan_look(&mut self, scene: &mut Scene) {
        let vigil = &mut self.oracle.vigil;
        let due = vigil.due();
        if vigil.wanted && !vigil.planned {
            vigil.planned = true;
            scene.plan(due.max(scene.now), self.index, Event::Look);
        }
    }

    fn link(&mut self, attempt: u64) -> Option<&mut Link> {
        self.links.iter_mut().find(|link| link.attempt == attempt)
    }

    fn is_dead(&self, attempt: u64) -> bool {
        let link = self.links.iter().find(|link| link.attempt == attempt);
        link.is_some_and(|link| link.dead)
    }

    /// What the present socket carries to the server, if the network lets it.
    fn carry(&mut self, scene: &mut Scene, parcel: Parcel, bytes: usize) {
        let Some(socket) = &mut self.socket else {
            return;
        };
        let attempt = socket.attempt;
        scene.note(self.index, Note::Sends(attempt, parcel));
        let link = self.links.iter_mut().find(|link| link.attempt == attempt);
        let Some(link) = link.filter(|link| !link.dead) else {
            socket.hold(None, bytes, parcel);
            return;
        };
        let at = link.up(&self.path, &mut scene.dice, scene.now, bytes);
        socket.hold(Some(link.taken_at), bytes, parcel);
        scene.plan(at, self.index, Event::Reaches(attempt, parcel));
    }

    /// At the end of a run: what became of each message.
    pub(crate) fn settle(&self, scene: &mut Scene) -> Kept {
        let ledger = &self.oracle.ledger;
        let (reported, refused, waiting) =
            (ledger.reported, ledger.refused, ledger.waiting() as u64);
        let fates = [ledger.handed, reported, refused, waiting];
        let all: u64 = fates.iter().sum();
        Rule::Outbound.demand(all == ledger.sends, || {
            format!(
                "{} messages were sent, {all} are accounted for: {fates:?}",
                ledger.sends
            )
        })?;
        let stats = self.machine.stats();
        let counted = stats.sent.messages == ledger.handed
            && stats.dropped == reported + refused
            && stats.received.messages == self.oracle.delivered;
        Rule::Outbound.demand(counted, || format!("{stats:?} does not count {fates:?}"))?;
        let tally = &mut scene.tally;
        tally.add_stats(stats);
        tally.sends += ledger.sends;
        tally
            .fates
            .iter_mut()
            .zip(fates)
            .for_each(|(all, one)| *all += one);
        let first = self.oracle.attempts.first;
        tally
            .first_retries
            .iter_mut()
            .zip(first)
            .for_each(|(all, one)| *all += one);
        Ok(())
    }
}
