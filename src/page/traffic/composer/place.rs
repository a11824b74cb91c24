//! What is wrong with a text, and where.

use super::super::super::language::Words;

/// In both languages.
macro_rules! words {
    ($english:literal, $chinese:literal) => {
        &Words {
            english: $english,
            chinese: $chinese,
        }
    };
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    NoHexDigit,
    LoneHexDigit,
    NoValue,
    NoKey,
    NoColon,
    NoComma,
    NotClosed,
    OpenString,
    ControlCharacter,
    BadEscape,
    BadNumber,
    MoreThanOne,
    /// The browser refuses what nothing is found wrong with here.
    Somewhere,
}

impl Wrong {
    pub(super) const fn words(self) -> &'static Words<&'static str> {
        match self {
            Self::NoHexDigit => words!("this is not a hex digit", "这不是十六进制数字"),
            Self::LoneHexDigit => words!(
                "a byte needs two hex digits",
                "每个字节需要两位十六进制数字"
            ),
            Self::NoValue => words!("a value is missing here", "此处缺少值"),
            Self::NoKey => words!(
                "a key in double quotes is missing here",
                "此处缺少用双引号括起的键"
            ),
            Self::NoColon => words!("a colon is missing here", "此处缺少冒号"),
            Self::NoComma => words!(
                "a comma or a closing bracket is missing here",
                "此处缺少逗号或右括号"
            ),
            Self::NotClosed => words!("this bracket is never closed", "这个括号没有闭合"),
            Self::OpenString => words!("this string is never closed", "这个字符串没有结束引号"),
            Self::ControlCharacter => words!(
                "a string cannot hold a line break, a tab or another control character: write \\n, \\t",
                "字符串中不能直接含有换行、制表符等控制字符，请写成 \\n、\\t"
            ),
            Self::BadEscape => words!("JSON does not know this escape", "JSON 不支持这种转义"),
            Self::BadNumber => words!("a number cannot be written like this", "数字不能这样写"),
            Self::MoreThanOne => words!("nothing may follow the value", "值之后不能再有其他内容"),
            Self::Somewhere => words!("this is not JSON", "这不是有效的 JSON"),
        }
    }
}

/// What is wrong, where a person looks for it, and where a text area finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Problem {
    pub(super) wrong: Wrong,
    /// From 1, in characters.
    pub(super) line: usize,
    pub(super) column: usize,
    /// As JavaScript counts: UTF-16 code units from the beginning.
    pub(super) offset: u32,
}

impl Problem {
    /// At this byte of the text.
    pub(super) fn at((at, wrong): (usize, Wrong), text: &str) -> Self {
        let before = &text[..text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let units = before.encode_utf16().count();
        Self {
            wrong,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            offset: u32::try_from(units).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_lines_and_characters_and_found_in_code_units() {
        for (text, at, line, column, offset) in [
            ("", 0, 1, 1, 0),
            ("abc", 2, 1, 3, 2),
            ("a\nbc", 2, 2, 1, 2),
            ("a\n\nb", 3, 3, 1, 3),
            ("é😀x", 6, 1, 3, 3),
            ("\u{5d0}\u{200d}x", 5, 1, 3, 2),
            ("short", 99, 1, 6, 5),
        ] {
            let problem = Problem::at((at, Wrong::NoValue), text);
            assert_eq!(
                (problem.line, problem.column, problem.offset),
                (line, column, offset),
                "{text}"
            );
        }
    }
}
