//! Opens the default browser once the server listens.
//!
//! By then this program has become the server, so a second, short-lived copy of it does the
//! waiting.

use std::env;
use std::net::{Ipv4Addr, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::terminal::note;

/// How long the server may take to listen, and how often to look.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Starts the copy that waits. It must not be a child of the server-to-be, which would have to
/// collect it, so on unix a shell starts it and leaves.
pub(crate) fn start_opener(port: u16) -> Outcome {
    let own = env::current_exe()
        .map_err(|error| Failure::cannot(format!("cannot find this program again: {error}")))?;
    let call = if cfg!(unix) {
        Call::new("sh")
            .arg("-c")
            .arg("\"$0\" open-when-ready \"$1\" &")
            .arg(own)
    } else {
        Call::new(own).arg("open-when-ready")
    };
    let call = call.arg(port.to_string());
    let mut command = call.command();
    // Who reads the server's output must not wait for the browser to end.
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().map_err(|error| call.not_started(&error))?;
    if cfg!(unix) {
        let _ = child.wait();
    }
    Ok(())
}

/// Waits for the server and opens the page.
pub(crate) fn open_when_ready(port: u16) -> Outcome {
    let address = format!("http://127.0.0.1:{port}/");
    let listens = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
    for _ in 0..ATTEMPTS {
        if listens() {
            if !opener(&address).succeeds() {
                note(format_args!(
                    "No browser could be opened; the page is at {address}"
                ));
            }
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// What opens an address on this system.
fn opener(address: &str) -> Call {
    if cfg!(target_os = "macos") {
        Call::new("open").arg(address)
    } else if cfg!(windows) {
        Call::new("cmd").words("/C start").arg("").arg(address)
    } else {
        Call::new("xdg-open").arg(address)
    }
}
