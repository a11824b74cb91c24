//! Live data as numbers and as a chart, and never old data that looks new.

mod chart;
mod figures;
mod history;
mod live;

use std::time::Duration;

use heartline::{
    Codec, Config, Heartbeat, Json, Phase, WebSocketAgent, use_on_message, use_sentence,
    use_status, use_websocket,
};
use yew::prelude::*;

use chart::Chart;
use figures::Figures;
use history::{History, Sample};
use live::Message;

#[component]
fn App() -> Html {
    let agent = use_websocket(config());
    let status = use_status(&agent);
    // It also brings the component up to date twice a second, and with it the age of the data.
    let sentence = use_sentence(&agent);
    let history = use_reducer(History::default);
    let dispatcher = history.dispatcher();
    let source = agent.clone();
    use_on_message(&agent, move |message| {
        if let Ok(Message { live }) = Json::decode(message) {
            dispatcher.dispatch(sample(&source, live));
        }
    });
    let note = history.latest().and_then(|latest| {
        let age = agent.now().since(latest.at);
        let old = age >= OLD || status.phase != Phase::Open || latest.attempt != status.attempt;
        old.then(|| format!(" The latest came {} s ago.", age.as_secs()))
    });
    let old = note.is_some();
    html! {
        <main data-testid="websocket" data-phase={status.phase.as_str()}
            data-attempt={status.attempt.to_string()} data-old={old.to_string()}>
            <h1>{ "The server's machine" }</h1>
            <p data-testid="sentence">{ sentence }</p>
            <p class="note" data-testid="old">
                // Announced once, and not with every second that passes.
                <span role="status">{ if old { "These data are old." } else { "" } }</span>
                { note.unwrap_or_default() }
            </p>
            if let Some(latest) = history.latest() {
                <Figures live={latest.live} />
                <Chart percentages={history.percentages()} />
            }
        </main>
    }
}

/// Data come every second, so silence is suspicious much earlier than by default.
fn config() -> Config {
    let heartbeat = Heartbeat::default()
        .interval(Duration::from_secs(5))
        .timeout(Duration::from_secs(5));
    Config::new("/ws").heartbeat(heartbeat)
}

fn sample(agent: &WebSocketAgent, live: live::Live) -> Sample {
    Sample {
        live,
        at: agent.now(),
        attempt: agent.status().attempt,
    }
}

/// How old data may become before they are marked: three of the server's periods.
const OLD: Duration = Duration::from_secs(3);

fn main() {
    yew::Renderer::<App>::new().render();
}
