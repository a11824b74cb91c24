//! The program `heartline-server`: see [`heartline_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    heartline_server::cli::run()
}
