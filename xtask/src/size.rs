//! `cargo xtask size`: what a browser downloads to show the page, against a budget.
//!
//! Every file in `dist/` counts: what is not needed to show the page has no place there.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, write::GzEncoder};

use crate::failure::{Failure, Outcome};
use crate::stamp::files_below;
use crate::terminal::{columns, say};
use crate::workspace::Workspace;

/// The bytes of one file, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the weights and fails above the budget.
pub(crate) fn run(workspace: &Workspace) -> Outcome {
    let budget = workspace.page_budget()?;
    let files = weigh_all(&workspace.dist())?;
    let total = files
        .iter()
        .fold(Weight::default(), |sum, (_, weight)| sum.plus(*weight));
    say(table(&files, total));
    judge(total.brotli, budget)
}

fn weigh_all(dist: &Path) -> Outcome<Vec<(String, Weight)>> {
    let unreadable = |error| Failure::cannot(format!("cannot read {}: {error}", dist.display()));
    let files = files_below(dist).map_err(unreadable)?;
    if files.is_empty() {
        let message = "dist/ is empty: `cargo xtask test --only page` or `serve` builds the page";
        return Err(Failure::cannot(message));
    }
    let weigh_one = |path: &Path| {
        let name = path
            .strip_prefix(dist)
            .unwrap_or(path)
            .display()
            .to_string();
        Ok((name, weigh(&fs::read(path)?)?))
    };
    files
        .iter()
        .map(|path| weigh_one(path))
        .collect::<io::Result<_>>()
        .map_err(unreadable)
}

fn weigh(bytes: &[u8]) -> io::Result<Weight> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &best)?;
    Ok(Weight {
        raw: bytes.len() as u64,
        gzip: gzip.finish()?.len() as u64,
        brotli: brotli.len() as u64,
    })
}

fn table(files: &[(String, Weight)], total: Weight) -> String {
    let row = |name: &str, weight: Weight| {
        let numbers = [weight.raw, weight.gzip, weight.brotli].map(grouped);
        [vec![name.to_owned()], numbers.to_vec()].concat()
    };
    let header = ["file", "raw", "gzip", "brotli"]
        .map(str::to_owned)
        .to_vec();
    let rows = files.iter().map(|(name, weight)| row(name, *weight));
    let rows: Vec<_> = [header]
        .into_iter()
        .chain(rows)
        .chain([row("total", total)])
        .collect();
    columns(&rows)
}

fn judge(brotli: u64, budget: u64) -> Outcome {
    let (size, limit) = (grouped(brotli), grouped(budget));
    if brotli > budget {
        let over = grouped(brotli - budget);
        let message = format!(
            "the page weighs {size} bytes as brotli, {over} above the budget of {limit} \
             (page-budget-brotli in Cargo.toml)"
        );
        return Err(Failure::negative(message));
    }
    let spare = grouped(budget - brotli);
    say(format_args!(
        "{size} of {limit} bytes as brotli: {spare} to spare"
    ));
    Ok(())
}

/// A number with its digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

impl Weight {
    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_above_the_budget_fails() {
        assert!(judge(100_000, 100_000).is_ok());
        let failure = judge(100_001, 100_000).unwrap_err();
        assert_eq!(failure.code, 1);
        assert!(
            failure.message.contains("1 above the budget"),
            "{}",
            failure.message
        );
    }

    #[test]
    fn weights_are_those_of_the_real_formats() {
        let weight = weigh(&[b'a'; 4096]).unwrap();
        assert_eq!(weight.raw, 4096);
        assert!(weight.gzip < 60 && weight.brotli < 30, "{weight:?}");
        let mut state = 1_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[0]
        };
        let noise: Vec<u8> = (0..4096).map(|_| next()).collect();
        assert!(weigh(&noise).unwrap().brotli > 4000);
    }

    #[test]
    fn an_empty_page_is_not_a_light_page() {
        assert_eq!(
            weigh_all(Path::new("/heartline-no-such-folder"))
                .unwrap_err()
                .code,
            2
        );
    }

    #[test]
    fn numbers_are_read_in_groups() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1234), "1 234");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
