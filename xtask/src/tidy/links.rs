//! Every link in a document that stays in the checkout leads somewhere.

use crate::tidy::Finding;
use crate::tidy::markdown::{anchors, prose, without_code};
use crate::tidy::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(".md") {
        for (line, content) in prose(text) {
            let broken = |target: String| {
                let reason = resolve(tree, path, &target).err()?;
                Some(Finding::new(
                    path,
                    line,
                    format!("link `{target}`: {reason}"),
                ))
            };
            findings.extend(
                targets(&without_code(content))
                    .into_iter()
                    .filter_map(broken),
            );
        }
    }
    findings
}

/// What the line links to: `[text](target)`, `[name]: target`, `src="target"`, `href="target"`.
fn targets(line: &str) -> Vec<String> {
    let up_to =
        |ends: &'static [char]| move |rest: &str| rest.split(ends).next().map(str::to_owned);
    let after = |mark: &str| {
        line.split(mark)
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let inline = after("](")
        .into_iter()
        .filter_map(|rest| up_to(&[')', ' '])(&rest));
    let html = ["src=\"", "href=\""].into_iter().flat_map(after);
    let html = html.filter_map(|rest| up_to(&['"'])(&rest));
    let definition = line
        .trim_start()
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "));
    let definition = definition.and_then(|(_, rest)| up_to(&[' '])(rest.trim_start()));
    inline
        .chain(html)
        .chain(definition)
        .filter(|target| stays_here(target))
        .collect()
}

fn stays_here(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let elsewhere = scheme.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric()));
    !elsewhere && !target.starts_with("//")
}

/// Follows a link from a document.
fn resolve(tree: &Tree, from: &str, target: &str) -> Result<(), String> {
    let target = target.trim_matches(['<', '>']).replace("%20", " ");
    let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
    let path = if file.is_empty() {
        Some(from.to_owned())
    } else {
        joined(from, file)
    };
    let path = path.ok_or("leads out of the checkout")?;
    if !tree.holds(&path) {
        return Err("no such file".to_owned());
    }
    let Some(text) = tree
        .text(&path)
        .filter(|_| path.ends_with(".md") && !anchor.is_empty())
    else {
        return Ok(());
    };
    let found = anchors(text).iter().any(|name| name == anchor);
    if found {
        Ok(())
    } else {
        Err(format!("{path} has no heading for #{anchor}"))
    }
}

/// The path from the root of a link in a document.
fn joined(from: &str, link: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let base = if link.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(link.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(line: &str) -> Vec<String> {
        let guide = "# Guide\n## First steps\n";
        let files = [
            ("docs/a.md", line),
            ("docs/guide.md", guide),
            ("README.md", ""),
            ("static/x.svg", ""),
        ];
        check(&Tree::of(&files))
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        for line in [
            "[a](guide.md) ![b](../static/x.svg) [c](guide.md#first-steps \"title\")",
            "[a](https://example.org/none.md) [m](mailto:a@b.c) [root](/README.md) [dir](../static)",
            "# Here\n[h](#here)",
            "[ref]: ./guide.md#guide",
            "`[code](none.md)`",
            "<img src=\"../static/x.svg\">",
        ] {
            assert_eq!(reasons(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        for line in [
            "[a](none.md)",
            "[a](guide.md#none)",
            "[a](#none)",
            "[a](../../outside.md)",
            "[ref]: none.md",
            "<img alt=\"x\" src=\"none.svg\">",
        ] {
            assert_eq!(reasons(line).len(), 1, "{line}");
        }
    }
}
