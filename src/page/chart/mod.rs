//! A line chart as plain SVG. Its words stand beside the drawing, which is stretched to the room
//! that it has; how it looks is said in `static/page/quality.css`.

mod geometry;

use yew::prelude::*;

pub(super) use geometry::{Point, Scale};

/// A chart: lines over a window of time.
pub(super) struct Chart<'a> {
    /// The `data-testid`.
    pub(super) name: &'static str,
    /// What stands above it, a `figcaption`.
    pub(super) caption: Html,
    /// The lines, told apart by colour and by dashes. Two at most have a look of their own.
    pub(super) lines: &'a [Line<'a>],
    /// The times at the left and right edge, in the unit of the points, and the words for them.
    pub(super) window: (i64, i64),
    pub(super) edges: [AttrValue; 2],
    pub(super) scale: Scale,
    /// A value in words, for the ticks.
    pub(super) words: &'a dyn Fn(i64) -> String,
    /// What a person who does not see the chart should know of it, its title included.
    pub(super) label: String,
}

/// A line of a chart.
pub(super) struct Line<'a> {
    /// What it is, where there are several; empty for the only one.
    pub(super) name: &'static str,
    /// In order of time.
    pub(super) points: &'a [Point],
}

pub(super) fn chart(chart: &Chart<'_>) -> Html {
    let viewport = format!("0 0 {} {}", geometry::WIDTH, geometry::HEIGHT);
    html! {
        <figure class="chart" data-testid={chart.name}>
            { chart.caption.clone() }
            <div class="chart-ticks" aria-hidden="true">
                { for chart.scale.ticks().map(|tick| html! { <span>{ (chart.words)(tick) }</span> }) }
            </div>
            <svg viewBox={viewport} preserveAspectRatio="none" role="img" aria-label={chart.label.clone()}>
                <path class="chart-grid" d={geometry::grid(chart.scale)} />
                { for chart.lines.iter().enumerate().map(|(place, line)| html! {
                    <path class={CLASSES[place.min(1)]}
                        d={geometry::line(line.points, chart.window, chart.scale)} />
                }) }
            </svg>
            <div class="chart-edges" aria-hidden="true">
                { for chart.edges.iter().map(|edge| html! { <span>{ edge.clone() }</span> }) }
            </div>
        </figure>
    }
}

/// A title, and what the lines are; the label says both to whom it is not shown.
pub(super) fn caption(title: &'static str, lines: &[Line<'_>]) -> Html {
    html! {
        <figcaption aria-hidden="true">
            <span>{ title }</span>
            { for lines.iter().enumerate().map(legend) }
        </figcaption>
    }
}

/// A piece of the line, and its name.
fn legend((place, line): (usize, &Line<'_>)) -> Html {
    if line.name.is_empty() {
        return html! {};
    }
    html! {
        <small>
            <svg viewBox="0 0 20 4"><path class={CLASSES[place.min(1)]} d="M0 2H20" /></svg>
            { line.name }
        </small>
    }
}

const CLASSES: [&str; 2] = ["chart-line", "chart-line chart-second"];
