//! The list of mutations in docs/mutations.toml: what each breaks, where, and which tests notice.

use toml::{Table, Value};

use crate::failure::{Failure, Outcome};

/// Where the list stands.
pub(crate) const LIST: &str = "docs/mutations.toml";

/// A behaviour that is broken on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutation {
    /// The behaviour of docs/behaviour.md.
    pub(crate) id: String,
    /// The behaviour, and which one of its mutations this is: `H6-2`.
    pub(crate) name: String,
    /// What is broken, in words.
    pub(crate) broken: String,
    pub(crate) file: String,
    find: String,
    replace: String,
    /// The tests of which each must fail.
    pub(crate) caught_by: Vec<String>,
}

/// A behaviour that no mutation here breaks, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    pub(crate) id: String,
    pub(crate) why: String,
}

/// All of it, in the order of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) mutations: Vec<Mutation>,
    pub(crate) elsewhere: Vec<Elsewhere>,
}

impl List {
    /// Reads the text of the file.
    pub(crate) fn of(text: &str) -> Outcome<Self> {
        let table: Table = text
            .parse()
            .map_err(|error| Failure::cannot(format!("{LIST} cannot be understood: {error}")))?;
        let mut list = Self::default();
        for entry in entries(&table, "mutation") {
            let id = word(entry, "id")?;
            let number = 1 + list.mutations.iter().filter(|other| other.id == id).count();
            list.mutations.push(Mutation {
                name: format!("{id}-{number}"),
                id,
                broken: word(entry, "broken")?,
                file: word(entry, "file")?,
                find: word(entry, "find")?,
                replace: word(entry, "replace")?,
                caught_by: words(entry, "caught_by")?,
            });
        }
        for entry in entries(&table, "elsewhere") {
            list.elsewhere.push(Elsewhere {
                id: word(entry, "id")?,
                why: word(entry, "why")?,
            });
        }
        Ok(list)
    }

    /// The first mutation of each behaviour.
    pub(crate) fn first_of_each(&self) -> impl Iterator<Item = &Mutation> {
        self.mutations
            .iter()
            .filter(|mutation| mutation.name.ends_with("-1"))
    }
}

impl Mutation {
    /// `text`, the content of the file, with the mutation in it; or what to do where that cannot be.
    pub(crate) fn applied_to(&self, text: &str) -> Result<String, String> {
        let Self { name, file, .. } = self;
        if self.find == self.replace {
            return Err(format!(
                "{name} changes nothing: say what to replace by what"
            ));
        }
        match text.matches(&self.find).count() {
            1 => Ok(text.replacen(&self.find, &self.replace, 1)),
            0 => Err(format!(
                "{name} does not apply: {file} has no such text any more. Write `find` and \
                 `replace` anew by the code as it stands"
            )),
            count => Err(format!(
                "{name} does not apply: its text stands {count} times in {file}. Take into `find` \
                 and `replace` some of what stands around the place that is meant"
            )),
        }
    }

    /// Whether `wanted` names it: a behaviour, or one of its mutations.
    pub(crate) fn is_named(&self, wanted: &str) -> bool {
        self.id == wanted || self.name == wanted
    }
}

fn entries<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Value> {
    let entries = table.get(key).and_then(Value::as_array);
    entries.into_iter().flatten()
}

fn word(entry: &Value, key: &str) -> Outcome<String> {
    let value = entry.get(key).and_then(Value::as_str);
    value
        .map(str::to_owned)
        .ok_or_else(|| lacks(entry, key, "a text"))
}

fn words(entry: &Value, key: &str) -> Outcome<Vec<String>> {
    let values = entry.get(key).and_then(Value::as_array);
    let words: Vec<_> = values
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    match words.is_empty() {
        true => Err(lacks(entry, key, "a list of texts")),
        false => Ok(words),
    }
}

fn lacks(entry: &Value, key: &str, what: &str) -> Failure {
    Failure::cannot(format!(
        "an entry of {LIST} lacks `{key}`, {what}:\n{entry}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        [[mutation]]
        id = "H1"
        broken = "it never pings"
        file = "a.rs"
        find = "now"
        replace = "never"
        caught_by = ["h1_it_pings"]

        [[mutation]]
        id = "H1"
        broken = "it pings twice"
        file = "a.rs"
        find = "once"
        replace = "twice"
        caught_by = ["h1_it_pings", "h1_it_pings_once"]

        [[elsewhere]]
        id = "B2"
        why = "only a browser shows it"
    "#;

    #[test]
    fn mutations_of_a_behaviour_are_numbered() {
        let list = List::of(TEXT).unwrap();
        let names: Vec<_> = list.mutations.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["H1-1", "H1-2"]);
        assert_eq!(list.mutations[1].caught_by.len(), 2);
        assert_eq!(list.first_of_each().count(), 1);
        assert_eq!(list.elsewhere[0].id, "B2");
        assert!(list.mutations[0].is_named("H1") && list.mutations[0].is_named("H1-1"));
        assert!(!list.mutations[0].is_named("H1-2") && !list.mutations[0].is_named("H"));
    }

    #[test]
    fn an_entry_that_lacks_something_is_shown() {
        let failure = List::of(&TEXT.replace("find", "found")).unwrap_err();
        assert!(failure.message.contains("`find`"), "{}", failure.message);
        assert!(failure.message.contains("it never pings"));
        let failure = List::of(&TEXT.replace(r#"["h1_it_pings"]"#, "[]")).unwrap_err();
        assert!(failure.message.contains("`caught_by`"));
    }

    #[test]
    fn a_mutation_applies_in_one_place_only() {
        let list = List::of(TEXT).unwrap();
        let [first, _] = &list.mutations[..] else {
            panic!("{list:?}")
        };
        assert_eq!(first.applied_to("ping(now)"), Ok("ping(never)".to_owned()));
        let gone = first.applied_to("ping(later)").unwrap_err();
        assert!(gone.contains("H1-1") && gone.contains("a.rs"), "{gone}");
        let twice = first.applied_to("now or now").unwrap_err();
        assert!(twice.contains("2 times"), "{twice}");
        let same = Mutation {
            replace: "now".to_owned(),
            ..first.clone()
        };
        assert!(same.applied_to("now").is_err());
    }
}
