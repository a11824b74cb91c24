//! The heartbeat: its beats, and how it follows what this connection has met so far.

use super::Connection;
use crate::cause::Cause;
use crate::close::Close;
use crate::config::Config;
use crate::heartbeat::{Beat, Pulse, Rhythm, Told};
use crate::state::State;
use crate::time::Instant;

impl Connection {
    pub(super) fn beat(&mut self, now: Instant) {
        if let Some(pulse) = self.state.pulse_mut() {
            let congested = self.buffered > 0;
            let beat = pulse.on_wake(now, congested, &self.stats.round_trips);
            self.perform(now, beat);
        }
    }

    /// Asks the open link for a sign of life, out of turn.
    pub(super) fn probe(&mut self, now: Instant, told: Told) {
        if let Some(pulse) = self.state.pulse_mut() {
            let congested = self.buffered > 0;
            let beat = pulse.probe(now, told, congested, &self.stats.round_trips);
            self.perform(now, beat);
        }
    }

    fn perform(&mut self, now: Instant, beat: Beat) {
        match beat {
            Beat::Nothing => {}
            Beat::Ping(number) => {
                self.stats.pings += 1;
                let heartbeat = self.config.heartbeat.as_ref();
                if let Some(ping) = heartbeat.map(|heartbeat| heartbeat.ping.clone()) {
                    self.command_send_automatic(ping, number);
                }
            }
            Beat::Dead(waited) => {
                self.abandon(Close::no_answer());
                self.lost(now, Cause::NoAnswer(waited));
            }
        }
    }

    /// The configured heartbeat, with the interval that the losses so far have taught.
    pub(super) fn rhythm(&mut self) -> Option<Rhythm> {
        let heartbeat = self.config.heartbeat.as_ref();
        let rhythm = heartbeat.map(|heartbeat| Rhythm::of(heartbeat, &self.lessons));
        self.stats.interval = rhythm.map(|rhythm| rhythm.interval);
        rhythm
    }

    /// Learns from the loss of an open socket, before its state is left.
    pub(super) fn learn_from(&mut self, now: Instant, cause: &Cause) {
        let unannounced = match cause {
            Cause::NoAnswer(_) => true,
            Cause::Closed(closed) => closed.code == 1006,
            _ => false,
        };
        if let Some(pulse) = self.state.pulse() {
            let silence = pulse.fatal_silence(now).filter(|_| unannounced);
            self.lessons.note_loss(silence);
        }
    }

    /// The heartbeat may have been turned on, off, or changed.
    pub(super) fn adopt_heartbeat(&mut self, now: Instant, before: &Config) {
        let rhythm = self.rhythm();
        let both = self
            .config
            .heartbeat
            .as_ref()
            .zip(before.heartbeat.as_ref());
        let same_words =
            both.is_some_and(|(new, old)| new.ping == old.ping && new.pong == old.pong);
        if let State::Open { pulse, .. } = &mut self.state {
            match (pulse, rhythm) {
                (Some(pulse), Some(rhythm)) => {
                    if !same_words {
                        pulse.forget_unanswered();
                    }
                    pulse.adopt(rhythm);
                }
                (pulse, rhythm) => *pulse = Pulse::of(now, rhythm),
            }
        }
    }
}
