//! Heartline in Yew with a component for each row, which is rendered once: as the guide shows it for rows that cost
//! something.

use std::rc::Rc;

use contestant_heartline_hook::{LogProps, run};
use harness::Kind;
use heartline::{Entry, use_message_log};
use heartline_orders::{data, number};
use yew::prelude::*;

/// The last 200: what the log keeps unless it is told otherwise.
#[component]
fn Log(props: &LogProps) -> Html {
    let log = use_message_log(&props.agent);
    let row = |entry: Rc<Entry>| {
        let key = entry.number;
        html! { <Row {key} entry={Shared(entry)} kind={props.kind} /> }
    };
    html! { <ol id="log">{ for log.entries().into_iter().map(row) }</ol> }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    entry: Shared,
    kind: Kind,
}

/// The same entry is the same row: it is rendered once.
struct Shared(Rc<Entry>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[component]
fn Row(props: &RowProps) -> Html {
    let message = &props.entry.0.message;
    match number(props.kind, message) {
        Some(n) => html! { <li>{ data(message).line(n) }</li> },
        None => html! {},
    }
}

fn main() {
    run::<Log>();
}
