//! What the machine commands, carried out on the scripted socket, with the demands on each command.

use heartline_connection::{Command, Event, Message};

use super::{Socket, SocketState, Timeline};
use crate::script::show;

impl Timeline {
    pub(super) fn carry_out(&mut self, command: Command) -> String {
        match command {
            Command::Open {
                attempt,
                url,
                protocols,
            } => {
                assert!(self.socket.is_none(), "a second socket is alive");
                assert!(!self.unwanted, "nothing opens after a close by the user");
                let state = SocketState::Connecting;
                self.socket = Some(Socket { attempt, state });
                format!("open {attempt} {url} {}", protocols.join(","))
            }
            Command::Prepare {
                attempt, endpoint, ..
            } => {
                assert_eq!(endpoint.attempt, attempt);
                self.ask("where", attempt);
                let cause = endpoint.cause.as_ref();
                let cause =
                    cause.map_or_else(String::new, |cause| format!(" after {}", cause.code()));
                let words = format!("asks {attempt} {}{cause}", endpoint.url);
                self.asked.push(endpoint);
                words
            }
            Command::Diagnose { attempt, url, .. } => {
                self.ask("why", attempt);
                format!("asks why {attempt} {url}")
            }
            Command::Cancel { attempt } => {
                let asked = self.question.take().map(|(_, attempt)| attempt);
                assert_eq!(asked, Some(attempt), "nothing was asked");
                format!("asks no more {attempt}")
            }
            Command::Send { attempt, outgoing } => {
                self.demand(attempt, &[SocketState::Open]);
                let place = self.settle_account(&outgoing.message);
                assert_eq!(
                    place,
                    Some(0),
                    "{:?} overtakes {:?}",
                    outgoing.message,
                    self.taken
                );
                self.returned = 0;
                self.sent.push(outgoing.clone());
                format!("send {attempt} {}", show(&outgoing.message))
            }
            Command::SendAutomatic {
                attempt,
                payload,
                number,
            } => {
                self.demand(attempt, &[SocketState::Open]);
                format!("send {attempt} {}", show(&payload.message(number)))
            }
            Command::Close { attempt, close } => {
                self.demand(attempt, &[SocketState::Open]).state = SocketState::Closing;
                format!("close {attempt} {} {}", close.code(), close.reason())
            }
            Command::Abandon { attempt, close } => {
                use SocketState::{Closing, Connecting, Open};
                self.demand(attempt, &[Connecting, Open, Closing]);
                self.socket = None;
                format!("abandon {attempt} {} {}", close.code(), close.reason())
            }
            Command::Deliver(message) => format!("deliver {}", show(&message)),
            Command::Report(Event::Undelivered { message, reason }) => {
                self.settle_account(&message);
                format!("undelivered {}: {reason}", show(&message))
            }
            Command::Report(Event::Transition { from, to, .. }) => {
                assert_eq!(from, self.phase, "reports follow one another");
                self.phase = to;
                format!("is {to}")
            }
            Command::Report(Event::Suspended) => "is suspended".to_owned(),
            Command::Report(event) => format!("{event:?}"),
        }
    }

    fn ask(&mut self, what: &'static str, attempt: u64) {
        assert!(self.socket.is_none(), "a socket is alive");
        assert!(!self.unwanted, "nothing is asked after a close by the user");
        let earlier = self.question.replace((what, attempt));
        assert_eq!(earlier, None, "one question at a time");
    }

    fn demand(&mut self, attempt: u64, states: &[SocketState]) -> &mut Socket {
        let socket = self.socket.as_mut().filter(|s| s.attempt == attempt);
        let socket = socket.unwrap_or_else(|| panic!("socket {attempt} is gone"));
        assert!(
            states.contains(&socket.state),
            "{attempt} is {:?}",
            socket.state
        );
        socket
    }

    /// A message has left or was reported; tells the place at which it waited.
    fn settle_account(&mut self, message: &Message) -> Option<usize> {
        let place = self.taken.iter().position(|taken| taken == message)?;
        self.taken.remove(place);
        if place < self.returned {
            self.returned -= 1;
        }
        Some(place)
    }
}
