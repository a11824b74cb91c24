//! Where the built page, the server, the driver and the folder for what tests leave behind are.

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

/// The folder of the built page: `HEARTLINE_DIST`, or `dist` in the workspace.
#[must_use]
pub fn dist() -> PathBuf {
    let folder = given("HEARTLINE_DIST").unwrap_or_else(|| workspace().join("dist"));
    let index = folder.join("index.html");
    assert!(index.is_file(), "{}", missing("built page", &index));
    folder
}

/// The folder of a built example app: in `HEARTLINE_EXAMPLES`, or where
/// `cargo xtask test --only example-apps` puts it.
#[must_use]
pub fn example(name: &str) -> PathBuf {
    let all = given("HEARTLINE_EXAMPLES").unwrap_or_else(|| target().join("examples"));
    let folder = all.join(name);
    let built = folder.join("index.html").is_file();
    assert!(
        built,
        "no example app at {}: `cargo xtask test --only example-apps` builds it",
        folder.display()
    );
    folder
}

/// The server's program: `HEARTLINE_SERVER`, or what `cargo build --profile server` makes.
#[must_use]
pub fn server() -> PathBuf {
    let built = || target().join(format!("server/heartline-server{EXE_SUFFIX}"));
    let program = given("HEARTLINE_SERVER").unwrap_or_else(built);
    assert!(program.is_file(), "{}", missing("server", &program));
    program
}

/// The script of axe-core, which looks for what keeps people out of a page: `HEARTLINE_AXE`, or
/// where `cargo xtask` installs it.
#[must_use]
pub fn axe() -> PathBuf {
    let installed = || {
        let tools = fs::read_dir(tools()?).ok()?.flatten();
        let mut scripts = tools.map(|tool| tool.path().join("node_modules/axe-core/axe.min.js"));
        scripts.find(|script| script.is_file())
    };
    let script = given("HEARTLINE_AXE").or_else(installed);
    script.expect("axe-core, in HEARTLINE_AXE or where `cargo xtask test` installs it")
}

/// A program: the one in the variable, or one of these names in the search path or where
/// `cargo xtask` installs tools.
///
/// # Errors
/// Says what is missing, and in which package it is.
pub(crate) fn program(variable: &str, names: &[&str], package: &str) -> Result<PathBuf, String> {
    let folders: Vec<_> = env::split_paths(&search_path()).collect();
    let in_path = || {
        let files = names.iter().flat_map(|name| {
            let file = format!("{name}{EXE_SUFFIX}");
            folders.iter().map(move |folder| folder.join(&file))
        });
        files.into_iter().find(|program| program.is_file())
    };
    given(variable)
        .or_else(in_path)
        .filter(|program| program.is_file())
        .ok_or_else(|| {
            let name = names.join(" or ");
            format!("no {name} in the search path (of {package}), nor in {variable}")
        })
}

/// The search path with the folders in which `cargo xtask` keeps the tools that it installed.
#[must_use]
pub fn search_path() -> OsString {
    let tools = tools().and_then(|tools| fs::read_dir(tools).ok());
    let mut folders: Vec<_> = tools
        .into_iter()
        .flatten()
        .flatten()
        .map(|tool| tool.path().join("bin"))
        .collect();
    // What was found before this test was started is what it is to use.
    let known = env::var_os("PATH").unwrap_or_default();
    folders.splice(0..0, env::split_paths(&known));
    env::join_paths(folders).expect("folders that can stand in a search path")
}

/// The folder in which `cargo xtask` keeps tools.
fn tools() -> Option<PathBuf> {
    given("HEARTLINE_TOOLS")
        .or_else(|| Some(given("XDG_CACHE_HOME")?.join("heartline")))
        .or_else(|| Some(given("HOME")?.join(".cache/heartline")))
}

/// The folder for pictures of the page.
#[must_use]
pub fn screenshots() -> PathBuf {
    target().join("e2e-screenshots")
}

/// The folder that Cargo builds into, which has put
/// [a tag](https://bford.info/cachedir/) there.
#[must_use]
pub fn target() -> PathBuf {
    let program = env::current_exe().ok();
    let mut folders = program.iter().flat_map(|program| program.ancestors());
    let folder = folders.find(|folder| folder.join("CACHEDIR.TAG").is_file());
    folder.map_or_else(|| workspace().join("target"), Path::to_path_buf)
}

/// A port that is free, and that stays free while the server on it is away: it lies below the
/// range from which systems take the ports of outgoing connections (32768 on Linux, 49152 by
/// [RFC 6335, section 6](https://www.rfc-editor.org/rfc/rfc6335#section-6)), and no other test of
/// this run gets it.
#[must_use]
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two runs at the same time start at different places.
    let start = u16::try_from(std::process::id() % u32::from(PORTS)).unwrap_or_default();
    (0..PORTS)
        .map(|_| NEXT.fetch_add(1, Ordering::Relaxed))
        .map(|step| FIRST_PORT + start.wrapping_add(step) % PORTS)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// Above the ports that browsers refuse to connect to, the last of which is 10080
/// ([Fetch standard, bad port](https://fetch.spec.whatwg.org/#port-blocking)).
const FIRST_PORT: u16 = 12_000;
const PORTS: u16 = 20_000;

fn given(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The root of the checkout.
#[must_use]
pub fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

fn missing(what: &str, place: &Path) -> String {
    format!(
        "no {what} at {}: `cargo xtask test` makes and finds all that these tests need",
        place.display()
    )
}
