//! The latest reading as numbers.

use yew::prelude::*;

use crate::live::Live;

/// Properties of [`Figures`].
#[derive(Clone, PartialEq, Properties)]
pub struct FiguresProps {
    /// The reading.
    pub live: Live,
}

/// A list of numbers with their names.
#[component]
pub fn Figures(props: &FiguresProps) -> Html {
    let Live {
        seq,
        load,
        cpu,
        memory,
        network,
    } = props.live;
    html! {
        <dl class="figures">
            { figure("cpu", "CPU", format!("{cpu:.1} %")) }
            { figure("memory", "Memory", format!("{} of {}", bytes(memory.used), bytes(memory.total))) }
            { figure("load", "Load", format!("{load:.2}")) }
            { figure("in", "Network in", bytes(network.received) + "/s") }
            { figure("out", "Network out", bytes(network.sent) + "/s") }
            { figure("reading", "Reading", seq.to_string()) }
        </dl>
    }
}

fn figure(id: &'static str, name: &'static str, value: String) -> Html {
    html! { <div><dt>{ name }</dt><dd data-testid={id}>{ value }</dd></div> }
}

/// Bytes in decimal units, as network and disk figures are given.
fn bytes(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        ..1e3 => format!("{bytes} B"),
        ..1e6 => format!("{:.1} kB", bytes / 1e3),
        ..1e9 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}
