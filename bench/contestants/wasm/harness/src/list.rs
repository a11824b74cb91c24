//! The page of a contestant that has no framework: the state and the last messages, by hand.

use std::cell::Cell;

use web_sys::{Document, Element};

use crate::{Data, Orders, SHOWN, seen};

/// `<ol id="log">`.
struct List {
    document: Document,
    list: Element,
    lines: Cell<usize>,
}

impl List {
    /// Empty, in the page's body.
    fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let list = appended(&document, "ol", "log")?;
        Some(Self {
            document,
            list,
            lines: Cell::new(0),
        })
    }

    /// Adds a line and removes what is too old.
    fn push(&self, line: &str) {
        let Ok(row) = self.document.create_element("li") else {
            return;
        };
        row.set_text_content(Some(line));
        // It only fails where the row would hold the list.
        let _ = self.list.append_child(&row);
        match self.lines.get() {
            SHOWN => self
                .list
                .first_element_child()
                .iter()
                .for_each(Element::remove),
            lines => self.lines.set(lines + 1),
        }
    }
}

/// What is done with each message and its number: it goes into the book and, where the orders say
/// so, into the list.
pub fn receiver(orders: &Orders) -> impl Fn(Option<u32>, Data<'_>) + use<> {
    let list = if orders.rendered { List::new() } else { None };
    move |n, data| {
        let Some(n) = n else { return };
        seen(n);
        if let Some(list) = &list {
            list.push(&data.line(n));
        }
    }
}

/// Shows whether it is connected.
pub fn show_state(state: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let place = document.and_then(|document| {
        let present = document.get_element_by_id("state");
        present.or_else(|| appended(&document, "p", "state"))
    });
    if let Some(place) = place {
        place.set_text_content(Some(state));
    }
}

fn appended(document: &Document, tag: &str, id: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    element.set_id(id);
    document.body()?.append_child(&element).ok()?;
    Some(element)
}
