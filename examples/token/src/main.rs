//! A fresh token for every attempt, and a second server for when the first is away.

mod address;
mod attempt;

use std::time::Duration;

use heartline::{
    Backoff, Config, Reconnect, diagnose_over_http, use_sentence, use_status, use_websocket,
};
use yew::prelude::*;

#[component]
fn App() -> Html {
    let config = use_memo((), |()| config());
    let agent = use_websocket((*config).clone());
    let status = use_status(&agent);
    let sentence = use_sentence(&agent);
    // The whole address holds the token, which nobody needs to see.
    let server = agent.url().and_then(|url| address::host(&url));
    let cause = status.cause.as_ref().map(ToString::to_string);
    let retry = Callback::from(move |_: MouseEvent| agent.retry_now());
    html! {
        <main data-testid="websocket" data-phase={status.phase.as_str()}
            data-attempt={status.attempt.to_string()}>
            <h1>{ "Tokens and two servers" }</h1>
            <p data-testid="sentence">{ sentence }</p>
            <p class="advice" data-testid="advice">{ status.advice().unwrap_or_default() }</p>
            <dl>
                <dt>{ "Server" }</dt>
                <dd data-testid="server">{ server.unwrap_or_else(|| "none yet".to_owned()) }</dd>
                <dt>{ "Attempt" }</dt>
                <dd data-testid="attempt">{ status.attempt }</dd>
                <dt>{ "Last cause" }</dt>
                <dd data-testid="cause">{ cause.unwrap_or_else(|| "none".to_owned()) }</dd>
            </dl>
            <button type="button" data-testid="retry" onclick={retry}>{ "Try now" }</button>
        </main>
    }
}

/// The servers are those of the page's address, as in `?first=ws://a/private&second=ws://b/private`;
/// without them the page's own.
fn config() -> Config {
    let first = address::parameter("first").unwrap_or_else(|| "/private".to_owned());
    let backoff = Backoff::Exponential {
        min: Duration::from_millis(500),
        // With another server to go to there is no point in long waits.
        max: Duration::from_secs(5),
    };
    Config::new(first)
        .alternatives(address::parameter("second"))
        .reconnect(Reconnect::new(backoff))
        .prepare(attempt::with_token)
        .diagnose(diagnose_over_http)
}

fn main() {
    yew::Renderer::<App>::new().render();
}
