//! As much of Markdown as the checks need: prose without code, fenced blocks, headings.

/// A fenced block of code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// The line of the opening fence, from 1.
    pub(super) line: usize,
    /// What stands after the fence: `rust`, `rust,ignore`, `toml`.
    pub(super) language: &'a str,
    pub(super) code: String,
    /// The last line with text before the block.
    pub(super) before: &'a str,
}

/// The lines outside of fenced blocks, with their numbers from 1.
pub(super) fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fence = None;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (fence, fence_of(line)) {
            (None, Some(open)) => fence = Some(open),
            (Some(open), Some(close)) if close.starts_with(open) => fence = None,
            (None, None) => lines.push((index + 1, line)),
            (Some(_), _) => {}
        }
    }
    lines
}

/// The fenced blocks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Block<'_>)> = None;
    let mut before = "";
    for (index, line) in text.lines().enumerate() {
        match (open.take(), fence_of(line)) {
            (None, Some(fence)) => {
                let language = line.trim().trim_start_matches(['`', '~']).trim();
                let code = String::new();
                open = Some((
                    fence,
                    Block {
                        line: index + 1,
                        language,
                        code,
                        before,
                    },
                ));
            }
            (Some((fence, block)), Some(close)) if close.starts_with(fence) => {
                blocks.push(block);
                before = "";
            }
            (Some((fence, mut block)), _) => {
                block.code.push_str(line);
                block.code.push('\n');
                open = Some((fence, block));
            }
            (None, None) if !line.trim().is_empty() => before = line.trim(),
            (None, None) => {}
        }
    }
    blocks
}

/// The fence that a line opens or closes.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ['`', '~'].into_iter().find_map(|mark| {
        let length = line.chars().take_while(|c| *c == mark).count();
        (length >= 3).then(|| &line[..length])
    })
}

/// The line with its `code` blanked out, every other character in its place.
pub(super) fn without_code(line: &str) -> String {
    let mut text = String::new();
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        if index % 2 == 0 {
            text.push_str(part);
        } else {
            text.extend(part.chars().map(|_| ' '));
        }
    }
    text
}

/// The anchors of a document's headings, made as GitHub makes them.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for (_, line) in prose(text) {
        let level = line.chars().take_while(|c| *c == '#').count();
        let Some(title) = line[level..]
            .strip_prefix(' ')
            .filter(|_| (1..=6).contains(&level))
        else {
            anchors.extend(explicit_anchor(line));
            continue;
        };
        let slug = slug(title);
        let repeated = |n: &usize| *n > 0 && anchors.contains(&format!("{slug}-{n}"));
        let name = if anchors.contains(&slug) {
            let next = (1..).find(|n| !repeated(n)).unwrap_or(1);
            format!("{slug}-{next}")
        } else {
            slug
        };
        anchors.push(name);
    }
    anchors
}

/// `<a id="name">` or `<a name="name">`.
fn explicit_anchor(line: &str) -> Option<String> {
    let (_, rest) = line
        .split_once("id=\"")
        .or_else(|| line.split_once("name=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn slug(title: &str) -> String {
    let title = title.trim().to_lowercase();
    // A link in a heading is known by its text.
    let title = match (title.find('['), title.find("]("), title.rfind(')')) {
        (Some(open), Some(middle), Some(end)) if open < middle && middle < end => {
            format!(
                "{}{}{}",
                &title[..open],
                &title[open + 1..middle],
                &title[end + 1..]
            )
        }
        _ => title,
    };
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_not_prose() {
        let text = "a\n```rust\nb\n```\nc\n~~~~\n~~~\nd\n~~~~\ne";
        assert_eq!(prose(text), [(1, "a"), (5, "c"), (10, "e")]);
        assert_eq!(without_code("a `b[c](d)` e"), "a `       ` e");
    }

    #[test]
    fn blocks_know_their_language_and_the_line_before() {
        let text = "x\n<!-- file: a.rs -->\n\n```rust,ignore\nlet a;\n\nlet b;\n```\n```\nc\n```\n";
        let blocks = blocks(text);
        assert_eq!(blocks[0].language, "rust,ignore");
        assert_eq!(blocks[0].code, "let a;\n\nlet b;\n");
        assert_eq!(blocks[0].before, "<!-- file: a.rs -->");
        assert_eq!(
            (blocks[0].line, blocks[1].line, blocks[1].before),
            (4, 9, "")
        );
    }

    #[test]
    fn anchors_are_those_of_github() {
        let text =
            "# What it is\n## `wsuri`: the *old* name\n## What it is\n<a id=\"here\"></a>\n#no";
        assert_eq!(
            anchors(text),
            ["what-it-is", "wsuri-the-old-name", "what-it-is-1", "here"]
        );
    }
}
