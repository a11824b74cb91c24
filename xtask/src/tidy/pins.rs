//! What has to be written down twice says the same in both places: the minimum Rust and the one
//! that the checks run with, the release profiles whose results are compared, and wasm-bindgen in
//! every lock file, since one program joins them all.

use toml::{Table, Value};

use crate::tidy::Finding;
use crate::tidy::tree::Tree;
use crate::workspace::Lock;

const MANIFEST: &str = "Cargo.toml";
const TOOLCHAIN: &str = "rust-toolchain.toml";
const BENCHES: [&str; 2] = ["bench/size/Cargo.toml", "bench/contestants/wasm/Cargo.toml"];
const LOCK: &str = "Cargo.lock";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let profiles = BENCHES.iter().filter_map(|bench| profile(tree, bench));
    let findings = toolchain(tree).into_iter().chain(profiles);
    findings.chain(locks(tree)).collect()
}

/// Compiling with the minimum is what proves that the minimum is enough.
fn toolchain(tree: &Tree) -> Option<Finding> {
    let minimum = value(tree, MANIFEST, &["workspace", "package", "rust-version"]);
    let channel = value(tree, TOOLCHAIN, &["toolchain", "channel"]);
    let (Some(minimum), Some(channel)) = (minimum, channel) else {
        let message =
            format!("no `channel`, or no `rust-version` in {MANIFEST} to compare it with");
        return Some(Finding::new(TOOLCHAIN, 1, message));
    };
    let (minimum, channel) = (minimum.as_str()?, channel.as_str()?);
    // A minimum without a patch number means the first of its releases.
    let same = channel == minimum || channel == format!("{minimum}.0");
    (!same).then(|| {
        let message = format!(
            "channel {channel} and `rust-version` {minimum} in {MANIFEST} differ: the checks have \
             to run with the minimum"
        );
        Finding::new(TOOLCHAIN, 1, message)
    })
}

/// Libraries are compared as the page is built.
fn profile(tree: &Tree, bench: &str) -> Option<Finding> {
    tree.text(bench)?;
    let path = ["profile", "release"];
    let same = value(tree, bench, &path) == value(tree, MANIFEST, &path);
    let message = format!("[profile.release] differs from the one in {MANIFEST}");
    (!same).then(|| Finding::new(bench, 1, message))
}

fn locks(tree: &Tree) -> Vec<Finding> {
    let version = |text: &str| Lock::of(text)?.version("wasm-bindgen").map(str::to_owned);
    let Some(wanted) = tree.text(LOCK).and_then(version) else {
        return Vec::new();
    };
    let others = tree.texts(LOCK).filter(|(path, _)| *path != LOCK);
    let differs = |(path, text): (&str, &str)| {
        let found = version(text).filter(|found| *found != wanted)?;
        let message = format!(
            "wasm-bindgen {found}, and {wanted} in {LOCK}; in that folder: \
             cargo update -p wasm-bindgen --precise {wanted}"
        );
        Some(Finding::new(path, 1, message))
    };
    others.filter_map(differs).collect()
}

fn value(tree: &Tree, file: &str, path: &[&str]) -> Option<Value> {
    let table: Table = tree.text(file)?.parse().ok()?;
    let start = Value::Table(table);
    let end = path.iter().try_fold(&start, |value, key| value.get(key))?;
    Some(end.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "[workspace.package]\nrust-version = \"1.95\"\n";
    const PINNED: &str = "[toolchain]\nchannel = \"1.95.0\"\n";

    fn lock(version: &str) -> String {
        format!("[[package]]\nname = \"wasm-bindgen\"\nversion = \"{version}\"\n")
    }

    fn paths(more: &[(&str, &str)]) -> Vec<String> {
        let mut files = vec![(MANIFEST, RUST), (TOOLCHAIN, PINNED)];
        files.retain(|(path, _)| more.iter().all(|(other, _)| other != path));
        files.extend(more);
        let findings = check(&Tree::of(&files));
        findings.into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn the_checks_run_with_the_minimum() {
        let pinned = |channel: &str| format!("[toolchain]\nchannel = \"{channel}\"\n");
        assert_eq!(paths(&[]), [""; 0]);
        assert_eq!(paths(&[(TOOLCHAIN, &pinned("1.95"))]), [""; 0]);
        assert_eq!(paths(&[(TOOLCHAIN, &pinned("1.96.0"))]), [TOOLCHAIN]);
        assert_eq!(paths(&[(TOOLCHAIN, &pinned("1.95.1"))]), [TOOLCHAIN]);
        assert_eq!(paths(&[(TOOLCHAIN, "")]), [TOOLCHAIN]);
        assert_eq!(paths(&[(MANIFEST, "")]), [TOOLCHAIN]);
    }

    #[test]
    fn sizes_are_compared_under_one_profile() {
        let release = |level: &str| format!("[profile.release]\nopt-level = \"{level}\"\n");
        let root = format!("{RUST}{}", release("z"));
        for bench in BENCHES {
            assert_eq!(paths(&[(MANIFEST, &root), (bench, &release("z"))]), [""; 0]);
            assert_eq!(paths(&[(MANIFEST, &root), (bench, &release("s"))]), [bench]);
            assert_eq!(paths(&[(MANIFEST, &root), (bench, "")]), [bench]);
        }
    }

    #[test]
    fn one_wasm_bindgen_joins_everything() {
        let (own, other) = (lock("0.2.130"), lock("0.2.131"));
        let chat = "examples/chat/Cargo.lock";
        assert_eq!(paths(&[(LOCK, &own), (chat, &own)]), [""; 0]);
        assert_eq!(paths(&[(LOCK, &own), (chat, "version = 4\n")]), [""; 0]);
        assert_eq!(paths(&[(LOCK, &own), (chat, &other)]), [chat]);
    }
}
