//! `cargo xtask size --libraries`: one hello, once alone and once with each library, built,
//! joined and optimised by the calls that make the page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{self, Toolbox};
use crate::size::judge;
use crate::size::weight::{Weight, header, weigh_folder};
use crate::terminal::grouped;
use crate::terminal::{columns, note, say};
use crate::tools::{Tool, WASM};
use crate::workspace::{Lock, Workspace};

/// The program, below the root of the workspace.
const FOLDER: &str = "bench/size";
/// The module that Cargo makes of it.
const MODULE: &str = "heartline-size.wasm";
const TOOLS: [Tool; 3] = [Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmOpt];

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

/// wasm-bindgen's program joins only what its library of the same version has compiled.
fn require_same_joiner(lock: &Lock, wanted: &str) -> Outcome {
    let locked = lock.version("wasm-bindgen").unwrap_or("no version");
    if locked == wanted {
        return Ok(());
    }
    Err(Failure::cannot(format!(
        "{FOLDER}/Cargo.lock holds wasm-bindgen {locked}, Cargo.lock {wanted}; in {FOLDER}: \
         cargo update -p wasm-bindgen --precise {wanted}"
    )))
}

/// What the page has wasm-opt do, as index.html tells Trunk.
fn page_optimiser(workspace: &Workspace) -> Outcome<Vec<String>> {
    let path = workspace.root.join("index.html");
    let page = fs::read_to_string(&path)
        .map_err(|error| Failure::cannot(format!("cannot read {}: {error}", path.display())))?;
    optimiser(&page).ok_or_else(|| Failure::cannot("index.html has no data-wasm-opt"))
}

fn optimiser(page: &str) -> Option<Vec<String>> {
    let value = |name: &str| {
        let (_, rest) = page.split_once(&format!("{name}=\""))?;
        rest.split('"').next()
    };
    let level = format!("-O{}", value("data-wasm-opt")?);
    let more = value("data-wasm-opt-params").unwrap_or_default();
    let more = more.split_whitespace().map(str::to_owned);
    Some([level].into_iter().chain(more).collect())
}

struct Bench {
    folder: PathBuf,
    toolbox: Toolbox,
    /// The arguments for wasm-opt.
    optimiser: Vec<String>,
    /// Apart from the workspace's own build, whose features are others.
    target: PathBuf,
}

impl Bench {
    fn of(workspace: &Workspace) -> Outcome<(Self, Lock)> {
        let folder = workspace.root.join(FOLDER);
        let lock = Lock::read(&folder)?;
        require_same_joiner(&lock, &workspace.wasm_bindgen_version()?)?;
        let bench = Self {
            optimiser: page_optimiser(workspace)?,
            target: workspace.target_dir().join("size"),
            toolbox: install::ensure(workspace, &TOOLS)?,
            folder,
        };
        Ok((bench, lock))
    }

    fn weigh(&self, variant: &Variant) -> Outcome<Weight> {
        let place = self.build(variant)?;
        Ok(Weight::sum(&weigh_folder(&place)?))
    }

    fn build(&self, variant: &Variant) -> Outcome<PathBuf> {
        let place = self.target.join("out").join(variant.feature);
        // What an earlier version of the tools has made must not be weighed.
        let _ = fs::remove_dir_all(&place);
        for call in self.calls(variant, &place) {
            note(format_args!("$ {call}"));
            call.run(true)?;
        }
        Ok(place)
    }

    /// Compile, join with JavaScript, optimise: as Trunk does for the page.
    fn calls(&self, variant: &Variant, place: &Path) -> [Call; 3] {
        let build = Call::new("cargo")
            .words("build --quiet --release --target")
            .arg(WASM)
            .arg("--features")
            .arg(variant.feature)
            .env("CARGO_TARGET_DIR", &self.target)
            .in_folder(&self.folder);
        let join = Call::new(self.toolbox.program("wasm-bindgen"))
            .words("--target web --no-typescript --out-name app --out-dir")
            .arg(place)
            .arg(self.target.join(WASM).join("release").join(MODULE));
        let module = place.join("app_bg.wasm");
        let optimise = Call::new(self.toolbox.program("wasm-opt")).arg("--output");
        let optimise = optimise.arg(&module).arg(&module);
        let optimise = self.optimiser.iter().fold(optimise, Call::arg);
        [build, join, optimise]
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
    fn the_page_says_how_to_optimise() {
        let page = r#"<link data-wasm-opt="3" data-wasm-opt-params="--a  --b=1" />"#;
        assert_eq!(optimiser(page).unwrap(), ["-O3", "--a", "--b=1"]);
        assert_eq!(optimiser(r#"<link data-wasm-opt="z">"#).unwrap(), ["-Oz"]);
        assert_eq!(optimiser("<link>"), None);
        assert!(page_optimiser(&Workspace::find().unwrap()).is_ok());
    }

    #[test]
    fn another_version_of_the_joiner_is_said_with_what_to_do() {
        let lock =
            Lock::of("[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.100\"\n").unwrap();
        assert!(require_same_joiner(&lock, "0.2.100").is_ok());
        let failure = require_same_joiner(&lock, "0.2.130").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(
            failure.message.ends_with("--precise 0.2.130"),
            "{}",
            failure.message
        );
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
