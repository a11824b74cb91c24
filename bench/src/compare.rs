//! A table of all contestants: what its columns are, and how their rounds become cells, values and bars.

use heartline_bench_report::{Bar, Spread, Table, grouped, rounded};

use crate::contestant::Contestant;
use crate::rounds::Rounds;

/// A column of what rounds found.
pub(crate) struct Column<T> {
    /// The name of its values: `NAME.ID`.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) figure: Figure<T>,
    pub(crate) decimals: usize,
}

/// What stands in a column.
pub(crate) enum Figure<T> {
    /// The median of the rounds, and their spread.
    Median(fn(&T) -> f64),
    /// The same of the ratios to the limit in the same round.
    ToLimit(fn(&T) -> f64),
    /// The most of any round.
    Most(fn(&T) -> f64),
    /// The same, with the share that it is of all.
    Lost(fn(&T) -> f64, fn(&T) -> f64),
    /// One figure of all rounds together.
    Together(fn(&[&T]) -> f64),
}

/// The column whose figures are drawn as bars.
pub(crate) const RATIO: &str = "ratio";

/// A cell, and the figure that documents quote.
struct Cell {
    text: String,
    value: f64,
    spread: Option<Spread>,
}

impl<T> Column<T> {
    fn cell(&self, case: &str, contestant: &str, found: &Rounds<T>) -> Option<Cell> {
        let figures = |figure: fn(&T) -> f64| found.figures(case, contestant, figure);
        let most = |figure| Spread::of(&figures(figure)?).map(|spread| spread.most);
        match self.figure {
            Figure::Median(figure) => self.spread(Spread::of(&figures(figure)?)?),
            Figure::ToLimit(figure) => self.spread(found.to_the_limit(case, contestant, figure)?),
            Figure::Most(figure) => self.single(most(figure)?),
            Figure::Lost(figure, share) => {
                let (lost, share) = (most(figure)?, most(share)? * 100.0);
                let text = match lost {
                    0.0 => "0".to_owned(),
                    lost => format!("{} ({share:.1} %)", grouped(lost)),
                };
                Some(Cell::new(text, lost))
            }
            Figure::Together(figure) => self.single(figure(&found.of(case, contestant))),
        }
    }

    fn spread(&self, spread: Spread) -> Option<Cell> {
        let text = spread.text(|figure| self.text(figure));
        let cell = Cell::new(text, spread.median);
        let spread = Some(spread);
        Some(Cell { spread, ..cell })
    }

    fn single(&self, value: f64) -> Option<Cell> {
        value
            .is_finite()
            .then(|| Cell::new(self.text(value), value))
    }

    fn text(&self, figure: f64) -> String {
        match self.decimals {
            0 => grouped(figure),
            decimals => rounded(decimals)(figure),
        }
    }
}

impl Cell {
    fn new(text: String, value: f64) -> Self {
        Self {
            text,
            value,
            spread: None,
        }
    }
}

/// The headings of a table with these columns.
pub(crate) fn headings<T>(columns: &[Column<T>]) -> Vec<&'static str> {
    let titles = columns.iter().map(|column| column.title);
    [""].into_iter().chain(titles).collect()
}

/// Gives each contestant its row and its values, says in the note who failed and why, and hands out the bars of the
/// ratios.
pub(crate) fn compare<T>(
    table: &mut Table,
    case: &str,
    contestants: &[&Contestant],
    found: &Rounds<T>,
    columns: &[Column<T>],
) -> Vec<Bar> {
    let mut bars = Vec::new();
    for contestant in contestants {
        let name = &contestant.name;
        let failures = found.failures(case, name);
        if found.of(case, name).is_empty() {
            let none = std::iter::repeat_n("–", columns.len() - 1);
            let cells = ["failed"].into_iter().chain(none).map(str::to_owned);
            table.row([contestant.label()].into_iter().chain(cells));
        } else {
            let cells: Vec<_> = columns
                .iter()
                .map(|column| column.cell(case, name, found))
                .collect();
            for (column, cell) in columns.iter().zip(&cells) {
                let Some(cell) = cell else { continue };
                table.value(format!("{name}.{}", column.id), cell.value);
                let spread = cell.spread.filter(|_| column.id == RATIO);
                bars.extend(
                    spread.map(|spread| Bar::new(contestant.label(), contestant.is_ours(), spread)),
                );
            }
            let texts = cells
                .into_iter()
                .map(|cell| cell.map_or_else(|| "–".to_owned(), |cell| cell.text));
            table.row([contestant.label()].into_iter().chain(texts));
        }
        if let Some(words) = confession(contestant, found.of(case, name).len(), &failures) {
            table.note += &words;
        }
    }
    bars
}

/// Which rounds of a contestant failed, and why.
fn confession(contestant: &Contestant, good: usize, failures: &[&str]) -> Option<String> {
    let reason = failures.first()?;
    let (label, count, rounds) = (contestant.label(), failures.len(), good + failures.len());
    Some(format!(
        " Failed, {label}, {count} of {rounds} rounds: {reason}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestant::named;
    use crate::rounds::REFERENCES;

    type Run = (f64, f64);

    fn columns() -> [Column<Run>; 5] {
        let column = |id, figure, decimals| Column {
            id,
            title: id,
            figure,
            decimals,
        };
        [
            column(RATIO, Figure::ToLimit(|run: &Run| run.0), 2),
            column("rate", Figure::Median(|run: &Run| run.0), 0),
            column(
                "lost",
                Figure::Lost(|run: &Run| run.1, |run: &Run| run.1 / 1_000.0),
                0,
            ),
            column("worst", Figure::Most(|run: &Run| run.1), 1),
            column(
                "sum",
                Figure::Together(|runs| runs.iter().map(|run| run.0).sum()),
                0,
            ),
        ]
    }

    /// Its row and the note, for rounds of a limit of 1 000.
    fn compared(runs: &[Result<Run, &str>]) -> (Vec<String>, Table, Vec<Bar>) {
        let mut found = Rounds::default();
        for run in runs {
            for name in REFERENCES {
                found.record("case", name, Ok((1_000.0, 0.0)));
            }
            found.record("case", "a", run.map_err(str::to_owned));
        }
        let contestants = named(&["a"]);
        let mut table = Table::new("t", "T", "N.", headings(&columns()));
        let bars = compare(&mut table, "case", &[&contestants[0]], &found, &columns());
        (table.rows[0].clone(), table, bars)
    }

    #[test]
    fn rounds_become_cells() {
        type Runs = &'static [Result<Run, &'static str>];
        let table: [(Runs, [&str; 6], &str); 4] = [
            (
                &[Ok((1_000.0, 0.0)), Ok((3_000.0, 0.0)), Ok((2_000.0, 0.0))],
                [
                    "A",
                    "2.00 (1.00–3.00)",
                    "2 000 (1 000–3 000)",
                    "0",
                    "0.0",
                    "6 000",
                ],
                "N.",
            ),
            (
                &[Ok((500.0, 20.0)), Ok((500.0, 5.0))],
                [
                    "A",
                    "0.50 (0.50–0.50)",
                    "500 (500–500)",
                    "20 (2.0 %)",
                    "20.0",
                    "1 000",
                ],
                "N.",
            ),
            (
                &[Ok((500.0, 0.0)), Err("it fell")],
                ["A", "0.50 (0.50–0.50)", "500 (500–500)", "0", "0.0", "500"],
                "N. Failed, A, 1 of 2 rounds: it fell.",
            ),
            (
                &[Err("it fell")],
                ["A", "failed", "–", "–", "–", "–"],
                "N. Failed, A, 1 of 1 rounds: it fell.",
            ),
        ];
        for (runs, expected, note) in table {
            let (row, table, _) = compared(runs);
            assert_eq!(row, expected);
            assert_eq!(table.note, note);
        }
    }

    #[test]
    fn values_have_the_names_of_their_columns_and_the_ratio_is_drawn() {
        let (_, table, bars) = compared(&[Ok((1_500.0, 3.0))]);
        let names: Vec<_> = table.values.keys().map(String::as_str).collect();
        assert_eq!(names, ["a.lost", "a.rate", "a.ratio", "a.sum", "a.worst"]);
        assert_eq!(table.values["a.ratio"], 1.5);
        assert_eq!(bars.iter().map(|bar| bar.median).collect::<Vec<_>>(), [1.5]);
        let (_, table, bars) = compared(&[Err("it fell")]);
        assert!(table.values.is_empty() && bars.is_empty());
    }
}
