//! What arrives: which messages are pongs, and that all others arrive as they were sent.

use heartline_connection::{
    Command, Config, Connection, Heartbeat, Input, Instant, Message, Pattern, SocketEvent,
};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::{prop_oneof, sample::select};

use super::{Slips, prove, slip, slips};

/// The tokens of a JSON text, so that white space can stand between them.
fn tokens() -> BoxedStrategy<Vec<String>> {
    let plain = prop_oneof![
        select(vec![
            "true", "null", "0", "-1.5e3", r#""""#, r#""a b""#, r#""\"""#, r#""\\""#
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,4}",
        "\"[a-z ]{0,6}\"",
    ];
    let leaf = plain.prop_map(|token| vec![token]).boxed();
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|items| bracket("[", "]", items)),
            vec(("\"[a-z]{0,3}\"", inner), 0..4).prop_map(|entries| {
                let entry = |(key, value): (String, Vec<String>)| {
                    [vec![key, ":".to_owned()], value].concat()
                };
                bracket("{", "}", entries.into_iter().map(entry).collect())
            }),
        ]
    })
    .boxed()
}

fn bracket(open: &str, close: &str, items: Vec<Vec<String>>) -> Vec<String> {
    let items = items.join(&",".to_owned());
    [vec![open.to_owned()], items, vec![close.to_owned()]].concat()
}

fn spaced(tokens: &[String], spaces: &[&str]) -> String {
    let space = |place: usize| {
        spaces
            .get(place % spaces.len().max(1))
            .copied()
            .unwrap_or("")
    };
    let tokens = tokens.iter().enumerate();
    tokens
        .map(|(place, token)| [space(place), token].concat())
        .collect()
}

fn spaces() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(vec!["", "", " ", "\t", "\n\r "]), 0..5)
}

#[test]
fn white_space_between_tokens_is_all_that_may_differ() {
    let two = (tokens(), spaces(), tokens(), spaces());
    prove(2_000, two, "JSON patterns", |(a, spaces_a, b, spaces_b)| {
        let (text_a, text_b) = (spaced(&a, &spaces_a), spaced(&b, &spaces_b));
        let pattern = Pattern::Json(text_a.clone());
        assert!(pattern.matches(&Message::from(spaced(&a, &spaces_b))));
        assert_eq!(pattern.matches(&Message::from(text_b)), a == b);
        assert!(!pattern.matches(&Message::Binary(text_a.into_bytes())));
    });
}

#[test]
fn any_two_texts_can_be_compared_and_either_way_round() {
    let text = || prop_oneof![any::<String>(), "[\"\\\\ a]{0,12}"];
    prove(4_000, (text(), text()), "comparisons of texts", |(a, b)| {
        let matches = |a: &str, b: &str| Pattern::Json(a.to_owned()).matches(&Message::from(b));
        assert!(matches(&a, &a));
        assert_eq!(matches(&a, &b), matches(&b, &a));
        assert!(Pattern::Exact(a.as_str().into()).matches(&Message::from(a.as_str())));
    });
}

fn message() -> impl Strategy<Value = Message> {
    let heart: Vec<_> = r#"{"heart":1}"#.chars().collect();
    let slips = slips(select(vec![' ', '"', '1', '\\', '{', '\u{e9}']));
    let nearly = move |slips: Slips<char>| {
        let mut text = heart.clone();
        slip(&mut text, &slips);
        Message::from(text.into_iter().collect::<String>())
    };
    prop_oneof![
        any::<String>().prop_map(Message::from),
        vec(any::<u8>(), 0..64).prop_map(Message::from),
        slips.prop_map(nearly),
        Just(Message::from("ping")),
    ]
}

/// What the application is given of these messages.
fn delivered(messages: &[Message]) -> Vec<Message> {
    let config = Config::new("ws://x/")
        .heartbeat(Heartbeat::default())
        .reply(Pattern::Exact("ping".into()), "pong");
    let mut machine = Connection::new(config, 1);
    let (now, attempt) = (Instant::ORIGIN, 1);
    machine.handle(now, Input::Open);
    let event = SocketEvent::Opened;
    machine.handle(now, Input::Socket { attempt, event });
    for message in messages {
        let event = SocketEvent::Message(message.clone());
        machine.handle(now, Input::Socket { attempt, event });
    }
    let commands = std::iter::from_fn(|| machine.poll_command());
    let delivered = commands.filter_map(|command| match command {
        Command::Deliver(message) => Some(message),
        _ => None,
    });
    delivered.collect()
}

/// White space stands between tokens, and nowhere else.
fn is_heartbeat(message: &Message) -> bool {
    let text = message.as_text().unwrap_or_default();
    let solid = |part: &str| part.replace([' ', '\t', '\n', '\r'], "");
    let around = text.split_once("\"heart\"");
    let pong = around.is_some_and(|(a, b)| solid(a) == "{" && solid(b) == ":1}");
    pong || text == "ping"
}

#[test]
fn what_is_no_heartbeat_is_delivered_as_it_came_and_in_order() {
    prove(
        2_000,
        vec(message(), 0..8),
        "lists of messages",
        |messages| {
            let expected: Vec<_> = messages
                .iter()
                .filter(|m| !is_heartbeat(m))
                .cloned()
                .collect();
            assert_eq!(delivered(&messages), expected);
        },
    );
}
