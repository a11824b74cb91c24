//! A browser's profile: a folder of its own, and the certainty that no browser outlives it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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

    /// The processes that were started with this folder, which nobody else's were.
    fn users(&self) -> Vec<String> {
        let Some(folder) = self.folder.to_str() else {
            return Vec::new();
        };
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter(|process| {
                fs::read(process.path().join("cmdline"))
                    .is_ok_and(|line| String::from_utf8_lossy(&line).contains(folder))
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
                let _ = Command::new("kill")
                    .args(["-s", "KILL"])
                    .args(users)
                    .stderr(Stdio::null())
                    .status();
            } else if fs::remove_dir_all(&self.folder).is_ok() {
                return;
            }
            thread::sleep(PAUSE);
        }
    }
}

const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
