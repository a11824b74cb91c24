//! The bytes of files, as they are and as servers send them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, write::GzEncoder};

use crate::failure::{Failure, Outcome};
use crate::stamp::files_below;
use crate::terminal::grouped;

/// The bytes of one file, or of several, each compressed on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Weight {
    pub(super) raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

impl Weight {
    pub(super) fn of(bytes: &[u8]) -> io::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        let mut brotli = Vec::new();
        let best = brotli::enc::BrotliEncoderParams {
            quality: 11,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &best)?;
        Ok(Self {
            raw: bytes.len() as u64,
            gzip: gzip.finish()?.len() as u64,
            brotli: brotli.len() as u64,
        })
    }

    /// What all the files weigh together.
    pub(super) fn sum(files: &[(String, Self)]) -> Self {
        files
            .iter()
            .fold(Self::default(), |sum, (_, weight)| sum.plus(*weight))
    }

    /// A row of a table: a name and the numbers.
    pub(super) fn row(self, name: &str) -> Vec<String> {
        let numbers = [self.raw, self.gzip, self.brotli].map(grouped);
        [vec![name.to_owned()], numbers.to_vec()].concat()
    }

    /// How much more this is than another, as brotli.
    pub(super) fn added_to(self, other: Self) -> u64 {
        self.brotli.saturating_sub(other.brotli)
    }

    #[cfg(test)]
    pub(super) fn bytes(brotli: u64) -> Self {
        Self {
            brotli,
            ..Self::default()
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// The titles above the rows.
pub(super) fn header(first: &str) -> Vec<String> {
    [first, "raw", "gzip", "brotli"].map(str::to_owned).to_vec()
}

/// Every file of a folder by its path in it; a folder without files is a failure, not light.
pub(super) fn weigh_folder(folder: &Path) -> Outcome<Vec<(String, Weight)>> {
    let unreadable = |error| Failure::cannot(format!("cannot read {}: {error}", folder.display()));
    let files = files_below(folder).map_err(unreadable)?;
    if files.is_empty() {
        let message = format!("there is nothing to weigh in {}", folder.display());
        return Err(Failure::cannot(message));
    }
    let weigh_one = |path: &Path| {
        let name = path.strip_prefix(folder).unwrap_or(path);
        Ok((name.display().to_string(), Weight::of(&fs::read(path)?)?))
    };
    files
        .iter()
        .map(|path| weigh_one(path))
        .collect::<io::Result<_>>()
        .map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_real_formats() {
        let weight = Weight::of(&[b'a'; 4096]).unwrap();
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
        assert!(Weight::of(&noise).unwrap().brotli > 4000);
    }

    #[test]
    fn nothing_is_not_light() {
        let nowhere = Path::new("/heartline-no-such-folder");
        assert_eq!(weigh_folder(nowhere).unwrap_err().code, 2);
    }

    #[test]
    fn a_sum_is_of_every_number() {
        let weight = |n| Weight {
            raw: n,
            gzip: n + 1,
            brotli: n + 2,
        };
        let files = [("a".to_owned(), weight(1)), ("b".to_owned(), weight(10))];
        assert_eq!(Weight::sum(&files).row("all"), ["all", "11", "13", "15"]);
    }

    #[test]
    fn numbers_are_read_in_groups() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1234), "1 234");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
