//! All sections as one document for readers, and single figures for documents that quote them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::introduction::introduction;
use crate::{Section, Table, ahead};

/// The sections in the order in which they are read; one that was not measured is left out.
pub const SECTIONS: [&str; 9] = [
    "throughput",
    "profile",
    "latency",
    "recovery",
    "peers",
    "cost",
    "memory",
    "machine",
    "server",
];

/// A document and its pictures, by their paths below the folder of the documents.
pub type Files = Vec<(PathBuf, String)>;

/// Reads what was measured, from `bench/` in the folder of the documents.
///
/// # Errors
/// Where a file is there and cannot be read.
pub fn read(docs: &Path) -> io::Result<Vec<Section>> {
    let files = SECTIONS.map(|name| docs.join("bench").join(format!("{name}.json")));
    let there = files.iter().filter(|file| file.exists());
    let read = |file: &PathBuf| {
        Section::read(file)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))
    };
    there.map(read).collect()
}

/// The document, and a picture for each table that has one.
#[must_use]
pub fn document(sections: &[Section]) -> Files {
    let mut text = introduction(sections);
    let mut files = Files::new();
    for section in sections {
        let Section {
            section: name,
            date,
            machine,
            command,
            setup,
            ..
        } = section;
        let (heading, how) = (heading(name), setup.sentences());
        let _ = write!(
            text,
            "\n## {heading}\n\n`{command}`, on {date}; {machine}.{how}\n"
        );
        for table in &section.tables {
            let _ = write!(text, "\n### {}\n\n{}\n", table.title, table.note);
            if let Some(bars) = &table.bars {
                let picture = format!("bench/{name}-{}.svg", table.id);
                let _ = write!(text, "\n![{}]({picture})\n", bars.title);
                files.push((picture.into(), bars.svg()));
            }
            text += &rows(table);
        }
    }
    text += &ahead::section(sections);
    files.push(("bench.md".into(), text));
    files
}

/// Writes the document and its pictures below the folder of the documents.
///
/// # Errors
/// What the file system says.
pub fn write(docs: &Path, files: &Files) -> io::Result<()> {
    files
        .iter()
        .try_for_each(|(path, text)| fs::write(docs.join(path), text))
}

/// The figure of this name: `throughput/json-100-rendered/heartline-hook.ratio`.
#[must_use]
pub fn figure(sections: &[Section], name: &str) -> Option<f64> {
    let mut parts = name.splitn(3, '/');
    let (section, table, key) = (parts.next()?, parts.next()?, parts.next()?);
    let section = sections.iter().find(|known| known.section == section)?;
    let table = section.tables.iter().find(|known| known.id == table)?;
    table.values.get(key).copied()
}

fn heading(name: &str) -> &str {
    match name {
        "throughput" => "Throughput",
        "profile" => "Where the time of a message goes",
        "latency" => "Latency",
        "recovery" => "Recovery",
        "peers" => "Faults, and who has them",
        "cost" => "Cost",
        "memory" => "Memory",
        "machine" => "The machine",
        "server" => "The server",
        other => other,
    }
}

pub(crate) fn rows(table: &Table) -> String {
    let line = |cells: &[String]| {
        let cells = cells.iter().map(|cell| cell.replace('|', "\\|"));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = std::iter::once("|---|").chain(table.columns.iter().skip(1).map(|_| "---:|"));
    let mut text = format!("\n{}{}\n", line(&table.columns), rule.collect::<String>());
    text.extend(table.rows.iter().map(|row| line(row)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bar, Bars, Spread};

    fn sections() -> Vec<Section> {
        let mut table = Table::new("json", "JSON", "A note.", ["", "rate"]);
        table.row(["a|b", "5"]);
        table.value("a.rate", 5.0);
        let spread = Spread::of(&[5.0]).unwrap();
        table.bars = Some(Bars {
            title: "Rates".to_owned(),
            aim: None,
            decimals: 0,
            bars: vec![Bar::new("a", true, spread)],
        });
        let mut section = Section::new("throughput", "cargo xtask bench --only throughput");
        section.tables.push(table);
        vec![section]
    }

    #[test]
    fn a_table_stands_with_its_note_and_its_picture() {
        let files = document(&sections());
        let (path, text) = files.last().unwrap();
        assert_eq!(path, Path::new("bench.md"));
        for part in [
            "\n\n## Throughput\n\n`cargo xtask bench --only throughput`, on 20",
            "### JSON\n\nA note.\n\n![Rates](bench/throughput-json.svg)\n\n|  | rate |\n|---|---:|\n| a\\|b | 5 |\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(files[0].0, Path::new("bench/throughput-json.svg"));
    }

    #[test]
    fn a_figure_has_a_name() {
        let sections = sections();
        let table = [
            ("throughput/json/a.rate", Some(5.0)),
            ("throughput/json/b.rate", None),
            ("throughput/text/a.rate", None),
            ("latency/json/a.rate", None),
            ("throughput", None),
        ];
        for (name, expected) in table {
            assert_eq!(figure(&sections, name), expected, "{name}");
        }
    }
}
