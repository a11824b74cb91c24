//! Another configuration, in the model.

use std::time::Duration;

use heartline_connection::{DropReason, Instant};

use super::heart::Beat;
use super::{Model, Stage};
use crate::setup::Setup;
use crate::told::Told;

impl Model {
    pub(super) fn configure(&mut self, now: Instant, setup: Setup) {
        let moved = !setup.same_address(&self.setup);
        let old = self.setup;
        self.setup = setup;
        let known = match self.stage {
            Stage::Failed(broken) => broken,
            _ => None,
        };
        if moved {
            let victims = self.letters.everything(DropReason::AddressChanged);
            self.report(victims);
        }
        if setup.broken != known || (moved && setup.broken.is_none()) {
            self.go_elsewhere(now);
        } else if let Stage::Open { beat, .. } = &mut self.stage
            && old.heart != setup.heart
        {
            match (beat.as_mut(), old.heart, setup.heart) {
                (Some(_), Some(old), Some(new)) if old.measure == new.measure => {}
                (Some(beat), Some(_), Some(new)) => beat.adopt(new.measure),
                (_, _, new) => *beat = new.map(|heart| Beat::new(now, heart.measure)),
            }
        }
        match self.stage {
            Stage::Offline(_) => self.look_up(now, Duration::ZERO),
            Stage::Waiting(wait) if self.is_paused() => self.enter(Stage::Offline(wait.floor)),
            _ => {}
        }
        self.use_room(now);
    }

    fn go_elsewhere(&mut self, now: Instant) {
        if self.drain.is_some() && self.letters.is_empty() {
            return self.close(now);
        }
        match self.stage {
            Stage::Idle | Stage::Closing(_) => return,
            Stage::Away(_) => {
                self.forget_failures();
                return self.enter(Stage::Away((now, now)));
            }
            Stage::Waiting(_) | Stage::Offline(_) | Stage::Failed(_) => {}
            Stage::Asking(..) | Stage::Looking(_) => self.tell(Told::Cancel(self.attempt)),
            _ => self.tell(Told::Abandon(self.attempt)),
        }
        self.forget_failures();
        self.begin_when_online(now);
    }
}
