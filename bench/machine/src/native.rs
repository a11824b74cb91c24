//! The time of a step, natively, by criterion.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use criterion::Criterion;
use heartline_bench_machine::works;
use heartline_bench_report::Spread;
use serde::Deserialize;

use crate::Failure;
use crate::program::target;

/// How long each piece of work is done before it counts, and how long it counts.
const WARM_UP: Duration = Duration::from_millis(300);
const MEASURED: Duration = Duration::from_millis(1_000);
/// How many samples criterion takes in that time, each of many steps.
const SAMPLES: usize = 30;

/// What criterion keeps of a measurement.
#[derive(Debug, Deserialize)]
struct Sample {
    /// Steps of each sample.
    iters: Vec<f64>,
    /// Nanoseconds of each sample.
    times: Vec<f64>,
}

/// Nanoseconds of one step, for every piece of work.
pub(crate) fn measure() -> Result<BTreeMap<String, Spread>, Failure> {
    let folder = target()?.join("criterion-machine");
    let mut criterion = Criterion::default()
        .warm_up_time(WARM_UP)
        .measurement_time(MEASURED)
        .sample_size(SAMPLES)
        .without_plots()
        .output_directory(&folder);
    let mut costs = BTreeMap::new();
    for work in works() {
        let mut step = work.prepare();
        let name = work.id.replace('/', "-");
        criterion.bench_function(&name, |bencher| bencher.iter(&mut step));
        let spread = read(&folder.join(name).join("new/sample.json"))?;
        costs.insert(work.id, spread);
    }
    Ok(costs)
}

fn read(path: &Path) -> Result<Spread, Failure> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let json = fs::read(path).map_err(|error| told(&error))?;
    let sample: Sample = serde_json::from_slice(&json).map_err(|error| told(&error))?;
    let steps = sample.times.iter().zip(&sample.iters);
    let steps: Vec<_> = steps.map(|(time, iters)| time / iters).collect();
    Ok(Spread::of(&steps).ok_or_else(|| told(&"no sample"))?)
}
