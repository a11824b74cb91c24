//! One run: clients, one server, and time that jumps from event to event.

use std::time::Duration;

use heartline_connection::Instant;

use crate::client::Client;
use crate::dice::Dice;
use crate::event::{Event, Planned};
use crate::incident::Incident;
use crate::plan::Plan;
use crate::queue::Queue;
use crate::rule::{Breach, Kept};
use crate::scene::Scene;
use crate::server::{Manner, Server};
use crate::tally::Tally;
use crate::trace::{Note, Trace};
use crate::user::Deed;
use crate::{Outcome, Run};

/// How many clients a run has at most.
const CLIENTS: u64 = 4;

pub(crate) struct World {
    scene: Scene,
    clients: Vec<Client>,
    end: Instant,
}

impl World {
    pub(crate) fn new(run: &Run) -> Self {
        let mut dice = Dice::new(run.seed);
        let pause = pause(&mut dice);
        let count = 1 + dice.below(CLIENTS);
        let clients = (0..count).map(|index| {
            let plan = Plan::draw(&mut dice, pause);
            Client::new(index as u8, plan, dice.seed())
        });
        let clients: Vec<Client> = clients.collect();
        let scene = Scene {
            now: Instant::ORIGIN,
            queue: Queue::new(),
            dice,
            server: Server::new(),
            trace: Trace::new(clients.len(), run.aloud),
            tally: Tally::default(),
        };
        let end = Instant::from_origin(run.duration);
        let mut world = Self {
            scene,
            clients,
            end,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        for client in 0..self.clients.len() as u8 {
            let start = self
                .scene
                .dice
                .between(Duration::ZERO, Duration::from_secs(2));
            self.scene
                .plan(Instant::ORIGIN + start, client, Event::User(Deed::Open));
            self.plan_incident(client);
        }
    }

    /// Plays it to its end.
    pub(crate) fn play(mut self) -> Outcome {
        let kept = self.play_on();
        let trace = self.scene.trace.hash();
        match kept {
            Ok(()) => Ok((self.scene.tally, trace)),
            Err(breach) => Err((breach, self.scene.trace.lines())),
        }
    }

    fn play_on(&mut self) -> Result<(), Breach> {
        while let Some((at, ringing)) = self.next().filter(|(at, _)| *at <= self.end) {
            self.scene.now = at;
            self.scene.tally.events += 1;
            match ringing {
                Some(client) => self.clients[client].ring(&mut self.scene)?,
                None => self.happens()?,
            }
        }
        self.scene.now = self.end;
        for client in &self.clients {
            client.settle(&mut self.scene)?;
        }
        let time = self.end.since_origin();
        self.scene.tally.seeds = 1;
        self.scene.tally.simulated = time * self.clients.len() as u32;
        Ok(())
    }

    /// When the next thing happens, and whose alarm it is, if it is one. At one time, what is
    /// planned comes first.
    fn next(&self) -> Option<(Instant, Option<usize>)> {
        let planned = self.scene.queue.next_at().map(|at| (at, None));
        let alarms = self.clients.iter().enumerate();
        let alarms = alarms.filter_map(|(client, of)| Some((of.alarm()?, Some(client))));
        planned.into_iter().chain(alarms).min_by_key(|(at, _)| *at)
    }

    fn happens(&mut self) -> Kept {
        let Some(Planned { client, event }) = self.scene.queue.take() else {
            return Ok(());
        };
        match event {
            Event::Incident => {
                self.plan_incident(client);
                let incident = Incident::draw(&mut self.scene.dice);
                self.befalls(client, incident)
            }
            event => self.clients[usize::from(client)].happens(&mut self.scene, event),
        }
    }

    fn plan_incident(&mut self, client: u8) {
        let pause = self.clients[usize::from(client)].pause();
        let at = self.scene.now + self.scene.dice.between(Duration::ZERO, pause * 2);
        self.scene.plan(at, client, Event::Incident);
    }

    fn befalls(&mut self, client: u8, incident: Incident) -> Kept {
        self.scene.note(client, Note::Incident(incident));
        *self
            .scene
            .tally
            .incidents
            .entry(incident.name())
            .or_default() += 1;
        match incident {
            Incident::Server(address, manner, long) => self.server_behaves(address, manner, long),
            Incident::Restart(address, code, manner, long) => {
                for client in &mut self.clients {
                    client.server_ends(
                        &mut self.scene,
                        Some(address),
                        code,
                        crate::event::Wish::Nothing,
                    );
                }
                self.server_behaves(address, manner, long);
            }
            Incident::Hang(long) => self.server_hangs(long),
            Incident::Crash(address) => {
                for client in &mut self.clients {
                    client.server_crashes(&self.scene, address);
                }
            }
            incident => self.clients[usize::from(client)].befalls(&mut self.scene, incident)?,
        }
        self.clients[usize::from(client)].watch(&mut self.scene);
        Ok(())
    }

    fn server_behaves(&mut self, address: u8, manner: Manner, long: Duration) {
        let until = self.scene.now + long;
        self.scene.server.behave(address, manner, until);
        for client in self
            .clients
            .iter_mut()
            .filter(|client| client.uses(address))
        {
            client.server_changes(until);
        }
    }

    fn server_hangs(&mut self, long: Duration) {
        let until = self.scene.now + long;
        let server = &mut self.scene.server;
        server.hung_until = server.hung_until.max(until);
        for (index, client) in self.clients.iter_mut().enumerate() {
            client.server_changes(until);
            self.scene.plan(until, index as u8, Event::ServerWakes);
        }
    }
}

/// How much time passes between incidents of one client, on average: some runs are calm, most are
/// not, some are wild.
fn pause(dice: &mut Dice) -> Duration {
    match dice.below(10) {
        0 | 1 => Duration::from_secs(4 * 3_600),
        2..9 => Duration::from_secs(1_200),
        _ => dice.skewed(Duration::from_secs(5), Duration::from_secs(300)),
    }
}
