//! What is looked for, and what is there instead.

use std::fmt::Debug;

use serde::Deserialize;

use crate::page::Snapshot;
use crate::scenarios::Expect;
use crate::scenarios::play::Play;

impl Play<'_> {
    /// Whether it is as expected.
    pub(super) async fn see(&self, expect: &Expect) -> Result<(), String> {
        let judged = match in_record(expect) {
            true => self.see_record(expect).await,
            false => self.see_page(expect).await,
        };
        judged.map_err(|seen| format!("expected {expect:?}, but {seen}"))
    }

    async fn see_page(&self, expect: &Expect) -> Result<(), String> {
        let seen = self.page.snapshot().await;
        let noted = &self.noted.0;
        let well = match *expect {
            Expect::Phase(phase) => seen.phase == phase,
            Expect::NotPhase(phase) => seen.phase != phase,
            Expect::SameAttempt => seen.attempt == noted.attempt,
            Expect::LaterAttempt => seen.attempt > noted.attempt,
            Expect::AttemptIs(attempt) => seen.attempt >= attempt,
            Expect::AttemptAtMost(attempt) => seen.attempt <= attempt,
            Expect::ReceivedMore(count) => seen.received >= noted.received + count,
            Expect::Queued(count) => seen.queued == count,
            Expect::Sentence(words) => seen.sentence.contains(words),
            Expect::Outcome(words) => seen.outcome.starts_with(words),
            Expect::Shows(text) => seen.shows(text),
            Expect::ChatIs(texts) => seen.chat() == texts,
            Expect::Restored => self.is_restored().await,
            Expect::Text(name, words) => self.page.text(name).await.contains(words),
            _ => false,
        };
        met(well, || shortened(seen))
    }

    async fn see_record(&self, expect: &Expect) -> Result<(), String> {
        let record = self.faults.report().await.record;
        let noted = &self.noted.1;
        let well = match *expect {
            Expect::HeardIs(texts) => {
                let heard = self.faults.heard().await;
                return met(heard == texts, || heard);
            }
            Expect::HeartsMore(count) => record.hearts >= noted.hearts + count,
            Expect::Connected(count) => record.open == count,
            Expect::NoMoreConnections => record.connections == noted.connections,
            Expect::MoreConnections(count) => record.connections >= noted.connections + count,
            Expect::ConnectionsAtMost(count) => record.connections <= noted.connections + count,
            Expect::ClosedWith(code) => record.closes.last().is_some_and(|close| close.0 == code),
            _ => false,
        };
        met(well, || record)
    }

    async fn is_restored(&self) -> bool {
        let restored = "return window.heartlineRestored === true";
        self.page.browser.run(restored, vec![]).await == true
    }

    /// What must hold of every page at every moment: nothing went wrong in it, it has loaded nothing
    /// from elsewhere, and no two of its sockets were open at a time.
    pub(super) async fn is_well(&self) -> Result<(), String> {
        let complaints = self.page.browser.complaints().await;
        if !complaints.is_empty() {
            return Err(format!("errors in the page: {complaints:?}"));
        }
        let sockets = "return window.heartlineSockets ?? { made: 0, mostOpen: 0 }";
        let sockets = self.page.browser.run(sockets, vec![]).await;
        let sockets: Sockets = serde_json::from_value(sockets).expect("the page's sockets");
        met(sockets.most_open <= 1, || sockets)
    }
}

/// The page's sockets, as the witness counts them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sockets {
    most_open: u64,
    #[expect(dead_code, reason = "for whoever reads the failure")]
    made: u64,
}

/// Whether the fault server knows it, and not the page.
fn in_record(expect: &Expect) -> bool {
    matches!(
        expect,
        Expect::HeardIs(_)
            | Expect::HeartsMore(_)
            | Expect::Connected(_)
            | Expect::NoMoreConnections
            | Expect::MoreConnections(_)
            | Expect::ConnectionsAtMost(_)
            | Expect::ClosedWith(_)
    )
}

fn met<T: Debug>(well: bool, seen: impl FnOnce() -> T) -> Result<(), String> {
    match well {
        true => Ok(()),
        false => Err(format!("there is {:?}", seen())),
    }
}

/// Without most of the messages, which may be thousands.
pub(super) fn shortened(mut seen: Snapshot) -> Snapshot {
    let from = seen.messages.len().saturating_sub(5);
    seen.messages.drain(..from);
    for message in &mut seen.messages {
        *message = message.chars().take(80).collect();
    }
    seen
}
