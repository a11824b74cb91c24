//! Builds the example apps as somebody outside of this workspace would: each in its own folder,
//! with its own manifest and lock file, by Trunk. What checks the workspace does not see them, so
//! they are checked here too.

use std::fs;
use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::Toolbox;
use crate::terminal::say;
use crate::tools::WASM;
use crate::workspace::Workspace;

use super::tally::Tally;

/// Below the root of the workspace; a folder with a manifest in it is an app.
const FOLDER: &str = "examples";

/// What `cargo xtask soak` shakes.
const PROBE: &str = "e2e/probe";

/// Checks, tests and builds every app, each into a folder of its name.
pub(super) fn build(workspace: &Workspace, toolbox: &Toolbox, tally: &mut Tally) -> Outcome {
    let apps = apps(&workspace.root.join(FOLDER))?;
    for app in &apps {
        for call in checks(workspace, app) {
            announced(&call).run(false)?;
        }
        tally.run(announced(&cargo(workspace, app).words("test --quiet")))?;
        for call in calls(workspace, toolbox, app)? {
            announced(&call).run(false)?;
        }
    }
    // Built when it is needed, which is seldom: it must not fall behind meanwhile.
    for call in checks(workspace, &workspace.root.join(PROBE)) {
        announced(&call).run(false)?;
    }
    say(format_args!("{} example apps were built", apps.len()));
    tally.require_tests()
}

fn announced(call: &Call) -> &Call {
    say(format_args!("$ {call}"));
    call
}

fn checks(workspace: &Workspace, app: &Path) -> [Call; 2] {
    let clippy = cargo(workspace, app)
        .words("clippy --quiet --all-targets --target")
        .arg(WASM)
        .words("-- -D warnings");
    [cargo(workspace, app).words("fmt --check"), clippy]
}

/// Cargo in the app's folder.
fn cargo(workspace: &Workspace, app: &Path) -> Call {
    shared(workspace, Call::new("cargo").in_folder(app))
}

/// One folder for what all of them compile, so that what they share is compiled once.
fn shared(workspace: &Workspace, call: Call) -> Call {
    let folder = workspace.target_dir().join("example-apps");
    call.env("CARGO_TARGET_DIR", folder)
}

/// The folders of the apps, sorted by name; none at all proves nothing.
fn apps(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = |error| Failure::cannot(format!("cannot read {}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut apps: Vec<_> = paths
        .filter(|path| path.join("Cargo.toml").is_file())
        .collect();
    apps.sort();
    if apps.is_empty() {
        let message = format!("no folder in {} has a Cargo.toml", folder.display());
        return Err(Failure::negative(message));
    }
    Ok(apps)
}

/// Trunk works offline so that it uses the pinned tools, so the crates must be there before.
fn calls(workspace: &Workspace, toolbox: &Toolbox, app: &Path) -> Outcome<[Call; 2]> {
    let name = app.file_name().unwrap_or_default();
    let fetch = Call::new("cargo")
        .words("fetch --quiet --target")
        .arg(WASM)
        .in_folder(app);
    let build = Call::new(toolbox.program("trunk"))
        .words("build --offline --dist")
        .arg(workspace.example_apps().join(name))
        .env("PATH", toolbox.search_path()?)
        // Trunk 0.21 takes NO_COLOR=1 for a malformed option and stops.
        .without_env("NO_COLOR")
        .in_folder(app);
    Ok([fetch, shared(workspace, build)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};

    #[test]
    fn an_app_is_a_folder_with_a_manifest() {
        let folder = env::temp_dir().join(format!("heartline-apps-{}", process::id()));
        for app in ["token", "chat", "notes"] {
            fs::create_dir_all(folder.join(app)).unwrap();
        }
        assert_eq!(apps(&folder).unwrap_err().code, 1);
        for file in ["token/Cargo.toml", "chat/Cargo.toml", "hello.rs"] {
            fs::write(folder.join(file), "").unwrap();
        }
        let found = apps(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, [folder.join("chat"), folder.join("token")]);
    }

    #[test]
    fn every_app_goes_to_a_folder_of_its_name_and_shares_what_is_compiled() {
        let workspace = Workspace::find().unwrap();
        let app = workspace.root.join("examples/chat");
        let [fetch, build] = calls(&workspace, &Toolbox::default(), &app).unwrap();
        assert!(fetch.to_string().starts_with("cargo fetch"), "{fetch}");
        let build = build.to_string();
        assert!(build.ends_with("/examples/chat"), "{build}");
        assert!(
            build.contains("/example-apps ") && build.contains("trunk build --offline"),
            "{build}"
        );
    }
}
