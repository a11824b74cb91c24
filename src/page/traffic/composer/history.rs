//! What was sent before, within bounds, and the way through it by the arrow keys.

use std::collections::VecDeque;

use super::draft::Draft;

/// How many are kept.
pub(super) const MAX_ENTRIES: usize = 50;
/// How many bytes of text are kept, of all together.
pub(super) const MAX_BYTES: usize = 64 << 10;

/// What was sent, each text once, the latest last.
#[derive(Debug, Default, PartialEq)]
pub(super) struct History {
    entries: VecDeque<Draft>,
    bytes: usize,
    /// What the arrow keys have brought into the box.
    shown: Option<usize>,
    /// What was in the box before they did.
    aside: Draft,
}

impl History {
    /// The latest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.entries.iter().rev()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the arrow keys have brought what is in the box.
    pub(super) const fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Adds what another page has kept, as older than what is known here.
    pub(super) fn join(&mut self, mut other: Self) {
        if other
            .entries
            .iter()
            .all(|entry| self.entries.contains(entry))
        {
            return;
        }
        for entry in std::mem::take(&mut self.entries) {
            other.add(entry);
        }
        *self = other;
    }

    /// Adds what was sent. What is too long to be kept is left out.
    pub(super) fn add(&mut self, draft: Draft) {
        self.leave();
        if draft.text.trim().is_empty() || draft.text.len() > MAX_BYTES {
            return;
        }
        if let Some(place) = self.entries.iter().position(|entry| *entry == draft) {
            self.remove(place);
        }
        self.bytes += draft.text.len();
        self.entries.push_back(draft);
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            self.remove(0);
        }
    }

    fn remove(&mut self, place: usize) {
        if let Some(removed) = self.entries.remove(place) {
            self.bytes -= removed.text.len();
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// What is in the box was changed: it is a draft of its own.
    pub(super) fn leave(&mut self) {
        self.shown = None;
    }

    /// The one before what is shown, or the latest; `present` is what is in the box.
    pub(super) fn older(&mut self, present: impl FnOnce() -> Draft) -> Option<Draft> {
        let shown = self.shown.unwrap_or(self.entries.len()).checked_sub(1)?;
        if self.shown.is_none() {
            self.aside = present();
        }
        self.shown = Some(shown);
        self.entries.get(shown).cloned()
    }

    /// The one after what is shown; after the latest, what was being written.
    pub(super) fn newer(&mut self) -> Option<Draft> {
        let next = self.shown? + 1;
        self.shown = (next < self.entries.len()).then_some(next);
        Some(match self.entries.get(next) {
            Some(entry) => entry.clone(),
            None => std::mem::take(&mut self.aside),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::Mode;
    use super::*;

    fn draft(text: impl Into<String>) -> Draft {
        Draft {
            mode: Mode::Text,
            text: text.into(),
        }
    }

    fn texts(history: &History) -> Vec<&str> {
        history.iter().map(|entry| entry.text.as_str()).collect()
    }

    #[test]
    fn what_another_page_has_sent_is_older_than_what_was_sent_here() {
        let (mut here, mut there) = (History::default(), History::default());
        for (text, other) in [("a", "c"), ("b", "a")] {
            here.add(draft(text));
            there.add(draft(other));
        }
        here.join(there);
        assert_eq!(texts(&here), ["b", "a", "c"]);
        here.join(History::default());
        assert_eq!(texts(&here), ["b", "a", "c"]);
    }

    #[test]
    fn history_keeps_each_text_once_and_the_latest_first() {
        let mut history = History::default();
        for text in ["a", "b", " ", "", "a"] {
            history.add(draft(text));
        }
        assert_eq!(texts(&history), ["a", "b"]);
        let as_json = Draft {
            mode: Mode::Json,
            ..draft("a")
        };
        history.add(as_json);
        assert_eq!(texts(&history), ["a", "a", "b"]);
        history.clear();
        assert!(history.is_empty());
    }

    #[test]
    fn history_is_bounded_in_number_and_bytes() {
        let mut history = History::default();
        for number in 0..MAX_ENTRIES + 3 {
            history.add(draft(number.to_string()));
        }
        assert_eq!(texts(&history).len(), MAX_ENTRIES);
        assert_eq!(texts(&history)[0], (MAX_ENTRIES + 2).to_string());
        history.add(draft("x".repeat(MAX_BYTES)));
        assert_eq!(texts(&history).len(), 1);
        history.add(draft("y".repeat(MAX_BYTES + 1)));
        assert!(texts(&history)[0].starts_with('x'));
    }

    #[test]
    fn arrows_lead_back_to_what_was_being_written() {
        let mut history = History::default();
        assert_eq!(history.older(|| draft("new")), None);
        assert_eq!(history.newer(), None);
        history.add(draft("a"));
        history.add(draft("b"));
        let steps = [
            history.older(|| draft("new")),
            history.older(|| unreachable!()),
            history.older(|| unreachable!()),
            history.newer(),
            history.newer(),
            history.newer(),
        ];
        let steps = steps.map(|step| step.map(|draft| draft.text));
        let expected = [Some("b"), Some("a"), None, Some("b"), Some("new"), None];
        assert_eq!(steps, expected.map(|text| text.map(str::to_owned)));
    }

    #[test]
    fn what_was_changed_is_a_draft_of_its_own() {
        let mut history = History::default();
        history.add(draft("a"));
        let _ = history.older(|| draft("new"));
        history.leave();
        assert_eq!(history.newer(), None);
        let _ = history.older(|| draft("a changed"));
        assert_eq!(history.newer(), Some(draft("a changed")));
    }
}
