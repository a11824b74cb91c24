//! Heartline in Yew, as its README and its guides show it.

use contestant_heartline_hook::{LogProps, run};
use heartline::use_message_log;
use heartline_orders::{data, number};
use yew::prelude::*;

/// The last 200: what the log keeps unless it is told otherwise.
#[component]
fn Log(props: &LogProps) -> Html {
    let log = use_message_log(&props.agent);
    let rows = log.entries().into_iter().filter_map(|entry| {
        let line = data(&entry.message).line(number(props.kind, &entry.message)?);
        Some(html! { <li key={entry.number}>{ line }</li> })
    });
    html! { <ol id="log">{ for rows }</ol> }
}

fn main() {
    run::<Log>();
}
