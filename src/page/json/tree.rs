//! JSON as a tree of lines: what is unfolded, and no more than that.

use super::{Child, Children, Kind, end, kind, plain, root};

/// A line of the tree: a value under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) struct Line<'a> {
    /// How many containers it is in.
    pub(in crate::page) depth: usize,
    /// The place of its container among the lines.
    pub(in crate::page) parent: Option<usize>,
    /// As it is written, quotes included; `None` in an array.
    pub(in crate::page) key: Option<&'a str>,
    pub(in crate::page) index: usize,
    /// Where the value begins in the text.
    pub(in crate::page) at: usize,
    pub(in crate::page) kind: Kind,
    /// Whether it is a container that holds anything.
    pub(in crate::page) folds: bool,
    pub(in crate::page) open: bool,
}

/// The first `limit` lines of the tree, and whether there are more. `is_open` is asked about each
/// container: its depth, and where it begins. What is folded is skipped, what is beyond the limit is
/// not even read.
pub(in crate::page) fn lines(
    text: &str,
    limit: usize,
    is_open: impl Fn(usize, usize) -> bool,
) -> (Vec<Line<'_>>, bool) {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut open = Open::new();
    let mut next = Some((None, 0, root(text)));
    while let Some((key, index, at)) = next.take() {
        let Some(kind) = kind(text, at) else {
            break;
        };
        if lines.len() >= limit {
            return (lines, true);
        }
        let depth = open.len();
        let children = Children::of(text, at);
        let folds = children.clone().and_then(|mut of| of.next()).is_some();
        let children = children.filter(|_| folds && is_open(depth, at));
        lines.push(Line {
            depth,
            parent: open.last().map(|(_, place)| *place),
            key,
            index,
            at,
            kind,
            folds,
            open: children.is_some(),
        });
        if let Some(children) = children {
            open.push((children, lines.len() - 1));
        } else {
            let Some(end) = end(text, at) else { break };
            go_on(&mut open, end);
        }
        next = next_child(&mut open).map(|child| (child.key, child.index, child.at));
    }
    (lines, false)
}

/// Of each open container its children, and its place among the lines.
type Open<'a> = Vec<(Children<'a>, usize)>;

/// Of the innermost container that has one left; the others end here.
fn next_child<'a>(open: &mut Open<'a>) -> Option<Child<'a>> {
    while let Some((children, _)) = open.last_mut() {
        if let Some(child) = children.next() {
            return Some(child);
        }
        let end = children.end();
        open.pop();
        go_on(open, end);
    }
    None
}

fn go_on(open: &mut Open<'_>, end: usize) {
    if let Some((siblings, _)) = open.last_mut() {
        siblings.go_on(end);
    }
}

/// The path to a line, as [`Path`](super::Path) reads it.
pub(in crate::page) fn path_to(lines: &[Line<'_>], place: usize) -> String {
    let mut steps = Vec::new();
    let mut here = lines.get(place);
    while let Some(line) = here {
        let parent = line.parent.and_then(|place| lines.get(place));
        if parent.is_some() {
            steps.push(match line.key {
                Some(key) => named(key),
                None => ["[", &line.index.to_string(), "]"].concat(),
            });
        }
        here = parent;
    }
    steps.push("$".to_owned());
    steps.reverse();
    steps.concat()
}

fn named(key: &str) -> String {
    let name = plain(key);
    let is_plain = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '_' || c == '-',
        false => !c.is_whitespace(),
    };
    match !name.is_empty() && name.chars().all(is_plain) {
        true => [".", &name].concat(),
        false => ["[", key, "]"].concat(),
    }
}
