//! What the network brings: to the browser, and to the server's end.

use std::time::Duration;

use heartline_connection::{Closed, Input, Message, Phase, SocketEvent};

use super::{Client, SocketState};
use crate::event::{Event, News, Parcel, Wish};
use crate::oracle::By;
use crate::plan::{HEART, READY, SERVER_PING};
use crate::rule::{Kept, Rule};
use crate::scene::Scene;
use crate::server::Manner;
use crate::trace::Note;

impl Client {
    pub(super) fn hears(&mut self, scene: &mut Scene, attempt: u64, news: News) -> Kept {
        let state = self
            .socket
            .as_ref()
            .filter(|socket| socket.attempt == attempt);
        let Some(state) = state.map(|socket| socket.state) else {
            scene.note(self.index, Note::HearsLate(attempt, news));
            scene.tally.late += 1;
            let event = event_of(news);
            return event.map_or(Ok(()), |event| {
                self.changes_nothing(scene, Input::Socket { attempt, event })
            });
        };
        scene.note(self.index, Note::Hears(attempt, news));
        match news {
            News::Accepted => self.accepted(state),
            News::Error => return self.error(scene, attempt),
            News::Ends(code, wish) => {
                self.ends(scene, attempt, code, wish);
                return Ok(());
            }
            News::Closed(code, wish) => self.closed(scene, attempt, code, wish),
            News::Pong | News::Asks => self.heard(scene),
            News::Data(_) | News::Ready => {
                self.heard(scene);
                if state != SocketState::Closing {
                    self.oracle.expect(news);
                }
            }
        }
        let event = event_of(news);
        event.map_or(Ok(()), |event| {
            self.take_in(scene, Input::Socket { attempt, event }, By::News)
        })
    }

    /// What is told of something that is over must leave everything as it is.
    pub(super) fn changes_nothing(&mut self, scene: &Scene, input: Input) -> Kept {
        let before = (self.machine.status_key(), self.machine.next_wake());
        let words = format!("{input:?}");
        self.machine.handle(self.page.clock(scene.now), input);
        let command = self.machine.poll_command();
        let after = (self.machine.status_key(), self.machine.next_wake());
        Rule::OldSocket.demand(before == after && command.is_none(), || {
            format!("{words} led to {command:?}, {before:?} became {after:?}")
        })
    }

    fn accepted(&mut self, state: SocketState) {
        if let Some(socket) = &mut self.socket
            && state == SocketState::Connecting
        {
            socket.state = SocketState::Open;
        }
    }

    fn heard(&mut self, scene: &Scene) {
        self.oracle.attempts.hear(self.page.clock(scene.now));
        if let Some(socket) = &mut self.socket {
            socket.asked_at = None;
        }
    }

    fn error(&mut self, scene: &mut Scene, attempt: u64) -> Kept {
        let before = (self.machine.status().phase, self.machine.next_wake());
        let event = SocketEvent::Error;
        self.take_in(scene, Input::Socket { attempt, event }, By::News)?;
        let after = (self.machine.status().phase, self.machine.next_wake());
        Rule::ErrorEnds.demand(before == after, || format!("{before:?} became {after:?}"))
    }

    /// The socket takes no more messages; its `close` event takes a moment.
    fn ends(&mut self, scene: &mut Scene, attempt: u64, code: u16, wish: Wish) {
        if let Some(socket) = &mut self.socket
            && socket.state == SocketState::Open
        {
            socket.state = SocketState::Ending;
        }
        let most = if scene.dice.one_in(6) { 2_500 } else { 30 };
        let moment = scene
            .dice
            .between(Duration::ZERO, Duration::from_millis(most));
        let news = News::Closed(code, wish);
        scene.plan(scene.now + moment, self.index, Event::Says(attempt, news));
    }

    fn closed(&mut self, scene: &mut Scene, attempt: u64, code: u16, wish: Wish) {
        if !self.is_dead(attempt) {
            self.disturb(scene.now);
        }
        if let Wish::ReturnAfter(asked) = wish {
            let most = Duration::from_millis(u64::from(asked) + u64::from(asked) / 10);
            self.disturb(scene.now + most);
        }
        self.socket = None;
        self.links.retain(|link| link.attempt != attempt);
        self.oracle.ended = Some((code, wish));
        if scene.dice.one_in(4) {
            let at = scene.now
                + scene
                    .dice
                    .skewed(Duration::from_millis(1), Duration::from_secs(60));
            scene.plan(
                at,
                self.index,
                Event::Says(attempt, News::Closed(code, wish)),
            );
        }
    }

    /// Something reaches the server, which may hang.
    pub(super) fn server_hears(&mut self, scene: &mut Scene, attempt: u64, parcel: Parcel) -> Kept {
        let hangs = scene.now < scene.server.hung_until;
        let Some(link) = self.link(attempt).filter(|link| !link.dead) else {
            return Ok(());
        };
        if hangs || !link.inbox.is_empty() {
            link.inbox.push_back(parcel);
            return Ok(());
        }
        self.server_answers(scene, attempt, parcel)
    }

    pub(super) fn server_wakes(&mut self, scene: &mut Scene) -> Kept {
        if scene.now < scene.server.hung_until {
            return Ok(());
        }
        let attempts: Vec<u64> = self.links.iter().map(|link| link.attempt).collect();
        for attempt in attempts {
            while let Some(parcel) = self.link(attempt).and_then(|link| link.inbox.pop_front()) {
                self.server_answers(scene, attempt, parcel)?;
            }
        }
        Ok(())
    }

    fn server_answers(&mut self, scene: &mut Scene, attempt: u64, parcel: Parcel) -> Kept {
        scene.note(self.index, Note::ServerHears(attempt, parcel));
        match parcel {
            Parcel::Hello => self.handshake(scene, attempt),
            Parcel::Greeting if self.config.ready_when.is_some() => {
                self.bring(scene, attempt, News::Ready);
            }
            Parcel::Ping => self.bring(scene, attempt, News::Pong),
            Parcel::Data(id) => {
                let before = self.link(attempt).and_then(|link| link.heard.replace(id));
                return Rule::Outbound.demand(before.is_none_or(|before| before < id), || {
                    format!("the server hears message {id} after {before:?}")
                });
            }
            Parcel::Close => {
                self.bring(scene, attempt, News::Closed(1000, Wish::Nothing));
                self.links.retain(|link| link.attempt != attempt);
            }
            Parcel::Greeting | Parcel::Reply | Parcel::Subscription(_) => {}
        }
        Ok(())
    }

    fn handshake(&mut self, scene: &mut Scene, attempt: u64) {
        let Some(link) = self.link(attempt) else {
            return;
        };
        match scene.server.manner(link.address, scene.now) {
            Manner::Well => {
                link.accepted = true;
                self.bring(scene, attempt, News::Accepted);
                if let Some(every) = self.chatter {
                    scene.plan(scene.now + every, self.index, Event::ServerSpeaks(attempt));
                }
            }
            Manner::Refusing => {
                self.bring(scene, attempt, News::Error);
                self.bring(scene, attempt, News::Closed(1006, Wish::Nothing));
            }
            Manner::Mute => link.dead = true,
            Manner::Dropping(code) => {
                self.bring(scene, attempt, News::Accepted);
                self.bring(scene, attempt, News::Ends(code, Wish::Nothing));
            }
        }
    }

    /// The server's side sends something to the browser.
    pub(super) fn bring(&mut self, scene: &mut Scene, attempt: u64, news: News) {
        let link = self.links.iter_mut().find(|link| link.attempt == attempt);
        if let Some(link) = link.filter(|link| !link.dead) {
            let at = link.down(&self.path, &mut scene.dice, scene.now);
            scene.plan(at, self.index, Event::Arrives(attempt, news));
        }
    }

    pub(super) fn server_speaks(&mut self, scene: &mut Scene, attempt: u64) {
        let lives = self
            .link(attempt)
            .is_some_and(|link| link.accepted && !link.dead);
        if let (true, Some(every)) = (lives, self.chatter) {
            self.server_talks(scene, attempt, 1);
            scene.plan(scene.now + every, self.index, Event::ServerSpeaks(attempt));
        }
    }

    /// Numbered messages, and at times the server's own ping between them.
    pub(super) fn server_talks(&mut self, scene: &mut Scene, attempt: u64, messages: u32) {
        if scene.now < scene.server.hung_until {
            return;
        }
        for _ in 0..messages {
            let Some(link) = self.link(attempt).filter(|link| link.accepted) else {
                return;
            };
            link.told += 1;
            let news = News::Data(link.told);
            self.bring(scene, attempt, news);
            if !self.config.replies.is_empty() && scene.dice.one_in(4) {
                self.bring(scene, attempt, News::Asks);
            }
        }
    }

    /// The user comes back some time after the connection was closed or gave up.
    pub(super) fn plan_return(&mut self, scene: &mut Scene) {
        let gone = !self.oracle.wanted || self.oracle.phase() == Phase::Failed;
        if gone && !self.coming_back {
            self.coming_back = true;
            let at = scene.now
                + scene
                    .dice
                    .skewed(Duration::from_millis(500), Duration::from_secs(1_200));
            let deed = scene
                .dice
                .pick(&[crate::user::Deed::Open, crate::user::Deed::Retry]);
            scene.plan(at, self.index, Event::User(deed));
        }
    }
}

/// What the driver tells the machine; nothing where a browser tells nothing.
fn event_of(news: News) -> Option<SocketEvent> {
    Some(match news {
        News::Accepted => SocketEvent::Opened,
        News::Error => SocketEvent::Error,
        News::Pong => message(HEART),
        News::Ready => message(READY),
        News::Asks => message(SERVER_PING),
        News::Data(number) => SocketEvent::Message(Message::Text(format!("d{number}"))),
        News::Ends(..) => return None,
        News::Closed(code, wish) => SocketEvent::Closed(Closed {
            code,
            reason: reason(wish),
            was_clean: code != 1006,
        }),
    })
}

fn message(text: &str) -> SocketEvent {
    SocketEvent::Message(text.into())
}

fn reason(wish: Wish) -> String {
    match wish {
        Wish::Nothing => String::new(),
        Wish::NoReturn => r#"{"reconnect":false}"#.to_owned(),
        Wish::ReturnAfter(millis) => format!(r#"{{"retry_after_ms":{millis}}}"#),
    }
}
