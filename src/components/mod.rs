//! Components: they show snapshots and hand wishes to the agent. None holds a socket.
//!
//! Each needs no more than `agent={agent}` and stands alone: [`ConnectionStatus`] is a badge with a
//! sentence, [`StatusView`] has the facts and the buttons as well, [`MessageLog`] is what arrives,
//! [`Composer`] a box to send. [`Websocket`] is all of them, with a connection of its own.
//!
//! ```
//! use heartline::components::{Composer, ConnectionStatus, MessageLog};
//! use heartline::{Config, use_message_log, use_websocket};
//! use yew::prelude::*;
//!
//! #[component]
//! fn Chat() -> Html {
//!     let agent = use_websocket(Config::new("/chat"));
//!     let log = use_message_log(&agent);
//!     html! {
//!         <>
//!             <ConnectionStatus agent={agent.clone()} />
//!             // One log for both, so that it shows what is sent too.
//!             <MessageLog agent={agent.clone()} log={log.clone()} />
//!             <Composer {agent} {log} />
//!         </>
//!     }
//! }
//! ```
//!
//! # Style
//!
//! They bring no style unless asked: [`STYLE`] is a style sheet for a `<style>` of the
//! application's own, or for a file. Every class begins with `heartline`, and no rule reaches
//! beyond them. Colours and measures are custom properties, to be set on any element above:
//!
//! | property | default: light, dark | what |
//! |---|---|---|
//! | `--heartline-surface` | `#ffffff`, `#1a2128` | ground of the panels |
//! | `--heartline-ground` | `#f6f7f8`, `#11161b` | ground of controls and of unfolded messages |
//! | `--heartline-ink` | `#17202a`, `#e8edf2` | text |
//! | `--heartline-quiet` | `#55606c`, `#a3afbb` | text of less weight; phase `idle` |
//! | `--heartline-line` | `#d5dae0`, `#36414c` | borders |
//! | `--heartline-accent` | `#0f6b64`, `#5cc9bd` | the main button, focus, what was sent |
//! | `--heartline-on-accent` | `#ffffff`, `#0b1a19` | text on it |
//! | `--heartline-good` | `#116b37`, `#6fd394` | phase `open` |
//! | `--heartline-busy` | `#8a5300`, `#f0b35a` | phases `connecting`, `waiting`, `closing` |
//! | `--heartline-bad` | `#b3261e`, `#ff8f85` | phase `failed`; what was not sent |
//! | `--heartline-key` | `#0b5394`, `#8cc2ff` | keys of JSON |
//! | `--heartline-string` | `#116b37`, `#8fdcab` | strings of JSON |
//! | `--heartline-literal` | `#8a3ffc`, `#cbaaff` | numbers of JSON, bytes |
//! | `--heartline-gap` | `1rem` | within and between panels |
//! | `--heartline-radius` | `0.6rem` | corners |
//! | `--heartline-mono` | `ui-monospace, …` | font of messages |
//! | `--heartline-log-height` | `min(28rem, 60vh)` | the height from which the log scrolls |

mod composer;
mod connection_status;
mod format;
mod message_log;
mod status_view;
mod websocket;

pub use composer::{Composer, ComposerProps};
pub use connection_status::{ConnectionStatus, ConnectionStatusProps};
pub use message_log::{MessageLog, MessageLogProps};
#[cfg(feature = "page")]
pub(crate) use status_view::button;
pub use status_view::{StatusView, StatusViewProps};
pub use websocket::{Websocket, WebsocketProps, WebsocketView, WebsocketViewProps};

/// A style sheet for the components, light and dark by `prefers-color-scheme`; the file is
/// `static/components.css`.
///
/// ```
/// # use yew::prelude::*;
/// use heartline::components::STYLE;
///
/// # fn example() -> Html {
/// html! { <style>{ STYLE }</style> }
/// # }
/// ```
pub const STYLE: &str = include_str!("../../static/components.css");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::STYLE;

    #[test]
    fn c8_the_table_of_custom_properties_is_that_of_the_style() {
        let style: String = STYLE.split_whitespace().collect();
        let names = style.split("var(--heartline-").skip(1);
        let used: BTreeSet<_> = names
            .filter_map(|rest| rest.split([',', ')']).next())
            .collect();
        let rows = include_str!("mod.rs").lines();
        let rows = rows.filter_map(|line| line.strip_prefix("//! | `--heartline-"));
        let documented: BTreeSet<_> = rows.filter_map(|row| row.split('`').next()).collect();
        assert!(!used.is_empty());
        assert_eq!(documented, used);
    }
}
