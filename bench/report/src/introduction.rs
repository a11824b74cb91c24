//! What a reader has to know before the tables: where it was measured, who took part, and how a table is read.

use std::collections::BTreeSet;

use crate::document::rows;
use crate::{Entrant, Section, Table};

/// Before the sections.
pub(crate) fn introduction(sections: &[Section]) -> String {
    let place = place(sections);
    let contestants = contestants(sections);
    format!("{TITLE}{place}{READING}{contestants}")
}

const TITLE: &str = "\
# The same work by us and by the others

What `cargo xtask bench` measured: each contestant gets the same work from servers of one program. How many rounds there were
of it, who shared a browser with whom, and what the order came from stands above each section's tables. What a contestant
does, and how the work is given, stands in [bench/README.md](../bench/README.md); what was made faster because of it, and
what was tried and dropped, in [bench/optimisations.md](bench/optimisations.md). The figures as JSON:
[docs/bench](bench).
";

const READING: &str = "
## How to read this

- A figure is the median of the rounds, with the least and the most of them behind it: `0.86 (0.80–0.91)`.
- *To the limit* is the ratio to the browser's WebSocket in JavaScript with nothing around it, which is measured before and after
  the others of its case; the mean of both, in the same round, is 1. Of messages a second more is better, of *cost* and of an
  echo's time less. Ratios compare what ran within the same minutes; absolute times are those of one machine.
- What is measured twice is not the same twice. The browser's WebSocket is a contestant too: how far its own ratio is
  from 1, and its spread, is the **noise floor**. A difference that is smaller than that is none.
- Where the page was less than 95 % *busy*, it waited for messages or for the processor, and the rate is that of the server and
  the browser's network: there the cost says which page did less.
- *Lost*, times, bytes, memory, wake-ups, and how long a frame took: less is better. *Pictures a second*: more is smoother, up to the 60 of the screen;
  who draws less often spends the time on messages.
- `–`: the contestant has no such thing, or there is no figure. `=`: the same library in another use, whose connection is the
  same; it was not tried again. `failed`: it could not be measured, and the note above the table says why.
- `✗ 2/3`: the fault was seen in two of three runs; `✓ 2/3`: it was not seen in two of three. The 19 faults were collected by us from
  popular clients, and Heartline was built against them: that it has none is to be expected. Who lacks a feature gets `–` where
  a row asks how the feature behaves; D3, D6 and D16 ask for a result, and who lacks the feature fails them.
- *The best of ours* is the best of hook, agent and page, which are three uses of one library: each has its own row in the tables.
- Heartline's hooks draw at most once a frame, and rest after a frame that took long. Messages that come and go between two
  pictures are given to the application, and are not drawn. The contestant *drawn by our rule* does that without Heartline: what
  it has in common with Heartline is the rule, the rest is the library.
";

/// The browser and the machine, where all sections that say so say the same.
fn place(sections: &[Section]) -> String {
    let browsers = sections
        .iter()
        .filter_map(|section| section.setup.browser.as_deref());
    let machines = sections.iter().map(|section| section.machine.as_str());
    let browsers = joined(browsers.collect());
    let machines = joined(machines.collect());
    match (browsers.is_empty(), machines.is_empty()) {
        (false, false) => format!(
            "\nBrowser: {browsers}. Machine: {machines}; the server and the browser share it.\n"
        ),
        (true, false) => format!("\nMachine: {machines}; the server and the browser share it.\n"),
        _ => String::new(),
    }
}

fn joined(known: BTreeSet<&str>) -> String {
    known.into_iter().collect::<Vec<_>>().join(" – and ")
}

/// All who took part in anything, each once.
fn contestants(sections: &[Section]) -> String {
    let all = sections
        .iter()
        .flat_map(|section| &section.setup.contestants);
    let mut known = BTreeSet::new();
    let all: Vec<&Entrant> = all.filter(|one| known.insert(&one.name)).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut table = Table::new(
        "contestants",
        "The contestants",
        "",
        ["", "with", "what of it is used"],
    );
    for one in &all {
        table.row([one.label.clone(), one.with.join(", "), one.uses.clone()]);
    }
    let deviations = all.iter().filter(|one| !one.note.is_empty());
    let deviations = deviations.map(|one| format!("- {}: {}.\n", one.label, one.note));
    let table = rows(&table).replace("---:|", "---|");
    format!(
        "\n## The contestants\n{table}\n{DEVIATIONS}{}",
        deviations.collect::<String>()
    )
}

const DEVIATIONS: &str = "\
Each is used as its documentation shows. Where one deviates from it, or from the others:

- JSON: those in JavaScript decode with `JSON.parse`, which builds the whole value; those in Rust with serde, which reads what
  the type names, here one number.
- Rust: all programs are compiled alike, for size (`opt-level = \"z\"`, the page's profile), and pass the page's `wasm-opt`.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;

    fn section(machine: &str, setup: Setup) -> Section {
        let mut section = Section::new("throughput", "cargo xtask bench");
        machine.clone_into(&mut section.machine);
        section.setup = setup;
        section
    }

    fn entrant(name: &str, note: &str) -> Entrant {
        Entrant {
            name: name.to_owned(),
            label: name.to_uppercase(),
            with: vec!["vue 3.5".to_owned(), "x 1".to_owned()],
            uses: "`onmessage`".to_owned(),
            note: note.to_owned(),
        }
    }

    #[test]
    fn browser_and_machine_are_named_once() {
        let in_browser = |machine, browser: &str| {
            let browser = Some(browser.to_owned());
            section(
                machine,
                Setup {
                    browser,
                    ..Setup::default()
                },
            )
        };
        let table = [
            (vec![], ""),
            (vec![section("m", Setup::default())], "\nMachine: m; "),
            (
                vec![in_browser("m", "b"), in_browser("m", "b")],
                "\nBrowser: b. Machine: m; ",
            ),
            (
                vec![in_browser("m", "b"), in_browser("n", "c")],
                "\nBrowser: b – and c. Machine: m – and n; ",
            ),
        ];
        for (sections, words) in table {
            assert!(place(&sections).starts_with(words), "{words}");
        }
    }

    #[test]
    fn a_contestant_stands_there_once_with_what_deviates() {
        let setup = |contestants| Setup {
            contestants,
            ..Setup::default()
        };
        let sections = [
            section(
                "m",
                setup(vec![entrant("a", ""), entrant("b", "it is odd")]),
            ),
            section("m", setup(vec![entrant("a", "")])),
        ];
        let text = contestants(&sections);
        assert_eq!(
            text.matches("| A | vue 3.5, x 1 | `onmessage` |\n").count(),
            1,
            "{text}"
        );
        assert!(text.ends_with("- B: it is odd.\n"), "{text}");
        assert_eq!(contestants(&[section("m", Setup::default())]), "");
    }
}
