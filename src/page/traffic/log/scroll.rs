//! Where the view is: it follows the latest message or is held, by mouse and by keyboard.

use std::mem;
use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{DETAIL, LogPanel, window};

impl LogPanel {
    /// After the render: measures, and puts everything in its place. Whether it has another size
    /// than before.
    pub(super) fn settle(&mut self) -> bool {
        let Some(scroll) = self.scroll.cast::<HtmlElement>() else {
            return false;
        };
        let rows = scroll.first_element_child();
        let first = rows.as_ref().and_then(Element::first_element_child);
        let row = first.map_or(0, |row| {
            row.get_bounding_client_rect().height().round() as i64
        });
        let (height, row_before) = (i64::from(scroll.client_height()), self.row);
        let resized = height != self.height || (row > 0 && row != row_before);
        self.height = height;
        if row > 0 {
            self.row = row;
        }
        let count = self.rows();
        let start = self.window().start as i64;
        let lengths = [(count as i64) * self.row, start * self.row];
        if let Some(rows) = rows.and_then(|rows| rows.dyn_into::<HtmlElement>().ok()) {
            for (name, length) in ["height", "padding-top"].into_iter().zip(lengths) {
                // Fails for no length.
                let _ = rows
                    .style()
                    .set_property(name, &[&length.to_string(), "px"].concat());
            }
        }
        if self.held.is_none() {
            scroll.set_scroll_top(i32::MAX);
        } else if mem::take(&mut self.moved) {
            scroll.set_scroll_top(i32::try_from(self.top).unwrap_or(i32::MAX));
        }
        resized
    }

    /// The rows that are in the document.
    pub(super) fn window(&self) -> Range<usize> {
        let count = self.rows();
        window::rows(count, self.top, self.height, self.row)
    }

    /// The row of a message, if that is shown.
    pub(super) fn row_of(&self, number: u64) -> Option<usize> {
        let place = self.matches.place(number)?;
        Some(self.laid_out(|rows| rows.of_message(place)))
    }

    /// Where the person, or the browser, has scrolled to. Back from the end holds; at the end
    /// follows.
    pub(super) fn scrolled(&mut self) -> bool {
        let Some(scroll) = self.scroll.cast::<Element>() else {
            return false;
        };
        let (top, before) = (i64::from(scroll.scroll_top()), self.window());
        self.height = i64::from(scroll.client_height());
        let at_end = top >= i64::from(scroll.scroll_height()) - self.height - self.row / 2;
        let was_held = self.held;
        if at_end {
            self.held = None;
        } else if top < self.top && self.held.is_none() {
            self.held = Some(self.matches.found);
        }
        if self.held.is_some() || at_end {
            self.top = top;
        }
        self.window() != before || self.held != was_held
    }

    pub(super) fn hold(&mut self, held: bool) {
        match held {
            true => self.held = self.held.or(Some(self.matches.found)),
            false => self.held = None,
        }
    }

    /// How many have come since the view was held, and are below it.
    pub(super) fn news(&self) -> u64 {
        let seen = window::seen(self.top, self.height, self.row);
        let above = self.laid_out(|rows| rows.messages_above(seen));
        let below = (self.matches.numbers.len() - above) as u64;
        self.held.map_or(0, |found| {
            below.min(self.matches.found.saturating_sub(found))
        })
    }

    pub(super) fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        let numbers = &self.matches.numbers;
        if is_for_the_browser(event) {
            return false;
        }
        let Some(last) = numbers.len().checked_sub(1) else {
            return false;
        };
        // Where it is, or would be: it may be forgotten, or not shown any more.
        let here = self.active.map(|number| numbers.binary_search(&number));
        let page = usize::try_from(self.height / self.row.max(1))
            .unwrap_or(1)
            .max(1);
        let step = |by: usize| match here {
            None => last,
            Some(Ok(place)) => (place + by).min(last),
            Some(Err(next)) => (next + by - 1).min(last),
        };
        let back = |by: usize| match here {
            None => last,
            Some(Ok(place) | Err(place)) => place.saturating_sub(by),
        };
        let place = match &*event.key() {
            "ArrowDown" => step(1),
            "ArrowUp" => back(1),
            "PageDown" => step(page),
            "PageUp" => back(page),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                self.unfold(ctx);
                self.wanted = Some(DETAIL);
                return true;
            }
            "Escape" => return self.open.take().is_some(),
            _ => return false,
        };
        event.prevent_default();
        self.active = numbers.get(place).copied();
        self.hold(true);
        let row = self.laid_out(|rows| rows.of_message(place));
        self.top = window::reveal(row, self.top, self.height, self.row);
        self.moved = true;
        if self.open.is_some() {
            self.unfold(ctx);
        }
        true
    }

    /// Brings what has just come into view, by the shortest way and at once: nothing moves that one
    /// would have to watch.
    pub(super) fn bring(&self, selector: &str) {
        let scroll = self.scroll.cast::<Element>();
        let found = scroll.and_then(|scroll| {
            let section = scroll.closest("section").ok()??;
            section.query_selector(selector).ok()?
        });
        if let Some(found) = found {
            let place = found.get_bounding_client_rect();
            let root = found
                .owner_document()
                .and_then(|all| all.document_element());
            let height = root.map_or(0, |root| root.client_height());
            if place.top() < 0.0 || place.bottom() > f64::from(height) {
                found.scroll_into_view_with_bool(place.top() < 0.0);
            }
        }
    }

    pub(super) fn focus(&self) {
        if let Some(scroll) = self.scroll.cast::<HtmlElement>() {
            // Refused only by what cannot have the focus.
            let _ = scroll.focus();
        }
    }
}

/// Whether a key means something to the browser or the system, as Alt and an arrow do.
pub(super) fn is_for_the_browser(event: &KeyboardEvent) -> bool {
    event.alt_key() || event.ctrl_key() || event.meta_key()
}
