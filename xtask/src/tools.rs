//! The programs that the work needs besides Rust itself: the one place with pinned versions.
//!
//! wasm-bindgen's version is pinned by Cargo.lock, Rust's by rust-toolchain.toml; a browser is
//! whatever the system's packages hold, since browser and driver must match each other.

use crate::failure::Outcome;
use crate::workspace::Workspace;

/// Bundles the page: <https://trunkrs.dev>.
const TRUNK: &str = "0.21.14";
/// Holds wasm-opt: <https://www.npmjs.com/package/binaryen>.
const BINARYEN: &str = "132.0.0";
/// Judges whether a page can be used by everybody: <https://www.npmjs.com/package/axe-core>.
const AXE: &str = "4.14.1";
/// Compares a library with what it was: <https://github.com/obi1kenobi/cargo-semver-checks>. It has
/// to understand the documentation format of the Rust in rust-toolchain.toml.
const SEMVER_CHECKS: &str = "0.51.0";
/// Drives Firefox: <https://crates.io/crates/geckodriver>.
const GECKODRIVER: &str = "0.37.1";
/// Breaks a library wherever it can: <https://mutants.rs>.
const MUTANTS: &str = "25.3.1";
/// What the page is compiled to.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Something that must be there before a step can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    WasmTarget,
    Rustfmt,
    Clippy,
    Trunk,
    WasmBindgen,
    WasmOpt,
    Node,
    /// Chromium with its driver.
    Browser,
    Firefox,
    Geckodriver,
    /// WebKitGTK's small browser with its driver, and a screen for it.
    WebKit,
    Axe,
    SemverChecks,
    Mutants,
    Valgrind,
}

/// What building the page takes.
pub(crate) const PAGE: &[Tool] = &[
    Tool::WasmTarget,
    Tool::Trunk,
    Tool::WasmBindgen,
    Tool::WasmOpt,
];

/// What a person is told about a tool before it is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) why: &'static str,
    pub(crate) takes: &'static str,
    pub(crate) source: Source,
}

/// Where a tool comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A part of the Rust toolchain: the arguments of rustup.
    Rustup(&'static str),
    /// A crate with programs. `locked` takes the dependencies that its author tested.
    Crate {
        package: &'static str,
        programs: &'static [&'static str],
        locked: bool,
    },
    /// An npm package with programs.
    Npm {
        package: &'static str,
        programs: &'static [&'static str],
    },
    /// An npm package with a script for pages, and the variable that names it.
    NpmScript {
        package: &'static str,
        script: &'static str,
        variable: &'static str,
    },
    /// Packages of Debian and its relatives, and what helps elsewhere.
    Apt {
        packages: &'static str,
        elsewhere: &'static str,
    },
    /// Nothing that this program should install on its own.
    ByHand(&'static str),
}

impl Tool {
    /// All there is to say about the tool.
    pub(crate) fn facts(self, workspace: &Workspace) -> Outcome<Facts> {
        let facts = |name, version: &str, why, takes, source| Facts {
            name,
            version: version.to_owned(),
            why,
            takes,
            source,
        };
        Ok(match self {
            Self::WasmTarget => facts(
                WASM,
                "of the toolchain in rust-toolchain.toml",
                "Rust's standard library for the page",
                "a few seconds",
                Source::Rustup("target add wasm32-unknown-unknown"),
            ),
            Self::Rustfmt => facts(
                "rustfmt",
                "of the toolchain in rust-toolchain.toml",
                "checks the layout of the sources",
                "a few seconds",
                Source::Rustup("component add rustfmt"),
            ),
            Self::Clippy => facts(
                "clippy",
                "of the toolchain in rust-toolchain.toml",
                "checks the sources for mistakes",
                "a few seconds",
                Source::Rustup("component add clippy"),
            ),
            Self::Trunk => facts(
                "Trunk",
                TRUNK,
                "bundles the page",
                "5 minutes",
                Source::Crate {
                    package: "trunk",
                    programs: &["trunk"],
                    locked: true,
                },
            ),
            Self::WasmBindgen => facts(
                "wasm-bindgen CLI",
                &workspace.wasm_bindgen_version()?,
                "joins WebAssembly and JavaScript, and runs tests in a browser",
                "4 minutes",
                // Not locked: not every registry serves all versions in its lock file.
                Source::Crate {
                    package: "wasm-bindgen-cli",
                    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
                    locked: false,
                },
            ),
            Self::WasmOpt => facts(
                "wasm-opt (binaryen)",
                BINARYEN,
                "makes the page smaller",
                "10 seconds",
                Source::Npm {
                    package: "binaryen",
                    programs: &["wasm-opt"],
                },
            ),
            Self::Node => facts(
                "Node",
                "18 or later",
                "runs WebAssembly tests without a browser",
                "a minute",
                Source::ByHand("https://nodejs.org, or: sudo apt-get install nodejs npm"),
            ),
            Self::SemverChecks => facts(
                "cargo-semver-checks",
                SEMVER_CHECKS,
                "compares the libraries with an earlier revision",
                "8 minutes",
                Source::Crate {
                    package: "cargo-semver-checks",
                    programs: &["cargo-semver-checks"],
                    locked: true,
                },
            ),
            Self::Mutants => facts(
                "cargo-mutants",
                MUTANTS,
                "breaks the machine wherever it can, to see whether a test notices",
                "5 minutes",
                Source::Crate {
                    package: "cargo-mutants",
                    programs: &["cargo-mutants"],
                    locked: true,
                },
            ),
            Self::Axe => facts(
                "axe-core",
                AXE,
                "looks in the page for what keeps people out of it",
                "10 seconds",
                Source::NpmScript {
                    package: "axe-core",
                    script: "axe.min.js",
                    variable: "HEARTLINE_AXE",
                },
            ),
            Self::Browser => facts(
                "Chromium and ChromeDriver",
                "of the system's packages",
                "runs the tests that need a real browser",
                "a minute",
                Source::Apt {
                    packages: "chromium chromium-driver fonts-liberation",
                    elsewhere: "install Chrome and its ChromeDriver, and set CHROMEDRIVER to the \
                                driver's path",
                },
            ),
            Self::Valgrind => facts(
                "Valgrind",
                "of the system's packages",
                "counts instructions",
                "a minute",
                Source::Apt {
                    packages: "valgrind",
                    elsewhere: "install it from https://valgrind.org; it runs on Linux",
                },
            ),
            Self::Firefox => facts(
                "Firefox",
                "of the system's packages",
                "runs the scenarios in a second engine",
                "a minute",
                Source::Apt {
                    packages: "firefox-esr",
                    elsewhere: "install Firefox and set FIREFOX to its path, or leave it out: \
                                HEARTLINE_ENGINES=chromium,webkit",
                },
            ),
            Self::Geckodriver => facts(
                "geckodriver",
                GECKODRIVER,
                "drives Firefox",
                "3 minutes",
                Source::Crate {
                    package: "geckodriver",
                    programs: &["geckodriver"],
                    locked: true,
                },
            ),
            Self::WebKit => facts(
                "WebKitGTK's MiniBrowser and WebKitWebDriver",
                "of the system's packages",
                "runs the scenarios in a third engine",
                "a minute",
                Source::Apt {
                    packages: "libwebkit2gtk-4.1-0 webkit2gtk-driver xvfb libgl1-mesa-dri",
                    elsewhere: "there is none for this system; leave it out: \
                                HEARTLINE_ENGINES=chromium,firefox",
                },
            ),
        })
    }
}

impl Facts {
    /// Name and version, which is also the name of the tool's folder.
    pub(crate) fn folder_name(&self) -> Option<String> {
        match &self.source {
            Source::Crate { package, .. }
            | Source::Npm { package, .. }
            | Source::NpmScript { package, .. } => Some(format!("{package}-{}", self.version)),
            Source::Rustup(_) | Source::Apt { .. } | Source::ByHand(_) => None,
        }
    }
}
