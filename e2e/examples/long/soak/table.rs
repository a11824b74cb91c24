//! The figures of a run, as they are printed and as they stand in the documentation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use heartline_e2e::places;

use super::account::Ledger;
use super::checks::{Found, whole};
use super::deeds::{Deed, ToPage};
use super::world::World;
use crate::figures::{clock, grouped, machine, median_and_most, today};

/// Where the figures of a run that held are written to.
pub(crate) const FILE: &str = "docs/soak.md";

/// What a run has come to.
#[derive(Debug)]
pub(crate) struct Table {
    minutes: u64,
    seed: u64,
    browser: String,
    deeds: BTreeMap<&'static str, u64>,
    first: Option<Found>,
    last: Option<Found>,
    most: BTreeMap<&'static str, u64>,
    back: Vec<Duration>,
    heard: u64,
    opened_by_hand: u64,
    took: Duration,
}

impl Table {
    pub(crate) fn new(minutes: u64, seed: u64, browser: &str) -> Self {
        Self {
            minutes,
            seed,
            browser: browser.to_owned(),
            deeds: BTreeMap::new(),
            first: None,
            last: None,
            most: BTreeMap::new(),
            back: Vec::new(),
            heard: 0,
            opened_by_hand: 0,
            took: Duration::ZERO,
        }
    }

    pub(crate) fn count(&mut self, deed: &Deed) {
        *self.deeds.entry(kind(deed)).or_default() += 1;
    }

    pub(crate) fn add(&mut self, world: &World, ledger: &Ledger, found: &Found, took: Duration) {
        self.back.push(found.back);
        self.heard = ledger.heard();
        self.opened_by_hand = world.opened_by_hand;
        self.took = took;
        for (what, number) in held(found) {
            let most = self.most.entry(what).or_default();
            *most = number.max(*most);
        }
        self.first.get_or_insert_with(|| found.clone());
        self.last = Some(found.clone());
    }

    /// Replaces the documentation's figures.
    pub(crate) fn write(&self) {
        let path = places::workspace().join(FILE);
        fs::write(&path, self.text()).expect("the documentation can be written");
    }

    pub(crate) fn text(&self) -> String {
        let (Some(first), Some(last)) = (&self.first, &self.last) else {
            return "no check point was reached".to_owned();
        };
        let mut text = format!(
            "# Soak\n\n\
             Chaos from one seed in a real browser: an app keeps one connection, asks a question ten \
             times a second, and is driven from outside, as are its servers. Every half minute the \
             world heals, and the run stops at the first thing that does not hold. The run writes \
             this file.\n\n\
             `cargo xtask soak --minutes {} --seed {}`, on {}: {} of {} min, {} check points, \
             {}, {}.\n\n",
            self.minutes,
            self.seed,
            today(),
            clock(self.took),
            self.minutes,
            self.back.len(),
            self.browser,
            machine(),
        );
        self.write_held(&mut text, first, last);
        self.write_messages(&mut text, last);
        self.write_life(&mut text, last);
        self.write_deeds(&mut text);
        text
    }

    fn write_held(&self, text: &mut String, first: &Found, last: &Found) {
        text.push_str(
            "## What the page holds\n\n\
             Counted at each check point by a script that runs before the page's own. The first is \
             after everything has been used once. *Closing* are abandoned sockets for which the \
             browser waits up to a minute; the run ends with none. What JavaScript grows \
             by is the driver: 300 of its scripts leave 108 kB in a page at rest, while 17 000 questions \
             add 15 kB.\n\n\
             | | first | most | last |\n|---|---:|---:|---:|\n",
        );
        for ((what, first), (_, last)) in held(first).into_iter().zip(held(last)) {
            let most = self.most.get(what).copied().unwrap_or_default();
            let row = [first, most, last].map(grouped).join(" | ");
            let _ = writeln!(text, "| {what} | {row} |");
        }
        text.push('\n');
    }

    fn write_messages(&self, text: &mut String, last: &Found) {
        let account = &last.report.account;
        let ears = &last.report.ears;
        let _ = write!(
            text,
            "## What became of every question\n\n\
             | | |\n|---|---:|\n\
             | asked | {} |\n| answered | {} |\n| reported | {} |\n| neither | {} |\n",
            grouped(account.asked),
            grouped(account.answered()),
            grouped(account.reported()),
            grouped(account.asked - account.answered() - account.reported()),
        );
        for (outcome, count) in &account.outcomes {
            let _ = writeln!(text, "| … {} | {} |", words(outcome), grouped(*count));
        }
        let _ = write!(
            text,
            "| heard by the fault listener, each once | {} |\n\
             | messages received | {} |\n\
             | … numbered ones, nothing missing within a connection | {} |\n\
             | … twice | {} |\n| … out of order | {} |\n\n",
            grouped(self.heard),
            grouped(ears.messages),
            grouped(ears.numbers + ears.floods + ears.answers),
            ears.twice,
            ears.disorder,
        );
    }

    fn write_life(&self, text: &mut String, last: &Found) {
        let (median, most) = median_and_most(&self.back).unwrap_or_default();
        let _ = write!(
            text,
            "## The connection\n\n\
             | | |\n|---|---:|\n\
             | attempts | {} |\n\
             | open again after the world had healed, median | {:.1} s |\n\
             | … longest | {:.1} s |\n\
             | connected by hand, after a close or where a server forbade to come back | {} |\n",
            grouped(last.report.attempt),
            median.as_secs_f64(),
            most.as_secs_f64(),
            self.opened_by_hand,
        );
        for (phase, count) in &last.report.ears.phases {
            let _ = writeln!(text, "| times `{phase}` | {} |", grouped(*count));
        }
        text.push('\n');
    }

    fn write_deeds(&self, text: &mut String) {
        text.push_str("## What happened to it\n\n| | times |\n|---|---:|\n");
        for (deed, count) in &self.deeds {
            let _ = writeln!(text, "| {deed} | {} |", grouped(*count));
        }
    }
}

/// `not sent: QueueFull` as words for a person.
fn words(outcome: &str) -> String {
    let Some((what, reason)) = outcome.split_once(": ") else {
        return outcome.to_owned();
    };
    format!("{what} (`{reason}`)")
}

fn held(found: &Found) -> [(&'static str, u64); 11] {
    let census = &found.census;
    [
        ("event listeners", census.listeners),
        ("timers", census.timers),
        ("intervals", census.intervals),
        ("animation frames", census.frames),
        ("sockets", census.sockets),
        ("sockets closing", census.closing),
        ("workers", census.workers),
        ("sockets made", census.sockets_made),
        ("workers made", census.workers_made),
        ("bytes of JavaScript", census.heap),
        ("bytes of WebAssembly", whole(found.report.wasm)),
    ]
}

fn kind(deed: &Deed) -> &'static str {
    match deed {
        Deed::Manner(_) => "the fault listener misbehaves",
        Deed::Relay(_) => "the relay stalls, cuts or refuses",
        Deed::Server(_) => "the server is frozen, killed, ended, or starts again",
        Deed::Go(_) => "another address",
        Deed::Page(deed) => match deed {
            ToPage::Hide | ToPage::Show => "the page is hidden or seen",
            ToPage::Freeze(_) => "the page is frozen for up to 6 s",
            ToPage::Stop(_) => "the browser is stopped for up to 5 s",
            ToPage::GoOffline | ToPage::GoOnline => "the browser is offline or online",
            ToPage::Jump(_) => "the wall clock jumps by up to two hours",
            ToPage::Close | ToPage::Open => "a person disconnects or connects",
            ToPage::Storm(_) => "up to 20 presses of \"retry now\" at once",
            ToPage::Mount(_) => "components come or go",
        },
    }
}
