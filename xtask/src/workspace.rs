//! Where the workspace is and what its manifests say.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::failure::{Failure, Outcome};

/// The checkout that the commands work on.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    manifest: Table,
}

impl Workspace {
    /// Finds the checkout, from whatever folder `cargo xtask` was called.
    pub(crate) fn find() -> Outcome<Self> {
        // Cargo says at run time where the package is; the compiled path is for a binary that is
        // started by hand.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().map(Path::to_path_buf);
        Self::at(root.ok_or_else(|| Failure::cannot("the workspace has no folder"))?)
    }

    /// The checkout in this folder.
    pub(crate) fn at(root: PathBuf) -> Outcome<Self> {
        let manifest = read_toml(&root.join("Cargo.toml"))?;
        Ok(Self { root, manifest })
    }

    /// The folder that holds the built page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The folder that holds the built example apps, one folder each.
    pub(crate) fn example_apps(&self) -> PathBuf {
        self.target_dir().join("examples")
    }

    /// The folder that Cargo builds into, wherever its configuration puts it: this program was
    /// built into it as `<folder>/debug/xtask`.
    pub(crate) fn target_dir(&self) -> PathBuf {
        let program = env::current_exe().ok();
        let folder = program
            .as_deref()
            .and_then(Path::parent)
            .and_then(Path::parent);
        folder.map_or_else(|| self.root.join("target"), Path::to_path_buf)
    }

    /// The server that `cargo build --profile server` makes.
    pub(crate) fn server_binary(&self) -> PathBuf {
        self.program("server", "heartline-server")
    }

    /// The program that Cargo makes with this profile.
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        self.target_dir().join(profile).join(name)
    }

    /// What the page may weigh in all, in bytes as brotli.
    pub(crate) fn page_budget(&self) -> Outcome<u64> {
        self.budget("page-budget-brotli").ok_or_else(|| {
            Failure::cannot(
                "Cargo.toml has no `page-budget-brotli` under [workspace.metadata.heartline]",
            )
        })
    }

    /// What the library may add to a Yew hello, in bytes as brotli, where that is stated.
    pub(crate) fn library_budget(&self) -> Option<u64> {
        self.budget("library-budget-brotli")
    }

    fn budget(&self, name: &str) -> Option<u64> {
        let path = ["workspace", "metadata", "heartline", name];
        let value = look_up(&self.manifest, &path)?.as_integer()?;
        u64::try_from(value).ok()
    }

    /// The version of wasm-bindgen that Cargo.lock holds. The command line tool must be the same.
    pub(crate) fn wasm_bindgen_version(&self) -> Outcome<String> {
        let lock = Lock::read(&self.root)?;
        let version = lock.version("wasm-bindgen").map(str::to_owned);
        version.ok_or_else(|| {
            Failure::cannot("Cargo.lock has no wasm-bindgen; run `cargo update --workspace` once")
        })
    }
}

/// A Cargo.lock.
pub(crate) struct Lock(Table);

impl Lock {
    /// That of the workspace in this folder.
    pub(crate) fn read(folder: &Path) -> Outcome<Self> {
        read_toml(&folder.join("Cargo.lock")).map(Self)
    }

    /// That with this text.
    pub(crate) fn of(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// The version of a package; the newest, should there be several: Cargo writes them in order.
    pub(crate) fn version(&self, package: &str) -> Option<&str> {
        let packages = self.0.get("package")?.as_array()?;
        let is_it = |entry: &&Value| entry.get("name").and_then(Value::as_str) == Some(package);
        packages.iter().rev().find(is_it)?.get("version")?.as_str()
    }
}

/// The version of the workspace's packages as its root manifest states it.
pub(crate) fn stated_version(manifest: &str) -> Option<String> {
    let table: Table = manifest.parse().ok()?;
    let value = look_up(&table, &["workspace", "package", "version"])?;
    value.as_str().map(str::to_owned)
}

fn read_toml(path: &Path) -> Outcome<Table> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::cannot(format!("cannot read {}: {error}", path.display())))?;
    text.parse()
        .map_err(|error| Failure::cannot(format!("cannot understand {}: {error}", path.display())))
}

fn look_up<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter()
        .try_fold(table.get(*first)?, |value, key| value.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = Lock::of(
            "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\
             [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\
             [[package]]\nname = \"gloo-net\"\nversion = \"0.5.0\"\n\
             [[package]]\nname = \"gloo-net\"\nversion = \"0.7.0\"\n",
        )
        .unwrap();
        assert_eq!(lock.version("wasm-bindgen"), Some("0.2.130"));
        assert_eq!(lock.version("gloo-net"), Some("0.7.0"));
        assert_eq!(lock.version("yew"), None);
    }

    #[test]
    fn the_budget_and_the_version_are_stated_once() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.page_budget().unwrap() > 0);
        let manifest = fs::read_to_string(workspace.root.join("Cargo.toml")).unwrap();
        assert_eq!(
            stated_version(&manifest).as_deref(),
            Some(env!("CARGO_PKG_VERSION"))
        );
    }
}
