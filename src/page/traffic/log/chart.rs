//! A number in the messages as a line over them.
//!
//! However many messages there are, the line has a bounded number of points: where it would get
//! more, two neighbours become one, which keeps the least and the most of both.

use heartline_connection::{Direction, Entry, Log};
use yew::prelude::*;

use super::export::grouped;
use super::words::Say;
use crate::page::json::{Decimal, Fault, Path};

/// The most points of a line.
const MAX_POINTS: usize = 256;

/// What one number was like in the course of the messages.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    path: Path,
    points: Vec<Point>,
    /// How many values make a point, and how many the last one has.
    per_point: u64,
    filling: u64,
    /// The first entry that was not looked at.
    next: u64,
    count: u64,
    /// As they are written: the least, the most, the latest.
    written: [String; 3],
    least: f64,
    most: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    least: f64,
    most: f64,
}

impl Series {
    pub(super) fn of(name: &str) -> Result<Self, Fault> {
        Ok(Self {
            name: name.to_owned(),
            path: Path::read(name)?,
            points: Vec::new(),
            per_point: 1,
            filling: 0,
            next: 0,
            count: 0,
            written: Default::default(),
            least: f64::MAX,
            most: f64::MIN,
        })
    }

    /// Takes in what was received since, for as long as there is `time`. Whether that was all.
    pub(super) fn look(&mut self, log: &Log, time: impl Fn() -> bool) -> bool {
        self.next = self.next.max(log.first());
        let mut weight = 0;
        while let Some(entry) = log.entry(self.next) {
            self.next += 1;
            self.take(entry);
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

    fn take(&mut self, entry: &Entry) {
        let text = entry.message.as_text();
        let text = text.filter(|_| entry.direction == Direction::Received);
        let written = text.and_then(|text| self.path.number(text));
        if let Some((written, number)) = written.and_then(|text| Some((text, Decimal::read(text)?)))
        {
            self.add(written, number.about());
        }
    }

    fn add(&mut self, written: &str, value: f64) {
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
        match self.points.last_mut() {
            Some(last) if self.filling < self.per_point => {
                last.least = last.least.min(value);
                last.most = last.most.max(value);
                self.filling += 1;
            }
            _ => {
                self.make_room();
                self.points.push(Point {
                    least: value,
                    most: value,
                });
                self.filling = 1;
            }
        }
    }

    fn make_room(&mut self) {
        if self.points.len() < MAX_POINTS {
            return;
        }
        let pairs = self.points.chunks(2).map(|pair| Point {
            least: pair
                .iter()
                .fold(f64::MAX, |least, point| least.min(point.least)),
            most: pair
                .iter()
                .fold(f64::MIN, |most, point| most.max(point.most)),
        });
        self.points = pairs.collect();
        self.per_point *= 2;
    }

    /// The points of a polyline, left to right, in a box of [`WIDTH`] by [`HEIGHT`].
    fn line(&self) -> String {
        let range = self.most - self.least;
        let y = |value: f64| match range > 0.0 {
            true => (((self.most - value) / range) * HEIGHT) as i32,
            false => (HEIGHT / 2.0) as i32,
        };
        let last = self.points.len().saturating_sub(1).max(1) as i32;
        let mut line = String::new();
        for (place, point) in (0..).zip(&self.points) {
            let x = place * WIDTH / last;
            let two = [point.least, point.most];
            let different = 1 + usize::from(point.least < point.most);
            for value in &two[..different] {
                line.push_str(&x.to_string());
                line.push(',');
                line.push_str(&y(*value).to_string());
                line.push(' ');
            }
        }
        line
    }

    pub(super) fn view(&self, say: &Say, remove: Callback<MouseEvent>) -> Html {
        let [least, most, latest] = &self.written;
        let figure = |place: usize, written: &str| {
            html! {
                <span>{ say.figures[place] }<strong>{ written.to_owned() }</strong></span>
            }
        };
        html! {
            <figure class="log-chart" data-testid="chart" key={self.name.clone()}>
                <figcaption>
                    <bdi><code>{ self.name.clone() }</code></bdi>
                    if self.count == 0 {
                        <span>{ say.no_number }</span>
                    } else {
                        { figure(0, least) }{ figure(1, most) }{ figure(2, latest) }
                        <span>{ grouped(self.count) }{ say.figures[3] }</span>
                    }
                    <button type="button" data-testid="remove-chart" aria-label={say.remove}
                        title={say.remove} onclick={remove}>{ "✕" }</button>
                </figcaption>
                <svg viewBox="0 -4 600 128" preserveAspectRatio="none" aria-hidden="true">
                    <polyline points={self.line()} />
                </svg>
            </figure>
        }
    }
}

const WIDTH: i32 = 600;
const HEIGHT: f64 = 120.0;

/// Bytes between two looks at the clock.
const PACE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use heartline_connection::Instant;

    use super::*;

    fn series(values: impl Iterator<Item = i32>) -> Series {
        let mut log = Log::new(1 << 20, 1 << 30);
        for value in values {
            let text = format!("{{\"a\":{value}}}");
            log.push(Instant::ORIGIN, Direction::Received, text.into());
        }
        log.push(Instant::ORIGIN, Direction::Sent, "{\"a\":999999}".into());
        let mut series = Series::of("$.a").unwrap();
        assert!(series.look(&log, || true));
        series
    }

    #[test]
    fn a_line_has_a_bounded_number_of_points_and_loses_no_extreme() {
        let spike = |place: i32| if place == 70_001 { -5 } else { place % 100 };
        let series = series((0..100_000).map(spike));
        assert!(series.points.len() <= MAX_POINTS && series.points.len() > MAX_POINTS / 4);
        assert_eq!(series.written, ["-5", "99", "99"]);
        assert_eq!(series.count, 100_000);
        let least = series.points.iter().map(|point| point.least);
        assert_eq!(least.fold(0.0, f64::min), -5.0);
        assert!(series.line().contains(",120 "));
    }

    #[test]
    fn a_line_fits_its_box_also_where_all_values_are_the_same() {
        assert_eq!(series([3].into_iter()).line(), "0,60 ");
        assert_eq!(series([0, 10, 5].into_iter()).line(), "0,120 300,0 600,60 ");
        assert_eq!(series([].into_iter()).line(), "");
        assert!(Series::of("$.a >").is_err());
    }
}
