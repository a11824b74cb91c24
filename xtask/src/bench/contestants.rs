//! The contestants of the benchmark: each a page in a folder of its own, and lists that say what they are.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::before::Before;
use crate::call::Call;
use crate::failure::{Failure, Outcome};
use crate::install::{Toolbox, npm};
use crate::terminal::note;
use crate::wasm::Workshop;
use crate::workspace::{Lock, Workspace};

/// Those in JavaScript, below the root of the workspace.
const WEB: &str = "bench/contestants/web";
/// The workspace of those in Rust, below the root of this one.
const FOLDER: &str = "bench/contestants/wasm";
/// Who they are, in their workspace; `version` is added from its lock file.
const LIST: &str = "contestants.json";
/// The same list beside the pages.
const BUILT_LIST: &str = "contestants-wasm.json";
/// The package of those that are ours.
const OURS: &str = "heartline";
/// What all their pages begin with.
const PAGE: [&str; 2] = ["index.html", "start.js"];

/// Builds each of those in JavaScript into a folder of `out`, and the list of them.
pub(crate) fn build_web(workspace: &Workspace, out: &Path) -> Outcome {
    let folder = workspace.root.join(WEB);
    let packages = Call::new(npm()).words("ci --no-audit --no-fund --loglevel=error");
    let build = Call::new("node").words("build.mjs --out").arg(out);
    for call in [packages, build] {
        let call = call.in_folder(&folder);
        note(format_args!("$ {call}"));
        call.run(true)?;
    }
    Ok(())
}

/// Builds those in Rust that are `wanted` into a folder of `out` each, then ours once more as each
/// revision `before` makes them, and the list of all, also of those that are not wanted: the driver
/// says who there is where somebody asks for one that is not.
pub(crate) fn build_wasm(
    workspace: &Workspace,
    toolbox: &Toolbox,
    out: &Path,
    wanted: impl Fn(&str) -> bool,
    before: &[Before],
) -> Outcome {
    let mut list = build_each(workspace, toolbox, &wanted, |name| out.join(name))?;
    let others = list.extract_if(.., |one| !text(one, "name").is_some_and(&wanted));
    let others: Vec<_> = others.collect();
    for before in before {
        let ours = |one: &Map<String, Value>| text(one, "package") == Some(OURS);
        let mut earlier: Vec<_> = list.iter().filter(|one| ours(one)).cloned().collect();
        let names: Vec<_> = earlier.iter().filter_map(|one| text(one, "name")).collect();
        let wanted = |name: &str| names.contains(&name);
        build_each(&before.workspace, toolbox, wanted, |name| {
            out.join(before.name(name))
        })?;
        earlier.iter_mut().for_each(|one| rename(one, before));
        list.extend(earlier);
    }
    list.extend(others);
    let path = out.join(BUILT_LIST);
    let list = list.into_iter().map(Value::Object).collect::<Value>();
    fs::write(&path, format!("{list:#}\n"))
        .map_err(|error| Failure::cannot(format!("cannot write {}: {error}", path.display())))
}

/// Builds those that are `wanted`, each at its `place`, and says who there is.
fn build_each(
    workspace: &Workspace,
    toolbox: &Toolbox,
    wanted: impl Fn(&str) -> bool,
    place: impl Fn(&str) -> PathBuf,
) -> Outcome<Vec<Map<String, Value>>> {
    let (workshop, lock) = Workshop::of(workspace, toolbox.clone(), FOLDER, "contestants")?;
    let folder = workspace.root.join(FOLDER);
    let list = described(&read(&folder.join(LIST))?, &lock)?;
    let names = list.iter().filter_map(|one| text(one, "name"));
    for name in names.filter(|name| wanted(name)) {
        let place = place(name);
        let package = format!("contestant-{name}");
        workshop.make(["-p", &package], &format!("{package}.wasm"), &place)?;
        for file in PAGE {
            fs::copy(folder.join(file), place.join(file))
                .map_err(|error| Failure::cannot(format!("{name}: {file}: {error}")))?;
        }
    }
    Ok(list)
}

/// One of ours as an earlier revision.
fn rename(one: &mut Map<String, Value>, before: &Before) {
    let name = text(one, "name").map(|name| before.name(name));
    let title = text(one, "title").map(|title| format!("{title}, at {}", before.revision));
    for (key, value) in [("name", name), ("title", title)] {
        one.insert(key.to_owned(), value.into());
    }
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path)
        .map_err(|error| Failure::cannot(format!("cannot read {}: {error}", path.display())))
}

/// The list with the versions that are built: of the package, and of each that it comes `with`.
fn described(list: &str, lock: &Lock) -> Outcome<Vec<Map<String, Value>>> {
    let unfit = |words: String| Failure::cannot(format!("{FOLDER}/{LIST}: {words}"));
    let mut list: Vec<Map<String, Value>> =
        serde_json::from_str(list).map_err(|error| unfit(error.to_string()))?;
    let version = |package: &str| {
        let version = lock.version(package).map(Value::from);
        version.ok_or_else(|| unfit(format!("Cargo.lock there has no `{package}`")))
    };
    for one in &mut list {
        let package = text(one, "package").ok_or_else(|| unfit("no `package`".into()))?;
        let own = version(package)?;
        let others = one.get("with").and_then(Value::as_array);
        let others = others.into_iter().flatten().filter_map(Value::as_str);
        let others = others.map(|other| Ok((other.to_owned(), version(other)?)));
        let others: Map<String, Value> = others.collect::<Outcome<_>>()?;
        one.insert("version".to_owned(), own);
        one.insert("with".to_owned(), others.into());
    }
    Ok(list)
}

fn text<'a>(one: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    one.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n\
                        [[package]]\nname = \"b\"\nversion = \"4.5.6\"\n";

    #[test]
    fn every_contestant_is_a_package_and_has_versions() {
        let folder = Workspace::find().unwrap().root.join(FOLDER);
        let lock = Lock::read(&folder).unwrap();
        let list = described(&read(&folder.join(LIST)).unwrap(), &lock).unwrap();
        assert!(!list.is_empty());
        for one in list {
            let name = text(&one, "name").unwrap();
            assert!(
                lock.version(&format!("contestant-{name}")).is_some(),
                "{name}"
            );
            assert!(folder.join(name).is_dir(), "{name}");
        }
    }

    #[test]
    fn the_versions_are_those_of_the_lock_file() {
        let lock = Lock::of(LOCK).unwrap();
        let list = described(r#"[{"name":"x","package":"a","with":["b"]}]"#, &lock).unwrap();
        assert_eq!(text(&list[0], "version"), Some("1.2.3"));
        assert_eq!(list[0]["with"]["b"], "4.5.6");
    }

    #[test]
    fn what_is_not_in_the_lock_file_is_said() {
        let lock = Lock::of(LOCK).unwrap();
        for (list, words) in [
            (r#"[{"name":"x","package":"c"}]"#, "no `c`"),
            (r#"[{"name":"x"}]"#, "no `package`"),
            ("[", "EOF"),
        ] {
            let failure = described(list, &lock).unwrap_err();
            assert!(failure.message.contains(words), "{}", failure.message);
        }
    }
}
