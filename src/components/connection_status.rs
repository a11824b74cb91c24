//! Whether there is a connection: a badge, and a sentence that says more.

use heartline_connection::Phase;
use yew::prelude::*;

use crate::{WebSocketAgent, use_sentence, use_status};

/// Properties of [`ConnectionStatus`].
#[derive(Clone, PartialEq, Properties)]
pub struct ConnectionStatusProps {
    /// The connection to show.
    pub agent: WebSocketAgent,
    /// Whether the sentence stands beside the badge; default true.
    #[prop_or(true)]
    pub sentence: bool,
    /// What the badge calls a phase, in the application's own words; default [`Phase::words`].
    #[prop_or_default]
    pub words: Option<Callback<Phase, AttrValue>>,
}

/// The status of a connection as a badge and a sentence. Messages do not make it render; the
/// sentence alone is brought up to date twice a second.
///
/// ```
/// use heartline::components::ConnectionStatus;
/// # use yew::prelude::*;
/// # fn example(agent: heartline::WebSocketAgent) -> Html {
/// html! { <ConnectionStatus {agent} sentence=false /> }
/// # }
/// ```
#[component]
pub fn ConnectionStatus(props: &ConnectionStatusProps) -> Html {
    let phase = use_status(&props.agent).phase;
    let words = match &props.words {
        Some(words) => words.emit(phase),
        None => AttrValue::Static(phase.words()),
    };
    html! {
        <div class="heartline heartline-connection" data-testid="connection-status"
            data-phase={phase.as_str()}>
            { badge(words) }
            if props.sentence {
                <Sentence agent={props.agent.clone()} />
            }
        </div>
    }
}

/// A screen reader hears changes of phase, not every second of a count-down.
pub(super) fn badge(words: AttrValue) -> Html {
    html! { <p class="heartline-phase" role="status" data-testid="phase">{ words }</p> }
}

pub(super) fn sentence(words: String) -> Html {
    html! { <p class="heartline-sentence" data-testid="sentence">{ words }</p> }
}

#[derive(Clone, PartialEq, Properties)]
struct SentenceProps {
    agent: WebSocketAgent,
}

/// A component of its own, because it renders as time passes.
#[component]
fn Sentence(props: &SentenceProps) -> Html {
    sentence(use_sentence(&props.agent))
}
