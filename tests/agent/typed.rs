//! M2 through the agent: values in and out, in every format.

use std::cell::RefCell;
use std::rc::Rc;

use heartline::{Codec, DecodeError, Message, SendOutcome, Typed};
use serde::{Deserialize, Serialize};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, steady};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Said {
    from: u32,
    text: String,
}

#[derive(Serialize)]
struct Say<'a> {
    chat: &'a str,
}

fn values_pass<C: Codec + 'static>() {
    let scene = Scene::connected(steady());
    let chat: Typed<Said, Say<'static>, C> = scene.agent().typed();
    let heard = Rc::new(RefCell::new(Vec::<Result<Said, DecodeError>>::new()));
    let notes = heard.clone();
    let _listening = chat.on_message(move |said| notes.borrow_mut().push(said));

    let say = Say { chat: "hello" };
    assert_eq!(chat.send(&say), Ok(SendOutcome::Sent));
    assert_eq!(scene.socket().sent(), [C::encode(&say).unwrap()]);

    let said = Said {
        from: 7,
        text: "hi".to_owned(),
    };
    let stranger = Message::Binary(vec![0xff]);
    scene.socket().deliver(C::encode(&said).unwrap());
    scene.socket().deliver(stranger.clone());
    scene.socket().deliver(C::encode(&said).unwrap());
    let heard = heard.take();
    assert_eq!([&heard[0], &heard[2]], [&Ok(said.clone()), &Ok(said)]);
    assert_eq!(heard[1].as_ref().unwrap_err().raw, stranger);

    assert_eq!(chat, scene.agent().typed());
    assert!(chat != Scene::connected(steady()).agent().typed());
    assert_eq!(*chat.clone().agent(), scene.agent());
}

#[cfg(feature = "json")]
#[test]
fn m2_json_values_pass_through_the_agent() {
    values_pass::<heartline::Json>();
    let _by_default: Typed<Said, Say<'_>> = Scene::connected(steady()).agent().typed();
}

#[cfg(feature = "cbor")]
#[test]
fn m2_cbor_values_pass_through_the_agent() {
    values_pass::<heartline::Cbor>();
}

#[cfg(feature = "messagepack")]
#[test]
fn m2_messagepack_values_pass_through_the_agent() {
    values_pass::<heartline::MessagePack>();
}

#[cfg(feature = "postcard")]
#[test]
fn m2_postcard_values_pass_through_the_agent() {
    values_pass::<heartline::Postcard>();
}

#[cfg(feature = "json")]
#[test]
fn s7_a_value_without_a_form_is_an_error_and_nothing_is_sent() {
    let scene = Scene::connected(steady());
    let pairs: Typed<(), std::collections::BTreeMap<(u8, u8), u8>> = scene.agent().typed();
    let error = pairs.send(&[((1, 2), 3)].into()).unwrap_err();
    assert!(!error.reason.is_empty());
    assert_eq!(scene.sent(), [""; 0]);
}
