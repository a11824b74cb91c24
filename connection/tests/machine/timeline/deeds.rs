//! What is played: the deeds of the user, of the application's functions and of the socket.

use heartline_connection::{
    Close, Closed, Input, Outgoing, PrepareError, SendOutcome, Signal, SocketEvent,
};

use super::{Socket, SocketState, Timeline};
use crate::script::{closed, endpoint, finding, message, open_error, outgoing, seconds};

impl Timeline {
    pub(super) fn user(&mut self, deed: &str) {
        let (verb, rest) = deed.split_once(' ').unwrap_or((deed, ""));
        let input = match (verb, rest) {
            ("open", _) => Input::Open,
            ("expects", _) => Input::ExpectOpen,
            ("retry", _) => Input::RetryNow,
            ("close", "") => Input::Close(Close::normal()),
            ("close", rest) => match rest.strip_prefix("after sending, within ") {
                Some(within) => Input::CloseAfterSending {
                    close: Close::normal(),
                    within: seconds(within),
                },
                None => {
                    let Closed { code, reason, .. } = closed(rest);
                    Input::Close(Close::new(code, reason).unwrap())
                }
            },
            ("send", text) => return self.send_and_note(outgoing(text)),
            ("subscribe", text) => {
                self.machine.subscribe(message(text));
                return;
            }
            ("unsubscribe", rest) => {
                let (number, farewell) = rest.split_once(' ').unwrap_or((rest, ""));
                let farewell = (!farewell.is_empty()).then(|| message(farewell).into());
                let number = number.parse().expect(rest);
                return self.machine.unsubscribe(number, farewell);
            }
            ("looks", _) => {
                return self.note(&format!("sees {}", self.status().sentence(self.now)));
            }
            ("configure", name) => {
                let other = self.others.iter().find(|(known, _)| *known == name);
                return self
                    .machine
                    .configure(self.now, other.expect(name).1.clone());
            }
            _ => panic!("what is {deed:?}?"),
        };
        match input {
            Input::Open | Input::RetryNow => self.unwanted = false,
            Input::Close(_) => self.unwanted = true,
            _ => {}
        }
        self.machine.handle(self.now, input);
    }

    pub(super) fn page(&mut self, deed: &str) {
        let signal = match deed {
            "freezes" => return self.frozen = true,
            "thaws" => return self.frozen = false,
            "is hidden" => Signal::Hidden,
            "is shown" => Signal::Shown,
            "is left" => Signal::Left,
            "is restored" => Signal::Restored,
            "is resumed" => Signal::Resumed,
            "goes offline" => Signal::Offline,
            "goes online" => Signal::Online,
            _ => match deed.strip_prefix("sleeps ") {
                Some(time) => return self.slept += seconds(time),
                None => panic!("what is {deed:?}?"),
            },
        };
        self.tell_buffered();
        self.machine.handle(self.now, Input::Signal(signal));
        self.settle();
        self.tell_clock();
    }

    fn send_and_note(&mut self, outgoing: Outgoing) {
        let outcome = self.send_outgoing(outgoing);
        self.note(&match outcome {
            SendOutcome::Sent => "sent".to_owned(),
            SendOutcome::Queued => "queued".to_owned(),
            SendOutcome::Dropped(reason, _) => format!("dropped: {reason}"),
        });
    }

    /// The application answers what it was asked for an attempt, perhaps not for the first time. It
    /// can only change what it was given.
    pub(super) fn application(&mut self, deed: &str) {
        let (verb, rest) = deed.split_once(' ').expect(deed);
        let (attempt, answer) = rest.split_once(' ').expect(deed);
        let attempt = attempt.parse().expect(deed);
        let answered = if verb == "finds" { "why" } else { "where" };
        self.question.take_if(|asked| *asked == (answered, attempt));
        let input = match verb {
            "sends" => {
                let mut asked = self.asked.iter();
                let Some(given) = asked.find(|given| given.attempt == attempt) else {
                    return;
                };
                let answer = Ok(endpoint(given.clone(), answer));
                Input::Prepared { attempt, answer }
            }
            "fails" => {
                let answer = Err(PrepareError::Failed(answer.to_owned()));
                Input::Prepared { attempt, answer }
            }
            "finds" => {
                let finding = finding(answer);
                Input::Diagnosed { attempt, finding }
            }
            _ => panic!("what is {deed:?}?"),
        };
        self.machine.handle(self.now, input);
    }

    pub(super) fn socket_does(&mut self, attempt: u64, deed: &str) {
        let (verb, rest) = deed.split_once(' ').unwrap_or((deed, ""));
        let alive = self.socket.as_ref().is_some_and(|s| s.attempt == attempt);
        let event = match verb {
            "opened" => {
                let socket = self.socket.as_mut().filter(|_| alive);
                if let Some(socket) = socket.filter(|s| s.state == SocketState::Connecting) {
                    socket.state = SocketState::Open;
                }
                SocketEvent::Opened
            }
            "holds" => {
                self.held = Some(rest.parse().expect(rest));
                return;
            }
            "says" => SocketEvent::Message(message(rest)),
            "error" => SocketEvent::Error,
            "refuses" => {
                // It comes back as it was handed over.
                let mut sent = self.sent.iter().rev();
                let sent = sent.find(|sent| sent.message == message(rest));
                let outgoing = sent.cloned().unwrap_or_else(|| outgoing(rest));
                self.taken.insert(self.returned, outgoing.message.clone());
                self.returned += 1;
                SocketEvent::SendFailed(outgoing)
            }
            "closed" => {
                self.socket.take_if(|_| alive);
                SocketEvent::Closed(closed(rest))
            }
            "cannot" => {
                let connecting = |s: &mut Socket| alive && s.state == SocketState::Connecting;
                self.socket.take_if(connecting);
                let error = open_error(rest);
                return self
                    .machine
                    .handle(self.now, Input::OpenFailed { attempt, error });
            }
            _ => panic!("what is {deed:?}?"),
        };
        self.machine
            .handle(self.now, Input::Socket { attempt, event });
    }
}
