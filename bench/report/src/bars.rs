//! A picture of one figure for each contestant: a bar for the median, a line from the least to the most. Plain
//! SVG, whose colours follow the reader's.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::Spread;

/// What is drawn beside a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// What the figures are, with their unit.
    pub title: String,
    /// A figure to reach, drawn as a line from top to bottom.
    pub aim: Option<f64>,
    /// How many decimals a figure is shown with.
    pub decimals: usize,
    /// In the order in which they are drawn.
    pub bars: Vec<Bar>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Whose it is.
    pub label: String,
    /// Whether it is ours, which has a colour of its own.
    pub ours: bool,
    /// Its length.
    pub median: f64,
    /// Where its line begins.
    pub least: f64,
    /// Where its line ends.
    pub most: f64,
}

impl Bar {
    /// The bar of this spread.
    pub fn new(label: impl Into<String>, ours: bool, spread: Spread) -> Self {
        Self {
            label: label.into(),
            ours,
            median: spread.median,
            least: spread.least,
            most: spread.most,
        }
    }
}

/// Sizes in dots.
const LEFT: usize = 290;
const TOP: usize = 44;
const WIDTH: usize = 480;
const ROW: usize = 24;
const BAR: usize = 14;
const TOTAL: usize = LEFT + WIDTH + 150;

const STYLE: &str = "
svg { --paper: #fff; --ink: #1f2328; --soft: #59636e; --ours: #0969da; --theirs: #b08d57; --aim: #cf222e; \
font: 13px system-ui, sans-serif; fill: var(--ink); }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --soft: #9198a1; \
--ours: #58a6ff; --theirs: #8a7048; --aim: #ff7b72; } }
.paper { fill: var(--paper); } .ours { fill: var(--ours); } .theirs { fill: var(--theirs); }
.spread { stroke: var(--ink); } .aim { stroke: var(--aim); stroke-dasharray: 4 3; }
.label { text-anchor: end; } .title { font-size: 15px; font-weight: 600; }
";

impl Bars {
    /// The picture as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        let height = TOP + ROW * self.bars.len() + 16;
        let title = escaped(&self.title);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {TOTAL} {height}\" role=\"img\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{TOTAL}\" height=\"{height}\"/>\n\
             <text class=\"title\" x=\"16\" y=\"26\">{title}</text>\n"
        );
        for (row, bar) in self.bars.iter().enumerate() {
            svg += &self.bar(TOP + row * ROW, bar);
        }
        if let Some(aim) = self.aim {
            let (x, length) = (LEFT + self.dots(aim), ROW * self.bars.len());
            let _ = writeln!(svg, "<path class=\"aim\" d=\"M{x}.5 {TOP}v{length}\"/>");
        }
        svg + "</svg>\n"
    }

    fn bar(&self, top: usize, bar: &Bar) -> String {
        let colour = if bar.ours { "ours" } else { "theirs" };
        let [length, least, most] =
            [bar.median, bar.least, bar.most].map(|figure| self.dots(figure));
        let (text, middle) = (top + 12, top + BAR / 2);
        let (label, decimals) = (escaped(&bar.label), self.decimals);
        let figure = LEFT + length.max(most) + 8;
        format!(
            "<text class=\"label\" x=\"{}\" y=\"{text}\">{label}</text>\n\
             <rect class=\"{colour}\" x=\"{LEFT}\" y=\"{top}\" width=\"{length}\" height=\"{BAR}\"/>\n\
             <path class=\"spread\" d=\"M{} {middle}.5h{}\"/>\n\
             <text x=\"{figure}\" y=\"{text}\">{:.decimals$}</text>\n",
            LEFT - 10,
            LEFT + least,
            most - least.min(most),
            bar.median,
        )
    }

    /// How long a figure is; what is longest fills the width.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between nothing and the width"
    )]
    fn dots(&self, figure: f64) -> usize {
        let figures = self.bars.iter().flat_map(|bar| [bar.median, bar.most]);
        let longest = figures.chain(self.aim).fold(0.0, f64::max);
        let share = if longest > 0.0 { figure / longest } else { 0.0 };
        (share.clamp(0.0, 1.0) * WIDTH as f64).round() as usize
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, figures: [f64; 3]) -> Bar {
        let [least, median, most] = figures;
        Bar::new(
            label,
            false,
            Spread {
                median,
                least,
                most,
            },
        )
    }

    #[test]
    fn the_longest_figure_fills_the_width() {
        let bars = Bars {
            title: "a < b".to_owned(),
            aim: Some(2.0),
            decimals: 1,
            bars: vec![bar("long", [3.0, 3.5, 4.0]), bar("none", [0.0, 0.0, 0.0])],
        };
        let svg = bars.svg();
        assert_eq!(bars.dots(4.0), WIDTH);
        assert_eq!(bars.dots(2.0), WIDTH / 2);
        assert!(svg.contains("width=\"420\" height=\"14\""), "{svg}");
        assert!(svg.contains("a &lt; b"), "{svg}");
        assert!(
            svg.contains(&format!("M{}.5 {TOP}v48", LEFT + WIDTH / 2)),
            "{svg}"
        );
    }

    #[test]
    fn nothing_but_zeros_is_drawn_too() {
        let bars = Bars {
            title: String::new(),
            aim: None,
            decimals: 0,
            bars: vec![bar("none", [0.0, 0.0, 0.0])],
        };
        assert!(bars.svg().contains("width=\"0\" height=\"14\""));
    }
}
