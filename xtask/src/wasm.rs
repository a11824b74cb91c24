//! Programs for the browser that are not the page: compiled, joined with JavaScript and optimised
//! by the calls that make the page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::Toolbox;
use crate::terminal::note;
use crate::tools::{Tool, WASM};
use crate::workspace::{Lock, Workspace};

/// What making them takes.
pub(crate) const TOOLS: [Tool; 3] = [Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmOpt];

/// A workspace with such programs.
pub(crate) struct Workshop {
    folder: PathBuf,
    /// Apart from the main workspace's own build, whose features are others.
    pub(crate) target: PathBuf,
    toolbox: Toolbox,
    /// The arguments for wasm-opt.
    optimiser: Vec<String>,
}

impl Workshop {
    /// For the workspace in `folder`, which is built into the folder `target` beside the page's.
    pub(crate) fn of(
        workspace: &Workspace,
        toolbox: Toolbox,
        folder: &str,
        target: &str,
    ) -> Outcome<(Self, Lock)> {
        let path = workspace.root.join(folder);
        let lock = Lock::read(&path)?;
        require_same_joiner(folder, &lock, &workspace.wasm_bindgen_version()?)?;
        let workshop = Self {
            folder: path,
            target: workspace.target_dir().join(target),
            toolbox,
            optimiser: page_optimiser(workspace)?,
        };
        Ok((workshop, lock))
    }

    /// Makes `app.js` and `app_bg.wasm` in `place`, which is emptied before. `choice` tells Cargo
    /// what to build, and `module` is what it makes of it.
    pub(crate) fn make(&self, choice: [&str; 2], module: &str, place: &Path) -> Outcome {
        // What an earlier version of the tools has made must not stay.
        let _ = fs::remove_dir_all(place);
        for call in self.calls(choice, module, place) {
            note(format_args!("$ {call}"));
            call.run(true)?;
        }
        Ok(())
    }

    /// Compile, join with JavaScript, optimise: as Trunk does for the page.
    fn calls(&self, choice: [&str; 2], module: &str, place: &Path) -> [Call; 3] {
        let build = Call::new("cargo")
            .words("build --quiet --release --target")
            .arg(WASM)
            .arg(choice[0])
            .arg(choice[1])
            .env("CARGO_TARGET_DIR", &self.target)
            .in_folder(&self.folder);
        let join = Call::new(self.toolbox.program("wasm-bindgen"))
            .words("--target web --no-typescript --out-name app --out-dir")
            .arg(place)
            .arg(self.target.join(WASM).join("release").join(module));
        let module = place.join("app_bg.wasm");
        let optimise = Call::new(self.toolbox.program("wasm-opt")).arg("--output");
        let optimise = optimise.arg(&module).arg(&module);
        let optimise = self.optimiser.iter().fold(optimise, Call::arg);
        [build, join, optimise]
    }
}

/// wasm-bindgen's program joins only what its library of the same version has compiled.
fn require_same_joiner(folder: &str, lock: &Lock, wanted: &str) -> Outcome {
    let locked = lock.version("wasm-bindgen").unwrap_or("no version");
    if locked == wanted {
        return Ok(());
    }
    Err(Failure::cannot(format!(
        "{folder}/Cargo.lock holds wasm-bindgen {locked}, Cargo.lock {wanted}; in {folder}: \
         cargo update -p wasm-bindgen --precise {wanted}"
    )))
}

/// What the page has wasm-opt do, as index.html tells Trunk.
fn page_optimiser(workspace: &Workspace) -> Outcome<Vec<String>> {
    let path = workspace.root.join("index.html");
    let page = fs::read_to_string(&path)
        .map_err(|error| Failure::cannot(format!("cannot read {}: {error}", path.display())))?;
    optimiser(&page).ok_or_else(|| Failure::cannot("index.html has no data-wasm-opt"))
}

fn optimiser(page: &str) -> Option<Vec<String>> {
    let value = |name: &str| {
        let (_, rest) = page.split_once(&format!("{name}=\""))?;
        rest.split('"').next()
    };
    let level = format!("-O{}", value("data-wasm-opt")?);
    let more = value("data-wasm-opt-params").unwrap_or_default();
    let more = more.split_whitespace().map(str::to_owned);
    Some([level].into_iter().chain(more).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_how_to_optimise() {
        let page = r#"<link data-wasm-opt="3" data-wasm-opt-params="--a  --b=1" />"#;
        assert_eq!(optimiser(page).unwrap(), ["-O3", "--a", "--b=1"]);
        assert_eq!(optimiser(r#"<link data-wasm-opt="z">"#).unwrap(), ["-Oz"]);
        assert_eq!(optimiser("<link>"), None);
        assert!(page_optimiser(&Workspace::find().unwrap()).is_ok());
    }

    #[test]
    fn another_version_of_the_joiner_is_said_with_what_to_do() {
        let lock =
            Lock::of("[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.100\"\n").unwrap();
        assert!(require_same_joiner("bench/size", &lock, "0.2.100").is_ok());
        let failure = require_same_joiner("bench/size", &lock, "0.2.130").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(
            failure.message.ends_with("--precise 0.2.130"),
            "{}",
            failure.message
        );
    }
}
