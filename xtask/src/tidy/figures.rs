//! A figure that a document quotes is the one that was measured: `<!-- figure: SECTION/TABLE/KEY -->` before
//! it, `<!-- /figure -->` behind it. And the report is what the measurements say, all of them; where others are ahead
//! in them, it says why.

use heartline_bench_report::{Section, ahead, document};

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

const OPEN: &str = "<!-- figure: ";
const CLOSE: &str = "<!-- /figure -->";
const FOLDER: &str = "docs/bench/";
/// Where it is said why others are ahead.
const REASONS: &str = "bench/report/src/reasons.rs";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sections = sections(tree, &mut findings);
    for (path, text) in tree.texts(".md") {
        findings.extend(
            quoted(text, &sections).map(|(line, message)| Finding::new(path, line, message)),
        );
    }
    findings.extend(reports(tree, &sections));
    findings.extend(unexplained(&sections));
    findings
}

/// Where the reasons why others are ahead do not fit what was measured.
fn unexplained(sections: &[Section]) -> impl Iterator<Item = Finding> {
    let findings = ahead::findings(sections).into_iter();
    findings.map(|words| Finding::new(REASONS, 1, words))
}

/// What was measured, in the order of the report.
fn sections(tree: &Tree, findings: &mut Vec<Finding>) -> Vec<Section> {
    let mut sections = Vec::new();
    for name in document::SECTIONS {
        let path = format!("{FOLDER}{name}.json");
        match tree.text(&path).map(Section::parse) {
            Some(Ok(section)) => sections.push(section),
            Some(Err(error)) => findings.push(Finding::new(path, 1, error.to_string())),
            None => {
                let words = format!("is missing: cargo xtask bench --only {name}");
                findings.push(Finding::new(path, 1, words));
            }
        }
    }
    sections
}

/// What is wrong with the figures of a text, with the lines.
fn quoted(text: &str, sections: &[Section]) -> impl Iterator<Item = (usize, String)> {
    let lines = text.lines().enumerate();
    lines.flat_map(move |(line, text)| {
        let quotes = text.split(OPEN).skip(1);
        quotes.filter_map(move |quote| Some((line + 1, wrong(quote, sections)?)))
    })
}

/// What is wrong with one figure, given from its name on.
fn wrong(quote: &str, sections: &[Section]) -> Option<String> {
    let Some((name, rest)) = quote.split_once(" -->") else {
        return Some("a figure's name ends with ` -->`".to_owned());
    };
    let Some((shown, _)) = rest.split_once(CLOSE) else {
        return Some(format!("the figure {name} ends with {CLOSE} on its line"));
    };
    let Some(measured) = document::figure(sections, name) else {
        return Some(format!("no figure {name} in {FOLDER}"));
    };
    let expected = like(shown, measured);
    (expected != shown).then(|| format!("{name} is {expected}, not {shown}"))
}

/// The figure with as many decimals as it is shown with.
fn like(shown: &str, measured: f64) -> String {
    match shown.split_once('.') {
        Some((_, decimals)) => format!("{measured:.*}", decimals.len()),
        None => heartline_bench_report::grouped(measured),
    }
}

/// Where the report is not what the measurements say.
fn reports(tree: &Tree, sections: &[Section]) -> Vec<Finding> {
    if sections.is_empty() {
        return Vec::new();
    }
    let files = document::document(sections);
    let differs = |path: &str, text: &str| tree.text(path) != Some(text);
    let paths = files.iter().filter_map(|(path, text)| {
        let path = format!("docs/{}", path.display());
        differs(&path, text).then_some(path)
    });
    let message = "is not what docs/bench/*.json say: cargo xtask bench --only report";
    paths.map(|path| Finding::new(path, 1, message)).collect()
}

#[cfg(test)]
mod tests {
    use heartline_bench_report::Table;

    use super::*;

    fn measured() -> (String, Vec<Section>) {
        let mut section = Section::new("latency", "cargo xtask bench");
        let mut table = Table::new("idle", "Idle", "A note.", ["", "ms"]);
        table.value("a.ratio", 0.8499);
        table.value("a.rate", 12_345.0);
        section.tables.push(table);
        (section.json().unwrap(), vec![section])
    }

    #[test]
    fn a_quoted_figure_is_the_measured_one() {
        let (_, sections) = measured();
        let table = [
            ("idle/a.ratio -->0.85<!-- /figure --> of it", None),
            ("idle/a.ratio -->0.8<!-- /figure -->", None),
            ("idle/a.rate -->12 345<!-- /figure -->", None),
            (
                "idle/a.rate -->12 400<!-- /figure -->",
                Some("is 12 345, not 12 400"),
            ),
            (
                "idle/b.rate -->1<!-- /figure -->",
                Some("no figure latency/idle/b.rate"),
            ),
            ("idle/a.rate -->1", Some("ends with")),
            ("idle/a.rate", Some("name ends with")),
        ];
        for (quote, expected) in table {
            let text = format!("It is\n{OPEN}latency/{quote}");
            let found: Vec<_> = quoted(&text, &sections).collect();
            match expected {
                None => assert_eq!(found, [], "{quote}"),
                Some(words) => {
                    assert_eq!(found[0].0, 2, "{quote}");
                    assert!(found[0].1.contains(words), "{found:?}");
                }
            }
        }
    }

    #[test]
    fn the_report_is_made_of_the_measurements() {
        let (json, sections) = measured();
        let files = document::document(&sections);
        let report = &files.last().unwrap().1;
        let stale = |report: &str| {
            let tree = Tree::of(&[
                ("docs/bench/latency.json", &json),
                ("docs/bench.md", report),
            ]);
            let found = check(&tree);
            found.iter().any(|finding| finding.path == "docs/bench.md")
        };
        assert!(!stale(report));
        assert!(stale("another"));
    }

    #[test]
    fn every_section_is_there_and_can_be_read() {
        let (json, _) = measured();
        let table = [(json.as_str(), None), ("{}", Some("missing field"))];
        for (text, expected) in table {
            let tree = Tree::of(&[("docs/bench/latency.json", text)]);
            let found = check(&tree);
            let of = |path: &str| found.iter().find(|finding| finding.path == path);
            let latency = of("docs/bench/latency.json").map(|finding| finding.message.as_str());
            assert_eq!(latency.is_some(), expected.is_some(), "{latency:?}");
            assert!(
                latency
                    .unwrap_or_default()
                    .contains(expected.unwrap_or_default())
            );
            let missing = of("docs/bench/server.json").unwrap();
            assert!(missing.message.contains("--only server"), "{missing:?}");
        }
    }

    #[test]
    fn a_reason_that_no_figure_needs_is_found() {
        let (_, sections) = measured();
        let found: Vec<_> = unexplained(&sections).collect();
        assert!(
            found
                .iter()
                .any(|finding| finding.message.contains("nobody is ahead"))
        );
    }
}
