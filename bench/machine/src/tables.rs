//! The tables of the section: what was measured, as a person reads it. What was not measured is `–`.

use heartline_bench_machine::{Kind, Work, works};
use heartline_bench_report::{Bar, Bars, Spread, Table, grouped, rounded};

use crate::costs::{Costs, Count};

const UNKNOWN: &str = "–";

/// All tables, in their order.
pub(crate) fn of(costs: &Costs) -> Vec<Table> {
    vec![
        inputs(costs),
        instructions(costs),
        wasm(costs),
        growth(costs),
        listeners(costs),
        codec(costs),
    ]
}

fn of_kind(kind: Kind) -> impl Iterator<Item = Work> {
    works().into_iter().filter(move |work| work.kind == kind)
}

fn is_told_to_many(work: &Work) -> bool {
    matches!(work.group(), "listeners" | "watchers")
}

/// The figure as a cell, if it was measured.
fn cell<T>(figure: Option<T>, text: impl FnOnce(T) -> String) -> String {
    figure.map_or_else(|| UNKNOWN.to_owned(), text)
}

fn spread(spread: Option<&Spread>) -> String {
    let decimals = |figure: f64| rounded(if figure < 10.0 { 1 } else { 0 })(figure);
    cell(spread, |spread| match spread.median < 1_000.0 {
        true => spread.text(decimals),
        false => spread.text(grouped),
    })
}

fn per_second(nanoseconds: Option<&Spread>) -> String {
    cell(nanoseconds, |spread| grouped(1e9 / spread.median))
}

/// Notes a figure, if it was measured.
fn note(table: &mut Table, work: &Work, unit: &str, figure: Option<f64>) {
    if let Some(figure) = figure {
        table.value(format!("{}.{unit}", work.id.replace('/', ".")), figure);
    }
}

fn inputs(costs: &Costs) -> Table {
    let text = "One input natively, with everything that a driver does about it: the commands, the \
                alarm, the key of the status. The message, of 100 bytes, is made anew each time. \
                Nanoseconds by criterion (opt-level 3): median of its samples (least–most). Times vary with whatever \
                else the machine does, the instructions of the next table do not.";
    let columns = ["input", "ns per input", "inputs per second"];
    let mut table = Table::new(
        "native-inputs",
        "Inputs per second, natively",
        text,
        columns,
    );
    for work in of_kind(Kind::Input) {
        let known = costs.native.get(&work.id);
        table.row([work.title.to_owned(), spread(known), per_second(known)]);
        note(&mut table, &work, "ns", known.map(|spread| spread.median));
    }
    table
}

fn instructions(costs: &Costs) -> Table {
    let text = "Counted by valgrind (callgrind, dhat), natively, opt-level 3: the difference of two \
                runs of which one takes twice as many steps, for one step. `again` is the same \
                measurement once more.";
    let columns = ["work", "instructions", "again", "allocations"];
    let mut table = Table::new("instructions", "Instructions per message", text, columns);
    let works = of_kind(Kind::Input).chain(of_kind(Kind::Codec));
    for work in works {
        let known = costs.counts.get(&work.id);
        table.row([
            work.title.to_owned(),
            cell(known, |count| grouped(count.instructions)),
            cell(known.and_then(Count::differs), |differs| {
                match differs == 0.0 {
                    true => "the same".to_owned(),
                    false => format!("{differs:+.3}"),
                }
            }),
            cell(known.and_then(|count| count.allocations), rounded(1)),
        ]);
        note(
            &mut table,
            &work,
            "instructions",
            known.map(|count| count.instructions),
        );
        note(
            &mut table,
            &work,
            "allocations",
            known.and_then(|count| count.allocations),
        );
    }
    table
}

fn wasm(costs: &Costs) -> Table {
    let text = "The same inputs in WebAssembly, in Node, by its clock: built as the page is \
                (opt-level z, then wasm-opt) and with opt-level 3, in turns. Nanoseconds, median of \
                15 rounds (least–most); the ratio is taken round by round. These times vary from run to run, \
                and where least and most lie far apart the median is no more than a hint; the instructions above \
                do not vary.";
    let columns = [
        "input",
        "as the page ÷ opt-level 3",
        "ns, as the page",
        "inputs per second, as the page",
        "ns, opt-level 3",
        "as the page ÷ native",
    ];
    let mut table = Table::new(
        "wasm-inputs",
        "Inputs per second, in WebAssembly",
        text,
        columns,
    );
    for work in of_kind(Kind::Input) {
        let known = costs.wasm.get(&work.id);
        let page = known.map(|wasm| wasm.page.median);
        let native = costs.native.get(&work.id).map(|spread| spread.median);
        let beside_native = page.zip(native).map(|(page, native)| page / native);
        table.row([
            work.title.to_owned(),
            cell(known, |wasm| wasm.ratio.text(rounded(2))),
            spread(known.map(|wasm| &wasm.page)),
            per_second(known.map(|wasm| &wasm.page)),
            spread(known.map(|wasm| &wasm.fast)),
            cell(beside_native, rounded(2)),
        ]);
        note(&mut table, &work, "page.ns", page);
        note(
            &mut table,
            &work,
            "fast.ns",
            known.map(|wasm| wasm.fast.median),
        );
    }
    table
}

/// What one message costs, in three measures.
struct Price {
    native: Option<Spread>,
    instructions: Option<f64>,
    wasm: Option<Spread>,
}

impl Price {
    fn of(costs: &Costs, work: &Work) -> Self {
        let per_message = |spread: &Spread| Spread {
            median: work.per_message(spread.median),
            least: work.per_message(spread.least),
            most: work.per_message(spread.most),
        };
        let instructions = costs.counts.get(&work.id).map(|count| count.instructions);
        Self {
            native: costs.native.get(&work.id).map(per_message),
            instructions: instructions.map(|step| work.per_message(step)),
            wasm: costs.wasm.get(&work.id).map(|wasm| per_message(&wasm.page)),
        }
    }

    /// How many times the one of the smallest size: by the instructions where they were counted.
    fn beside(&self, least: &Self) -> Option<f64> {
        let by_time = self.native.zip(least.native);
        let by_time = by_time.map(|(this, least)| this.median / least.median);
        let counted = self.instructions.zip(least.instructions);
        counted.map(|(this, least)| this / least).or(by_time)
    }

    fn note(&self, table: &mut Table, work: &Work) {
        note(table, work, "ns", self.native.map(|spread| spread.median));
        note(table, work, "instructions", self.instructions);
        note(
            table,
            work,
            "page.ns",
            self.wasm.map(|spread| spread.median),
        );
    }
}

/// The smallest of the same work's sizes.
fn smallest(works: &[Work], work: &Work) -> Work {
    let same = works.iter().find(|other| other.group() == work.group());
    same.unwrap_or(work).clone()
}

fn growth(costs: &Costs) -> Table {
    let text = "One message while something is long. `growth` is the cost as a multiple of that at \
                the smallest length, in instructions. Instructions by callgrind and nanoseconds by \
                criterion are native (opt-level 3); WebAssembly is built as the page is.";
    let columns = [
        "work",
        "length",
        "growth",
        "instructions",
        "ns",
        "ns in WebAssembly",
    ];
    let mut table = Table::new("growth", "Growth of the cost per message", text, columns);
    let works: Vec<_> = of_kind(Kind::Growth)
        .filter(|work| !is_told_to_many(work))
        .collect();
    let mut bars = Vec::new();
    for work in &works {
        let price = Price::of(costs, work);
        let growth = price.beside(&Price::of(costs, &smallest(&works, work)));
        table.row([
            work.title.to_owned(),
            grouped(work.size as f64),
            cell(growth, rounded(2)),
            cell(price.instructions, grouped),
            spread(price.native.as_ref()),
            spread(price.wasm.as_ref()),
        ]);
        note(&mut table, work, "growth", growth);
        let spread = growth.and_then(|growth| Spread::of(&[growth]));
        bars.extend(spread.map(|spread| Bar::new(&work.id, true, spread)));
        price.note(&mut table, work);
    }
    table.bars = (!bars.is_empty()).then(|| Bars {
        title: "Instructions of a message, as a multiple of those at the smallest length"
            .to_owned(),
        aim: Some(1.0),
        decimals: 2,
        bars,
    });
    table
}

fn listeners(costs: &Costs) -> Table {
    let text = "One message through the agent, in its fake world, to as many listeners as there are \
                components on one connection. Units as above. *One listener more*: the cost beyond that of a single \
                listener, divided by the listeners beyond it. That it is the same in all rows says that the cost is \
                linear: a listener costs what it costs, however many there are. Listeners to the status add \
                nothing to a message, which does not change it. The same with components, in a browser, stands among the \
                costs.";
    let columns = [
        "work",
        "listeners",
        "instructions",
        "one listener more, instructions",
        "ns",
        "ns in WebAssembly",
        "one listener more, ns in WebAssembly",
    ];
    let mut table = Table::new("listeners", "Components on one connection", text, columns);
    let works: Vec<_> = of_kind(Kind::Growth).filter(is_told_to_many).collect();
    for work in &works {
        let first = smallest(&works, work);
        let (price, least) = (Price::of(costs, work), Price::of(costs, &first));
        let more = |figure: Option<f64>, least: Option<f64>| {
            each_more([figure?, least?], [work.size, first.size])
        };
        let in_wasm = |price: &Price| price.wasm.map(|spread| spread.median);
        let instructions = more(price.instructions, least.instructions);
        table.row([
            work.title.to_owned(),
            grouped(work.size as f64),
            cell(price.instructions, grouped),
            cell(instructions, rounded(1)),
            spread(price.native.as_ref()),
            spread(price.wasm.as_ref()),
            cell(more(in_wasm(&price), in_wasm(&least)), rounded(1)),
        ]);
        note(&mut table, work, "more.instructions", instructions);
        price.note(&mut table, work);
    }
    table
}

/// What each of those costs that are there beyond the least; `None` where there are none.
fn each_more([cost, least]: [f64; 2], [count, fewest]: [usize; 2]) -> Option<f64> {
    let more = count.checked_sub(fewest).filter(|more| *more > 0)?;
    Some((cost - least) / more as f64)
}

fn codec(costs: &Costs) -> Table {
    let text = "A struct of seven fields and its JSON of 100 bytes, through the codec `Json` and by \
                serde_json alone. Units as above; ratios are of medians.";
    let columns = [
        "direction",
        "codec ÷ serde_json, instructions",
        "codec ÷ serde_json, time",
        "ns, codec",
        "ns, serde_json",
        "ns in WebAssembly, codec",
        "ns in WebAssembly, serde_json",
    ];
    let mut table = Table::new("codec", "JSON messages", text, columns);
    let works: Vec<_> = of_kind(Kind::Codec).collect();
    for pair in works.chunks_exact(2) {
        let [ours, theirs] = [&pair[0], &pair[1]].map(|work| Price::of(costs, work));
        let counted = ours.beside(&theirs).filter(|_| ours.instructions.is_some());
        let timed = ours.native.zip(theirs.native);
        let timed = timed.map(|(ours, theirs)| ours.median / theirs.median);
        table.row([
            pair[0].title.to_owned(),
            cell(counted, rounded(2)),
            cell(timed, rounded(2)),
            spread(ours.native.as_ref()),
            spread(theirs.native.as_ref()),
            spread(ours.wasm.as_ref()),
            spread(theirs.wasm.as_ref()),
        ]);
        note(&mut table, &pair[0], "ratio", counted);
        ours.note(&mut table, &pair[0]);
        theirs.note(&mut table, &pair[1]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_without_measurements_are_whole() {
        let tables = of(&Costs::default());
        assert_eq!(tables.len(), 6);
        for table in tables {
            assert!(!table.rows.is_empty(), "{}", table.id);
            assert!(
                table
                    .rows
                    .iter()
                    .all(|row| row.len() == table.columns.len())
            );
            assert!(table.values.is_empty(), "{:?}", table.values);
        }
    }

    #[test]
    fn a_listener_more_costs_what_it_adds_to_the_fewest() {
        let table = [
            ([1_329.0, 1_329.0], [1, 1], None),
            ([1_815.0, 1_329.0], [10, 1], Some(54.0)),
            ([55_275.0, 1_329.0], [1_000, 1], Some(54.0)),
            ([1_333.0, 1_333.0], [100, 1], Some(0.0)),
        ];
        for (costs, counts, expected) in table {
            assert_eq!(each_more(costs, counts), expected, "{costs:?}");
        }
    }

    #[test]
    fn what_was_not_counted_is_no_zero() {
        let count = |again, allocations| Count {
            instructions: 100.0,
            again,
            allocations,
        };
        let table = [
            (count(Some(100.0), Some(2.0)), ["the same", "2.0"]),
            (count(Some(100.5), Some(0.0)), ["+0.500", "0.0"]),
            (count(None, None), ["–", "–"]),
        ];
        for (count, expected) in table {
            let mut costs = Costs::default();
            costs.counts.insert(works()[0].id.clone(), count);
            let table = instructions(&costs);
            assert_eq!(table.rows[0][2..], expected);
        }
    }
}
