//! The time of a step in WebAssembly, in Node: built as the page is, and for speed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use heartline_bench_report::Spread;
use serde::Deserialize;

use crate::Failure;
use crate::costs::Wasm;
use crate::program::{run, target};

const PROGRAM: &str = "machine_in_node";
const WASM: &str = "wasm32-unknown-unknown";
const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const ADVICE: &str = "cargo xtask bench installs what is missing";

/// The same program, built in two ways: modules for Node.
#[derive(Debug)]
pub(crate) struct Modules {
    page: PathBuf,
    fast: PathBuf,
}

/// Nanoseconds of a step in each round.
#[derive(Debug, Deserialize)]
struct Rounds {
    page: Vec<f64>,
    fast: Vec<f64>,
}

/// Builds both.
pub(crate) fn build() -> Result<Modules, Failure> {
    Ok(Modules {
        page: module("release")?,
        fast: module("measure")?,
    })
}

/// Nanoseconds of a step, for every piece of work: both builds in turns.
pub(crate) fn measure(modules: &Modules) -> Result<BTreeMap<String, Wasm>, Failure> {
    let mut node = Command::new("node");
    node.arg(Path::new(FOLDER).join("node.cjs"));
    node.args([&modules.page, &modules.fast]);
    let output = run(&mut node, ADVICE)?;
    let rounds: BTreeMap<String, Rounds> = serde_json::from_slice(&output.stdout)?;
    let costs = rounds.into_iter().map(|(id, rounds)| {
        let cost = cost(&rounds).ok_or_else(|| format!("{id} was not measured"))?;
        Ok((id, cost))
    });
    costs.collect()
}

fn cost(rounds: &Rounds) -> Option<Wasm> {
    Some(Wasm {
        page: Spread::of(&rounds.page)?,
        fast: Spread::of(&rounds.fast)?,
        ratio: Spread::of_ratios(&rounds.page, &rounds.fast)?,
    })
}

/// A module for Node, built with this profile, then made smaller and faster as Trunk does it to the
/// page's (`data-wasm-opt` in index.html).
fn module(profile: &str) -> Result<PathBuf, Failure> {
    let target = target()?;
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--target", WASM, "--profile", profile]);
    build
        .args(["--example", PROGRAM, "--target-dir"])
        .arg(&target);
    run(build.current_dir(FOLDER), "")?;
    let program = target.join(WASM).join(profile).join("examples");
    let folder = target.join("machine-in-node").join(profile);
    let mut join = Command::new("wasm-bindgen");
    join.args(["--target", "nodejs", "--out-dir"]).arg(&folder);
    join.arg(program.join(PROGRAM).with_extension("wasm"));
    run(&mut join, ADVICE)?;
    let wasm = folder.join(format!("{PROGRAM}_bg.wasm"));
    let mut optimise = Command::new("wasm-opt");
    optimise.args(["-O3", "--skip-pass=inlining-optimizing", "-o"]);
    run(optimise.arg(&wasm).arg(&wasm), ADVICE)?;
    Ok(folder.join(PROGRAM).with_extension("js"))
}
