//! The project's own server as a process, and what can happen to a process.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::patience::PATIENCE;
use crate::places;

/// A server, by default of the built page. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    port: u16,
    site: Site,
    process: Process,
}

/// What a server has besides its WebSockets.
#[derive(Clone, Debug)]
enum Site {
    Page(PathBuf),
    NoPage,
    Faults,
    PageAndFaults(PathBuf),
}

#[derive(Debug)]
struct Process {
    child: Child,
    /// Kept, so that what the server writes has somewhere to go.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts a server on a free port and waits until it is ready.
    pub async fn start() -> Self {
        Self::serving(places::dist()).await
    }

    /// Starts a server of another page: that in this folder, as Trunk left it.
    pub async fn serving(site: impl Into<PathBuf>) -> Self {
        Self::of(Site::Page(site.into())).await
    }

    /// Starts a server of no page at all.
    pub async fn without_page() -> Self {
        Self::of(Site::NoPage).await
    }

    /// Starts a server of no page that misbehaves on request.
    pub(crate) async fn with_faults() -> Self {
        Self::of(Site::Faults).await
    }

    /// Starts it again, on the same port, as one that misbehaves on request and has its page still;
    /// kills it first where it runs.
    pub async fn offer_faults(&mut self) {
        if let Site::Page(folder) = &self.site {
            self.site = Site::PageAndFaults(folder.clone());
        }
        self.restart().await;
    }

    /// Starts it again, on the same port, as one that has its page and behaves; kills it first where
    /// it runs.
    pub async fn withdraw_faults(&mut self) {
        if let Site::PageAndFaults(folder) = &self.site {
            self.site = Site::Page(folder.clone());
        }
        self.restart().await;
    }

    async fn restart(&mut self) {
        if self.process.child.id().is_some() {
            self.kill().await;
        }
        self.start_again().await;
    }

    async fn of(site: Site) -> Self {
        let port = places::free_port();
        let process = Process::start(port, &site).await;
        Self {
            port,
            site,
            process,
        }
    }

    /// The host and port.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The page's address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}/", self.host())
    }

    /// The address of its WebSocket.
    #[must_use]
    pub fn socket(&self) -> String {
        format!("ws://{}/ws", self.host())
    }

    /// The address of the WebSocket that wants a token.
    #[must_use]
    pub fn private_socket(&self) -> String {
        format!("ws://{}/private", self.host())
    }

    /// SIGKILL: gone without a word.
    pub async fn kill(&mut self) {
        self.process.child.kill().await.expect("a killed server");
    }

    /// SIGSTOP: the process hangs, its connections stay.
    pub async fn freeze(&self) {
        self.signal("STOP").await;
    }

    /// SIGCONT: it goes on where it hung.
    pub async fn thaw(&self) {
        self.signal("CONT").await;
    }

    /// SIGTERM: it says goodbye and ends.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM").await;
        let end = timeout(PATIENCE, self.process.child.wait()).await;
        end.expect("a server that ends").expect("its exit status")
    }

    /// Starts it again, on the same port, after it has ended.
    pub async fn start_again(&mut self) {
        self.process = Process::start(self.port, &self.site).await;
    }

    async fn signal(&self, name: &str) {
        let process = self.process.child.id().expect("a running server");
        let kill = Command::new("kill")
            .args(["-s", name, &process.to_string()])
            .status()
            .await;
        assert!(kill.expect("a signal").success(), "SIG{name}");
    }
}

impl Process {
    async fn start(port: u16, site: &Site) -> Self {
        let program = places::server();
        let mut command = Command::new(&program);
        command.args(["--port", &port.to_string()]);
        match site {
            Site::Page(folder) => command.arg("--dist").arg(folder),
            Site::NoPage => command.arg("--no-page"),
            Site::PageAndFaults(folder) => command.arg("--faults").arg("--dist").arg(folder),
            Site::Faults => command.args(["--no-page", "--faults"]),
        };
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        let read = timeout(PATIENCE, output.read_line(&mut line)).await;
        read.expect("a server that gets ready").expect("its output");
        let expected = format!("Heartline is ready: http://127.0.0.1:{port}/\n");
        assert_eq!(line, expected, "the ready line");
        Self {
            child,
            _output: output,
        }
    }
}
