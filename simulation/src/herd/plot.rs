//! The curves as a picture: one row for each policy, time to the right, attempts upwards on a
//! logarithmic scale. Plain SVG, whose colours follow the reader's.

use std::fmt::Write;
use std::time::Duration;

use super::column::MOST_BACK;
use super::curve::Curve;
use super::policy::{Delays, POLICIES, Policy};
use super::server::BIN;
use super::text::grouped;

/// What is drawn.
pub(super) struct Plot<'a> {
    pub(super) title: &'a str,
    pub(super) away: Duration,
    /// Handshakes that the server accepts in a second.
    pub(super) limit: Option<u32>,
    /// How many bins a dot to the right stands for; the largest of them is drawn.
    pub(super) bins_per_dot: usize,
}

/// Sizes in dots.
const LEFT: usize = 48;
const TOP: usize = 64;
const WIDTH: usize = 750;
const DECADE: usize = 12;
const HEIGHT: usize = 5 * DECADE;
const ROW: usize = HEIGHT + 16;
const CAPTION: usize = LEFT + WIDTH + 12;
const TOTAL: (usize, usize) = (CAPTION + 180, TOP + ROW * POLICIES.len() + 40);

const STYLE: &str = "
svg { --paper: #fff; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --away: #f3f0ea; \
--ours: #0969da; --theirs: #8a6d3b; --mark: #cf222e; \
font: 12px system-ui, sans-serif; fill: var(--ink); }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --soft: #9198a1; \
--line: #3d444d; --away: #1c2128; --ours: #58a6ff; --theirs: #c9a766; --mark: #ff7b72; } }
.paper { fill: var(--paper); } .away { fill: var(--away); } .soft { fill: var(--soft); }
.line { stroke: var(--line); } .mark { stroke: var(--mark); }
.limit { stroke: var(--soft); stroke-dasharray: 4 3; }
.ours { fill: var(--ours); } .theirs { fill: var(--theirs); }
.name { font-weight: 600; } .title { font-size: 15px; font-weight: 600; }
";

/// A picture of `curves`, which are in the order of [`POLICIES`].
pub(super) fn plot(plot: &Plot<'_>, curves: &[Curve]) -> String {
    let (width, height) = TOTAL;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{}: attempts over time, by policy</title>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"24\">{0}</text>\n",
        plot.title
    );
    svg += &plot.legend();
    svg += &plot.absence();
    for (row, (policy, curve)) in POLICIES.iter().zip(curves).enumerate() {
        svg += &plot.row(TOP + row * ROW, policy, curve);
    }
    svg += &plot.seconds();
    svg + "</svg>\n"
}

impl Plot<'_> {
    fn legend(&self) -> String {
        let words = match self.limit {
            None => String::new(),
            Some(limit) => format!(
                "; dashed: what the server accepts, {} a second",
                grouped(limit.into())
            ),
        };
        format!(
            "<text class=\"soft\" x=\"{LEFT}\" y=\"44\">attempts in 0.1 s, 1 to 100 000; shaded: the \
             server is away; red: 99 % are back{words}</text>\n"
        )
    }

    /// How far to the right `time` is.
    fn right(&self, time: Duration) -> usize {
        (time.as_micros() / BIN.as_micros()) as usize / self.bins_per_dot
    }

    fn absence(&self) -> String {
        let (width, height) = (self.right(self.away), ROW * POLICIES.len());
        format!(
            "<rect class=\"away\" x=\"{LEFT}\" y=\"{TOP}\" width=\"{width}\" height=\"{height}\"/>\n"
        )
    }

    fn row(&self, top: usize, policy: &Policy, curve: &Curve) -> String {
        let bottom = top + HEIGHT;
        let colour = match policy.delays {
            Delays::Machine { .. } => "ours",
            _ => "theirs",
        };
        let mut row = format!(
            "<path class=\"line\" d=\"M{LEFT} {bottom}.5h{WIDTH}\"/>\n\
             <path class=\"{colour}\" d=\"{}\"/>\n",
            self.area(bottom, &curve.arrivals)
        );
        if let Some(limit) = self.limit {
            let height = bottom - up(limit / 10);
            let _ = writeln!(
                row,
                "<path class=\"limit\" d=\"M{LEFT} {height}.5h{WIDTH}\"/>"
            );
        }
        let back = curve.most_back();
        let back = back.map(|back| self.right(self.away + back));
        if let Some(back) = back.filter(|back| *back < WIDTH) {
            let _ = writeln!(
                row,
                "<path class=\"mark\" d=\"M{}.5 {top}v{HEIGHT}\"/>",
                LEFT + back
            );
        }
        row + &scale(top) + &caption(top, policy, curve)
    }

    /// The outline of the columns, a new point only where the height changes.
    fn area(&self, bottom: usize, arrivals: &[u32]) -> String {
        let mut path = format!("M{LEFT} {bottom}");
        let dots = arrivals.chunks(self.bins_per_dot).take(WIDTH);
        let heights: Vec<_> = dots
            .map(|bins| up(bins.iter().copied().max().unwrap_or(0)))
            .collect();
        for same in heights.chunk_by(|a, b| a == b) {
            let height = bottom - same.first().copied().unwrap_or(0);
            let _ = write!(path, "V{height}h{}", same.len());
        }
        let _ = write!(path, "V{bottom}z");
        path
    }

    fn seconds(&self) -> String {
        let y = TOTAL.1 - 22;
        let mut axis = String::new();
        let dots_a_second = self.right(Duration::from_secs(10)) as f64 / 10.0;
        for seconds in (0..)
            .step_by(10)
            .take_while(|seconds| f64::from(*seconds) * dots_a_second < WIDTH as f64)
        {
            let x = LEFT + self.right(Duration::from_secs(seconds as u64));
            let _ = writeln!(
                axis,
                "<text class=\"soft\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{seconds}</text>"
            );
        }
        let x = LEFT + WIDTH + 12;
        let _ = writeln!(
            axis,
            "<text class=\"soft\" x=\"{x}\" y=\"{y}\">s since the loss</text>"
        );
        axis
    }
}

/// How high a column for `attempts` is; none is no column, one is a low one.
fn up(attempts: u32) -> usize {
    match attempts {
        0 => 0,
        _ => ((f64::from(attempts).log10() * DECADE as f64).round() as usize).clamp(1, HEIGHT + 8),
    }
}

fn scale(top: usize) -> String {
    let x = LEFT - 6;
    let labels = [("10⁵", top + 4), ("1", top + HEIGHT + 4)];
    let labels = labels.map(|(label, y)| {
        format!("<text class=\"soft\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{label}</text>\n")
    });
    labels.concat()
}

fn caption(top: usize, policy: &Policy, curve: &Curve) -> String {
    let lines = [
        format!("peak {} in 0.1 s", grouped(curve.peak().into())),
        format!("99 % back after {}", MOST_BACK.cell(curve)),
    ];
    let mut caption = format!(
        "<text class=\"name\" x=\"{CAPTION}\" y=\"{}\">{}</text>\n",
        top + 16,
        policy.name
    );
    for (place, line) in lines.iter().enumerate() {
        let y = top + 34 + 16 * place;
        let _ = writeln!(
            caption,
            "<text class=\"soft\" x=\"{CAPTION}\" y=\"{y}\">{line}</text>"
        );
    }
    caption
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(bins_per_dot: usize, arrivals: &[u32]) -> String {
        let plot = Plot {
            title: "",
            away: Duration::ZERO,
            limit: None,
            bins_per_dot,
        };
        plot.area(60, arrivals)
    }

    #[test]
    fn each_dot_is_as_high_as_the_largest_of_its_bins() {
        let arrivals = [1, 1, 100, 0];
        assert_eq!(area(1, &arrivals), "M48 60V59h2V36h1V60h1V60z");
        assert_eq!(area(2, &arrivals), "M48 60V59h1V36h1V60z");
    }

    #[test]
    fn what_comes_later_than_the_plot_is_wide_is_left_out() {
        assert_eq!(area(1, &[10; 2 * WIDTH]), "M48 60V48h750V60z");
    }
}
