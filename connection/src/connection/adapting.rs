//! How the heartbeat follows what this connection has met so far.

use super::Connection;
use crate::cause::Cause;
use crate::heartbeat::Heartbeat;
use crate::time::Instant;

impl Connection {
    /// The configured heartbeat, with the interval that the losses so far have taught.
    pub(super) fn heartbeat_in_force(&mut self) -> Option<Heartbeat> {
        let mut heartbeat = self.config.heartbeat.clone();
        if let Some(heartbeat) = heartbeat.as_mut().filter(|heartbeat| heartbeat.adaptive) {
            heartbeat.interval = self.lessons.interval(heartbeat.interval);
        }
        self.stats.interval = heartbeat.as_ref().map(|heartbeat| heartbeat.interval);
        heartbeat
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
}
