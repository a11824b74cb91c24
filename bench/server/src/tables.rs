//! The tables of the section: ours beside the plain one, ratios first.

use heartline_bench_report::{Spread, Table, grouped, rounded};

use crate::held::{Held, INTERVAL};
use crate::measure::{AHEAD, Amounts, ECHOING, Found};

const COLUMNS: [&str; 4] = [
    "measure",
    "heartline-server ÷ plain axum",
    "heartline-server",
    "plain axum",
];

/// All tables, in their order.
pub(crate) fn of([ours, theirs]: &[Found; 2], amounts: &Amounts) -> Vec<Table> {
    let memory = memory(ours, theirs, amounts);
    let work = work(ours, theirs, amounts);
    vec![memory, work]
}

fn memory(ours: &Found, theirs: &Found, amounts: &Amounts) -> Table {
    let (half, all) = (amounts.connections / 2, amounts.connections);
    let text = format!(
        "VmRSS of a fresh process in each of {} rounds, in turns: with no client, and what each \
         connection adds that is held and has had one message of 100 bytes echoed. Medians \
         (least–most); the ratio is taken round by round. No connection was refused or lost. \
         The plain one reads as axum does by default, into 128 KiB for each connection; \
         heartline-server sends each client a live message every second.",
        amounts.rounds
    );
    let mut table = Table::new("memory", "Memory per connection", text, COLUMNS);
    let mebibytes = |bytes: f64| rounded(1)(bytes / 1_048_576.0) + " MiB";
    let kibibytes = |bytes: f64| rounded(1)(bytes / 1_024.0) + " KiB";
    let (key, title) = ("empty", "no connection".to_owned());
    row(
        &mut table,
        key,
        title,
        [&ours.empty, &theirs.empty],
        mebibytes,
    );
    let (key, title) = ("first-half", format!("each of connections 1 to {half}"));
    let figures = [&ours.first_half, &theirs.first_half];
    row(&mut table, key, title, figures, kibibytes);
    let (key, title) = (
        "second-half",
        format!("each of connections {} to {all}", half + 1),
    );
    let figures = [&ours.second_half, &theirs.second_half];
    row(&mut table, key, title, figures, kibibytes);
    table
}

fn work(ours: &Found, theirs: &Found, amounts: &Amounts) -> Table {
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
         (least–most); the ratio is taken round by round, and more is better."
    );
    let mut table = Table::new("work", "Messages per CPU second", text, COLUMNS);
    let rows = [
        (
            "echo",
            "binary message of 100 bytes echoed",
            [&ours.echoes, &theirs.echoes],
        ),
        (
            "heartbeat",
            "heartbeat answered",
            [&ours.heartbeats, &theirs.heartbeats],
        ),
        (
            "chat",
            "chat message given to one client",
            [&ours.told, &theirs.told],
        ),
    ];
    for (key, title, figures) in rows {
        row(&mut table, key, title.to_owned(), figures, grouped);
    }
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
const HELD: [(&str, &str); 3] = [
    ("heartline", "heartline-server"),
    ("heartline-quiet", "heartline-server without live data"),
    ("plain", "plain axum"),
];

fn row(
    table: &mut Table,
    key: &str,
    title: String,
    [ours, theirs]: [&Vec<f64>; 2],
    text: impl Fn(f64) -> String + Copy,
) {
    let spreads = (
        Spread::of_ratios(ours, theirs),
        Spread::of(ours),
        Spread::of(theirs),
    );
    let (Some(ratio), Some(ours), Some(theirs)) = spreads else {
        return;
    };
    table.row([
        title,
        ratio.text(rounded(2)),
        ours.text(text),
        theirs.text(text),
    ]);
    table.value(format!("{key}.ratio"), ratio.median);
    table.value(format!("{key}.heartline"), ours.median);
    table.value(format!("{key}.plain"), theirs.median);
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
        let tables = of(&[found(3.0), found(2.0)], &amounts);
        let empty = [
            "no connection",
            "1.50 (1.50–1.50)",
            "3.0 MiB (3.0 MiB–3.0 MiB)",
        ];
        assert_eq!(tables[0].rows[0][..3], empty);
        assert_eq!(tables[1].rows.len(), 3);
        assert_eq!(tables[1].values["chat.ratio"], 1.5);
    }
}
