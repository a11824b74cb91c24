//! `cargo xtask serve`: page and WebSocket from one address, and faults on command beside them.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use clap::Args;

use crate::browser;
use crate::build;
use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::terminal::note;
use crate::workspace::Workspace;

/// How to serve.
#[derive(Args)]
pub(crate) struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 9010)]
    port: u16,
    /// Open the page in the default browser when it is ready.
    #[arg(long)]
    open: bool,
}

/// Builds what is not built, then becomes the server.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    // Before the minutes that a first build takes.
    let free = free_port(options.port)?;
    build::page(workspace)?;
    build::server(workspace).run(true)?;
    // The browser must be told a port, so with `--open` any free one is chosen here.
    let port = if options.open { free } else { options.port };
    if options.open {
        browser::start_opener(port)?;
    }
    note(starting());
    let server = Call::new(workspace.server_binary());
    let server = server
        .arg("--port")
        .arg(port.to_string())
        .words("--dist dist --faults");
    become_program(&server.in_folder(&workspace.root))
}

/// The server takes the place of this process, so its number is known.
fn starting() -> String {
    let end = "Starting the server. Ctrl-C ends it";
    match cfg!(unix) {
        true => {
            let process = std::process::id();
            format!("{end}; kill -STOP {process} hangs it, kill -CONT {process} lets it go on.")
        }
        false => format!("{end}."),
    }
}

/// The port, or the one that the system chose for 0, if a server can listen there.
fn free_port(port: u16) -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| {
        let advice = "another one: cargo xtask serve --port 0 takes any that is free";
        Failure::cannot(match error.kind() {
            ErrorKind::AddrInUse => format!("port {port} on 127.0.0.1 is in use; choose {advice}"),
            _ => format!("cannot listen on 127.0.0.1:{port} ({error}); choose {advice}"),
        })
    })
}

/// Takes the place of this process: signals reach the server directly, its exit code is ours, and
/// no process is left over whichever of them is ended.
#[cfg(unix)]
fn become_program(call: &Call) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(call.not_started(&call.command().exec()))
}

/// A console's Ctrl-C reaches the server too, which is waited for.
#[cfg(not(unix))]
fn become_program(call: &Call) -> Outcome {
    call.run(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_one_clear_line() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let failure = free_port(port).unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(
            failure
                .message
                .starts_with(&format!("port {port} on 127.0.0.1 is in use"))
        );
        assert!(!failure.message.contains('\n'));
    }

    #[test]
    fn port_zero_is_any_free_port() {
        assert_ne!(free_port(0).unwrap(), 0);
    }
}
