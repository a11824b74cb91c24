//! What all clients of a run share: the time, what is planned, chance, the server, the trace.

use heartline_connection::Instant;

use crate::dice::Dice;
use crate::event::{Event, Planned};
use crate::queue::Queue;
use crate::server::Server;
use crate::tally::Tally;
use crate::trace::{Note, Trace};

pub(crate) struct Scene {
    pub(crate) now: Instant,
    pub(crate) queue: Queue<Planned>,
    pub(crate) dice: Dice,
    pub(crate) server: Server,
    pub(crate) trace: Trace,
    pub(crate) tally: Tally,
}

impl Scene {
    pub(crate) fn plan(&mut self, at: Instant, client: u8, event: Event) {
        self.queue.plan(at, Planned { client, event });
    }

    pub(crate) fn note(&mut self, client: u8, note: Note) {
        self.trace.note(self.now, client, note);
    }
}
