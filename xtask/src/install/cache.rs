//! The folder that tools are installed into: one per user, outside the checkout, so that a fresh
//! clone finds what another has installed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use crate::failure::{Failure, Outcome};

/// What an interrupted installation leaves behind starts with this.
const PARTIAL: &str = ".partial-";
/// A partial folder that is older than any installation lasts is waste.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder with the tools; it need not exist.
pub(crate) fn folder() -> Outcome<PathBuf> {
    folder_from(|name| env::var_os(name)).ok_or_else(|| {
        Failure::cannot(
            "there is no HOME to install tools into; set HEARTLINE_TOOLS to a folder of yours",
        )
    })
}

fn folder_from(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    set("HEARTLINE_TOOLS")
        .or_else(|| Some(set("XDG_CACHE_HOME")?.join("heartline")))
        .or_else(|| {
            Some(
                set("HOME")
                    .or_else(|| set("USERPROFILE"))?
                    .join(".cache/heartline"),
            )
        })
        .map(absolute)
}

/// Whether something can be written there, and if not, why.
pub(crate) fn check_writable(folder: &Path) -> Result<(), String> {
    let probe = folder.join(format!("{PARTIAL}probe-{}", process::id()));
    fs::create_dir_all(&probe)
        .and_then(|()| fs::remove_dir(&probe))
        .map_err(|error| {
            format!(
                "{} cannot be written ({error}); HEARTLINE_TOOLS may name another folder",
                folder.display()
            )
        })
}

/// Installs by `fill` into a folder beside the final one and renames it when all is there, so
/// that an interrupted installation never looks like a finished one.
pub(crate) fn install_into(place: &Path, fill: impl FnOnce(&Path) -> Outcome) -> Outcome {
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else {
        return Err(Failure::cannot(format!(
            "{} is no place for a tool",
            place.display()
        )));
    };
    clear_stale(folder);
    let partial = folder.join(format!("{PARTIAL}{}-{}", name.display(), process::id()));
    let result = fs::create_dir_all(&partial)
        .map_err(|error| Failure::cannot(format!("cannot make {}: {error}", partial.display())))
        .and_then(|()| fill(&partial))
        .and_then(|()| put_in_place(&partial, place));
    let _ = fs::remove_dir_all(&partial);
    result
}

fn put_in_place(partial: &Path, place: &Path) -> Outcome {
    // Only an installation that is not usable stands there: a usable one would have been found.
    // Unless another run has just finished the same work, which is as good.
    let broken = place.exists();
    if broken {
        let _ = fs::remove_dir_all(place);
    }
    fs::rename(partial, place)
        .or_else(|error| if place.exists() { Ok(()) } else { Err(error) })
        .map_err(|error| Failure::cannot(format!("cannot make {}: {error}", place.display())))
}

fn clear_stale(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_partial = entry.file_name().to_string_lossy().starts_with(PARTIAL);
        let age = entry
            .metadata()
            .ok()
            .and_then(|data| data.modified().ok()?.elapsed().ok());
        if is_partial && age.is_some_and(|age| age > STALE) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("heartline-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_folder_follows_the_environment() {
        let with = |pairs: &'static [(&str, &str)]| {
            folder_from(|name| {
                let pair = pairs.iter().find(|(key, _)| *key == name)?;
                Some(OsString::from(pair.1))
            })
        };
        assert_eq!(with(&[("HOME", "/h")]), Some("/h/.cache/heartline".into()));
        assert_eq!(
            with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")]),
            Some("/c/heartline".into())
        );
        assert_eq!(
            with(&[("HOME", "/h"), ("HEARTLINE_TOOLS", "/t")]),
            Some("/t".into())
        );
        assert_eq!(
            with(&[("HOME", "/h"), ("HEARTLINE_TOOLS", "")]),
            Some("/h/.cache/heartline".into())
        );
        assert_eq!(with(&[]), None);
    }

    #[test]
    fn a_failed_installation_leaves_nothing_that_looks_installed() {
        let folder = scratch("failed");
        let place = folder.join("tool-1");
        let result = install_into(&place, |partial| {
            fs::write(partial.join("half"), "").unwrap();
            Err(Failure::negative("no network"))
        });
        assert_eq!(result.unwrap_err().message, "no network");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_finished_installation_replaces_a_broken_one() {
        let folder = scratch("finished");
        let place = folder.join("tool-1");
        fs::create_dir_all(place.join("rubble")).unwrap();
        install_into(&place, |partial| {
            fs::write(partial.join("program"), "").unwrap();
            Ok(())
        })
        .unwrap();
        assert!(place.join("program").exists() && !place.join("rubble").exists());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_obstacle_in_words() {
        let folder = scratch("unwritable");
        let file = folder.join("file");
        fs::write(&file, "").unwrap();
        let obstacle = check_writable(&file.join("tools")).unwrap_err();
        assert!(obstacle.contains("HEARTLINE_TOOLS"), "{obstacle}");
        fs::remove_dir_all(folder).unwrap();
    }
}
