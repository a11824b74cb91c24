//! The formats of messages: every value comes back, and nothing else that a server sends can panic,
//! exhaust the stack, or make a small message cost much memory.

use std::collections::HashMap;

use heartline_connection::{Codec, Message};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::{prop_oneof, sample::select};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::{Slips, prove, slip, slips};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Reading {
    name: String,
    samples: Vec<i64>,
    note: Option<String>,
    kind: Kind,
    raw: Vec<u8>,
    pair: (u8, char),
    tree: Tree,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Kind {
    Plain,
    Wrapped(f64),
    Named { at: u64, on: bool },
}

/// Nests as deep as it is told to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Tree {
    Leaf,
    Node(Box<Tree>),
    Many(Vec<Tree>),
}

fn tree() -> BoxedStrategy<Tree> {
    Just(Tree::Leaf)
        .prop_recursive(6, 20, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|tree| Tree::Node(Box::new(tree))),
                vec(inner, 0..3).prop_map(Tree::Many),
            ]
        })
        .boxed()
}

fn reading() -> BoxedStrategy<Reading> {
    let kind = prop_oneof![
        Just(Kind::Plain),
        any::<i32>().prop_map(|quarters| Kind::Wrapped(f64::from(quarters) / 4.0)),
        any::<(u64, bool)>().prop_map(|(at, on)| Kind::Named { at, on }),
    ];
    let lists = (vec(any::<i64>(), 0..6), vec(any::<u8>(), 0..6));
    (
        any::<String>(),
        lists,
        option::of("[a-z]{0,4}"),
        kind,
        any::<(u8, char)>(),
        tree(),
    )
        .prop_map(|(name, (samples, raw), note, kind, pair, tree)| Reading {
            name,
            samples,
            note,
            kind,
            raw,
            pair,
            tree,
        })
        .boxed()
}

fn bytes_of(message: &Message) -> Vec<u8> {
    match message {
        Message::Text(text) => text.as_bytes().to_vec(),
        Message::Binary(bytes) => bytes.clone(),
    }
}

/// Decodes as every type that is of interest. Each answer is a value or the message itself.
fn read_all<C: Codec>(bytes: Vec<u8>, spare: u64) {
    let message = Message::Binary(bytes);
    read::<C, Reading>(&message, spare);
    read::<C, Tree>(&message, spare);
    read::<C, Vec<u64>>(&message, spare);
    read::<C, String>(&message, spare);
    read::<C, Vec<String>>(&message, spare);
    read::<C, HashMap<String, Vec<u8>>>(&message, spare);
    read::<C, IgnoredAny>(&message, spare);
}

fn read<C: Codec, T: DeserializeOwned>(message: &Message, spare: u64) {
    let mut outcome = None;
    let cost = allocation_counter::measure(|| outcome = Some(C::decode::<T>(message).map(|_| ())));
    let most = 4_096 + 64 * message.len() as u64 + spare;
    assert!(
        cost.bytes_max <= most,
        "{} bytes for {}",
        cost.bytes_max,
        message.len()
    );
    if let Some(Err(error)) = outcome {
        assert_eq!(&error.raw, message);
        assert!(!error.reason.is_empty());
    }
}

/// What a format is fed with besides random bytes: the first bytes of what nests or announces.
fn nasty(openers: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    let nested = (
        select(openers),
        prop_oneof![40 => 0..300_usize, 1 => Just(100_000)],
    );
    let nested = nested.prop_map(|(opener, times)| opener.repeat(times));
    prop_oneof![
        vec(any::<u8>(), 0..64),
        vec(select(openers), 0..12).prop_map(|parts| parts.concat()),
        (nested, vec(any::<u8>(), 0..9)).prop_map(|(nested, end)| [nested, end].concat()),
    ]
}

fn prove_format<C: Codec>(name: &str, spare: u64, openers: &'static [&'static [u8]]) {
    prove(
        600,
        reading(),
        &format!("{name}, there and back"),
        |reading| {
            let message = C::encode(&reading).unwrap();
            assert_eq!(C::decode(&message), Ok(reading));
        },
    );
    let nearly = (reading(), slips(any::<u8>()));
    let hold = |(reading, slips): (Reading, Slips<u8>)| {
        let mut bytes = bytes_of(&C::encode(&reading).unwrap());
        slip(&mut bytes, &slips);
        read_all::<C>(bytes, spare);
    };
    prove(600, nearly, &format!("{name} that is nearly right"), hold);
    let what = format!("{name} that nobody encoded");
    prove(1_000, nasty(openers), &what, |bytes| {
        read_all::<C>(bytes, spare)
    });
}

#[cfg(feature = "json")]
#[test]
fn json_takes_anything() {
    use heartline_connection::Json;
    prove_format::<Json>(
        "JSON",
        0,
        &[b"[", b"{\"Node\":", b"\"", b"1e999", b"\\ud800", b","],
    );
    prove(1_000, any::<String>(), "JSON texts", |text| {
        let text = Message::from(text);
        read::<Json, Reading>(&text, 0);
        read::<Json, HashMap<String, String>>(&text, 0);
    });
}

/// CBOR may allocate 1 MiB for each level at most.
#[cfg(feature = "cbor")]
#[test]
fn cbor_takes_anything() {
    let openers: &[&[u8]] = &[
        b"\x81",
        b"\x9f",
        b"\xa1\x64Node",
        b"\xc1",
        b"\x5f",
        b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\x00\x00\x00\x01\x00\x00\x00\x00",
        b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xff",
    ];
    prove_format::<heartline_connection::Cbor>("CBOR", 4 << 20, openers);
}

#[cfg(feature = "messagepack")]
#[test]
fn messagepack_takes_anything() {
    let openers: &[&[u8]] = &[
        b"\x91",
        b"\x81\xa4Node",
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\x7f\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x01",
        b"\xc1",
    ];
    prove_format::<heartline_connection::MessagePack>("MessagePack", 0, openers);
}

#[cfg(feature = "postcard")]
#[test]
fn postcard_takes_anything() {
    let openers: &[&[u8]] = &[
        b"\x01",
        b"\x02\x01",
        b"\xff\xff\xff\xff\x0f",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x80",
    ];
    prove_format::<heartline_connection::Postcard>("postcard", 0, openers);
}
