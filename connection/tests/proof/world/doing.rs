//! What the machine commands, carried out, with the demands on each command.

use heartline_connection::{Command, Outgoing};

use super::{Question, Socket, SocketState, Verdict, World};
use crate::deed::{Deed, Letter};
use crate::demands;

impl World {
    pub(super) fn carry_out(&mut self, command: Command) -> Verdict {
        match command {
            Command::Open { attempt, .. } => {
                self.may_begin(attempt)?;
                self.socket = Some(Socket::new(attempt));
            }
            Command::Prepare {
                attempt, endpoint, ..
            } => {
                self.may_begin(attempt)?;
                self.question = Some(Question::Where(attempt));
                self.asked.push(endpoint);
            }
            Command::Diagnose { attempt, .. } => {
                self.may_begin(attempt)?;
                self.question = Some(Question::Why(attempt));
            }
            Command::Cancel { attempt } => {
                let asked = self.question.take();
                let why = || format!("attempt {attempt} was not asked about");
                demands::demand(asked.is_some_and(|asked| asked.attempt() == attempt), why)?;
            }
            Command::Send { attempt, outgoing } => self.hand_over(attempt, outgoing)?,
            Command::SendAutomatic { attempt, .. } => {
                self.usable(attempt)?;
            }
            Command::Close { attempt, .. } => self.usable(attempt)?.state = SocketState::Closing,
            Command::Abandon { attempt, .. } => {
                let alive = self.socket.take().map(|socket| socket.attempt);
                let why = || format!("socket {attempt} is gone");
                demands::demand(alive == Some(attempt), why)?;
            }
            Command::Deliver(_) => self.delivered += 1,
            Command::Report(event) => demands::reported(self, &event)?,
        }
        Ok(())
    }

    /// One thing at a time, and nothing that the user does not want.
    fn may_begin(&self, attempt: u64) -> Verdict {
        let free = self.socket.is_none() && self.question.is_none();
        demands::demand(free, || {
            "a socket or a question is there already".to_owned()
        })?;
        demands::demand(!self.unwanted, || "after a close by the user".to_owned())?;
        demands::demand(attempt >= self.known.1.attempt, || "goes back".to_owned())
    }

    fn hand_over(&mut self, attempt: u64, outgoing: Outgoing) -> Verdict {
        let takes = self.usable(attempt)?.takes;
        let number = Letter::number_of(&outgoing.message).ok_or("no letter")?;
        self.ledger.send(number)?;
        if !takes {
            let letter = self.letters[number as usize];
            self.inbox.push(Deed::Refused(attempt, letter));
        }
        self.handed.push((attempt, outgoing));
        Ok(())
    }

    fn usable(&mut self, attempt: u64) -> Result<&mut Socket, String> {
        let open =
            |socket: &&mut Socket| socket.attempt == attempt && socket.state == SocketState::Open;
        let socket = self.socket.as_mut().filter(open);
        socket.ok_or_else(|| format!("socket {attempt} is not open"))
    }
}
