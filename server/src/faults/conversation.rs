//! An open WebSocket of the fault listener: it behaves, and at some moment it does not any more.
//!
//! It hears with a library and speaks in bytes, because no library would write what it has to.

use std::{
    convert::Infallible,
    future::pending,
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use serde_json::json;
use tokio::{
    io::Interest,
    net::{TcpStream, tcp::OwnedWriteHalf},
    select,
    sync::broadcast::error::RecvError,
    time::{sleep, sleep_until, timeout},
};
use tungstenite::{Bytes, Message};

use super::{
    ears::{Ears, Heard},
    frames,
    listener::reset,
    manner::{Conduct, Manner},
    speech::Speech,
    stance::Stance,
    state::{Call, Presence, State},
};
use crate::protocol::{self, Request};

/// One connection.
pub(crate) struct Conversation {
    ears: Ears,
    mouth: OwnedWriteHalf,
    speech: Speech,
    presence: Presence,
    /// How it is treated.
    conduct: Conduct,
    /// What comes next, and when.
    coming: Option<(Instant, Conduct)>,
    stance: Stance,
    /// What good behaviour begins with: the rest of a message, or the answer to a close frame.
    owed: Option<Bytes>,
    /// Whether the client has sent a close frame.
    is_closed: bool,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Fin,
    Reset,
}

/// What one turn of the loop is about.
enum Turn {
    Heard(Heard),
    Called(Result<Call, RecvError>),
    ToldToLeave,
    Wrote(bool),
    Due,
}

/// Time for the closing handshake and for what is still read afterwards.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often a connection that does not read looks whether the client is there.
const LOOK: Duration = Duration::from_millis(100);

impl Conversation {
    pub(crate) async fn new(
        stream: TcpStream,
        read: Vec<u8>,
        presence: Presence,
        manner: Manner,
    ) -> Self {
        let (from, to) = stream.into_split();
        Self {
            ears: Ears::new(from, read).await,
            mouth: to,
            speech: Speech::default(),
            presence,
            conduct: Conduct::GOOD,
            coming: Some((Instant::now() + manner.after, manner.conduct)),
            stance: Stance::Speaks,
            owed: None,
            is_closed: false,
        }
    }

    /// Goes on to the end.
    pub(crate) async fn run(mut self) {
        let Err(end) = self.go_on().await;
        self.stand(Stance::Ends);
        self.end(end).await;
    }

    async fn go_on(&mut self) -> Result<Infallible, End> {
        loop {
            self.look()?;
            self.volunteer();
            let turn = self.turn().await;
            self.handle(turn)?;
        }
    }

    /// Waits for something to do. What is ordered goes before what the client does.
    async fn turn(&mut self) -> Turn {
        let (reads, writes, due) = (self.reads(), self.writes(), self.due());
        let (speech, mouth) = (&mut self.speech, &mut self.mouth);
        let Presence { calls, leave, .. } = &mut self.presence;
        let traffic = async {
            select! {
                heard = self.ears.hear(), if reads => Turn::Heard(heard),
                wrote = speech.write(mouth), if writes => Turn::Wrote(wrote),
                () = sleep(LOOK), if !reads => Turn::Due,
                else => pending().await,
            }
        };
        select! {
            biased;
            _ = leave.changed() => Turn::ToldToLeave,
            call = calls.recv() => Turn::Called(call),
            () = at(due) => Turn::Due,
            turn = traffic => turn,
        }
    }

    fn reads(&self) -> bool {
        self.stance.reads() && self.speech.has_room()
    }

    fn writes(&self) -> bool {
        self.stance.writes() && self.speech.is_ready()
    }

    /// Says what nobody asked for, as far as there is room.
    fn volunteer(&mut self) {
        if !self.stance.speaks() {
            return;
        }
        if let Conduct::Flood { size, rate } = self.conduct {
            self.speech.flood(size, rate, Instant::now());
        }
        while let Some((number, size)) = self.speech.number(Instant::now()) {
            let mut message = json!({"number": number, "connection": self.presence.number});
            if size > 0 {
                message["pad"] = "x".repeat(size).into();
            }
            self.state(|state| state.record.sent());
            self.say(frames::text(&message.to_string()), false);
        }
    }

    /// When something has to happen, whatever else does.
    fn due(&self) -> Option<Instant> {
        let coming = self.coming.as_ref().map(|(at, _)| *at);
        let number = self.speech.number_due().filter(|_| self.stance.speaks());
        let floods = self.stance.speaks() && matches!(self.conduct, Conduct::Flood { .. });
        let text = self.speech.text_due().filter(|_| floods);
        [coming, self.stance.until(), number, text, self.speech.due()]
            .into_iter()
            .flatten()
            .min()
    }

    fn handle(&mut self, turn: Turn) -> Result<(), End> {
        match turn {
            Turn::Heard(heard) => self.hear(heard)?,
            Turn::Called(Ok(call)) => self.heed(call)?,
            // Calls that were missed.
            Turn::Called(Err(_)) => {}
            Turn::ToldToLeave => return Err(End::Reset),
            Turn::Wrote(true) => {}
            Turn::Wrote(false) => return Err(End::Fin),
            // Which comes before the next turn.
            Turn::Due => {}
        }
        self.speech.release(Instant::now());
        match self.stance {
            Stance::FallsSilent if self.speech.is_empty() => self.stand(Stance::Silent),
            Stance::Ends if self.speech.is_empty() => return Err(End::Fin),
            _ => {}
        }
        Ok(())
    }

    /// Sees to what is due.
    fn look(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if self.stance.until().is_some_and(|until| until <= now) || self.is_left() {
            return Err(End::Fin);
        }
        match self.coming.take() {
            Some((at, conduct)) if at <= now => self.adopt(conduct),
            coming => {
                self.coming = coming;
                Ok(())
            }
        }
    }

    /// Whether the client has ended the stream, which who does not read is not told.
    fn is_left(&self) -> bool {
        let ready = self.mouth.as_ref().ready(Interest::READABLE).now_or_never();
        !self.reads() && ready.is_some_and(|it| it.is_ok_and(|it| it.is_read_closed()))
    }

    fn hear(&mut self, heard: Heard) -> Result<(), End> {
        match heard {
            Heard::Message(Message::Close(frame)) => {
                let frame = frame.map(|frame| (u16::from(frame.code), frame.reason));
                let told = frame
                    .as_ref()
                    .map(|(code, reason)| (*code, reason.as_str()));
                self.state(|state| state.record.closed(told));
                self.answer_close(told)
            }
            Heard::Message(message) => {
                self.answer(message);
                Ok(())
            }
            Heard::Nonsense if !self.stance.speaks() => Ok(()),
            Heard::Nonsense | Heard::End => Err(End::Fin),
        }
    }

    fn answer_close(&mut self, frame: Option<(u16, &str)>) -> Result<(), End> {
        let (code, reason) = frame.unzip();
        let answer = frames::close(code, reason.unwrap_or_default());
        self.is_closed = true;
        match self.stance {
            Stance::Closing(_) => return Err(End::Fin),
            Stance::Speaks if self.conduct != (Conduct::WithholdClose {}) => {
                self.say(answer, false);
                self.stand(Stance::Ends);
            }
            Stance::Speaks => {
                self.owed = Some(answer);
                self.stand(Stance::FallsSilent);
            }
            _ => {
                let begun = self.owed.take().unwrap_or_default();
                self.owed = Some([begun, answer].concat().into());
            }
        }
        Ok(())
    }

    fn answer(&mut self, message: Message) {
        match message {
            Message::Text(text) if protocol::parse(&text) == Ok(Request::Heart) => {
                self.state(|state| state.record.heard_heart());
                self.say(frames::text(&protocol::HEART), true);
            }
            Message::Text(text) => {
                self.state(|state| state.record.heard(&text));
                if self.conduct == (Conduct::Behave { echo: true }) {
                    let echo = json!({"echo": text.as_str()}).to_string();
                    self.say(frames::text(&echo), false);
                }
            }
            Message::Binary(bytes) => {
                self.state(|state| state.record.heard_binary());
                self.say(frames::binary(&bytes), false);
            }
            Message::Ping(bytes) => self.say(frames::pong(&bytes), true),
            Message::Pong(_) | Message::Close(_) | Message::Frame(_) => {}
        }
    }

    /// Says something, when this connection says things; at its time.
    fn say(&mut self, frame: Bytes, is_pong: bool) {
        let delay = match self.conduct {
            Conduct::Delay { by } => by.into(),
            Conduct::LatePong { by } if is_pong => by.into(),
            _ => Duration::ZERO,
        };
        if self.stance.speaks() {
            self.speech.say(frame, Instant::now(), delay);
        }
    }

    /// Does as it is called to.
    fn heed(&mut self, call: Call) -> Result<(), End> {
        match call {
            Call::Change(_) if matches!(self.stance, Stance::Closing(_) | Stance::Ends) => {}
            Call::Change(manner) if manner.conduct == (Conduct::Refuse {}) => return Err(End::Fin),
            Call::Change(manner) => {
                self.resume();
                if !self.is_closed {
                    let at = Instant::now() + manner.after;
                    self.coming = Some((at, manner.conduct.clone()));
                }
            }
            Call::Count(numbers) if self.stance.speaks() => {
                self.speech.will_count(&numbers, Instant::now());
            }
            Call::Say(text) => self.say(frames::text(&text), false),
            Call::Count(_) => {}
        }
        Ok(())
    }

    /// Behaves again. What is owed is said first, and after a close frame nothing else.
    fn resume(&mut self) {
        self.conduct = Conduct::GOOD;
        if let Some(owed) = self.owed.take() {
            self.speech.say(owed, Instant::now(), Duration::ZERO);
        }
        self.stand(if self.is_closed {
            Stance::Ends
        } else {
            Stance::Speaks
        });
    }

    /// Begins a conduct.
    fn adopt(&mut self, conduct: Conduct) -> Result<(), End> {
        self.conduct = conduct;
        match &self.conduct {
            Conduct::Reset {} => return Err(End::Reset),
            Conduct::Fin {} => return Err(End::Fin),
            Conduct::Silent {} => self.stand(Stance::Silent),
            Conduct::StopReading {} => self.stand(Stance::Stopped),
            Conduct::HalfMessage {} => {
                let (half, rest) = frames::half();
                self.speech.say(half, Instant::now(), Duration::ZERO);
                self.owed = Some(rest);
                self.stand(Stance::FallsSilent);
            }
            Conduct::Close { code, reason } => {
                let frame = frames::close(*code, reason);
                self.speech.say(frame, Instant::now(), Duration::ZERO);
                self.stand(Stance::Closing(Instant::now() + FAREWELL));
            }
            Conduct::Garbage { kind } => {
                let garbage = frames::garbage(*kind);
                self.speech.say(garbage, Instant::now(), Duration::ZERO);
            }
            Conduct::Huge { size } => self.speech.say_all(frames::huge(*size)),
            _ => {}
        }
        Ok(())
    }

    /// Takes a stance, and counts itself among those that speak.
    fn stand(&mut self, stance: Stance) {
        self.stance = stance;
        self.presence.speak(stance.speaks());
    }

    fn state(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.presence.shared.state());
    }

    async fn end(mut self, end: End) {
        match end {
            End::Reset => {
                // Two halves of one stream always fit.
                if let Ok(stream) = self.ears.into_half().reunite(self.mouth) {
                    reset(stream);
                }
            }
            End::Fin => {
                drop(self.mouth);
                let gone = async { while self.ears.hear().await != Heard::End {} };
                // Who goes on writing is cut off.
                let _ = timeout(FAREWELL, gone).await;
            }
        }
    }
}

async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => pending().await,
    }
}
