//! Writes what becomes of a herd into the documents, or checks that they still say it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Parser;
use heartline_simulation::herd::{Document, documents, herds};

/// 100 000 clients lose one server at the same instant: computes when they come back, by our policy
/// and by the published ones of others, and writes herd.md and its plots.
#[derive(Parser)]
struct Arguments {
    /// Write nothing; fail when a document is not what would be written.
    #[arg(long)]
    check: bool,
    /// Where the documents are.
    #[arg(long, default_value = "docs")]
    folder: PathBuf,
}

/// As many as one large server holds, and loses at once.
const CLIENTS: u32 = 100_000;
const SEED: u64 = 1;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let documents = documents(CLIENTS, SEED);
    let good = documents
        .iter()
        .filter(|document| is_well(&arguments, document));
    if good.count() < documents.len() {
        return ExitCode::FAILURE;
    }
    let all = u64::from(CLIENTS) * herds() as u64;
    println!("proof: {all} clients of a herd that lost its server, until they were back");
    ExitCode::SUCCESS
}

/// Checks or writes one document, and says so.
fn is_well(arguments: &Arguments, document: &Document) -> bool {
    let path = arguments.folder.join(document.name);
    let done = if arguments.check {
        compare(&path, &document.text)
    } else {
        fs::write(&path, &document.text).map(|()| "written")
    };
    match done {
        Ok(done) => println!("{}: {done}", path.display()),
        Err(ref error) => eprintln!("{}: {error}", path.display()),
    }
    done.is_ok()
}

fn compare(path: &Path, expected: &str) -> io::Result<&'static str> {
    if fs::read_to_string(path)? == expected {
        return Ok("as computed");
    }
    let words = "not what is computed; write it anew with \
                 `cargo xtask herd`";
    Err(io::Error::other(words))
}
