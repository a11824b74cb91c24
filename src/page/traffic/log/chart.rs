//! A number in the messages as a line over the time that they came in.
//!
//! However many messages there are, the line has a bounded number of points: where it would get
//! more, each stands for twice the time, and keeps the least and the most of it.

use std::mem;

use heartline_connection::{Direction, Entry, Log};
use yew::prelude::*;

use super::export::grouped;
use super::row::clock;
use super::wall::Wall;
use super::words::Say;
use crate::page::chart::{Chart, Line, Point, Scale, chart};
use crate::page::json::{Decimal, Fault, Path};
use crate::page::time::at;

/// The most slots of time that a line is made of.
const MAX_SLOTS: usize = 256;

/// What one number was like in the course of the messages.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    path: Path,
    slots: Vec<Slot>,
    /// How long a slot is, in milliseconds.
    width: i64,
    /// The first entry that counts, and the first that was not looked at.
    first: u64,
    next: u64,
    count: u64,
    /// As they are written: the least, the most, the latest.
    written: [String; 3],
    least: f64,
    most: f64,
    /// When the first and the latest came, in milliseconds since 1970.
    ends: [f64; 2],
}

/// The values of a while.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Slot {
    /// When the first of them came, in milliseconds of the connection's clock.
    at: i64,
    least: f64,
    most: f64,
}

impl Series {
    pub(super) fn of(name: &str) -> Result<Self, Fault> {
        Ok(Self::along(name.to_owned(), Path::read(name)?, 0))
    }

    /// What came before the entry of this number is of another server, or was cleared.
    pub(super) fn begin_at(&mut self, first: u64) {
        if self.first < first {
            *self = Self::along(mem::take(&mut self.name), mem::take(&mut self.path), first);
        }
    }

    fn along(name: String, path: Path, first: u64) -> Self {
        Self {
            name,
            path,
            slots: Vec::new(),
            width: 1,
            first,
            next: first,
            count: 0,
            written: Default::default(),
            least: f64::MAX,
            most: f64::MIN,
            ends: [0.0; 2],
        }
    }

    /// Takes in what was received since, for as long as there is `time`. Whether that was all.
    pub(super) fn look(&mut self, log: &Log, wall: &Wall, time: impl Fn() -> bool) -> bool {
        self.next = self.next.max(log.first());
        let mut weight = 0;
        while let Some(entry) = log.entry(self.next) {
            self.next += 1;
            self.take(entry, wall);
            weight += 64 + entry.message.len();
            if weight >= PACE {
                weight = 0;
                if !time() {
                    return self.next > log.total();
                }
            }
        }
        true
    }

    fn take(&mut self, entry: &Entry, wall: &Wall) {
        let text = entry.message.as_text();
        let text = text.filter(|_| entry.direction == Direction::Received);
        let written = text.and_then(|text| self.path.number(text));
        let Some((written, number)) = written.and_then(|text| Some((text, Decimal::read(text)?)))
        else {
            return;
        };
        self.ends[1] = wall.of(entry);
        if self.count == 0 {
            self.ends[0] = self.ends[1];
        }
        self.add(at(entry.at), written, number.about());
    }

    fn add(&mut self, at: i64, written: &str, value: f64) {
        self.count += 1;
        written.clone_into(&mut self.written[2]);
        if value < self.least {
            self.least = value;
            written.clone_into(&mut self.written[0]);
        }
        if value > self.most {
            self.most = value;
            written.clone_into(&mut self.written[1]);
        }
        while self.slots.len() >= MAX_SLOTS {
            self.width *= 2;
            for slot in mem::take(&mut self.slots) {
                self.put(slot);
            }
        }
        self.put(Slot {
            at,
            least: value,
            most: value,
        });
    }

    /// Into the slot of its time.
    fn put(&mut self, new: Slot) {
        match self.slots.last_mut() {
            Some(last) if last.at / self.width == new.at / self.width => {
                last.least = last.least.min(new.least);
                last.most = last.most.max(new.most);
            }
            _ => self.slots.push(new),
        }
    }

    /// The line, from zero to [`TOP`]; where all values are the same, in the middle.
    fn line(&self) -> Vec<Point> {
        let range = self.most - self.least;
        let height = |value: f64| match range > 0.0 {
            true => ((value - self.least) / range * TOP as f64).round() as i64,
            false => MIDDLE,
        };
        let mut line = Vec::new();
        let mut before = 0;
        for slot in &self.slots {
            let mut both = [height(slot.least), height(slot.most)];
            // First what is nearer to where the line is, so that one that falls has no teeth.
            both.sort_unstable_by_key(|height| height.abs_diff(before));
            line.extend(both.map(|height| (slot.at, Some(height))));
            before = both[1];
        }
        line
    }

    /// What stands beside the axis at this height.
    fn tick(&self, height: i64) -> String {
        let [least, most, _] = &self.written;
        let tick = match (height, self.least < self.most) {
            (TOP, true) => most,
            (MIDDLE, false) | (0, true) => least,
            _ => return String::new(),
        };
        tick.clone()
    }

    /// The times at both ends; to the second where they are further apart than that.
    fn edges(&self) -> [AttrValue; 2] {
        if self.count == 0 {
            return Default::default();
        }
        let [first, latest] = self.ends;
        let length = match latest - first > 1_000.0 {
            true => SECONDS,
            false => usize::MAX,
        };
        let time = |wall: f64| {
            let mut time = clock(wall);
            time.truncate(length);
            time.into()
        };
        [time(first), time(latest)]
    }

    pub(super) fn view(&self, say: &Say, remove: Callback<MouseEvent>) -> Html {
        let (points, edges) = (self.line(), self.edges());
        let window = points.first().zip(points.last());
        chart(&Chart {
            name: "chart",
            caption: self.caption(say, remove),
            lines: &[Line {
                name: "",
                points: &points,
            }],
            window: window.map_or((0, 0), |(first, last)| (first.0, last.0)),
            label: [&self.name, ": ", &edges[0], " – ", &edges[1]].concat(),
            edges,
            scale: Scale::HALVES,
            words: &|height| self.tick(height),
        })
    }

    fn caption(&self, say: &Say, remove: Callback<MouseEvent>) -> Html {
        let figure = |place: usize| {
            html! {
                <span>{ say.figures[place] }<strong>{ self.written[place].clone() }</strong></span>
            }
        };
        html! {
            <figcaption>
                <bdi><code>{ self.name.clone() }</code></bdi>
                if self.count == 0 {
                    <span>{ say.no_number }</span>
                } else {
                    { figure(0) }{ figure(1) }{ figure(2) }
                    <span>{ grouped(self.count) }{ say.figures[3] }</span>
                }
                <button type="button" data-testid="remove-chart" aria-label={say.remove}
                    title={say.remove} onclick={remove}>{ "✕" }</button>
            </figcaption>
        }
    }
}

/// The height of the line in units of its axis, and half of it.
const TOP: i64 = 100;
const MIDDLE: i64 = TOP / 2;

/// How long a time of day to the second is.
const SECONDS: usize = "00:00:00".len();

/// Bytes between two looks at the clock.
const PACE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use heartline_connection::Instant;

    use super::*;

    /// Of values that came so many milliseconds after the first.
    fn series(values: impl IntoIterator<Item = (u64, i32)>) -> Series {
        let mut log = Log::new(1 << 20, 1 << 30);
        for (millis, value) in values {
            let at = Instant::from_origin(Duration::from_millis(5_000 + millis));
            let text = format!("{{\"a\":{value}}}");
            log.push(at, Direction::Received, text.into());
        }
        log.push(Instant::ORIGIN, Direction::Sent, "{\"a\":999999}".into());
        let mut series = Series::of("$.a").unwrap();
        assert!(series.look(&log, &Wall::default(), || true));
        series
    }

    #[test]
    fn a_line_has_a_bounded_number_of_points_and_loses_no_extreme() {
        let spike = |place: i32| if place == 70_001 { -5 } else { place % 100 };
        let series = series((0..100_000).map(|place| (place as u64, spike(place))));
        let slots = series.slots.len();
        assert!(slots <= MAX_SLOTS && slots > MAX_SLOTS / 4, "{slots}");
        assert_eq!(series.written, ["-5", "99", "99"]);
        assert_eq!(series.count, 100_000);
        let line = series.line();
        let least = line.iter().filter(|(_, height)| *height == Some(0));
        let at: Vec<_> = least.map(|(at, _)| at - 5_000).collect();
        // In the slot that the spike is in, which begins before it.
        let length = series.width;
        assert!(
            at.len() == 1 && (0..=length).contains(&(70_001 - at[0])),
            "{at:?}"
        );
    }

    #[test]
    fn a_line_runs_over_time_and_not_from_message_to_message() {
        for (values, expected) in [
            (&[][..], &[][..]),
            (&[(0, 3)], &[(0, 50)]),
            (&[(0, 3), (9, 3)], &[(0, 50), (9, 50)]),
            (&[(0, 0), (1, 10), (100, 5)], &[(0, 0), (1, 100), (100, 50)]),
        ] {
            let line = series(values.iter().copied()).line();
            let both = |(at, height): &(i64, i64)| [(at + 5_000, Some(*height)); 2];
            let expected: Vec<_> = expected.iter().flat_map(both).collect();
            assert_eq!(line, expected, "{values:?}");
        }
        assert!(Series::of("$.a >").is_err());
    }

    #[test]
    fn a_line_begins_where_it_is_told_to_and_goes_on_from_there() {
        let mut series = series([(0, 1), (1, 2)]);
        series.begin_at(0);
        assert_eq!(series.count, 2);
        series.begin_at(3);
        assert_eq!((series.count, &*series.name), (0, "$.a"));
        let mut log = Log::new(1 << 20, 1 << 30);
        for value in 1..=4 {
            let text = format!("{{\"a\":{value}}}");
            log.push(Instant::ORIGIN, Direction::Received, text.into());
        }
        series.begin_at(3);
        assert!(series.look(&log, &Wall::default(), || true));
        assert_eq!(series.written, ["3", "4", "4"]);
    }

    #[test]
    fn the_axis_says_the_most_and_the_least_as_they_are_written() {
        for (values, expected) in [
            (&[][..], ["", "", ""]),
            (&[3], ["", "3", ""]),
            (&[3, 3], ["", "3", ""]),
            (&[7, -2, 4], ["7", "", "-2"]),
        ] {
            let series = series((0..).zip(values.iter().copied()));
            let ticks: Vec<_> = Scale::HALVES
                .ticks()
                .map(|height| series.tick(height))
                .collect();
            assert_eq!(ticks, expected, "{values:?}");
        }
    }
}
