//! The strip: the phases of a window of time as bars, through which one moves by keys or pointer.

use web_sys::Element;
use yew::prelude::*;

use super::bars::{Bar, CELLS, Cells, Window};
use super::history::{History, Span};
use super::sums::Kind;

/// What a strip shows.
pub(super) struct Strip<'a> {
    pub(super) history: &'a History,
    pub(super) window: Window,
    /// The number of the phase that is read out.
    pub(super) chosen: Option<u64>,
    /// What the strip is, and what is spoken of it.
    pub(super) label: &'static str,
    pub(super) words: &'a str,
    /// `None` is the present phase, whichever that is.
    pub(super) choose: Callback<Option<u64>>,
}

/// One place for the focus, however many phases there are: a slider, in the words of
/// [ARIA](https://www.w3.org/TR/wai-aria-1.2/#slider), whose values are the phases.
pub(super) fn strip(strip: &Strip<'_>) -> Html {
    let (history, window) = (strip.history, strip.window);
    let spans = history.spans(window.from(), window.to);
    let cells = Cells::of(&spans, window);
    let number = |span: &Span<'_>| span.entry.number;
    let (first, last) = (spans.first().map(number), spans.last().map(number));
    let bars = cells.bars();
    let mark = strip
        .chosen
        .and_then(|number| mark(history, number, window));
    let value = |number: Option<u64>| number.map(|number| number.to_string());
    let shown = strip.chosen.or(last).max(first).min(last);
    let onkeydown = keys(strip, &spans, first.zip(last));
    let moves: Vec<_> = spans.iter().filter(|span| span.entry.moved).collect();
    let point = {
        let choose = strip.choose.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(number) = place(&event).and_then(|place| cells.number_at(place)) {
                choose.emit(Some(number).filter(|_| Some(number) != last));
            }
        })
    };
    // A finger leaves where it pointed, and what it pointed at is to be read.
    let onpointerleave = {
        let choose = strip.choose.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                choose.emit(None);
            }
        })
    };
    html! {
        <div class="strip" role="slider" tabindex="0" data-testid="strip" aria-label={strip.label}
            aria-valuemin={value(first)} aria-valuemax={value(last)}
            aria-valuenow={value(shown)} aria-valuetext={strip.words.to_owned()}
            aria-describedby="strip-hint"
            {onkeydown} onpointermove={point.clone()} onpointerdown={point} {onpointerleave}>
            <svg aria-hidden="true">
                // Stripes, so that an outage differs by more than its colour.
                <pattern id="strip-lost" width="6" height="6" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)">
                    <rect width="6" height="6" class="strip-lost-ground" />
                    <rect width="2" height="6" class="strip-lost-stripe" />
                </pattern>
                { for bars.iter().map(bar) }
                { for moves.into_iter().map(|span| html! {
                    <rect class="strip-move" x={percent(window.cell(span.from))} width="2" height="100%" />
                }) }
                { for mark.map(|(at, width)| html! {
                    <rect class="strip-mark" x={percent(at)} width={percent(width)} height="100%" />
                }) }
            </svg>
        </div>
    }
}

/// The lower, the less there is of a connection; the shape tells it to who does not see colours.
fn bar(bar: &Bar) -> Html {
    let (y, height) = match bar.kind {
        Kind::Open | Kind::Lost => ("0", "100%"),
        Kind::Pending => ("50%", "50%"),
        Kind::Unwanted => ("85%", "15%"),
    };
    html! {
        <rect class={bar.kind.as_str()} x={percent(bar.at)} width={percent(bar.width)} {y} {height} />
    }
}

/// Where the chosen phase is, if it is in the window.
fn mark(history: &History, number: u64, window: Window) -> Option<(usize, usize)> {
    let begin = window.cell(history.entry(number)?.from).min(CELLS - 1);
    let end = history.end(number).map_or(window.to, |end| end.from);
    let end = (end >= window.from()).then(|| window.cell(end))?;
    Some((begin, end.saturating_sub(begin).max(1)))
}

/// A number of places as a part of the width.
fn percent(cells: usize) -> String {
    let tenths = cells * 1_000 / CELLS;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The place under a pointer: what the strip is drawn with takes no events, so that the target is the
/// strip, whose edge it is told from. The current target would be what Yew listens on.
fn place(event: &PointerEvent) -> Option<usize> {
    let strip: Element = event.target_dyn_into()?;
    let at = usize::try_from(event.offset_x()).ok()?;
    let width = usize::try_from(strip.client_width()).ok()?;
    Some((at * CELLS).checked_div(width)?.min(CELLS - 1))
}

/// Arrows go from phase to phase, page up and down from outage to outage.
fn keys(
    strip: &Strip<'_>,
    spans: &[Span<'_>],
    ends: Option<(u64, u64)>,
) -> Callback<KeyboardEvent> {
    let Some((first, last)) = ends else {
        return Callback::noop();
    };
    let present = strip.chosen.unwrap_or(last).clamp(first, last);
    let lost = spans.iter().filter(|span| span.entry.kind == Kind::Lost);
    let numbers: Vec<_> = lost.map(|span| span.entry.number).collect();
    // Where an outage begins: what is lost after what is not.
    let begins = |number: &u64| numbers.binary_search(&number.wrapping_sub(1)).is_err();
    let outages: Vec<_> = numbers.iter().copied().filter(begins).collect();
    let choose = strip.choose.clone();
    Callback::from(move |event: KeyboardEvent| {
        // With these the keys are the browser's: the page before, the start of the page.
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let before = || outages.iter().copied().rfind(|number| *number < present);
        let after = || outages.iter().copied().find(|number| *number > present);
        let chosen = match &*event.key() {
            "ArrowLeft" | "ArrowDown" => present.saturating_sub(1).max(first),
            "ArrowRight" | "ArrowUp" => (present + 1).min(last),
            "PageUp" => after().unwrap_or(present),
            "PageDown" => before().unwrap_or(present),
            "Home" => first,
            "End" | "Escape" => last,
            _ => return,
        };
        event.prevent_default();
        choose.emit(Some(chosen).filter(|chosen| *chosen != last));
    })
}
