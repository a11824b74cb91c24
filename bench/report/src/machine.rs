//! What the benchmarks run on, in words.

use std::fs;
use std::thread;

/// Cores, processor and system of this machine: `2 cores, Intel(R) Xeon(R) …, linux x86_64`. A
/// processor that the system does not name is left out.
#[must_use]
pub fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let plural = if cores == 1 { "" } else { "s" };
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor(&known).map_or(String::new(), |name| format!(", {name}"));
    let (system, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{cores} core{plural}{processor}, {system} {architecture}")
}

/// The name of the first processor.
fn processor(cpuinfo: &str) -> Option<&str> {
    let mut lines = cpuinfo.lines().filter_map(|line| line.split_once(':'));
    let (_, name) = lines.find(|(key, _)| key.trim() == "model name")?;
    Some(name.trim()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_processor_is_named() {
        let cpuinfo =
            "processor\t: 0\nmodel name\t: A: fast one\nprocessor\t: 1\nmodel name\t: B\n";
        assert_eq!(processor(cpuinfo), Some("A: fast one"));
        assert_eq!(processor("model name\t:\n"), None);
        assert_eq!(processor(""), None);
    }
}
