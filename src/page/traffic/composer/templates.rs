//! Texts under names: those that the person keeps, and what this project's own server understands.

use super::super::super::language::Words;
use super::draft::{Draft, Mode, beginning};

/// How many can be kept, and the longest of each, in bytes of text.
pub(super) const MAX_TEMPLATES: usize = 100;
pub(super) const MAX_TEXT: usize = 64 << 10;

/// What this project's own server understands: name, kind, text.
pub(super) static BUILT_IN: [(Words<&str>, Mode, &str); 5] = [
    (named("Heartbeat", "心跳"), Mode::Json, r#"{"heart":1}"#),
    (
        named("Say who you are", "自报名字"),
        Mode::Json,
        r#"{"id":"a1b2c3"}"#,
    ),
    (named("Chat", "聊天"), Mode::Json, r#"{"chat":"hello"}"#),
    (
        named("Numbers and a list", "数字与列表"),
        Mode::Json,
        "{\n  \"number\": 42,\n  \"list\": [1.5, -2e3, true, null]\n}",
    ),
    (
        named("Bytes, which come back", "字节（服务器会原样返回）"),
        Mode::Binary,
        "de ad be ef",
    ),
];

const fn named(english: &'static str, chinese: &'static str) -> Words<&'static str> {
    Words { english, chinese }
}

/// A text under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) name: String,
    pub(super) draft: Draft,
}

/// Why a template is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    NoText,
    NoName,
    Taken,
    TooLong,
    TooMany,
}

/// The person's own, in the order of their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Templates(Vec<Template>);

impl Templates {
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Template> {
        self.0.iter()
    }

    /// Keeps a text under a name, in place of what had that name.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn save(&mut self, name: &str, draft: Draft) -> Result<(), Refused> {
        let name = cleaned(name)?;
        if draft.text.trim().is_empty() {
            return Err(Refused::NoText);
        }
        if draft.text.len() > MAX_TEXT {
            return Err(Refused::TooLong);
        }
        let place = self.0.iter().position(|template| template.name == name);
        match place {
            Some(place) => self.0[place].draft = draft,
            None if self.0.len() < MAX_TEMPLATES => self.0.push(Template { name, draft }),
            None => return Err(Refused::TooMany),
        }
        self.sort();
        Ok(())
    }

    /// Gives the template at this place another name, which no other has.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn rename(&mut self, place: usize, name: &str) -> Result<(), Refused> {
        let name = cleaned(name)?;
        let mut others = self.0.iter().enumerate();
        if others.any(|(other, template)| other != place && template.name == name) {
            return Err(Refused::Taken);
        }
        if let Some(template) = self.0.get_mut(place) {
            template.name = name;
        }
        self.sort();
        Ok(())
    }

    pub(super) fn delete(&mut self, place: usize) {
        if place < self.0.len() {
            self.0.remove(place);
        }
    }

    fn sort(&mut self) {
        self.0.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// In one line that fits into a list.
fn cleaned(name: &str) -> Result<String, Refused> {
    match name.trim() {
        "" => Err(Refused::NoName),
        name => Ok(beginning(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        let text = text.to_owned();
        Draft {
            mode: Mode::Text,
            text,
        }
    }

    fn names(templates: &Templates) -> Vec<&str> {
        templates
            .iter()
            .map(|template| template.name.as_str())
            .collect()
    }

    #[test]
    fn a_template_is_kept_under_its_name_until_it_is_deleted() {
        let mut templates = Templates::default();
        for (name, text) in [("b", "1"), (" a ", "2"), ("b", "3"), ("ש\n😀", "4")] {
            assert_eq!(templates.save(name, draft(text)), Ok(()));
        }
        assert_eq!(names(&templates), ["a", "b", "ש 😀"]);
        assert_eq!(templates.0[1].draft, draft("3"));
        assert_eq!(templates.rename(1, "b"), Ok(()));
        assert_eq!(templates.rename(1, "z"), Ok(()));
        assert_eq!(templates.rename(9, "y"), Ok(()));
        templates.delete(0);
        templates.delete(9);
        assert_eq!(names(&templates), ["z", "ש 😀"]);
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_the_reason() {
        let mut templates = Templates::default();
        assert_eq!(templates.save(" ", draft("x")), Err(Refused::NoName));
        assert_eq!(templates.save("a", draft(" ")), Err(Refused::NoText));
        let long = "x".repeat(MAX_TEXT + 1);
        assert_eq!(templates.save("a", draft(&long)), Err(Refused::TooLong));
        for number in 0..MAX_TEMPLATES {
            assert_eq!(templates.save(&number.to_string(), draft("x")), Ok(()));
        }
        assert_eq!(templates.save("new", draft("x")), Err(Refused::TooMany));
        assert_eq!(templates.save("7", draft("y")), Ok(()));
        assert_eq!(templates.rename(0, "7"), Err(Refused::Taken));
        assert_eq!(templates.rename(0, ""), Err(Refused::NoName));
    }

    #[test]
    fn what_is_built_in_is_what_it_says() {
        for (_, mode, text) in &BUILT_IN {
            let is_json = |text: &str| super::super::json::first_fault(text).is_none();
            let text = (*text).to_owned();
            assert!(Draft { mode: *mode, text }.message(is_json).is_ok());
        }
    }
}
