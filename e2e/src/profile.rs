//! A browser's profile: a folder of its own, and the certainty that no browser outlives it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use crate::places;

/// A new, empty folder. Dropping it ends the browser that runs on it and removes it.
#[derive(Debug)]
pub(crate) struct Profile {
    folder: PathBuf,
}

impl Profile {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("e2e-profile-{}-{number}", std::process::id());
        let folder = places::target().join("tmp").join(name);
        fs::create_dir_all(&folder).expect("a folder for the profile");
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes the folder into the environment of a process, which all that it starts inherit.
    pub(crate) fn mark(&self, command: &mut tokio::process::Command) {
        command.env(MARK, &self.folder);
    }

    /// Sends a signal to all users but one.
    pub(crate) fn signal(&self, name: &str, but: Option<u32>) {
        let but = but.map(|process| process.to_string());
        let mut users = self.users();
        users.retain(|user| Some(user) != but.as_ref());
        // One that has ended meanwhile needs no signal.
        let _ = kill(name, &users);
    }

    /// The processes that were started with this folder, which nobody else's were: it stands in
    /// their command lines or in their environment.
    fn users(&self) -> Vec<String> {
        let Some(folder) = self.folder.to_str() else {
            return Vec::new();
        };
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter(|process| {
                ["cmdline", "environ"].iter().any(|file| {
                    fs::read(process.path().join(file))
                        .is_ok_and(|text| String::from_utf8_lossy(&text).contains(folder))
                })
            })
            .filter_map(|process| process.file_name().into_string().ok())
            .collect()
    }
}

impl Drop for Profile {
    /// The driver is gone by now and the browser ends because of it, but not at once, and while it
    /// ends it still writes.
    fn drop(&mut self) {
        for _ in 0..ATTEMPTS {
            let users = self.users();
            if !users.is_empty() {
                // One that has ended meanwhile is what was wanted.
                let _ = kill("KILL", &users);
            } else if fs::remove_dir_all(&self.folder).is_ok() {
                return;
            }
            thread::sleep(PAUSE);
        }
    }
}

fn kill(signal: &str, processes: &[String]) -> io::Result<ExitStatus> {
    Command::new("kill")
        .args(["-s", signal])
        .args(processes)
        .stderr(Stdio::null())
        .status()
}

/// The variable that names the folder.
const MARK: &str = "HEARTLINE_E2E_PROFILE";

const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
