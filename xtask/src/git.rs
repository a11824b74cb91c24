//! What git knows of the checkout.

use std::path::Path;

use crate::call::Call;
use crate::failure::{Failure, Outcome};

/// A call of git in a checkout.
pub(crate) fn call(root: &Path, words: &str) -> Call {
    Call::new("git").words(words).in_folder(root)
}

/// The commit of a revision, as short as git gives it.
///
/// # Errors
/// Where git knows no such revision.
pub(crate) fn commit(root: &Path, revision: &str) -> Outcome<String> {
    let git = call(root, "rev-parse --short --verify --quiet --end-of-options");
    let found = git.arg(format!("{revision}^{{commit}}")).output();
    let found = found.map(|commit| commit.trim().to_owned());
    found.map_err(|_| Failure::cannot(format!("git knows no revision `{revision}` here")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_revision_that_does_not_exist_is_one_clear_line() {
        let workspace = Workspace::find().unwrap();
        let failure = commit(&workspace.root, "heartline-no-such-revision").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(!failure.message.contains('\n'), "{}", failure.message);
    }
}
