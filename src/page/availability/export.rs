//! The availability as a file: every kept phase, by the clock on the wall, as CSV and as JSON.

use super::super::time::millis;
use super::history::{Entry, History, Now};
use super::sums::Sums;

/// How a file spells what the browser can write down.
pub(super) struct Spelling {
    /// Milliseconds since 1970 as `2026-11-26T04:40:03.250Z`.
    pub(super) iso: fn(u64) -> String,
    /// A string of JSON.
    pub(super) quote: fn(&str) -> String,
}

/// A line `from,to,duration_ms,phase,availability,attempt,cause,detail,address`, then one for each phase,
/// oldest first. Times are UTC in ISO 8601. What lasts has no end, and a duration up to now. Most
/// browsers stop the clock that durations are taken with while the machine sleeps.
pub(super) fn csv(history: &History, now: Now, spelling: &Spelling) -> String {
    let mut csv =
        String::from("from,to,duration_ms,phase,availability,attempt,cause,detail,address\n");
    for row in rows(history, now, spelling.iso) {
        csv += &row.join(",");
        csv.push('\n');
    }
    csv
}

/// The phases, each as in a line of the CSV.
fn rows(history: &History, now: Now, iso: fn(u64) -> String) -> impl Iterator<Item = [String; 9]> {
    history
        .spans(heartline_connection::Instant::ORIGIN, now.instant)
        .into_iter()
        .map(move |span| {
            let entry = span.entry;
            [
                iso(entry.wall),
                history
                    .end(entry.number)
                    .map(|end| iso(end.wall))
                    .unwrap_or_default(),
                millis(span.length()).to_string(),
                entry.phase.as_str().to_owned(),
                entry.kind.as_str().to_owned(),
                entry.attempt.to_string(),
                entry.code.unwrap_or_default().to_owned(),
                field(&detail(entry)),
                field(&entry.address),
            ]
        })
}

/// The sums of the present server, and every kept phase with what stands in a line of the CSV and whether
/// it counts in them.
pub(super) fn json(history: &History, now: Now, spelling: &Spelling) -> String {
    let Spelling { iso, quote } = spelling;
    let sums = history.session(now.instant);
    let mut json = String::from("{\n");
    member(&mut json, "exported", &quote(&iso(now.wall)));
    summary(&mut json, &sums);
    member(
        &mut json,
        "phases_not_listed",
        &history.dropped().to_string(),
    );
    json += "\"phases\": [";
    let mut separator = "\n";
    let spans = history.spans(heartline_connection::Instant::ORIGIN, now.instant);
    for span in spans {
        let entry = span.entry;
        let end = history.end(entry.number).map(|end| quote(&iso(end.wall)));
        let code = entry.code.map(quote);
        let detail = entry.cause.as_ref().map(|_| quote(&detail(entry)));
        json += separator;
        json += "{";
        member(&mut json, "from", &quote(&iso(entry.wall)));
        member(&mut json, "to", &or_null(end));
        member(&mut json, "duration_ms", &millis(span.length()).to_string());
        member(&mut json, "phase", &quote(entry.phase.as_str()));
        member(&mut json, "availability", &quote(entry.kind.as_str()));
        member(&mut json, "attempt", &entry.attempt.to_string());
        member(&mut json, "cause", &or_null(code));
        member(&mut json, "detail", &or_null(detail));
        member(&mut json, "counts", &history.counts(entry).to_string());
        json.extend(["\"address\": ", &quote(&entry.address), "}"]);
        separator = ",\n";
    }
    json + "\n]}\n"
}

fn summary(json: &mut String, sums: &Sums) {
    let number = |number: u64| number.to_string();
    let mean = sums.mean().map(|mean| number(millis(mean)));
    member(
        json,
        "uptime_hundredths_of_percent",
        &or_null(sums.uptime().map(number)),
    );
    member(json, "connected_ms", &number(millis(sums.open)));
    member(json, "wanted_ms", &number(millis(sums.wanted)));
    member(json, "outages", &number(sums.outages));
    member(json, "longest_outage_ms", &number(millis(sums.longest)));
    member(json, "mean_time_to_recover_ms", &or_null(mean));
}

fn member(json: &mut String, name: &str, value: &str) {
    json.extend(["\"", name, "\": ", value, ", "]);
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}

/// What led to a phase, as a sentence, which may hold what a server said.
fn detail(entry: &Entry) -> String {
    let cause = entry.cause.as_ref();
    cause.map(ToString::to_string).unwrap_or_default()
}

/// A field of CSV ([RFC 4180 §2](https://www.rfc-editor.org/rfc/rfc4180#section-2)). Details begin
/// with words of ours, so none is a formula.
fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => ["\"", &text.replace('"', "\"\""), "\""].concat(),
        false => text.to_owned(),
    }
}
