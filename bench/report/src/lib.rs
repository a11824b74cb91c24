//! What a section of the benchmarks found: tables whose cells are ready to be read, and beside them
//! the same figures as numbers. A program that measures writes a [`Section`]; the report renders
//! every section alike and knows none of them.
//!
//! ```
//! use heartline_bench_report::{Section, Spread, Table, grouped};
//!
//! let rounds = Spread::of(&[124.0, 121.0, 123.0]).unwrap();
//! let note = "Nanoseconds for one input, median of 3 rounds (least–most).";
//! let mut table = Table::new("inputs", "Inputs, natively", note, ["input", "ns per input"]);
//! table.row(["message received".to_owned(), rounds.text(grouped)]);
//! table.value("message-received.ns", rounds.median);
//! let mut section = Section::new("machine", "cargo xtask bench --only machine");
//! section.tables.push(table);
//! assert_eq!(section.tables[0].rows[0][1], "123 (121–124)");
//! ```

pub mod ahead;
mod bars;
pub mod document;
mod introduction;
mod machine;
mod measures;
mod reasons;
mod setup;
mod spread;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

pub use bars::{Bar, Bars};
pub use machine::machine;
pub use setup::{Entrant, Setup};
pub use spread::{Spread, grouped, median_of, rounded};

/// One part of the benchmarks, as one program measured it in one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The name by which it is asked for: `machine`, `server`.
    pub section: String,
    /// The day of the run in UTC, `2026-11-26`.
    pub date: String,
    /// What it ran on, as a sentence: absolute times mean nothing without it.
    pub machine: String,
    /// The command that repeats it.
    pub command: String,
    /// How it was measured.
    #[serde(default, skip_serializing_if = "Setup::is_unknown")]
    pub setup: Setup,
    /// What was found, in the order in which it is to be read.
    pub tables: Vec<Table>,
}

/// One table of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Names it among all tables of its section: `native-inputs`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What was measured and how: unit, rounds, what the spread is, what is compared with what.
    pub note: String,
    /// The heading of each column; the first column names the rows.
    pub columns: Vec<String>,
    /// The cells, as they are to be read: rounded, with their spread.
    pub rows: Vec<Vec<String>>,
    /// The figures by a key that stays the same from run to run (`message-received.ns`), for
    /// documents that are held to them.
    pub values: BTreeMap<String, f64>,
    /// The picture beside it, where a figure of all rows is worth one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bars: Option<Bars>,
}

impl Section {
    /// A section without tables, measured here and today.
    #[must_use]
    pub fn new(section: impl Into<String>, command: impl Into<String>) -> Self {
        let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        Self {
            section: section.into(),
            date: now.split('T').next().unwrap_or_default().to_owned(),
            machine: machine(),
            command: command.into(),
            setup: Setup::default(),
            tables: Vec::new(),
        }
    }

    /// Writes it to a file as JSON.
    ///
    /// # Errors
    /// What the file system says, and [`io::ErrorKind::InvalidData`] where a row has more or fewer
    /// cells than its table has columns, or a value is no number: JSON knows none of those.
    pub fn write(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, self.json()?)
    }

    /// It as JSON, as [`Section::write`] writes it.
    ///
    /// # Errors
    /// Those of [`Section::write`] that are not the file system's.
    pub fn json(&self) -> io::Result<String> {
        self.tables.iter().try_for_each(Table::check)?;
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads what [`Section::write`] wrote.
    ///
    /// # Errors
    /// What the file system says, and [`io::ErrorKind::InvalidData`] for what is no section.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// Reads what [`Section::json`] made.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] for what is no section.
    pub fn parse(json: &str) -> io::Result<Self> {
        let section: Self = serde_json::from_str(json).map_err(invalid)?;
        section.tables.iter().try_for_each(Table::check)?;
        Ok(section)
    }
}

impl Table {
    /// A table without rows.
    pub fn new<C: Into<String>>(
        id: impl Into<String>,
        title: impl Into<String>,
        note: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            note: note.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            values: BTreeMap::new(),
            bars: None,
        }
    }

    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Adds a figure, or replaces the one of this key.
    pub fn value(&mut self, key: impl Into<String>, value: f64) {
        self.values.insert(key.into(), value);
    }

    fn check(&self) -> io::Result<()> {
        let (id, columns) = (&self.id, self.columns.len());
        if let Some(row) = self.rows.iter().find(|row| row.len() != columns) {
            let cells = row.len();
            let text = format!("table {id}: {cells} cells below {columns} columns: {row:?}");
            return Err(invalid(text));
        }
        match self.values.iter().find(|(_, value)| !value.is_finite()) {
            Some((key, value)) => Err(invalid(format!("table {id}: {key} is {value}"))),
            None => Ok(()),
        }
    }
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> Section {
        let mut section = Section::new("machine", "cargo xtask bench --only machine");
        let mut table = Table::new("inputs", "Inputs", "A note.", ["input", "ns"]);
        table.row(["message received", "123"]);
        table.value("message-received.ns", 123.0);
        section.tables.push(table);
        section
    }

    fn file(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("heartline-{}-{name}.json", std::process::id()))
    }

    #[test]
    fn what_is_written_is_read() {
        let (path, section) = (file("written"), section());
        section.write(&path).unwrap();
        assert_eq!(Section::read(&path).unwrap(), section);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn the_date_is_a_day() {
        let parts: Vec<_> = section().date.split('-').map(str::len).collect();
        assert_eq!(parts, [4, 2, 2]);
    }

    #[test]
    fn a_table_that_cannot_be_read_is_not_written() {
        let path = file("refused");
        let (mut short, mut not_a_number) = (section(), section());
        short.tables[0].row(["alone"]);
        not_a_number.tables[0].value("ratio", f64::NAN);
        for (section, word) in [(short, "1 cells"), (not_a_number, "ratio is NaN")] {
            let error = section.write(&path).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
            assert!(!path.exists());
        }
    }
}
