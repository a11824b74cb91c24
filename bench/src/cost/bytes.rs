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
    let note = "The program with all that it loads: JavaScript, WebAssembly, and of our page also its styles and \
                pictures; without the harness. Each file is compressed on its own, brotli at 11, gzip at 9.";
    let columns = ["", "raw", "gzip", "brotli"];
    let mut table = Table::new("bytes", "Bytes to load", note, columns);
    let mut bars = Vec::new();
    for contestant in contestants {
        let place = match contestant.is_page() {
            true => places::dist(),
            false => folder.join(&contestant.name),
        };
        let files = files_below(&place);
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

/// All files below a folder but the page around the program.
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
