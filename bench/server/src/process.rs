//! A server as a process: how it is started, what it weighs, and what CPU time it has taken.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::Failure;

/// Time for a server to say where it listens.
const START: Duration = Duration::from_secs(20);
/// The unit of CPU time in `/proc` (`USER_HZ`, which Linux holds at 100 on every architecture that
/// this builds for).
const TICKS: f64 = 100.0;

/// A server that is measured.
#[derive(Clone, Debug)]
pub(crate) struct Contestant {
    pub(crate) program: PathBuf,
    arguments: &'static [&'static str],
    /// Where it echoes binary messages, and where it answers a heartbeat.
    pub(crate) echo: &'static str,
    /// Where it gives a text to everyone.
    pub(crate) chat: &'static str,
}

impl Contestant {
    /// As a person starts it, but with more room, and with no pings of its own meanwhile: the other
    /// one sends none either.
    pub(crate) const fn heartline(program: PathBuf) -> Self {
        const ARGUMENTS: &[&str] = &[
            "--no-page",
            "--port",
            "0",
            "--max-connections",
            "100000",
            "--ping-interval",
            "1h",
        ];
        Self {
            program,
            arguments: ARGUMENTS,
            echo: "ws",
            chat: "ws",
        }
    }

    /// The same without live data.
    pub(crate) const fn quiet(program: PathBuf) -> Self {
        Self {
            program,
            arguments: &[],
            echo: "ws",
            chat: "ws",
        }
    }

    /// As axum does it by default.
    pub(crate) const fn plain(program: PathBuf) -> Self {
        Self {
            program,
            arguments: &[],
            echo: "echo",
            chat: "chat",
        }
    }

    /// Reading as many bytes at a time as `heartline-server` does.
    pub(crate) fn frugal(program: PathBuf) -> Self {
        const ARGUMENTS: &[&str] = &["8192"];
        Self {
            arguments: ARGUMENTS,
            ..Self::plain(program)
        }
    }

    /// Starts it, and waits until it listens.
    pub(crate) async fn start(&self) -> Result<Server, Failure> {
        let program = self.program.display();
        let mut child = Command::new(&self.program)
            .args(self.arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let process = child
            .id()
            .ok_or_else(|| format!("{program} ended at once"))?;
        let output = child.stdout.take().ok_or("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let line = timeout(START, lines.next_line()).await??;
        let line = line.ok_or_else(|| format!("{program} ended before it listened"))?;
        let address = line.split_once("http://").map(|(_, address)| address);
        let address = address.ok_or_else(|| format!("{program} says no address: {line}"))?;
        Ok(Server {
            address: format!("ws://{address}"),
            process,
            contestant: self.clone(),
            _child: child,
        })
    }
}

/// A server that runs; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    /// With a slash at its end.
    address: String,
    process: u32,
    contestant: Contestant,
    _child: Child,
}

impl Server {
    pub(crate) fn echo(&self) -> String {
        format!("{}{}", self.address, self.contestant.echo)
    }

    /// Where it listens.
    pub(crate) fn place(&self) -> Result<SocketAddr, Failure> {
        let place = self.address.trim_start_matches("ws://");
        Ok(place.trim_end_matches('/').parse()?)
    }

    pub(crate) fn chat(&self) -> String {
        format!("{}{}", self.address, self.contestant.chat)
    }

    /// The CPU time it has taken, in seconds, that of the system on its behalf included.
    pub(crate) fn cpu(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/stat", self.process);
        let stat = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let seconds = cpu(&stat).ok_or_else(|| format!("{path} reads otherwise: {stat}"))?;
        Ok(seconds)
    }

    /// What it has in memory, in bytes.
    pub(crate) fn memory(&self) -> Result<f64, Failure> {
        let path = format!("/proc/{}/status", self.process);
        let status = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let bytes = resident(&status).ok_or_else(|| format!("{path} has no VmRSS"))?;
        Ok(bytes)
    }
}

/// `utime` and `stime` ([proc_pid_stat(5)]). The name of the program, in parentheses, may hold spaces.
///
/// [proc_pid_stat(5)]: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
fn cpu(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11).map(str::parse::<f64>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some((user + system) / TICKS)
}

fn resident(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_that_of_the_program_and_of_the_system() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194304 3220 0 0 0 150 50 0 0 20 0 1 0 9 9 9";
        assert_eq!(cpu(stat), Some(2.0));
        assert_eq!(cpu("7 (a) S 1"), None);
    }

    #[test]
    fn memory_is_what_is_resident() {
        let status = "VmHWM:\t 9 kB\nVmRSS:\t    12 kB\n";
        assert_eq!(resident(status), Some(12.0 * 1024.0));
        assert_eq!(resident("Name: x"), None);
    }
}
