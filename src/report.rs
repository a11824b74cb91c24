//! What happens to a connection, as events of the crate `tracing`. Feature `tracing`.
//!
//! Target `heartline`. Level `WARN` for what goes wrong: a connection that is lost or given up, a
//! suspension, a message that was not delivered; `DEBUG` for every other transition. Fields:
//! `attempt`; `url`, redacted; `from`, `to` and `cause` of a transition; `size` in bytes and
//! `reason` of a message. What is in a message, and what servers and applications say, is not
//! shown: it may hold secrets.

use heartline_connection::{Cause, Event, Phase, Status, redact};

/// Tells of `event`, after which the connection is as `status` says.
pub(crate) fn trace(event: &Event, status: &Status, url: &str) {
    let url = redact(url);
    match event {
        Event::Transition { from, to, attempt } => {
            // On opening, and on closing, the cause in force is that of an earlier loss.
            let led_here = !matches!(to, Phase::Open | Phase::Closing);
            let cause = status.cause.as_ref().filter(|_| led_here);
            let cause = cause.map_or("none", Cause::code);
            let (from, to) = (from.as_str(), to.as_str());
            match is_loss(event) {
                true => {
                    tracing::warn!(target: TARGET, attempt, from, to, cause, url = url.as_str(), "transition");
                }
                false => {
                    tracing::debug!(target: TARGET, attempt, from, to, cause, url = url.as_str(), "transition");
                }
            }
        }
        Event::Suspended => {
            tracing::warn!(target: TARGET, attempt = status.attempt, url = url.as_str(), "suspended");
        }
        Event::Undelivered { message, reason } => {
            let (attempt, size, reason) = (status.attempt, message.len(), reason.to_string());
            tracing::warn!(target: TARGET, attempt, size, reason = reason.as_str(), url = url.as_str(), "undelivered");
        }
        // Another crate's enumeration may grow.
        _ => {}
    }
}

const TARGET: &str = "heartline";

const fn is_loss(event: &Event) -> bool {
    matches!(
        event,
        Event::Transition {
            to: Phase::Waiting | Phase::Offline | Phase::Failed,
            ..
        }
    )
}
