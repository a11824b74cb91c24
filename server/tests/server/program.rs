//! The program as a person or a script starts it.

use std::{
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::support::{Client, within};

/// A running program; dropping it ends the process.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    port: u16,
}

impl Program {
    /// Starts the program on a free port and waits for the ready line.
    pub(crate) fn start(more: &[&str]) -> Self {
        let arguments = [&["--no-page", "--port", "0"], more].concat();
        let mut child = command(&arguments).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("Heartline is ready: http://127.0.0.1:")
            .expect("the ready line");
        let port = address
            .strip_suffix("/\n")
            .expect("the end of the address")
            .parse()
            .unwrap();
        Self {
            child,
            stdout,
            port,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Main memory that the process holds, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.expect("VmRSS").trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heartline-server"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn a_signal_closes_every_client_and_ends_with_0() {
    for name in ["TERM", "INT"] {
        let mut program = Program::start(&[]);
        let stream = TcpStream::connect(("127.0.0.1", program.port))
            .await
            .unwrap();
        let mut client = Client::over(stream, "/ws").await;
        program.signal(name);
        assert_eq!(u16::from(client.closed().await.code), 1001, "{name}");
        drop(client);
        assert_eq!(program.child.wait().unwrap().code(), Some(0), "{name}");
        let mut rest = String::new();
        program.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "nothing but the ready line");
        program
            .child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        assert_eq!(rest, "", "quiet");
    }
}

#[tokio::test]
async fn a_server_that_was_stopped_does_not_take_a_client_for_gone() {
    let program = Program::start(&["--ping-interval", "10ms", "--ping-timeout", "500ms"]);
    let stream = TcpStream::connect(("127.0.0.1", program.port))
        .await
        .unwrap();
    let mut client = Client::over(stream, "/ws").await;
    let mut ping = [0; 2];
    within(client.socket.get_mut().read_exact(&mut ping))
        .await
        .unwrap();
    assert_eq!(ping, [0x89, 0]);
    program.signal("STOP");
    // The deadline passes unseen, and the answer arrives unseen.
    tokio::time::sleep(Duration::from_secs(1)).await;
    client.send(Message::Pong(Bytes::new())).await;
    program.signal("CONT");
    client.send(r#"{"heart":1}"#).await;
    while client.next().await != Message::text(r#"{"heart":1}"#) {}
}

/// Runs the program with arguments under which it cannot start; gives the one line it says.
fn refused(arguments: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command(arguments).output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{arguments:?}: {said}");
    assert!(stdout.is_empty(), "{arguments:?}");
    assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    assert!(said.starts_with("heartline-server: "), "{said}");
    said
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let said = refused(&["--no-page", "--port", &address.port().to_string()]);
    assert!(
        said.contains(&address.to_string()) && said.contains("--port"),
        "{said}"
    );
}

#[test]
fn faults_are_refused_where_others_could_reach_them() {
    for address in ["0.0.0.0", "::", "192.0.2.1"] {
        let said = refused(&["--no-page", "--port", "0", "--faults", "--address", address]);
        assert!(
            said.contains("--faults") && said.contains(address),
            "{said}"
        );
    }
}

#[tokio::test]
async fn faults_are_there_when_asked_for() {
    for (arguments, status) in [([].as_slice(), "404"), (&["--faults"], "200")] {
        let program = Program::start(arguments);
        let address = ("127.0.0.1", program.port);
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET /faults HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        within(stream.read_to_string(&mut answer)).await.unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(status));
    }
}

#[test]
fn an_address_that_is_not_this_machines_is_named() {
    // 192.0.2.0/24 is for documentation and belongs to nobody (RFC 5737).
    let said = refused(&["--no-page", "--port", "0", "--address", "192.0.2.1"]);
    assert!(said.contains("192.0.2.1"), "{said}");
}

#[test]
fn a_folder_without_a_page_is_named_with_what_to_do() {
    let said = refused(&["--port", "0", "--dist", "no-such-folder"]);
    assert!(
        said.contains("no-such-folder") && said.contains("cargo xtask serve"),
        "{said}"
    );
}

#[test]
fn an_argument_that_cannot_be_read_is_named() {
    for (arguments, named) in [
        (["--port", "99999"].as_slice(), "99999"),
        (&["--address", "nowhere"], "nowhere"),
        (&["--ping-interval", "soon"], "500ms"),
        (&["--ping-timeout", "0s"], "above zero"),
        (&["--token-lifetime", "0s"], "above zero"),
        (&["--max-connections", "0"], "--max-connections"),
        (&["--allow-origin", "example.com"], "https://example.com"),
        (&["--colour"], "--colour"),
        (&["--log", "loudly"], "loudly"),
        (&["stray"], "stray"),
        (&["--no-page", "--dist", "x"], "--dist"),
    ] {
        let said = refused(arguments);
        assert!(said.contains(named), "{said}");
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for argument in ["--help", "--version"] {
        let Output { status, stdout, .. } = command(&[argument]).output().unwrap();
        assert_eq!(status.code(), Some(0));
        assert!(
            String::from_utf8(stdout)
                .unwrap()
                .contains("heartline-server")
        );
    }
}
