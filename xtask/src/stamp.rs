//! Whether the built page is the one that its sources would make: a fingerprint of everything
//! that goes in and everything that came out, so that a deleted source, a touched file and a
//! page built by hand in between are all judged rightly.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// What the page is made from, below the root of the workspace.
const INPUTS: [&str; 10] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "connection/Cargo.toml",
    "connection/src",
    "index.html",
    "rust-toolchain.toml",
    "src",
    "static",
];

/// The fingerprint of all that the page is made from.
pub(crate) fn of_sources(root: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for input in INPUTS {
        hash_below(&root.join(input), root, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The fingerprint of the built page.
pub(crate) fn of_page(dist: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    hash_below(dist, dist, &mut hasher)?;
    Ok(format!("{:016x}", hasher.finish()))
}

/// All files at or below a path, sorted; none when it does not exist.
pub(crate) fn files_below(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => {
            for entry in fs::read_dir(path)? {
                collect(&entry?.path(), files)?;
            }
            Ok(())
        }
        Ok(_) => {
            files.push(path.to_path_buf());
            Ok(())
        }
        // What is not there is an answer too: a link into nothing, an editor's short-lived file.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn hash_below(path: &Path, root: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let files = files_below(path)?;
    files.len().hash(hasher);
    for file in files {
        file.strip_prefix(root).unwrap_or(&file).hash(hasher);
        fs::read(&file)?.hash(hasher);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder = env::temp_dir().join(format!("heartline-{name}-{}", process::id()));
            let _ = fs::remove_dir_all(&folder);
            for file in [
                "src/lib.rs",
                "src/page/mod.rs",
                "dist/index.html",
                "Cargo.lock",
            ] {
                let path = folder.join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, file).unwrap();
            }
            Self(folder)
        }

        fn print(&self) -> String {
            of_sources(&self.0).unwrap() + &of_page(&self.0.join("dist")).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn nothing_changed_means_the_same_fingerprint() {
        let scratch = Scratch::new("same");
        let before = scratch.print();
        fs::write(scratch.0.join("README.md"), "not an input").unwrap();
        fs::write(scratch.0.join("src/lib.rs"), "src/lib.rs").unwrap();
        assert_eq!(scratch.print(), before);
    }

    #[test]
    fn a_changed_deleted_or_renamed_source_is_noticed() {
        let scratch = Scratch::new("source");
        let before = scratch.print();
        fs::write(scratch.0.join("src/lib.rs"), "other").unwrap();
        let changed = scratch.print();
        assert_ne!(changed, before);
        fs::rename(scratch.0.join("src/lib.rs"), scratch.0.join("src/a.rs")).unwrap();
        let renamed = scratch.print();
        assert_ne!(renamed, changed);
        fs::remove_file(scratch.0.join("src/page/mod.rs")).unwrap();
        assert_ne!(scratch.print(), renamed);
    }

    #[test]
    fn a_page_that_was_built_by_hand_is_noticed() {
        let scratch = Scratch::new("dist");
        let before = scratch.print();
        fs::write(scratch.0.join("dist/extra.js"), "").unwrap();
        assert_ne!(scratch.print(), before);
        fs::remove_dir_all(scratch.0.join("dist")).unwrap();
        assert_ne!(scratch.print(), before);
    }
}
