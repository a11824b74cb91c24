use super::*;

/// A section of one table with these figures.
fn section(name: &str, table: &str, values: &[(&str, f64)]) -> Vec<Section> {
    let mut section = Section::new(name, "cargo xtask bench");
    let mut table = Table::new(table, "A table", "A note.", [""]);
    for (key, value) in values {
        table.value(*key, *value);
    }
    section.tables.push(table);
    vec![section]
}

fn rows(name: &str, table: &str, values: &[(&str, f64)]) -> Vec<String> {
    let gaps = gaps(&section(name, table, values));
    gaps.iter().map(|gap| gap.row().trim().to_owned()).collect()
}

/// Section, table, its figures, and the rows that follow.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, f64)], &'a [&'a str]);

#[test]
fn who_has_a_better_figure_is_ahead() {
    let table: [Case<'_>; 10] = [
        // The better of ours is what counts, and the best of the others is named.
        (
            "throughput",
            "json-1000-handled",
            &[
                ("heartline-a.ratio", 0.8),
                ("heartline-b.ratio", 0.9),
                ("x.ratio", 0.85),
                ("y.ratio", 0.99),
                ("z.ratio", 0.95),
            ],
            &[
                "| A table | messages a second, to the limit | 0.90 (heartline-b) | 0.99 (y, 1 more) | 1.10 times |",
            ],
        ),
        // The bare sockets are the limit.
        (
            "throughput",
            "t",
            &[
                ("heartline-a.ratio", 0.8),
                ("bare.ratio", 1.0),
                ("bare-framed.ratio", 1.0),
            ],
            &[],
        ),
        // What looks the same is the same.
        (
            "throughput",
            "t",
            &[("heartline-a.ratio", 0.801), ("x.ratio", 0.804)],
            &[],
        ),
        // Where a difference has to be large it is.
        (
            "memory",
            "reconnections",
            &[
                ("heartline-a.each", 249.0),
                ("x.each", 151.0),
                ("y.each", 1_149.0),
            ],
            &[],
        ),
        // What has no direction is not compared.
        (
            "throughput",
            "t",
            &[("heartline-a.colour", 1.0), ("x.colour", 2.0)],
            &[],
        ),
        (
            "cost",
            "idle",
            &[("heartline-a.wake-ups", 2.0), ("x.wake-ups", 0.0)],
            &["| A table | wake-ups a minute | 2 (heartline-a) | 0 (x) | 2 |"],
        ),
        // Who is not connected again makes no attempts, and that is no merit.
        (
            "recovery",
            "refused",
            &[
                ("heartline-a.attempts", 5.0),
                ("heartline-a.return", 5_400.0),
                ("x.attempts", 0.0),
                ("y.attempts", 3.0),
                ("y.return", 5_410.0),
            ],
            &["| A table | attempts | 5 (heartline-a) | 3 (y) | 1.67 times |"],
        ),
        // Nor is it ours to be left out where none of ours has the figure.
        (
            "recovery",
            "refused",
            &[("y.return", 2_000.0)],
            &["| A table | from return to open, s | none | 2.0 (y) | – |"],
        ),
        (
            "server",
            "work",
            &[
                ("chat.heartline", 9.0),
                ("chat.plain", 10.0),
                ("chat.ratio", 0.9),
            ],
            &[
                "| A table | chat messages per CPU second | 9 (heartline) | 10 (plain) | 1.11 times |",
            ],
        ),
        (
            "machine",
            "codec",
            &[
                ("json-decode.instructions", 3_226.0),
                ("serde-decode.instructions", 3_214.0),
            ],
            &[
                "| A table | message to value, instructions | 3 226 (heartline) | 3 214 (serde_json) | 1.00 times |",
            ],
        ),
    ];
    for (name, id, values, expected) in table {
        assert_eq!(rows(name, id, values), expected, "{name}/{id}");
    }
}

const FITS: Reason = Reason {
    of: &["cost/idle/wake-ups/x"],
    why: "No heartbeat.",
};
const IDLE: Reason = Reason {
    of: &["cost/idle/busy", "cost/idle/wake-ups/y"],
    why: "Nobody needs it.",
};

#[test]
fn every_row_has_a_reason_and_every_reason_a_row() {
    let values = [("heartline-a.wake-ups", 2.0), ("x.wake-ups", 0.0)];
    let gaps = gaps(&section("cost", "idle", &values));
    let table: [(&[Reason], &[&str]); 3] = [
        (&[FITS], &[]),
        (
            &[FITS, IDLE],
            &["nobody is ahead there any more: Nobody needs it."],
        ),
        (&[], &["no reason says why (cost/idle/wake-ups/x)"]),
    ];
    for (reasons, expected) in table {
        let found = unfit(&gaps, reasons);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, words) in found.iter().zip(expected) {
            assert!(found.contains(words), "{found}");
        }
    }
}

#[test]
fn rows_stand_below_their_reason() {
    let values = [("heartline-a.wake-ups", 2.0), ("x.wake-ups", 0.0)];
    let gaps = gaps(&section("cost", "idle", &values));
    let explained = written(&gaps, &[FITS, IDLE]);
    assert!(
        explained.contains("\nNo heartbeat.\n\n| where |"),
        "{explained}"
    );
    assert!(!explained.contains(IDLE.why), "{explained}");
    assert!(written(&gaps, &[]).contains("\nNo reason has been given yet.\n"));
}
