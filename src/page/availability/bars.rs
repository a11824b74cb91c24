//! The phases of a window of time as bars, each at least as wide as can be seen.

use std::time::Duration;

use heartline_connection::Instant;

use super::super::time::millis;
use super::history::Span;
use super::sums::Kind;

/// How many places a strip has from end to end.
pub(super) const CELLS: usize = 1_000;

/// A window of time, which may begin before the machine's clock does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) length: Duration,
    pub(super) to: Instant,
}

impl Window {
    /// When it begins, or the machine's clock does.
    pub(super) fn from(self) -> Instant {
        let from = self.to.since_origin().saturating_sub(self.length);
        Instant::from_origin(from)
    }

    /// The place of a time on a strip, at most [`CELLS`].
    pub(super) fn cell(self, at: Instant) -> usize {
        let (ago, all) = (millis(self.to.since(at)), millis(self.length).max(1));
        let cells = ago.saturating_mul(CELLS as u64).div_ceil(all);
        CELLS.saturating_sub(cells as usize)
    }
}

/// A strip: what is to be seen at each of its places, and the number of the entry behind it.
#[derive(Debug, PartialEq)]
pub(super) struct Cells(Vec<Option<(Kind, u64)>>);

/// Places side by side that look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) at: usize,
    pub(super) width: usize,
    pub(super) kind: Kind,
}

impl Cells {
    /// Where several phases share a place, the worst one is seen there, so that no outage is too
    /// short for the strip.
    pub(super) fn of(spans: &[Span<'_>], window: Window) -> Self {
        let mut cells = vec![None; CELLS];
        for span in spans {
            let (kind, number) = (span.entry.kind, span.entry.number);
            let (first, end) = (window.cell(span.from), window.cell(span.to));
            let first = first.min(CELLS - 1);
            for cell in &mut cells[first..end.max(first + 1)] {
                // The later one, where both are as bad.
                if cell.is_none_or(|(other, _)| other <= kind) {
                    *cell = Some((kind, number));
                }
            }
        }
        Self(cells)
    }

    pub(super) fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for (at, cell) in self.0.iter().enumerate() {
            let Some((kind, _)) = *cell else {
                continue;
            };
            match bars.last_mut() {
                Some(bar) if bar.kind == kind && bar.at + bar.width == at => bar.width += 1,
                _ => bars.push(Bar { at, width: 1, kind }),
            }
        }
        bars
    }

    /// The entry that is seen at a place.
    pub(super) fn number_at(&self, place: usize) -> Option<u64> {
        self.0.get(place).copied()?.map(|(_, number)| number)
    }
}
