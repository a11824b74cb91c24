//! A browser's driver: a process that takes WebDriver's commands on a port of its own.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::patience::{PATIENCE, until};
use crate::profile::Profile;

/// A running driver. Dropping it ends it, and then the screen that it drew on, if it had one.
#[derive(Debug)]
pub(crate) struct Driver {
    address: String,
    child: Child,
    /// Kept, so that what the driver writes has somewhere to go.
    _lines: Lines<BufReader<ChildStdout>>,
    _screen: Option<Screen>,
}

/// A display without a monitor.
#[derive(Debug)]
pub(crate) struct Screen {
    pub(crate) number: String,
    _server: Child,
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    /// Starts a driver that chooses its port, and says it in a line in which it follows `words`.
    pub(crate) async fn announced(command: Command, words: &str, profile: &Profile) -> Self {
        let (child, mut lines) = spawn(command, Some(profile));
        let port = timeout(PATIENCE, port_after(&mut lines, words)).await;
        let port = port.expect("a driver that says its port");
        Self::at(port, child, lines, None)
    }

    /// Starts a driver that was told its port.
    pub(crate) async fn on(port: u16, command: Command, screen: Screen, profile: &Profile) -> Self {
        let (child, lines) = spawn(command, Some(profile));
        until("the driver listens", async || {
            TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        Self::at(port, child, lines, Some(screen))
    }

    fn at(
        port: u16,
        child: Child,
        lines: Lines<BufReader<ChildStdout>>,
        screen: Option<Screen>,
    ) -> Self {
        Self {
            address: format!("http://127.0.0.1:{port}/"),
            child,
            _lines: lines,
            _screen: screen,
        }
    }

    /// Where it takes commands.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Its process.
    pub(crate) fn process(&self) -> Option<u32> {
        self.child.id()
    }
}

impl Screen {
    /// Starts Xvfb, which chooses a number that is free.
    pub(crate) async fn start(program: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24"]);
        command.args(["-nolisten", "tcp"]);
        let (server, mut lines) = spawn(command, None);
        let line = timeout(PATIENCE, lines.next_line()).await;
        let number = line.expect("a display in time").expect("its output");
        Self {
            number: format!(":{}", number.expect("the display's number").trim()),
            _server: server,
            _lines: lines,
        }
    }
}

fn spawn(
    mut command: Command,
    profile: Option<&Profile>,
) -> (Child, Lines<BufReader<ChildStdout>>) {
    if let Some(profile) = profile {
        profile.mark(&mut command);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let stdout = child.stdout.take().expect("its output");
    (child, BufReader::new(stdout).lines())
}

/// Reads up to a line with these words and a number, such as `… on port 12345.`
async fn port_after(lines: &mut Lines<BufReader<ChildStdout>>, words: &str) -> u16 {
    while let Some(line) = lines.next_line().await.expect("the driver's output") {
        let port = line.split_once(words).map(|(_, port)| port);
        if let Some(port) = port.and_then(|port| port.trim_end_matches('.').parse().ok()) {
            return port;
        }
    }
    panic!("the driver ended before it was ready")
}
