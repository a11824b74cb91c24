//! The steps of `cargo xtask test` in their order: cheap and telling first, browsers last.
//! A new kind of test is a row in this table.

use clap::builder::PossibleValuesParser;

use crate::tools::{PAGE, Tool};

/// One step: a name to call it by, what it does and what it needs.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
    pub(crate) tools: &'static [Tool],
    /// Steps that must run before.
    after: &'static [&'static str],
    /// Part of `--fast`.
    fast: bool,
}

/// What a step does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
    /// Cargo with these arguments succeeds or fails.
    Cargo(&'static str),
    /// Cargo with each of these arguments, one after the other.
    Cargos(&'static [&'static str]),
    /// Cargo with these arguments runs tests, which are counted; no test at all is a failure.
    Tests(&'static str, Place),
    /// Cargo with these arguments runs a program that says how much it proved.
    Proof(&'static str),
    /// Checks and builds of this program.
    Tidy,
    Page,
    Server,
    ExampleApps,
    Package,
    Size,
}

/// Where tests run, which decides what they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Native,
    /// WebAssembly, in Node.
    Node,
    /// WebAssembly, in a browser.
    Browser,
    /// Native tests that drive the built page in a browser.
    Site,
}

/// All steps.
pub(crate) const STEPS: &[Step] = &[
    step("tidy", Work::Tidy),
    Step {
        tools: &[Tool::Rustfmt],
        ..step("fmt", Work::Cargo("fmt --all --check"))
    },
    Step {
        tools: &[Tool::Clippy],
        ..step(
            "clippy",
            Work::Cargo("clippy --workspace --all-targets --all-features -- -D warnings"),
        )
    },
    Step {
        tools: &[Tool::Clippy, Tool::WasmTarget],
        ..step(
            "clippy-wasm",
            Work::Cargo(
                "clippy -p heartline --target wasm32-unknown-unknown --all-targets \
                 --all-features -- -D warnings",
            ),
        )
    },
    // What one feature needs must not come from another by accident.
    Step {
        tools: &[Tool::Clippy, Tool::WasmTarget],
        ..step("features", Work::Cargos(FEATURE_SETS))
    },
    fast(
        "connection",
        "test -p heartline-connection --all-features --lib --test machine",
    ),
    fast(
        "library",
        "test -p heartline --all-features --lib --test agent --test ssr",
    ),
    fast("server", "test -p heartline-server"),
    fast("xtask", "test -p xtask"),
    // What measures is tested; nothing is measured.
    fast(
        "bench",
        "test -p heartline-bench -p heartline-bench-report -p heartline-bench-machine \
         -p heartline-bench-server",
    ),
    step(
        "simulation-tests",
        Work::Tests(
            "test --profile simulation -p heartline-simulation",
            Place::Native,
        ),
    ),
    step(
        "proof",
        Work::Tests(
            "test -p heartline-connection --all-features --test proof",
            Place::Native,
        ),
    ),
    // A million hours of connections.
    step("simulation", Work::Proof("xtask simulate")),
    // One for each behaviour; all of them take seven minutes on an idle machine.
    step("mutations", Work::Proof("xtask mutations --first-of-each")),
    step(
        "examples",
        Work::Tests(
            "test -p heartline -p heartline-connection --all-features --doc",
            Place::Native,
        ),
    ),
    step(
        "documentation",
        Work::Cargo(
            "doc -p heartline -p heartline-connection --all-features --no-deps \
             --config build.rustdocflags=[\"-Dwarnings\"]",
        ),
    ),
    step("package", Work::Package),
    step("herd", Work::Proof("xtask herd --check")),
    // `--tests`: examples in the documentation run natively, and not in a browser's page.
    Step {
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Node],
        ..step(
            "connection-wasm",
            Work::Tests(
                "test -p heartline-connection --target wasm32-unknown-unknown --tests \
                 --all-features",
                Place::Node,
            ),
        )
    },
    Step {
        tools: &[
            Tool::WasmTarget,
            Tool::WasmBindgen,
            Tool::Node,
            Tool::Browser,
        ],
        ..step(
            "browser",
            Work::Tests(
                "test -p heartline --target wasm32-unknown-unknown --tests \
                 --all-features",
                Place::Browser,
            ),
        )
    },
    Step {
        tools: PAGE,
        ..step("page", Work::Page)
    },
    step("server-build", Work::Server),
    Step {
        after: &["page"],
        ..step("size", Work::Size)
    },
    Step {
        tools: &[
            Tool::Rustfmt,
            Tool::Clippy,
            Tool::WasmTarget,
            Tool::Trunk,
            Tool::WasmBindgen,
        ],
        ..step("example-apps", Work::ExampleApps)
    },
    Step {
        tools: &[
            Tool::Browser,
            Tool::Firefox,
            Tool::Geckodriver,
            Tool::WebKit,
            Tool::Axe,
        ],
        after: &["page", "server-build", "example-apps"],
        ..step(
            "e2e",
            Work::Tests("test -p heartline-e2e --no-fail-fast", Place::Site),
        )
    },
];

/// The library with none of its features and with single ones, as an application may ask for it.
const FEATURE_SETS: &[&str] = &[
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features yew \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features json \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features cbor \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features messagepack \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features postcard \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features requests \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features stream \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features diagnose \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features tracing \
     -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features \
     --features chinese,yew -- -D warnings",
    "clippy -p heartline --target wasm32-unknown-unknown --no-default-features --features test-support \
     -- -D warnings",
];

const fn step(name: &'static str, work: Work) -> Step {
    Step {
        name,
        work,
        tools: &[],
        after: &[],
        fast: false,
    }
}

const fn fast(name: &'static str, arguments: &'static str) -> Step {
    Step {
        fast: true,
        ..step(name, Work::Tests(arguments, Place::Native))
    }
}

/// The values that `--only` takes.
pub(crate) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

/// The steps to run, in their order.
pub(crate) fn choose(fast: bool, only: &[String]) -> Vec<&'static Step> {
    let named = |step: &Step| only.iter().any(|name| name == step.name);
    let needed = |step: &Step| {
        STEPS
            .iter()
            .any(|other| named(other) && other.after.contains(&step.name))
    };
    let wanted = |step: &&Step| {
        if fast {
            step.fast
        } else {
            only.is_empty() || named(step) || needed(step)
        }
    };
    STEPS.iter().filter(wanted).collect()
}

/// Every tool that one of the steps needs, once; of the second and third engine only those that
/// `engines` names, when it names some.
pub(crate) fn tools_of(steps: &[&Step], engines: Option<&str>) -> Vec<Tool> {
    let mut tools = Vec::new();
    for tool in steps.iter().flat_map(|step| step.tools) {
        if !tools.contains(tool) && is_wanted(*tool, engines) {
            tools.push(*tool);
        }
    }
    tools
}

fn is_wanted(tool: Tool, engines: Option<&str>) -> bool {
    let engine = match tool {
        Tool::Firefox | Tool::Geckodriver => "firefox",
        Tool::WebKit => "webkit",
        _ => return true,
    };
    engines.is_none_or(|engines| engines.to_lowercase().contains(engine))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(fast: bool, only: &[&str]) -> Vec<&'static str> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        choose(fast, &only).iter().map(|step| step.name).collect()
    }

    #[test]
    fn without_a_choice_every_step_runs() {
        assert_eq!(names_of(false, &[]).len(), STEPS.len());
    }

    #[test]
    fn fast_steps_need_no_tool() {
        let steps = choose(true, &[]);
        assert!(!steps.is_empty());
        assert_eq!(tools_of(&steps, None), []);
    }

    #[test]
    fn an_engine_that_is_left_out_needs_no_browser() {
        let steps = choose(false, &["e2e".to_owned()]);
        let all = tools_of(&steps, None);
        assert!(all.contains(&Tool::WebKit) && all.contains(&Tool::Geckodriver));
        let some = tools_of(&steps, Some("chromium,firefox"));
        assert!(!some.contains(&Tool::WebKit) && some.contains(&Tool::Geckodriver));
    }

    #[test]
    fn a_single_step_brings_what_it_needs_and_nothing_else() {
        assert_eq!(
            names_of(false, &["e2e"]),
            ["page", "server-build", "example-apps", "e2e"]
        );
        assert_eq!(names_of(false, &["browser", "fmt"]), ["fmt", "browser"]);
    }

    #[test]
    fn what_a_step_waits_for_exists_and_comes_before() {
        for (index, step) in STEPS.iter().enumerate() {
            for name in step.after {
                assert!(
                    STEPS[..index].iter().any(|other| other.name == *name),
                    "{name}"
                );
            }
        }
    }
}
