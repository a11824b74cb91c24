//! How a deed is told to the machine, and what it means to the world.

use heartline_connection::{Close, Input, Outgoing, PrepareError, SendOutcome, SocketEvent};

use super::{Question, Socket, SocketState, World};
use crate::deed::{Answer, Deed, FAREWELL, Letter, closed};
use crate::told::Told;

impl World {
    /// What the deed means to the world, whatever the machine makes of it.
    pub(super) fn live(&mut self, deed: &Deed) {
        match *deed {
            Deed::Open | Deed::Retry => self.unwanted = false,
            Deed::Close => self.unwanted = true,
            Deed::Configure(setup) => self.setup = setup,
            Deed::Prepared(attempt, _) => self.answered(Question::Where(attempt)),
            Deed::Diagnosed(attempt, _) => self.answered(Question::Why(attempt)),
            Deed::Opened(attempt) => {
                let connecting = |socket: &&mut Socket| {
                    socket.attempt == attempt && socket.state == SocketState::Connecting
                };
                if let Some(socket) = self.socket.as_mut().filter(connecting) {
                    socket.state = SocketState::Open;
                }
            }
            Deed::OpenFailed(attempt, _) => {
                self.socket.take_if(|socket| {
                    socket.attempt == attempt && socket.state == SocketState::Connecting
                });
            }
            Deed::Closed(attempt, ..) => {
                self.socket.take_if(|socket| socket.attempt == attempt);
            }
            Deed::Refused(_, letter) => self.ledger.give_back(letter.number),
            _ => {}
        }
    }

    fn answered(&mut self, question: Question) {
        self.question.take_if(|asked| *asked == question);
    }

    /// Tells the machine; what `send` answers comes back.
    pub(super) fn hand_in(&mut self, deed: Deed) -> Option<Told> {
        let input = match deed {
            Deed::Send(letter) => return Some(self.hand_in_letter(letter)),
            Deed::Subscribe => {
                self.machine.subscribe("sub");
                return None;
            }
            Deed::Unsubscribe(number, farewell) => {
                let farewell = farewell.then(|| FAREWELL.into());
                self.machine.unsubscribe(number, farewell);
                return None;
            }
            Deed::Configure(setup) => {
                self.machine.configure(self.now, setup.config());
                return None;
            }
            Deed::Prepared(attempt, answer) => self.prepared(attempt, answer)?,
            other => self.input(other)?,
        };
        self.machine.handle(self.now, input);
        None
    }

    fn hand_in_letter(&mut self, letter: Letter) -> Told {
        match self.machine.send(self.now, letter.outgoing()) {
            SendOutcome::Dropped(reason, _) => {
                self.ledger.turn_away(letter.number);
                Told::Dropped(reason)
            }
            taken => {
                self.ledger.take(letter.number);
                match taken {
                    SendOutcome::Sent => Told::Sent,
                    _ => Told::Queued,
                }
            }
        }
    }

    /// An application can only change what it was given.
    fn prepared(&self, attempt: u64, answer: Answer) -> Option<Input> {
        let answer = match answer {
            Answer::Failed => Err(PrepareError::Failed("no token".to_owned())),
            answer => {
                let mut asked = self.asked.iter();
                let given = asked.find(|given| given.attempt == attempt)?;
                Ok(answer.endpoint(given.clone()))
            }
        };
        Some(Input::Prepared { attempt, answer })
    }

    fn input(&mut self, deed: Deed) -> Option<Input> {
        let close = Close::normal;
        Some(match deed {
            Deed::Open => Input::Open,
            Deed::Expect => Input::ExpectOpen,
            Deed::Close => Input::Close(close()),
            Deed::CloseAfterSending(within) => Input::CloseAfterSending {
                close: close(),
                within,
            },
            Deed::Retry => Input::RetryNow,
            Deed::Wake => Input::Wake,
            Deed::Page(signal) => Input::Signal(signal),
            Deed::Clock(wall) => Input::Clock { wall },
            Deed::Diagnosed(attempt, finding) => Input::Diagnosed { attempt, finding },
            Deed::Buffered(attempt, bytes) => Input::Buffered { attempt, bytes },
            Deed::OpenFailed(attempt, fault) => Input::OpenFailed {
                attempt,
                error: fault.error(),
            },
            Deed::Opened(attempt) => socket(attempt, SocketEvent::Opened),
            Deed::Says(attempt, words) => socket(attempt, SocketEvent::Message(words.into())),
            Deed::Error(attempt) => socket(attempt, SocketEvent::Error),
            Deed::Closed(attempt, code, reason) => {
                socket(attempt, SocketEvent::Closed(closed(code, reason)))
            }
            Deed::Refused(attempt, letter) => {
                let outgoing = self.take_handed(attempt, letter)?;
                socket(attempt, SocketEvent::SendFailed(outgoing))
            }
            _ => return None,
        })
    }

    fn take_handed(&mut self, attempt: u64, letter: Letter) -> Option<Outgoing> {
        let is_it = |(of, outgoing): &(u64, Outgoing)| {
            *of == attempt && Letter::number_of(&outgoing.message) == Some(letter.number)
        };
        let place = self.handed.iter().rposition(is_it)?;
        Some(self.handed.remove(place).1)
    }
}

const fn socket(attempt: u64, event: SocketEvent) -> Input {
    Input::Socket { attempt, event }
}
