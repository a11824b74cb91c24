//! The runs that take real time, each asked for by a command: `cargo xtask soak`, `hidden` and
//! `startup` build what they need and start this.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "like the tests of this package, it states what must hold by failing loudly"
)]

mod census;
mod figures;
mod hidden;
mod random;
mod soak;
mod startup;

use std::env;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let held = match words[..] {
        ["soak", minutes, seed] => soak::run(number(minutes), number(seed)).await,
        ["hidden", minutes] => hidden::run(number(minutes)).await,
        ["startup", rounds] => startup::run(number(rounds)).await,
        _ => {
            eprintln!(
                "usage: long soak MINUTES SEED, or: long hidden MINUTES, or: long startup ROUNDS"
            );
            return ExitCode::from(2);
        }
    };
    if held {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn number(word: &str) -> u64 {
    word.parse().expect("a whole number")
}
