//! What a client's text means and how the server's texts read. Pure: no socket, no clock.

use axum::extract::ws::Utf8Bytes;
use serde_json::{Map, Value, json};
use thiserror::Error;

/// The longest name a client may give itself, in characters.
pub const MAX_ID: usize = 64;

/// The longest chat text, in characters. It bounds what [`BACKLOG`](crate::BACKLOG) waiting messages
/// can weigh.
pub const MAX_CHAT: usize = 4096;

/// The answer to a heartbeat.
pub(crate) const HEART: Utf8Bytes = Utf8Bytes::from_static(r#"{"heart":1}"#);

/// What a client asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Request {
    /// Any object with the key `heart`.
    Heart,
    /// `{"id":"…"}`: the name this client goes by from here on.
    Greeting(String),
    /// `{"chat":"…"}`: a text for everyone.
    Chat(String),
}

/// Why a text is not a request. Its words go to the client.
#[derive(Debug, PartialEq, Error)]
pub(crate) enum Refusal {
    #[error("this is not JSON; {ACCEPTED}")]
    NotJson,
    #[error("this is not an object with a known key; {ACCEPTED}")]
    Unknown,
    #[error("\"{key}\" has to be a string of 1 to {longest} characters")]
    Text { key: &'static str, longest: usize },
}

const ACCEPTED: &str =
    r#"accepted are {"heart":1}, {"id":"your name"}, {"chat":"your text"} and binary messages"#;

/// Reads one text message.
pub(crate) fn parse(text: &str) -> Result<Request, Refusal> {
    let Value::Object(mut object) = serde_json::from_str(text).map_err(|_| Refusal::NotJson)?
    else {
        return Err(Refusal::Unknown);
    };
    if object.contains_key("heart") {
        return Ok(Request::Heart);
    }
    if let Some(id) = string(&mut object, "id", MAX_ID) {
        return id.map(Request::Greeting);
    }
    string(&mut object, "chat", MAX_CHAT)
        .map_or(Err(Refusal::Unknown), |chat| chat.map(Request::Chat))
}

/// The text under `key`, if the key is there.
fn string(
    object: &mut Map<String, Value>,
    key: &'static str,
    longest: usize,
) -> Option<Result<String, Refusal>> {
    match object.remove(key)? {
        Value::String(text) if fits(&text, longest) => Some(Ok(text)),
        _ => Some(Err(Refusal::Text { key, longest })),
    }
}

fn fits(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.chars().nth(longest).is_none()
}

/// The answer to a greeting; `clients` counts the greeted one too.
pub(crate) fn welcome(id: &str, clients: usize) -> Utf8Bytes {
    json!({"welcome": id, "clients": clients})
        .to_string()
        .into()
}

/// A chat message as everyone gets it.
pub(crate) fn chat(from: &str, text: &str) -> Utf8Bytes {
    json!({"chat": {"from": from, "text": text}})
        .to_string()
        .into()
}

/// The answer to a text that is not a request.
pub(crate) fn error(refusal: &Refusal) -> Utf8Bytes {
    json!({"error": refusal.to_string()}).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_the_request_it_makes() {
        let greeting = |id: &str| Ok(Request::Greeting(id.into()));
        let chat = |text: &str| Ok(Request::Chat(text.into()));
        let table = [
            (r#"{"heart":1}"#, Ok(Request::Heart)),
            (r#"{"heart":null,"more":[1,2]}"#, Ok(Request::Heart)),
            (r#" { "heart" : {} } "#, Ok(Request::Heart)),
            (r#"{"id":"a1b2c3"}"#, greeting("a1b2c3")),
            (r#"{"id":"é","chat":"x"}"#, greeting("é")),
            (r#"{"chat":"<script>"}"#, chat("<script>")),
            (r#"{"chat":"\u0000\ud83d\ude00"}"#, chat("\0😀")),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_request_is_refused_with_the_reason() {
        let id = Err(Refusal::Text {
            key: "id",
            longest: MAX_ID,
        });
        let chat = Err(Refusal::Text {
            key: "chat",
            longest: MAX_CHAT,
        });
        let deep = "[".repeat(60_000);
        let table = [
            ("", Err(Refusal::NotJson)),
            ("hello", Err(Refusal::NotJson)),
            (r#"{"heart":1"#, Err(Refusal::NotJson)),
            (r#"{"chat":"\ud83d"}"#, Err(Refusal::NotJson)),
            (deep.as_str(), Err(Refusal::NotJson)),
            ("1", Err(Refusal::Unknown)),
            ("null", Err(Refusal::Unknown)),
            (r#"["heart"]"#, Err(Refusal::Unknown)),
            ("{}", Err(Refusal::Unknown)),
            (r#"{"Heart":1}"#, Err(Refusal::Unknown)),
            (r#"{"id":7}"#, id),
            (
                r#"{"id":""}"#,
                Err(Refusal::Text {
                    key: "id",
                    longest: MAX_ID,
                }),
            ),
            (r#"{"chat":{"from":"me"}}"#, chat),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), expected, "{text:.40}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let longest = "é".repeat(MAX_ID);
        assert_eq!(
            parse(&json!({"id": longest}).to_string()),
            Ok(Request::Greeting(longest.clone()))
        );
        assert!(parse(&json!({"id": longest + "x"}).to_string()).is_err());
        assert!(parse(&json!({"chat": "x".repeat(MAX_CHAT)}).to_string()).is_ok());
        assert!(parse(&json!({"chat": "x".repeat(MAX_CHAT + 1)}).to_string()).is_err());
    }

    #[test]
    fn answers_are_json_whatever_is_in_them() {
        let name = "\"<\u{0}";
        for answer in [welcome(name, 1), chat(name, name), error(&Refusal::NotJson)] {
            assert!(serde_json::from_str::<Value>(&answer).is_ok(), "{answer}");
        }
    }
}
