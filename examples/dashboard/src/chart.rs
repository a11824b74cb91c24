//! A line chart, drawn by hand as SVG: percentages over the latest readings.

use yew::prelude::*;

use crate::history::KEPT;

/// Properties of [`Chart`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChartProps {
    /// Percentages, oldest first; `None` is a gap.
    pub percentages: Vec<Option<f64>>,
}

/// The chart. The newest value stands at the right edge; a gap is a band without a line.
#[component]
pub fn Chart(props: &ChartProps) -> Html {
    let places: Vec<Place> = place(&props.percentages);
    let values = places.iter().flat_map(|place| place.value);
    let words = match values.clone().last() {
        Some(latest) => format!("CPU, in percent: now {latest:.1}"),
        None => "CPU, in percent".to_owned(),
    };
    let runs = places.split(|place| place.value.is_none());
    html! {
        <figure>
            <figcaption id="chart">{ "CPU" }</figcaption>
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={words}
                data-testid="chart" data-points={values.count().to_string()}>
                { for [0.0, 50.0, 100.0].map(grid_line) }
                { for places.iter().filter(|place| place.value.is_none()).map(gap) }
                { for runs.filter(|run| !run.is_empty()).map(curve) }
                <text x={LEFT.to_string()} y={(HEIGHT - 6.0).to_string()}>
                    { format!("{KEPT} readings ago") }
                </text>
                <text x={RIGHT.to_string()} y={(HEIGHT - 6.0).to_string()} text-anchor="end">
                    { "now" }
                </text>
            </svg>
        </figure>
    }
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;

/// The edges of the field in which the line is drawn; what lies outside is for the labels.
const LEFT: f64 = 50.0;
const RIGHT: f64 = WIDTH - 10.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = HEIGHT - 30.0;

/// The distance between two readings.
const STEP: f64 = (RIGHT - LEFT) / (KEPT - 1) as f64;

/// A value, or a gap, and how far to the right it belongs.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    value: Option<f64>,
}

fn place(percentages: &[Option<f64>]) -> Vec<Place> {
    let newest = percentages.len().saturating_sub(1);
    let values = percentages.iter().enumerate();
    values
        .map(|(index, value)| Place {
            x: RIGHT - (newest - index) as f64 * STEP,
            value: *value,
        })
        .collect()
}

/// How far down a percentage belongs; what is out of range stays at the edge.
fn y(percentage: f64) -> f64 {
    BOTTOM - percentage.clamp(0.0, 100.0) / 100.0 * (BOTTOM - TOP)
}

fn grid_line(percentage: f64) -> Html {
    let y = y(percentage);
    html! {
        <>
            <line class="grid" x1={LEFT.to_string()} x2={RIGHT.to_string()} y1={y.to_string()}
                y2={y.to_string()} />
            <text x={(LEFT - 6.0).to_string()} y={(y + 4.0).to_string()} text-anchor="end">
                { format!("{percentage} %") }
            </text>
        </>
    }
}

fn gap(place: &Place) -> Html {
    html! {
        <rect class="gap" data-testid="gap" x={(place.x - STEP / 2.0).to_string()} y={TOP.to_string()}
            width={STEP.to_string()} height={(BOTTOM - TOP).to_string()}>
            <title>{ "No data" }</title>
        </rect>
    }
}

/// Values without a gap between them: a line, or a dot where there is only one.
fn curve(run: &[Place]) -> Html {
    let points = run
        .iter()
        .filter_map(|place| Some((place.x, y(place.value?))));
    if let [only] = run {
        return html! {
            <circle class="curve" cx={only.x.to_string()} r="2"
                cy={y(only.value.unwrap_or_default()).to_string()} />
        };
    }
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    html! { <polyline class="curve" points={points.join(" ")} /> }
}
