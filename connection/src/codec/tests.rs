//! Every format carries the same values, and none can be made to panic or to fill the memory.

use serde::{Deserialize, Serialize};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Reading {
    name: String,
    degrees: f64,
    samples: Vec<u32>,
    note: Option<String>,
    kind: Kind,
    raw: Vec<u8>,
    sign: char,
    total: (u64, i64, bool),
    unit: (),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Wrapped(u16),
    Pair(i8, String),
    Named { at: u64 },
}

/// Nests without end when it is asked to.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Tree {
    Leaf,
    Node(Box<Tree>),
    Many(Vec<Tree>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Chain {
    next: Option<Box<Chain>>,
}

fn reading(kind: Kind) -> Reading {
    Reading {
        name: "tea \u{1f375}".to_owned(),
        degrees: -21.5,
        samples: vec![0, 1, u32::MAX],
        note: matches!(kind, Kind::Plain).then(|| "hot".to_owned()),
        kind,
        raw: vec![0, 255],
        sign: '\u{b0}',
        total: (u64::MAX, i64::MIN, true),
        unit: (),
    }
}

fn values_arrive_as_they_left<C: Codec>() {
    for kind in [
        Kind::Plain,
        Kind::Wrapped(9),
        Kind::Pair(-1, "b".to_owned()),
        Kind::Named { at: 7 },
    ] {
        let value = reading(kind);
        let message = C::encode(&value).unwrap();
        assert_eq!(C::decode(&message), Ok(value));
    }
}

fn what_is_no_value_comes_back<C: Codec>(others: &[Message]) {
    let whole = C::encode(&reading(Kind::Named { at: 7 })).unwrap();
    let bytes = match &whole {
        Message::Text(text) => text.as_bytes().to_vec(),
        Message::Binary(bytes) => bytes.clone(),
    };
    let cut = (0..bytes.len()).map(|end| Message::Binary(bytes[..end].to_vec()));
    let longer = Message::Binary([bytes.as_slice(), b"1"].concat());
    for message in cut.chain([longer]).chain(others.iter().cloned()) {
        let error = C::decode::<Reading>(&message).unwrap_err();
        assert_eq!(error.raw, message);
        assert!(!error.reason.is_empty(), "{message:?}");
    }
}

fn node(depth: u32) -> Tree {
    (0..depth).fold(Tree::Leaf, |inner, _| Tree::Node(Box::new(inner)))
}

/// `open` once per level, then nothing or `leaf`: no encoder would make it.
fn deep(open: &[u8], leaf: &[u8]) -> Message {
    Message::Binary([open.repeat(200_000).as_slice(), leaf].concat())
}

fn nesting_is_limited<C: Codec>(deep: &[Message]) {
    let shallow = C::encode(&node(50)).unwrap();
    assert_eq!(C::decode(&shallow), Ok(node(50)));
    for message in deep {
        assert!(C::decode::<Tree>(message).is_err());
        assert!(C::decode::<Chain>(message).is_err());
        assert!(C::decode::<serde::de::IgnoredAny>(message).is_err());
    }
}

/// Messages of a few bytes that announce more than any memory holds.
fn announced_lengths_allocate_nothing<C: Codec>(announcements: &[&[u8]]) {
    for bytes in announcements {
        let message = Message::Binary(bytes.to_vec());
        assert!(C::decode::<Vec<u64>>(&message).is_err(), "{bytes:?}");
        assert!(C::decode::<String>(&message).is_err(), "{bytes:?}");
        assert!(C::decode::<Vec<String>>(&message).is_err(), "{bytes:?}");
        let map = C::decode::<std::collections::HashMap<String, u64>>(&message);
        assert!(map.is_err(), "{bytes:?}");
    }
}

/// Bytes from a fixed generator, and a real message with each byte changed.
fn noise_never_panics<C: Codec>() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for length in 0..2_000 {
        let noise = (0..length % 64).map(|_| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 32) as u8
        });
        let message = Message::Binary(noise.collect());
        let _ = C::decode::<Reading>(&message);
        let _ = C::decode::<Tree>(&message);
    }
    let Ok(Message::Binary(bytes)) = C::encode(&reading(Kind::Plain)) else {
        return;
    };
    for place in 0..bytes.len() {
        for value in [0, 1, 127, 128, 255] {
            let mut changed = bytes.clone();
            changed[place] = value;
            let _ = C::decode::<Reading>(&Message::Binary(changed));
        }
    }
}

#[cfg(feature = "json")]
#[test]
fn s7_json_carries_values_both_ways_and_survives_hostile_messages() {
    values_arrive_as_they_left::<Json>();
    let text = Message::from("hello");
    what_is_no_value_comes_back::<Json>(&[text, "".into(), "null".into(), "{}".into()]);
    nesting_is_limited::<Json>(&[
        deep(b"{\"Node\":", b"\"Leaf\""),
        deep(b"{\"Many\":[", b""),
        deep(b"{\"next\":", b"null"),
        deep(b"[", b""),
    ]);
    noise_never_panics::<Json>();
    let in_bytes = Message::from(b"[1,2]".to_vec());
    assert_eq!(Json::decode(&in_bytes), Ok((1, 2)));
    assert!(matches!(Json::encode("a"), Ok(Message::Text(_))));
    let keys_that_are_not_text = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = Json::encode(&keys_that_are_not_text).unwrap_err();
    assert!(error.to_string().contains("key"), "{error}");
}

#[cfg(feature = "cbor")]
#[test]
fn s7_cbor_carries_values_both_ways_and_survives_hostile_messages() {
    values_arrive_as_they_left::<Cbor>();
    what_is_no_value_comes_back::<Cbor>(&["hello".into(), vec![0xff].into(), vec![0xa0].into()]);
    nesting_is_limited::<Cbor>(&[
        deep(b"\xa1\x64Node", b"\x64Leaf"),
        deep(b"\xa1\x64Many\x81", b""),
        deep(b"\xa1\x64next", b"\xf6"),
        deep(b"\x9f", b""),
        deep(b"\x81", b""),
        deep(b"\xc1", b""),
    ]);
    announced_lengths_allocate_nothing::<Cbor>(&[
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9a\x40\x00\x00\x00\x01",
        b"\x7b\x00\x00\x00\xff\xff\xff\xff\xff",
        b"\x7a\x7f\xff\xff\xffa",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\x00\x00\x00\xff\xff\xff\xff\xff",
        b"\x81\x7b\x00\x00\x00\xff\xff\xff\xff\xff",
    ]);
    noise_never_panics::<Cbor>();
    let named = Cbor::encode(&Chain { next: None }).unwrap();
    assert_eq!(named, Message::from(b"\xa1\x64next\xf6".to_vec()));
}

#[cfg(feature = "messagepack")]
#[test]
fn s7_messagepack_carries_values_both_ways_and_survives_hostile_messages() {
    values_arrive_as_they_left::<MessagePack>();
    let others = ["hello".into(), vec![0xc1].into(), vec![0x80].into()];
    what_is_no_value_comes_back::<MessagePack>(&others);
    nesting_is_limited::<MessagePack>(&[
        deep(b"\x81\xa4Node", b"\xa4Leaf"),
        deep(b"\x81\xa4Many\x91", b""),
        deep(b"\x81\xa4next", b"\xc0"),
        deep(b"\x91", b""),
    ]);
    announced_lengths_allocate_nothing::<MessagePack>(&[
        b"\xdd\xff\xff\xff\xff",
        b"\xdd\x40\x00\x00\x00\x01",
        b"\xdb\xff\xff\xff\xffa",
        b"\xc6\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\x91\xdb\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x01",
    ]);
    noise_never_panics::<MessagePack>();
    let named = MessagePack::encode(&Chain { next: None }).unwrap();
    assert_eq!(named, Message::from(b"\x81\xa4next\xc0".to_vec()));
}

#[cfg(feature = "postcard")]
#[test]
fn s7_postcard_carries_values_both_ways_and_survives_hostile_messages() {
    values_arrive_as_they_left::<Postcard>();
    what_is_no_value_comes_back::<Postcard>(&["hello".into(), vec![0xff; 20].into()]);
    nesting_is_limited::<Postcard>(&[deep(b"\x01", b"\x00"), deep(b"\x02\x01", b"\x00")]);
    let error = Postcard::decode::<Tree>(&deep(b"\x01", b"\x00")).unwrap_err();
    assert_eq!(error.reason, "nested more than 128 deep");
    announced_lengths_allocate_nothing::<Postcard>(&[
        b"\xff\xff\xff\xff\x0f",
        b"\xff\xff\xff\xff\x07a",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x80\x80\x80\x80\x04\x01",
    ]);
    noise_never_panics::<Postcard>();
}
