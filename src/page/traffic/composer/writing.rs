//! What is in the box, and what is put into it: from history, from templates, laid out.

use web_sys::HtmlTextAreaElement;

use super::draft::Draft;
use super::place::Problem;
use super::templates::BUILT_IN;
use super::{ComposerPanel, is_json, json};

/// Where a text that can be put into the box stands, by its place there.
#[derive(Clone, Copy)]
pub(in super::super) enum Source {
    /// The latest is the first.
    History(usize),
    Template(usize),
    BuiltIn(usize),
}

impl ComposerPanel {
    fn box_for_text(&self) -> Option<HtmlTextAreaElement> {
        self.area.cast()
    }

    pub(super) fn draft(&self) -> Draft {
        let text = self.box_for_text().map(|area| area.value());
        Draft {
            mode: self.mode,
            text: text.unwrap_or_default(),
        }
    }

    pub(super) fn check(&mut self) {
        (self.size, self.problem) = self.draft().check(is_json);
    }

    pub(super) fn put(&mut self, text: &str) {
        if let Some(area) = self.box_for_text() {
            area.set_value(text);
        }
        self.check();
    }

    fn at(&self, source: Source) -> Option<Draft> {
        match source {
            Source::History(place) => self.history.iter().nth(place).cloned(),
            Source::Template(place) => {
                let template = self.templates.iter().nth(place)?;
                Some(template.draft.clone())
            }
            Source::BuiltIn(place) => {
                let (_, mode, text) = BUILT_IN.get(place)?;
                let text = (*text).to_owned();
                Some(Draft { mode: *mode, text })
            }
        }
    }

    /// What is in the box and was not sent is not lost: the arrow keys bring it back.
    pub(super) fn insert(&mut self, source: Source) {
        let Some(draft) = self.at(source) else { return };
        self.history.add(self.draft());
        self.switch(draft.mode);
        self.put(&draft.text);
        self.focus(0);
    }

    fn focus(&self, offset: u32) {
        if let Some(area) = self.box_for_text() {
            // Neither fails for a text area that is there.
            let _ = area.focus();
            let _ = area.set_selection_range(offset, offset);
        }
    }

    pub(super) fn older(&mut self) -> bool {
        let present = self.draft();
        let older = self.history.older(|| present);
        self.show(older)
    }

    pub(super) fn newer(&mut self) -> bool {
        let newer = self.history.newer();
        self.show(newer)
    }

    fn show(&mut self, draft: Option<Draft>) -> bool {
        let Some(draft) = draft else { return false };
        self.switch(draft.mode);
        self.put(&draft.text);
        self.focus(0);
        true
    }

    pub(super) fn go_to(&self, problem: Problem) {
        self.focus(problem.offset);
    }

    pub(super) fn lay_out(&mut self, in_lines: bool) {
        let text = self.draft().text;
        if self.problem.is_none() && !text.trim().is_empty() {
            self.put(&json::laid_out(&text, in_lines));
            self.focus(0);
        }
    }
}
