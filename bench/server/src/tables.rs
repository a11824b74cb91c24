//! The tables of the section: ours beside the plain one, ratios first.

use heartline_bench_report::{Spread, Table, grouped, rounded};

use crate::held::{Held, INTERVAL};
use crate::measure::{AHEAD, Amounts, ECHOING, Found};

const COLUMNS: [&str; 6] = [
    "measure",
    "heartline-server ÷ plain axum",
    "heartline-server ÷ plain axum, reading 8 KiB",
    "heartline-server",
    "plain axum",
    "plain axum, reading 8 KiB",
];

/// The three of them, each a figure for each round.
type Figures<'a> = [&'a Vec<f64>; 3];

/// All tables, in their order.
pub(crate) fn of(found: &[Found; 3], amounts: &Amounts) -> Vec<Table> {
    vec![memory(found, amounts), work(found, amounts)]
}

fn memory(found: &[Found; 3], amounts: &Amounts) -> Table {
    let (half, all) = (amounts.connections / 2, amounts.connections);
    let text = format!(
        "VmRSS of a fresh process in each of {} rounds, in turns: with no client, and what each \
         connection adds that is held and has had one message of 100 bytes echoed. Medians \
         (least–most); the ratio is taken round by round. No connection was refused or lost. \
         axum reads by default into 128 KiB for each connection, heartline-server into 8; the plain one is measured in both \
         ways. heartline-server sends each client a live message every second. With no client nine tenths of what it has more \
         are pages of its program, as far as they have been read from the disk (RssFile): 6.9 MB beside 2.4.",
        amounts.rounds
    );
    let mut table = Table::new("memory", "Memory per connection", text, COLUMNS);
    let mebibytes = |bytes: f64| rounded(1)(bytes / 1_048_576.0) + " MiB";
    let kibibytes = |bytes: f64| rounded(1)(bytes / 1_024.0) + " KiB";
    let title = "no connection".to_owned();
    let figures = found.each_ref().map(|found| &found.empty);
    row(&mut table, "empty", title, figures, mebibytes);
    let title = format!("each of connections 1 to {half}");
    let figures = found.each_ref().map(|found| &found.first_half);
    row(&mut table, "first-half", title, figures, kibibytes);
    let title = format!("each of connections {} to {all}", half + 1);
    let figures = found.each_ref().map(|found| &found.second_half);
    row(&mut table, "second-half", title, figures, kibibytes);
    table
}

fn work(found: &[Found; 3], amounts: &Amounts) -> Table {
    let Amounts {
        rounds,
        echoes,
        audience,
        told,
        ..
    } = amounts;
    let text = format!(
        "Messages per second of the server's own CPU time (user and system, /proc), on loopback, a \
         fresh process in each of {rounds} rounds, in turns. Echoes: {ECHOING} clients, each of \
         which waits for its answer, {echoes} messages a round; heartline-server reads a heartbeat as \
         JSON. Chat: one of {audience} clients says {told} messages, {AHEAD} at a time, and all of \
         them get each; heartline-server reads the message as JSON and adds who said it. Medians \
         (least–most); the ratio is taken round by round, and more is better. That ours echoes more than the plain one is the \
         read buffer alone: tungstenite writes zeros over all of it before each read, 128 KiB by default. Where both \
         read into 8 KiB the plain one is quicker."
    );
    let mut table = Table::new("work", "Messages per CPU second", text, COLUMNS);
    let title = "binary message of 100 bytes echoed".to_owned();
    let figures = found.each_ref().map(|found| &found.echoes);
    row(&mut table, "echo", title, figures, grouped);
    let title = "heartbeat answered".to_owned();
    let figures = found.each_ref().map(|found| &found.heartbeats);
    row(&mut table, "heartbeat", title, figures, grouped);
    let title = "chat message given to one client".to_owned();
    let figures = found.each_ref().map(|found| &found.told);
    row(&mut table, "chat", title, figures, grouped);
    table
}

/// Connections that are held; `None` where nothing was found.
pub(crate) fn held(found: &[Held], count: usize, rounds: usize) -> Option<Table> {
    let text = format!(
        "{} connections at once on loopback, each of which sends a heartbeat every {} s and gets its answer, spread over \
         that time; a fresh process in each of {rounds} rounds, in turns. Memory as above. CPU: user and system time of the \
         server alone while every connection sends two heartbeats, as a share of one core. *A core holds*: connections \
         divided by that share; it is reckoned, not tried, and memory may end before. heartline-server sends each client a \
         live message every second besides, {} messages for each heartbeat; without live data it does what the \
         plain one does. Medians (least–most). None was refused or lost.",
        grouped(count as f64),
        INTERVAL.as_secs(),
        INTERVAL.as_secs(),
    );
    let columns = [
        "",
        "memory of each, KiB",
        "CPU, share of one core",
        "a core holds",
    ];
    let mut table = Table::new("held", "Connections held", text, columns);
    for ((key, name), found) in HELD.into_iter().zip(found) {
        let memory = Spread::of(&found.memory)?;
        let cpu = Spread::of(&found.cpu)?;
        let holds: Vec<_> = found.cpu.iter().map(|share| count as f64 / share).collect();
        let holds = Spread::of(&holds).filter(|holds| holds.most.is_finite())?;
        table.row([
            name.to_owned(),
            memory.text(|bytes| rounded(1)(bytes / 1_024.0)),
            cpu.text(rounded(4)),
            holds.text(grouped),
        ]);
        table.value(format!("memory.{key}"), memory.median);
        table.value(format!("cpu.{key}"), cpu.median);
        table.value(format!("per-core.{key}"), holds.median);
    }
    Some(table)
}

/// In the order in which they are measured.
const HELD: [(&str, &str); 4] = [
    ("heartline", "heartline-server"),
    ("heartline-quiet", "heartline-server without live data"),
    ("plain", "plain axum"),
    ("plain-frugal", "plain axum, reading 8 KiB"),
];

fn row(
    table: &mut Table,
    key: &str,
    title: String,
    [ours, plain, frugal]: Figures<'_>,
    text: impl Fn(f64) -> String + Copy,
) {
    let ratios = [plain, frugal].map(|theirs| Spread::of_ratios(ours, theirs));
    let spreads = [ours, plain, frugal].map(|figures| Spread::of(figures));
    let ([Some(ratio), Some(frugal_ratio)], [Some(ours), Some(plain), Some(frugal)]) =
        (ratios, spreads)
    else {
        return;
    };
    table.row([
        title,
        ratio.text(rounded(2)),
        frugal_ratio.text(rounded(2)),
        ours.text(text),
        plain.text(text),
        frugal.text(text),
    ]);
    for (who, spread) in [
        ("ratio", ratio),
        ("ratio-frugal", frugal_ratio),
        ("heartline", ours),
        ("plain", plain),
        ("plain-frugal", frugal),
    ] {
        table.value(format!("{key}.{who}"), spread.median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_core_holds_is_reckoned_from_its_share() {
        let held = |cpu: f64| Held {
            memory: vec![2_048.0],
            cpu: vec![cpu],
        };
        let table = super::held(&[held(0.5), held(0.02), held(0.04)], 1_000, 1).unwrap();
        let row = [
            "heartline-server",
            "2.0 (2.0–2.0)",
            "0.5000 (0.5000–0.5000)",
            "2 000 (2 000–2 000)",
        ];
        assert_eq!(table.rows[0], row);
        assert_eq!(table.values["per-core.heartline-quiet"], 50_000.0);
        assert_eq!(super::held(&[held(0.0)], 1_000, 1), None);
    }

    #[test]
    fn what_was_found_stands_beside_what_it_is_compared_with() {
        let found = |figure: f64| Found {
            empty: vec![figure * 1_048_576.0],
            first_half: vec![figure * 1_024.0],
            second_half: vec![figure * 1_024.0],
            echoes: vec![figure],
            heartbeats: vec![figure],
            told: vec![figure],
        };
        let amounts = Amounts {
            rounds: 1,
            connections: 1_000,
            echoes: 100,
            audience: 10,
            told: 1,
        };
        let tables = of(&[found(3.0), found(2.0), found(1.0)], &amounts);
        let empty = [
            "no connection",
            "1.50 (1.50–1.50)",
            "3.00 (3.00–3.00)",
            "3.0 MiB (3.0 MiB–3.0 MiB)",
        ];
        assert_eq!(tables[0].rows[0][..4], empty);
        assert_eq!(tables[1].rows.len(), 3);
        assert_eq!(tables[1].values["chat.ratio"], 1.5);
    }
}
