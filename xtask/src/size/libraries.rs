//! `cargo xtask size --libraries`: one hello, once alone and once with each library, built,
//! joined and optimised by the calls that make the page.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::install;
use crate::size::judge;
use crate::size::weight::{Weight, header, weigh_folder};
use crate::terminal::grouped;
use crate::terminal::{columns, say};
use crate::wasm::{self, Workshop};
use crate::workspace::{Lock, Workspace};

/// The program, below the root of the workspace.
const FOLDER: &str = "bench/size";
/// The module that Cargo makes of it.
const MODULE: &str = "heartline-size.wasm";

/// The program with one of its features.
struct Variant {
    feature: &'static str,
    /// The package whose version is shown.
    package: &'static str,
    /// What a reader must know to compare.
    does: &'static str,
}

/// All of them; the first is what the others are compared with.
const VARIANTS: [Variant; 6] = [
    variant("hello", "yew", "no socket"),
    variant("by-hand", "web-sys", "by hand, no reconnection"),
    variant("gloo-net", "gloo-net", "no reconnection"),
    variant("yew-hooks", "yew-hooks", "reconnects, no heartbeat"),
    variant(BUDGETED, "heartline", "reconnects, heartbeat, outbox"),
    variant(
        "heartline-json",
        "heartline",
        "the same with typed messages",
    ),
];

/// The variant that has a budget, and what it is compared with.
const BUDGETED: &str = "heartline";

const fn variant(feature: &'static str, package: &'static str, does: &'static str) -> Variant {
    Variant {
        feature,
        package,
        does,
    }
}

/// Builds and weighs every variant, and fails when Heartline is above its budget.
pub(super) fn run(workspace: &Workspace) -> Outcome {
    let (bench, lock) = Bench::of(workspace)?;
    let weights = VARIANTS.iter().map(|variant| bench.weigh(variant));
    let weights: Vec<Weight> = weights.collect::<Outcome<_>>()?;
    say(table(&lock, &weights));
    say(
        "wasm and js together, each file compressed on its own; `added` is brotli, to the first row",
    );
    if let Some(budget) = workspace.library_budget() {
        let added = VARIANTS
            .iter()
            .zip(&weights)
            .find(|(variant, _)| variant.feature == BUDGETED)
            .map_or(0, |(_, weight)| weight.added_to(weights[0]));
        say(judge("added by heartline", added, budget)?);
    }
    Ok(())
}

/// Builds Yew alone, and says where it is.
pub(crate) fn hello(workspace: &Workspace) -> Outcome<PathBuf> {
    let (bench, _) = Bench::of(workspace)?;
    bench.build(&VARIANTS[0])
}

struct Bench(Workshop);

impl Bench {
    fn of(workspace: &Workspace) -> Outcome<(Self, Lock)> {
        let toolbox = install::ensure(workspace, &wasm::TOOLS)?;
        let (workshop, lock) = Workshop::of(workspace, toolbox, FOLDER, "size")?;
        Ok((Self(workshop), lock))
    }

    fn weigh(&self, variant: &Variant) -> Outcome<Weight> {
        let place = self.build(variant)?;
        Ok(Weight::sum(&weigh_folder(&place)?))
    }

    fn build(&self, variant: &Variant) -> Outcome<PathBuf> {
        let place = self.0.target.join("out").join(variant.feature);
        let choice = ["--features", variant.feature];
        self.0.make(choice, MODULE, &place)?;
        Ok(place)
    }
}

fn table(lock: &Lock, weights: &[Weight]) -> String {
    let mut rows = vec![header("variant")];
    rows[0].push("added".into());
    for (variant, weight) in VARIANTS.iter().zip(weights) {
        let Variant { package, does, .. } = variant;
        let version = lock.version(package).unwrap_or_default();
        let mut row = weight.row(&format!("{package} {version}: {does}"));
        row.push(grouped(weight.added_to(weights[0])));
        rows.push(row);
    }
    columns(&rows)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_variant_is_a_feature_of_the_program() {
        let folder = Workspace::find().unwrap().root.join(FOLDER);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let features = manifest["features"].as_table().unwrap();
        let lock = Lock::read(&folder).unwrap();
        assert_eq!(features.len(), VARIANTS.len());
        for variant in VARIANTS {
            assert!(
                features.contains_key(variant.feature),
                "{}",
                variant.feature
            );
            assert!(
                lock.version(variant.package).is_some(),
                "{}",
                variant.package
            );
        }
    }

    #[test]
    fn what_is_added_is_counted_from_the_first() {
        let lock = Lock::of("[[package]]\nname = \"yew\"\nversion = \"0.23.0\"\n").unwrap();
        let weights: Vec<_> = (0..6).map(|n| Weight::bytes(1000 + n * 500)).collect();
        let table = table(&lock, &weights);
        let lines: Vec<_> = table.lines().collect();
        assert!(lines[0].ends_with("added"), "{table}");
        assert!(lines[1].starts_with("yew 0.23.0: no socket"), "{table}");
        assert!(
            lines[1].ends_with(" 0") && lines[6].ends_with(" 2 500"),
            "{table}"
        );
    }
}
