//! What the machine commands, carried out, with the demands on each command.

use std::time::Duration;

use heartline_connection::{
    Command, Event as Told, Input, Message, OpenError, Outgoing, Phase, PrepareError, SocketEvent,
};

use super::{Client, Question, Socket, SocketState};
use crate::bounds;
use crate::event::{Event, News, Parcel, Wish};
use crate::link::Link;
use crate::oracle::By;
use crate::plan::{GREETING, HEART, REPLY, URLS};
use crate::rule::{Kept, Rule};
use crate::scene::Scene;
use crate::trace::Note;

impl Client {
    pub(super) fn carry_out(&mut self, scene: &mut Scene, command: Command, by: By) -> Kept {
        match command {
            Command::Prepare {
                attempt, endpoint, ..
            } => {
                self.attempt_begins(scene, attempt, by)?;
                scene.note(self.index, Note::Asks(attempt));
                self.ask(scene, attempt, Some(endpoint))
            }
            Command::Diagnose { attempt, .. } => {
                scene.note(self.index, Note::AsksWhy(attempt));
                Rule::Zombie.demand(self.oracle.wanted, || format!("asks why {attempt} failed"))?;
                self.ask(scene, attempt, None)
            }
            Command::Cancel { attempt } => self.cancel(scene, attempt),
            Command::Open { attempt, url, .. } => {
                self.attempt_begins(scene, attempt, by)?;
                self.open(scene, attempt, &url)
            }
            Command::Send { attempt, outgoing } => self.send_data(scene, attempt, outgoing),
            Command::SendAutomatic {
                attempt,
                payload,
                number,
            } => self.send_automatic(scene, attempt, &payload.message(number)),
            Command::Close { attempt, .. } => self.close_socket(scene, attempt),
            Command::Abandon { attempt, close } => {
                self.judge(scene, attempt, close.code(), by)?;
                self.abandon(scene, attempt, close.code())
            }
            Command::Deliver(message) => self.deliver(scene, &message),
            Command::Report(told) => self.told(scene, &told, by),
        }
    }

    fn attempt_begins(&mut self, scene: &Scene, attempt: u64, by: By) -> Kept {
        Rule::Zombie.demand(self.oracle.wanted, || format!("attempt {attempt} begins"))?;
        let sockets = self.socket.as_ref().map(|socket| socket.attempt);
        Rule::OneSocket.demand(sockets.is_none() && self.question.is_none(), || {
            format!("attempt {attempt} begins beside {sockets:?}")
        })?;
        let at = self.moment(scene.now);
        self.oracle
            .attempts
            .begin(attempt, at, by, &self.page, &self.config)
    }

    /// Mostly the application answers soon; at times it fails, or never does.
    fn ask(
        &mut self,
        scene: &mut Scene,
        attempt: u64,
        endpoint: Option<heartline_connection::Endpoint>,
    ) -> Kept {
        Rule::OneSocket.demand(self.socket.is_none() && self.question.is_none(), || {
            format!("a question for {attempt} beside a socket or another question")
        })?;
        self.question = Some(Question { attempt, endpoint });
        if scene.dice.one_in(30) {
            self.disturb(scene.now);
            return Ok(());
        }
        let at = scene.now + scene.dice.between(Duration::ZERO, bounds::ANSWER);
        scene.plan(at, self.index, Event::Answers(attempt));
        Ok(())
    }

    fn cancel(&mut self, scene: &mut Scene, attempt: u64) -> Kept {
        scene.note(self.index, Note::Cancels(attempt));
        let asked = self.question.take().map(|question| question.attempt);
        Rule::Command.demand(asked == Some(attempt), || {
            format!("question {attempt} is cancelled, {asked:?} was asked")
        })
    }

    pub(super) fn application_answers(&mut self, scene: &mut Scene, attempt: u64) -> Kept {
        let Some(question) = self
            .question
            .take_if(|question| question.attempt == attempt)
        else {
            let answer = Err(PrepareError::Panicked);
            return self.changes_nothing(scene, Input::Prepared { attempt, answer });
        };
        let roll = scene.dice.below(30);
        let input = match question.endpoint {
            Some(endpoint) if roll > 0 => Input::Prepared {
                attempt,
                answer: Ok(endpoint),
            },
            Some(_) => {
                let answer = Err(PrepareError::Panicked);
                Input::Prepared { attempt, answer }
            }
            None => {
                let finding = crate::oracle::finding(roll);
                Input::Diagnosed { attempt, finding }
            }
        };
        self.disturb(scene.now);
        self.take_in(scene, input, By::News)
    }

    fn open(&mut self, scene: &mut Scene, attempt: u64, url: &str) -> Kept {
        let address = URLS.iter().position(|known| *known == url).unwrap_or(0) as u8;
        if scene.dice.one_in(400) {
            return self.open_fails(scene, attempt);
        }
        scene.note(self.index, Note::Opens(attempt, address));
        self.socket = Some(Socket::new(attempt, scene.now));
        let mut link = Link::new(attempt, address, scene.now);
        if scene.now < self.path.gone_until {
            link.dead = true;
            let (low, high) = match self.path.gone_hangs {
                true => (20_000, 240_000),
                false => (1, 50),
            };
            let fails = scene.now + scene.dice.between(millis(low), millis(high));
            scene.plan(fails, self.index, Event::Says(attempt, News::Error));
            scene.plan(
                fails,
                self.index,
                Event::Says(attempt, News::Closed(1006, Wish::Nothing)),
            );
        } else {
            let way = link.up(&self.path, &mut scene.dice, scene.now, 0);
            let shaken = way + self.path.delay(&mut scene.dice, scene.now) * 2;
            scene.plan(shaken, self.index, Event::Reaches(attempt, Parcel::Hello));
        }
        self.links.push(link);
        Ok(())
    }

    fn open_fails(&mut self, scene: &mut Scene, attempt: u64) -> Kept {
        scene.note(self.index, Note::CannotOpen(attempt));
        let error = match scene.dice.one_in(8) {
            true => OpenError::Blocked("by policy".to_owned()),
            false => OpenError::Other("too many".to_owned()),
        };
        self.disturb(scene.now);
        self.pending.push_back(Input::OpenFailed { attempt, error });
        Ok(())
    }

    /// The present socket, if the command may go to it.
    fn demand(
        &mut self,
        attempt: u64,
        may: &[SocketState],
    ) -> Result<&mut Socket, crate::rule::Breach> {
        let state = self
            .socket
            .as_ref()
            .map(|socket| (socket.attempt, socket.state));
        let fits = |(of, state)| of == attempt && may.contains(&state);
        match self.socket.as_mut() {
            Some(socket) if state.is_some_and(fits) => Ok(socket),
            _ => Err(crate::rule::Breach {
                rule: Rule::Command,
                seen: format!("a command to socket {attempt}, there is {state:?}"),
            }),
        }
    }

    fn send_data(&mut self, scene: &mut Scene, attempt: u64, outgoing: Outgoing) -> Kept {
        let (now, subscriptions) = (scene.now, self.oracle.subscriptions);
        let (most, greeted) = (self.config.max_buffered, self.config.greeting.is_none());
        let socket = self.demand(attempt, &[SocketState::Open, SocketState::Ending])?;
        let state = socket.state;
        let begun = (socket.greeted || greeted) && socket.subscription == subscriptions;
        let held = socket.buffered_data(now);
        Rule::Greeting.demand(begun || state == SocketState::Ending, || {
            format!("{outgoing:?} before greeting or subscriptions")
        })?;
        Rule::Bounded.demand(held < most, || {
            format!("the browser holds {held} bytes, {most} may be")
        })?;
        let id = number(outgoing.message.as_text(), "m");
        let letter = self.oracle.ledger.hand(id, self.page.clock(now))?;
        if state == SocketState::Ending {
            scene.note(self.index, Note::NotTaken(attempt, id));
            self.refused.push_back(letter);
            let event = SocketEvent::SendFailed(outgoing);
            self.pending.push_back(Input::Socket { attempt, event });
            return Ok(());
        }
        self.carry(scene, Parcel::Data(id), letter.bytes);
        Ok(())
    }

    fn send_automatic(&mut self, scene: &mut Scene, attempt: u64, message: &Message) -> Kept {
        let greeting = self.config.greeting.is_some();
        let socket = self.demand(attempt, &[SocketState::Open, SocketState::Ending])?;
        let text = message.as_text().unwrap_or_default();
        let parcel = match text {
            GREETING => Parcel::Greeting,
            HEART => Parcel::Ping,
            REPLY => Parcel::Reply,
            _ if text.starts_with("sub ") => Parcel::Subscription(number(Some(text), "sub ")),
            // The greeting of the original page.
            _ => Parcel::Greeting,
        };
        let fits = match parcel {
            Parcel::Greeting => !std::mem::replace(&mut socket.greeted, true),
            Parcel::Subscription(number) => {
                let before = std::mem::replace(&mut socket.subscription, number);
                number == before + 1 && (socket.greeted || !greeting)
            }
            _ => socket.greeted || !greeting,
        };
        Rule::Greeting.demand(fits, || format!("{text:?} on socket {attempt} out of turn"))?;
        if socket.state == SocketState::Open {
            self.carry(scene, parcel, message.len());
        }
        Ok(())
    }

    fn close_socket(&mut self, scene: &mut Scene, attempt: u64) -> Kept {
        let socket = self.demand(attempt, &[SocketState::Open, SocketState::Ending])?;
        let ending = socket.state == SocketState::Ending;
        socket.state = SocketState::Closing;
        scene.note(self.index, Note::Closes(attempt));
        if !ending {
            self.carry(scene, Parcel::Close, 0);
        }
        Ok(())
    }

    /// The socket is let go. What is on its way still arrives, and so does a late `close`.
    fn abandon(&mut self, scene: &mut Scene, attempt: u64, code: u16) -> Kept {
        use SocketState::{Closing, Connecting, Ending, Open};
        self.demand(attempt, &[Connecting, Open, Ending, Closing])?;
        scene.note(self.index, Note::Abandons(attempt, code));
        self.socket = None;
        self.links.retain(|link| link.attempt != attempt);
        if scene.dice.one_in(2) {
            let at = scene.now + scene.dice.skewed(millis(1), millis(90_000));
            let news = News::Closed(1006, Wish::Nothing);
            scene.plan(at, self.index, Event::Says(attempt, news));
        }
        Ok(())
    }

    fn deliver(&mut self, scene: &mut Scene, message: &Message) -> Kept {
        let text = message.as_text().unwrap_or_default();
        scene.note(self.index, Note::Delivers(number(Some(text), "d") as u32));
        self.oracle.deliver(text)
    }

    fn told(&mut self, scene: &mut Scene, told: &Told, by: By) -> Kept {
        match told {
            Told::Transition { to, .. } => scene.note(self.index, Note::Is(*to)),
            Told::Suspended => {
                scene.note(self.index, Note::Suspended);
                self.oracle.suspend();
            }
            Told::Undelivered { message, reason } => {
                let id = number(message.as_text(), "m");
                scene.note(self.index, Note::Undelivered(id, name(*reason)));
                let now = self.page.clock(scene.now);
                return self.oracle.report(id, *reason, &self.config, by, now);
            }
            _ => {}
        }
        Ok(())
    }

    /// Nothing but a reason ends a link, or an attempt, that nobody asked to end.
    fn judge(&mut self, scene: &Scene, attempt: u64, code: u16, by: By) -> Kept {
        let Some(socket) = self
            .socket
            .as_ref()
            .filter(|socket| socket.attempt == attempt)
        else {
            return Ok(());
        };
        let home = self.config.failover.return_after.is_some() && by == By::Wake && code == 1000;
        let ready = matches!(socket.state, SocketState::Open | SocketState::Ending);
        let returns = home && ready;
        self.oracle.attempts.returning = returns;
        if returns {
            self.oracle.vigil.disturb(scene.now);
        }
        if by != By::Wake && by != By::News
            || self.oracle.draining.is_some()
            || self.is_dead(attempt)
        {
            return Ok(());
        }
        let well_from = self.path.stalled_until.max(scene.server.hung_until);
        let connecting = self.oracle.phase() == Phase::Connecting;
        let (asked, patience) = match socket.state {
            SocketState::Open | SocketState::Connecting if connecting => (
                Some(socket.began),
                bounds::HEALTHY_HANDSHAKE + bounds::HEALTHY_ROUND_TRIP,
            ),
            SocketState::Open if code == 4408 => (socket.asked_at, bounds::HEALTHY_ROUND_TRIP),
            SocketState::Open => {
                let home = self.oracle.attempts.returning;
                return Rule::FalseKill.demand(home, || format!("socket {attempt} is replaced"));
            }
            _ => return Ok(()),
        };
        let answered = asked.map(|asked| asked.max(well_from) + patience);
        Rule::FalseKill.demand(answered.is_some_and(|answered| scene.now < answered), || {
            format!("socket {attempt} is abandoned with {code}, asked at {asked:?}, well from {well_from:?}")
        })
    }
}

/// The number behind a word; 0 where there is none.
fn number(text: Option<&str>, word: &str) -> u64 {
    let rest = text
        .and_then(|text| text.strip_prefix(word))
        .unwrap_or_default();
    let digits = rest.split(' ').next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

const fn name(reason: heartline_connection::DropReason) -> &'static str {
    use heartline_connection::DropReason;
    match reason {
        DropReason::Closed => "closed",
        DropReason::OutboxFull => "outbox full",
        DropReason::Expired => "expired",
        DropReason::Replaced => "replaced",
        DropReason::Suspended => "suspended",
        DropReason::AddressChanged => "address changed",
        DropReason::Refused => "refused",
        _ => "other",
    }
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
