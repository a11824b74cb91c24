//! What befalls a client: its page, its network, the server's end of its links.

use std::time::Duration;

use heartline_connection::{Input, Instant, LATE, Signal};

use super::Client;
use crate::event::{Event, News, Wish};
use crate::incident::{Incident, Trouble};
use crate::oracle::By;
use crate::rule::Kept;
use crate::scene::Scene;
use crate::trace::Note;

/// From when on a network that was away, or a machine that slept, may have cost the link.
const FORGOTTEN: Duration = Duration::from_secs(20);

/// How long it takes at most, after sleep, until what was not taken is sent again.
const RETRANSMISSION: Duration = Duration::from_millis(1_500);

impl Client {
    /// An incident of this client alone.
    pub(crate) fn befalls(&mut self, scene: &mut Scene, incident: Incident) -> Kept {
        let now = scene.now;
        match incident {
            Incident::Stall(long) => {
                self.path.stall(now + long);
                self.disturb(now + long);
            }
            Incident::HalfOpen => self.half_open(scene),
            Incident::Reset => self.server_ends(scene, None, 1006, Wish::Nothing),
            Incident::Slow(long) => self.path.slow_down(now + long),
            Incident::Gone(long, hangs) => self.network_gone(scene, now + long, hangs),
            Incident::Page(trouble, long) => {
                return self.trouble_begins(scene, trouble, now + long);
            }
            Incident::Closes(code, wish) => self.server_ends(scene, None, code, wish),
            Incident::Talks(many) => {
                if let Some(attempt) = self.links.last().map(|link| link.attempt) {
                    self.server_talks(scene, attempt, many);
                }
            }
            Incident::User(deed) => return self.user(scene, deed),
            // The world hands these out.
            Incident::Server(..)
            | Incident::Restart(..)
            | Incident::Hang(_)
            | Incident::Crash(_) => {}
        }
        Ok(())
    }

    /// The server's manners change until then.
    pub(crate) fn server_changes(&mut self, until: Instant) {
        self.disturb(until);
    }

    /// The server ends the links to an address, or all of them.
    pub(crate) fn server_ends(
        &mut self,
        scene: &mut Scene,
        address: Option<u8>,
        code: u16,
        wish: Wish,
    ) {
        let hit = |link: &&crate::link::Link| {
            link.accepted && address.is_none_or(|address| link.address == address)
        };
        let attempts: Vec<u64> = self
            .links
            .iter()
            .filter(hit)
            .map(|link| link.attempt)
            .collect();
        for attempt in attempts {
            if code == 1006 {
                self.bring(scene, attempt, News::Error);
            }
            self.bring(scene, attempt, News::Ends(code, wish));
            if let Some(link) = self.link(attempt) {
                link.accepted = false;
            }
        }
        self.disturb(scene.now);
    }

    /// The server's machine is gone: its links are dead without a word.
    pub(crate) fn server_crashes(&mut self, scene: &Scene, address: u8) {
        let hit = |link: &&mut crate::link::Link| link.address == address;
        self.links
            .iter_mut()
            .filter(hit)
            .for_each(|link| link.dead = true);
        self.disturb(scene.now);
    }

    /// Nobody says so but, after minutes, the browser.
    fn half_open(&mut self, scene: &mut Scene) {
        for link in &mut self.links {
            link.dead = true;
            let at = scene.now
                + scene
                    .dice
                    .between(Duration::from_secs(60), Duration::from_secs(900));
            let news = News::Closed(1006, Wish::Nothing);
            scene.plan(at, self.index, Event::Says(link.attempt, news));
        }
        self.disturb(scene.now);
    }

    fn network_gone(&mut self, scene: &mut Scene, until: Instant, hangs: bool) {
        self.path.gone_until = self.path.gone_until.max(until);
        self.path.gone_hangs = hangs;
        self.half_open(scene);
        self.disturb(until);
    }

    fn trouble_begins(&mut self, scene: &mut Scene, trouble: Trouble, until: Instant) -> Kept {
        // What cannot be told to a page that does not run does not begin there.
        if !self.page.runs() && matches!(trouble, Trouble::Left | Trouble::Frozen) {
            return Ok(());
        }
        if !self.page.has(trouble) {
            match trouble {
                Trouble::Left => self.tell(scene, Signal::Left)?,
                Trouble::Hidden => self.happens(scene, Event::Tells(Signal::Hidden))?,
                Trouble::Offline => self.happens(scene, Event::Tells(Signal::Offline))?,
                Trouble::Asleep | Trouble::Frozen => {}
            }
        }
        self.page.begin(trouble, scene.now, until);
        self.oracle.vigil.wanted = true;
        match trouble {
            Trouble::Hidden => self.oracle.vigil.hide(until),
            Trouble::Offline => self.unplugged(scene, until),
            Trouble::Asleep => self.disturb(until + RETRANSMISSION),
            Trouble::Left | Trouble::Frozen => self.disturb(until),
        }
        scene.plan(until, self.index, Event::Over(trouble));
        self.arm(scene, true);
        Ok(())
    }

    /// Offline: nothing passes, and after a while the links are forgotten on the way.
    fn unplugged(&mut self, scene: &mut Scene, until: Instant) {
        self.path.gone_until = self.path.gone_until.max(until);
        self.path.gone_hangs = false;
        self.path.stall(until);
        if until.since(scene.now) > FORGOTTEN && scene.dice.one_in(2) {
            self.half_open(scene);
        }
        self.disturb(until);
    }

    pub(super) fn trouble_ends(&mut self, scene: &mut Scene, trouble: Trouble) -> Kept {
        let ran = self.page.runs();
        let slept = self.page.clock(scene.now);
        if !self.page.end(trouble, scene.now) {
            return Ok(());
        }
        self.disturb_unless_hidden(scene, trouble);
        match trouble {
            Trouble::Hidden => self.happens(scene, Event::Tells(Signal::Shown))?,
            Trouble::Offline => self.happens(scene, Event::Tells(Signal::Online))?,
            Trouble::Asleep => self.wakes(scene, slept),
            Trouble::Left | Trouble::Frozen => {}
        }
        if !ran && self.page.runs() {
            self.resumes(scene)?;
        }
        self.arm(scene, true);
        Ok(())
    }

    fn disturb_unless_hidden(&mut self, scene: &Scene, trouble: Trouble) {
        match trouble {
            Trouble::Hidden => self.oracle.vigil.hide(scene.now),
            _ => self.disturb(scene.now),
        }
    }

    /// What is sent again takes a moment; a long sleep may have cost the link.
    fn wakes(&mut self, scene: &mut Scene, fell_asleep: Instant) {
        let asleep = scene.now.since(fell_asleep);
        if asleep > FORGOTTEN && scene.dice.one_in(2) {
            self.half_open(scene);
        }
        // The page's clock stood still, so what is left of the time that the server asked for begins
        // again.
        let room = self.oracle.attempts.room_at_most;
        let left = room.map(|until| until.since(self.page.clock(scene.now)));
        self.disturb(scene.now + left.unwrap_or_default());
        let moment = scene.dice.between(Duration::ZERO, RETRANSMISSION);
        self.path.stall(scene.now + moment);
    }

    /// The page runs again. Which is first of its alarm and of what arrived meanwhile is not promised;
    /// but an alarm that nobody can tell from one on time is not ahead of what arrived.
    fn resumes(&mut self, scene: &mut Scene) -> Kept {
        if self.page.left_told {
            self.tell(scene, Signal::Restored)?;
            return self.catch_up(scene);
        }
        let clock = self.page.clock(scene.now);
        let late = self.armed.is_some_and(|at| clock.since(at) > LATE);
        match scene.dice.below(4) {
            0 => {
                self.tell(scene, Signal::Resumed)?;
                self.ring_if_due(scene)?;
                self.catch_up(scene)
            }
            2 if late => {
                self.ring_if_due(scene)?;
                self.catch_up(scene)
            }
            1 => {
                self.catch_up(scene)?;
                self.tell(scene, Signal::Resumed)?;
                self.ring_if_due(scene)
            }
            _ => {
                self.catch_up(scene)?;
                self.ring_if_due(scene)
            }
        }
    }

    fn catch_up(&mut self, scene: &mut Scene) -> Kept {
        while let Some(event) = self.page.held.pop_front() {
            self.happens(scene, event)?;
        }
        Ok(())
    }

    fn ring_if_due(&mut self, scene: &mut Scene) -> Kept {
        self.arm(scene, true);
        match self.alarm {
            Some(at) if at <= scene.now => self.ring(scene),
            _ => Ok(()),
        }
    }

    pub(super) fn tell(&mut self, scene: &mut Scene, signal: Signal) -> Kept {
        scene.note(self.index, Note::Signal(signal));
        // The clock goes first, and what it tells is handled before the page knows more.
        self.tell_clock(scene);
        self.run(scene, By::Clock)?;
        self.page.tell(signal);
        self.take_in(scene, Input::Signal(signal), By::Signal(signal))
    }
}
