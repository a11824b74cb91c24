//! The README taken at its word: a crate outside of the workspace that holds what the README says
//! and nothing else.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::process::Command;

use crate::places;

/// The crate. Dropping it removes its folder.
#[derive(Debug)]
pub struct Outsider {
    folder: PathBuf,
}

/// The README of this checkout.
#[must_use]
pub fn readme() -> String {
    let text = fs::read_to_string(places::workspace().join("README.md"));
    text.expect("the README")
}

impl Outsider {
    /// Writes the crate: the manifest's lines and the first Rust example of this README, and around
    /// them what everyone has to write.
    ///
    /// Two things are replaced: the path of the library, and the address of the WebSocket by
    /// `socket`, because the port of the README may belong to somebody on this machine.
    #[must_use]
    pub fn of(readme: &str, socket: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("heartline-outsider-{}-{number}", std::process::id());
        let outsider = Self {
            folder: std::env::temp_dir().join(name),
        };
        let root = places::workspace();
        let library = root.to_str().expect("a path that is text");
        let dependencies = replaced(&block(readme, "toml"), "path/to/heartline", library);
        let app = replaced(&block(readme, "rust"), ADDRESS, socket);
        outsider.add(
            "Cargo.toml",
            &format!("{}\n{dependencies}", package(number)),
        );
        outsider.add("src/main.rs", &app);
        outsider.add("index.html", INDEX);
        // The versions that fit the tools, and that are on this machine.
        let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the lock file");
        outsider.add("Cargo.lock", &lock);
        outsider
    }

    fn add(&self, path: &str, text: &str) {
        let file = self.folder.join(path);
        let folder = file.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).expect("a folder of the crate");
        fs::write(&file, text).expect("a file of the crate");
    }

    /// Builds it, together with what the example apps have compiled already; gives the folder of the
    /// built page.
    ///
    /// # Errors
    /// What Trunk wrote, when it failed.
    pub async fn build(&self) -> Result<PathBuf, String> {
        let build = Command::new("trunk")
            .args(["build", "--offline"])
            .current_dir(&self.folder)
            .env("PATH", places::search_path())
            .env("CARGO_TARGET_DIR", places::target().join("example-apps"))
            // Trunk 0.21 takes NO_COLOR=1 for a malformed option and stops.
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .expect("Trunk, which `cargo xtask test --only example-apps` installs");
        match build.status.success() {
            true => Ok(self.folder.join("dist")),
            false => Err(String::from_utf8_lossy(&build.stderr).into_owned()),
        }
    }
}

impl Drop for Outsider {
    fn drop(&mut self) {
        // What is left in the folder for temporary files does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The address in the README's example.
const ADDRESS: &str = "ws://127.0.0.1:9010/ws";

/// With a name of its own: Cargo takes crates of one name for the same, wherever they lie, and would
/// mistake what it built for one of them for the other.
fn package(number: u32) -> String {
    format!("[package]\nname = \"outsider-{number}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

/// What Trunk needs. Without the icon a browser asks for one, and misses it.
const INDEX: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Outsider</title>
    <link rel="icon" href="data:," />
  </head>
  <body></body>
</html>
"#;

/// The first code block of this language.
fn block(document: &str, language: &str) -> String {
    let fence = format!("```{language}");
    let mut lines = document.lines().skip_while(|line| *line != fence);
    assert!(lines.next().is_some(), "the README shows no {language}");
    let code = lines.take_while(|line| *line != "```");
    code.map(|line| format!("{line}\n")).collect()
}

/// The text with `old`, which stands in it once, replaced.
fn replaced(text: &str, old: &str, new: &str) -> String {
    assert_eq!(
        text.matches(old).count(),
        1,
        "{old} in the README's\n{text}"
    );
    text.replace(old, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_by_its_language() {
        let document = "```toml\na = 1\n```\n```rust\nfn a() {}\n```\n```rust\nfn b() {}\n```\n";
        assert_eq!(block(document, "toml"), "a = 1\n");
        assert_eq!(block(document, "rust"), "fn a() {}\n");
    }

    #[test]
    #[should_panic(expected = "the README shows no rust")]
    fn a_readme_without_an_example_is_told() {
        block("```sh\n```\n", "rust");
    }
}
