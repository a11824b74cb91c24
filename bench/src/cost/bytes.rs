//! What a browser downloads to run a contestant: its files, each compressed on its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use heartline_bench_report::{Bar, Bars, Spread, Table, grouped};
use heartline_e2e::places;

use crate::contestant::Contestant;

pub(super) fn table(folder: &Path, contestants: &[Contestant]) -> Table {
    let note = "The program with all that it loads: JavaScript, WebAssembly, and of our page also its document, styles and \
                pictures. Left out of the others: the empty document around the program, and what each loads only to be measured \
                (`harness.js`, and `start.js`, which begins those in Rust). What is compiled into a program stays: each page in \
                JavaScript has its few lines about the book, each in Rust its crate `harness`, and with it serde_json, which \
                reads the numbers of the messages. Each file is compressed on its own, brotli at 11, gzip at 9.";
    let columns = ["", "raw", "gzip", "brotli"];
    let mut table = Table::new("bytes", "Bytes to load", note, columns);
    let mut bars = Vec::new();
    for contestant in contestants {
        let place = match contestant.is_page() {
            true => places::dist(),
            false => folder.join(&contestant.name),
        };
        let mut files = files_below(&place);
        files.retain(|file| contestant.is_page() || is_program(file));
        let sizes = files.iter().map(|file| weigh(file));
        let [raw, gzip, brotli] = sizes.fold([0; 3], |sum, size| {
            std::array::from_fn(|place| sum[place] + size[place])
        });
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let [raw, gzip, brotli] = [raw, gzip, brotli].map(|bytes: usize| bytes as f64);
        table.row([
            contestant.label(),
            grouped(raw),
            grouped(gzip),
            grouped(brotli),
        ]);
        table.value(format!("{}.brotli", contestant.name), brotli);
        table.value(format!("{}.gzip", contestant.name), gzip);
        let thousands = Spread::of(&[brotli / 1_000.0]);
        bars.extend(
            thousands.map(|spread| Bar::new(contestant.label(), contestant.is_ours(), spread)),
        );
    }
    table.bars = Some(Bars {
        title: "Thousand bytes to load, brotli".to_owned(),
        aim: None,
        decimals: 1,
        bars,
    });
    table
}

/// Whether a file is no part of what is around a contestant's program only.
fn is_program(file: &Path) -> bool {
    !AROUND.iter().any(|name| file.ends_with(name))
}

/// What is the same for all of them.
const AROUND: [&str; 2] = ["index.html", "start.js"];

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder);
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            false => vec![path],
        })
        .collect()
}

/// Raw, gzip, brotli.
fn weigh(file: &Path) -> [usize; 3] {
    let bytes = fs::read(file).expect("a file that can be read");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes).expect("memory");
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &parameters).expect("memory");
    [
        bytes.len(),
        gzip.finish().expect("memory").len(),
        brotli.len(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_a_program_is_left_out() {
        let table = [
            ("bare/app.js", true),
            ("gloo-net/app_bg.wasm", true),
            ("bare/index.html", false),
            ("gloo-net/start.js", false),
            ("bare/restart.js", true),
        ];
        for (file, expected) in table {
            assert_eq!(is_program(Path::new(file)), expected, "{file}");
        }
    }
}
