//! Paths into JSON, and questions about what stands there: `$.chat.text`, `live.cpu > 20`,
//! `items[0].name = "x"`, `items[*].id`.

use std::cmp::Ordering;

use super::{Children, Decimal, Kind, Needle, end, kind, plain, root};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
    /// `*`: each of them.
    Every,
}

/// The way to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::page) struct Path(Vec<Step>);

/// A path, and what is demanded of the value there, if anything but that there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) struct Query {
    path: Path,
    demand: Option<Demand>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Demand {
    sign: &'static str,
    value: String,
    needle: Needle,
}

/// What cannot be read: what is wanted there, and before which character, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) struct Fault {
    pub(in crate::page) wanted: Wanted,
    pub(in crate::page) place: usize,
}

/// What would have made sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum Wanted {
    /// A name.
    Name,
    /// A number, a text in quotes or `*`, and `]`.
    Index,
    /// The second quote.
    Quote,
    /// `.`, `[` or a comparison.
    Sign,
    /// Something to compare with.
    Value,
    /// Nothing more: there is one comparison, and a text with spaces is quoted.
    End,
}

/// The longer first.
const SIGNS: [&str; 8] = ["==", "!=", "<=", ">=", "=", "<", ">", "~"];

impl Query {
    /// Reads a question.
    pub(in crate::page) fn read(text: &str) -> Result<Self, Fault> {
        let mut reader = Reader { text, rest: text };
        let path = reader.path()?;
        reader.space();
        if reader.rest.is_empty() {
            return Ok(Self { path, demand: None });
        }
        let sign = SIGNS.into_iter().find(|sign| reader.take(sign));
        let sign = sign.ok_or_else(|| reader.fault(Wanted::Sign))?;
        let value = reader.value()?;
        let needle = Needle::new(&value);
        let demand = Some(Demand {
            sign,
            value,
            needle,
        });
        Ok(Self { path, demand })
    }

    /// Whether it is true of a text.
    pub(in crate::page) fn holds(&self, text: &str) -> bool {
        self.path.any(text, &mut |value| match &self.demand {
            None => true,
            Some(demand) => demand.holds(value),
        })
    }
}

impl Path {
    /// Reads a path without a comparison.
    pub(in crate::page) fn read(text: &str) -> Result<Self, Fault> {
        let mut reader = Reader { text, rest: text };
        let path = reader.path()?;
        reader.space();
        match reader.rest {
            "" => Ok(path),
            _ => Err(reader.fault(Wanted::Sign)),
        }
    }

    /// The first number that stands there, as it is written.
    pub(in crate::page) fn number<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut found = None;
        self.any(text, &mut |value| {
            let is_number = kind(value, 0) == Some(Kind::Number);
            found = is_number.then_some(value);
            is_number
        });
        found
    }

    /// Whether `is_it` is true of a value that stands there, each as it is written.
    fn any<'a>(&self, text: &'a str, is_it: &mut dyn FnMut(&'a str) -> bool) -> bool {
        any(text, root(text), &self.0, is_it).unwrap_or(false)
    }
}

/// As deep as the path is long.
fn any<'a>(
    text: &'a str,
    at: usize,
    steps: &[Step],
    is_it: &mut dyn FnMut(&'a str) -> bool,
) -> Option<bool> {
    let Some((step, further)) = steps.split_first() else {
        return Some(is_it(text.get(at..end(text, at)?)?));
    };
    let mut children = Children::of(text, at)?;
    while let Some(child) = children.next() {
        let is_meant = match (step, child.key) {
            (Step::Every, _) => true,
            (Step::Name(name), Some(key)) => plain(key) == *name,
            (Step::Index(index), None) => child.index == *index,
            _ => false,
        };
        if is_meant {
            let found = any(text, child.at, further, is_it).unwrap_or(false);
            if found || *step != Step::Every {
                return Some(found);
            }
        }
        children.go_on(end(text, child.at)?);
    }
    Some(false)
}

impl Demand {
    fn holds(&self, value: &str) -> bool {
        let plain = plain(value);
        if self.sign == "~" {
            return self.needle.is_in(plain.as_bytes());
        }
        let by_value = match (Decimal::read(value), Decimal::read(&self.value)) {
            (Some(a), Some(b)) => Some(a.compare(&b)),
            _ => None,
        };
        let order = by_value.unwrap_or_else(|| plain.as_ref().cmp(&self.value));
        // A text is neither more nor less than a number.
        let comparable = by_value.is_some() || Decimal::read(&self.value).is_none();
        match self.sign {
            "=" | "==" => order == Ordering::Equal,
            "!=" => order != Ordering::Equal,
            "<" => comparable && order == Ordering::Less,
            "<=" => comparable && order != Ordering::Greater,
            ">" => comparable && order == Ordering::Greater,
            _ => comparable && order != Ordering::Less,
        }
    }
}

/// A question that is true of the value at `at`, which stands at `path`: of a container, that there
/// is one; of a value longer than `limit` bytes, that it has the same beginning.
pub(in crate::page) fn query_for(path: &str, text: &str, at: usize, limit: usize) -> String {
    let literal = end(text, at).and_then(|end| text.get(at..end));
    let literal = literal.unwrap_or_default();
    match kind(literal, 0) {
        Some(Kind::String) if literal.len() > limit => {
            let beginning = &literal[1..literal.floor_char_boundary(limit)];
            [path, " ~ \"", super::whole_escapes(beginning), "\""].concat()
        }
        Some(Kind::String | Kind::Number | Kind::Word) if literal.len() <= limit => {
            [path, " = ", literal].concat()
        }
        _ => path.to_owned(),
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn fault(&self, wanted: Wanted) -> Fault {
        let before = &self.text[..self.text.len() - self.rest.len()];
        let place = before.chars().count() + 1;
        Fault { wanted, place }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn path(&mut self) -> Result<Path, Fault> {
        self.space();
        let mut steps = Vec::new();
        if !self.take("$") && !self.rest.starts_with('[') {
            steps.push(self.name()?);
        }
        loop {
            if self.take(".") {
                steps.push(self.name()?);
            } else if self.take("[") {
                steps.push(self.bracket()?);
            } else {
                return Ok(Path(steps));
            }
        }
    }

    fn name(&mut self) -> Result<Step, Fault> {
        let is_end = |c: char| c.is_whitespace() || ".[]=!<>~\"'".contains(c);
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(length);
        if name.is_empty() {
            return Err(self.fault(Wanted::Name));
        }
        self.rest = rest;
        Ok(match name {
            "*" => Step::Every,
            _ => Step::Name(name.to_owned()),
        })
    }

    fn bracket(&mut self) -> Result<Step, Fault> {
        self.space();
        let step = if self.rest.starts_with(['"', '\'']) {
            Step::Name(self.quoted()?)
        } else if self.take("*") {
            Step::Every
        } else {
            let length = self.rest.find(|c: char| !c.is_ascii_digit());
            let (digits, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
            let index = digits.parse().map_err(|_| self.fault(Wanted::Index))?;
            self.rest = rest;
            Step::Index(index)
        };
        self.space();
        match self.take("]") {
            true => Ok(step),
            false => Err(self.fault(Wanted::Index)),
        }
    }

    /// Between quotes of either kind; a backslash takes the meaning of what follows, as in JSON.
    fn quoted(&mut self) -> Result<String, Fault> {
        let quote = self.rest.chars().next().unwrap_or('"');
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, character)| {
            let ends = *character == quote && !escaped;
            escaped = *character == '\\' && !escaped;
            ends
        });
        let (end, _) = end.ok_or_else(|| self.fault(Wanted::Quote))?;
        let inner = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        Ok(super::unescaped(inner))
    }

    /// To the end: in quotes, or as it stands.
    fn value(&mut self) -> Result<String, Fault> {
        self.space();
        if self.rest.is_empty() {
            return Err(self.fault(Wanted::Value));
        }
        if !self.rest.starts_with(['"', '\'']) {
            let value = self.rest.trim_end();
            let Some(space) = value.find(char::is_whitespace) else {
                return Ok(value.to_owned());
            };
            self.rest = &self.rest[space..];
            self.space();
            return Err(self.fault(Wanted::End));
        }
        let value = self.quoted()?;
        self.space();
        match self.rest {
            "" => Ok(value),
            _ => Err(self.fault(Wanted::Quote)),
        }
    }
}
