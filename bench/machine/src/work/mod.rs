//! The table of all pieces of work.

mod agent;
mod codec;
mod growth;
mod machine;

/// Does the work once more.
pub type Step = Box<dyn FnMut()>;

/// A piece of work, at a size where it has one.
#[derive(Clone, Debug)]
pub struct Work {
    /// Names it: `received`, `outbox/1000`.
    pub id: String,
    /// In words.
    pub title: &'static str,
    /// What it is part of.
    pub kind: Kind,
    /// How long the log, the outbox, the list of listeners is; 0 where nothing has a length.
    pub size: usize,
    /// How many messages one step is about.
    pub messages: usize,
    prepare: fn(usize) -> Step,
}

/// What a piece of work is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One input of the machine, or one question to it.
    Input,
    /// A message while something is as long as the size says.
    Growth,
    /// A value to a message and back.
    Codec,
}

impl Work {
    /// Everything that comes before the first step.
    #[must_use]
    pub fn prepare(&self) -> Step {
        (self.prepare)(self.size)
    }

    /// The id without the size.
    #[must_use]
    pub fn group(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// The time or the instructions of one step, for one message.
    #[must_use]
    pub fn per_message(&self, step: f64) -> f64 {
        step / self.messages as f64
    }
}

/// Every piece of work, in the order of the tables.
#[must_use]
pub fn works() -> Vec<Work> {
    let mut works = Vec::new();
    for (id, title, prepare) in machine::INPUTS {
        works.push(single(id, title, Kind::Input, prepare));
    }
    for row in growth::ROWS.iter().chain(agent::ROWS) {
        works.extend(row.sizes.iter().map(|size| row.at(*size)));
    }
    for (id, title, prepare) in codec::WORKS {
        works.push(single(id, title, Kind::Codec, prepare));
    }
    works
}

/// The piece of work with this id.
#[must_use]
pub fn find(id: &str) -> Option<Work> {
    works().into_iter().find(|work| work.id == id)
}

fn single(id: &str, title: &'static str, kind: Kind, prepare: fn(usize) -> Step) -> Work {
    Work {
        id: id.to_owned(),
        title,
        kind,
        size: 0,
        messages: 1,
        prepare,
    }
}

/// A piece of work without a size.
type Single = (&'static str, &'static str, fn(usize) -> Step);

/// A piece of work at several sizes.
struct Row {
    id: &'static str,
    title: &'static str,
    sizes: &'static [usize],
    /// Whether one step is about as many messages as the size says.
    whole: bool,
    prepare: fn(usize) -> Step,
}

impl Row {
    fn at(&self, size: usize) -> Work {
        Work {
            id: format!("{}/{size}", self.id),
            title: self.title,
            kind: Kind::Growth,
            size,
            messages: if self.whole { size } else { 1 },
            prepare: self.prepare,
        }
    }
}

/// A message of a hundred bytes, as an application sends them.
const TEXT: &str = concat!(
    r#"{"id":12345,"kind":"trade","symbol":"HRTLN","price":101.25,"size":300,"#,
    r#""at":1764115200123,"side":"b"}"#,
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_message_has_a_hundred_bytes() {
        assert_eq!(TEXT.len(), 100);
    }

    #[test]
    fn every_piece_of_work_has_a_name_of_its_own() {
        let works = works();
        let ids: BTreeSet<_> = works.iter().map(|work| &work.id).collect();
        assert_eq!(ids.len(), works.len());
        assert!(find("received").is_some() && find("nothing").is_none());
    }

    /// Each step asserts that the work was done; a few of each show it.
    #[test]
    fn every_piece_of_work_can_be_done_again_and_again() {
        for work in works().iter().filter(|work| work.size <= 1_000) {
            let mut step = work.prepare();
            (0..3).for_each(|_| step());
        }
    }
}
