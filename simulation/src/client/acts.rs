//! What the user does.

use std::time::Duration;

use heartline_connection::{Close, Heartbeat, Input, Outgoing, SendOutcome};

use super::{Client, DRAIN};
use crate::oracle::{By, Letter};
use crate::plan::URLS;
use crate::rule::{Kept, Rule};
use crate::scene::Scene;
use crate::trace::Note;
use crate::user::{Change, Deed};

/// How many subscriptions a user has at most.
const SUBSCRIPTIONS: u64 = 5;

impl Client {
    pub(crate) fn user(&mut self, scene: &mut Scene, deed: Deed) -> Kept {
        if !self.page.runs() {
            self.page.held.push_back(crate::event::Event::User(deed));
            return Ok(());
        }
        scene.note(self.index, Note::User(deed));
        self.oracle.user(deed, self.page.clock(scene.now));
        let by = By::User(deed);
        match deed {
            Deed::Open | Deed::Retry => {
                self.coming_back = false;
                self.disturb(scene.now);
                let input = if deed == Deed::Open {
                    Input::Open
                } else {
                    Input::RetryNow
                };
                self.take_in(scene, input, by)
            }
            Deed::Close => self.take_in(scene, Input::Close(Close::normal()), by),
            Deed::CloseAfterSending => {
                let (close, within) = (Close::normal(), DRAIN);
                self.take_in(scene, Input::CloseAfterSending { close, within }, by)
            }
            Deed::Send(many) => (0..many).try_for_each(|_| self.send(scene, by)),
            Deed::Configure(change) => self.configure(scene, change, by),
            Deed::Subscribe => self.subscribe(scene, by),
        }
    }

    fn send(&mut self, scene: &mut Scene, by: By) -> Kept {
        let letter = self.letter(scene);
        self.tell_buffered(scene.now);
        self.run(scene, by)?;
        let outcome = self.machine.send(letter.taken_at, written(&letter));
        self.oracle.ledger.sends += 1;
        match outcome {
            SendOutcome::Sent | SendOutcome::Queued => self.oracle.ledger.take(letter),
            SendOutcome::Dropped(reason, message) => {
                let whole = message == written(&letter).message;
                Rule::Outbound
                    .demand(whole, || format!("{message:?} comes back for {letter:?}"))?;
                let at = self.oracle.circumstances(&self.config, by, letter.taken_at);
                self.oracle.ledger.refuse(&letter, reason, &at)?;
            }
        }
        self.run(scene, by)
    }

    fn letter(&mut self, scene: &mut Scene) -> Letter {
        self.letters += 1;
        let dice = &mut scene.dice;
        let time_to_live = dice.one_in(5).then(|| match dice.one_in(4) {
            true => Duration::ZERO,
            false => dice.skewed(Duration::from_millis(20), Duration::from_secs(60)),
        });
        let most = if dice.one_in(10) { 180 } else { 40 };
        let bytes = 12 + dice.below(most) as usize;
        Letter {
            id: self.letters,
            bytes,
            taken_at: self.page.clock(scene.now),
            time_to_live,
            key: dice.one_in(5).then(|| dice.below(2) as u8),
            returned: false,
        }
    }

    fn configure(&mut self, scene: &mut Scene, change: Change, by: By) -> Kept {
        let config = &mut self.config;
        match change {
            Change::Nothing => {}
            Change::Address => {
                let (here, there) = (URLS[0], URLS[1]);
                let next = if config.url == here { there } else { here };
                let alternatives = URLS.iter().filter(|url| **url != next);
                if !config.alternatives.is_empty() {
                    config.alternatives = alternatives.map(|url| (*url).to_owned()).collect();
                }
                config.url = next.to_owned();
            }
            Change::Heartbeat => {
                let other = |heartbeat: Heartbeat| {
                    let interval = heartbeat.interval + Duration::from_secs(1);
                    heartbeat.interval(interval)
                };
                config.heartbeat = config.heartbeat.take().map(other);
            }
        }
        self.oracle.vigil.adopt(config, self.page.busy);
        self.machine
            .configure(self.page.clock(scene.now), config.clone());
        self.disturb(scene.now);
        self.meet(scene);
        self.tell_buffered(scene.now);
        self.run(scene, by)?;
        let waiting = self.oracle.ledger.waiting();
        let stays = change != Change::Address || waiting == 0;
        Rule::Outbound.demand(stays, || {
            format!("{waiting} messages move to another address")
        })
    }

    /// The server may treat the client otherwise at its addresses.
    fn meet(&mut self, scene: &Scene) {
        for address in 0..URLS.len() as u8 {
            if self.uses(address) {
                self.disturb(scene.server.behaves_until(address));
            }
        }
    }

    fn subscribe(&mut self, scene: &mut Scene, by: By) -> Kept {
        if self.oracle.subscriptions < SUBSCRIPTIONS {
            self.oracle.subscriptions += 1;
            let payload = format!("sub {}", self.oracle.subscriptions);
            self.machine.subscribe(payload);
        }
        self.run(scene, by)
    }
}

/// The message of a letter: its number, filled up to its size.
fn written(letter: &Letter) -> Outgoing {
    let mut text = format!("m{} ", letter.id);
    while text.len() < letter.bytes {
        text.push('.');
    }
    let outgoing = Outgoing::new(text).time_to_live(letter.time_to_live);
    match letter.key {
        Some(key) => outgoing.key(key.to_string()),
        None => outgoing,
    }
}
