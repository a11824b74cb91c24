//! R9, R12: the application's functions as a driver asks them.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use heartline_connection::{
    Command, Config, Connection, Endpoint, Finding, Input, Instant, Prepared, SocketEvent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::prepare::asking;
use crate::script::closed;
use crate::timeline::steady;

/// Asks the configuration's own function.
fn ask(config: Config) -> Poll<Prepared> {
    let mut machine = Connection::new(config, 1);
    machine.handle(Instant::ORIGIN, Input::Open);
    let Some(Command::Prepare {
        endpoint, prepare, ..
    }) = machine.poll_command()
    else {
        panic!("not asked");
    };
    let mut answer = prepare.ask(endpoint);
    let mut context = Context::from_waker(Waker::noop());
    answer.as_mut().poll(&mut context).map(|input| match input {
        Input::Prepared { attempt: 1, answer } => answer,
        other => panic!("{other:?}"),
    })
}

#[test]
fn r9_the_function_gets_what_is_configured_and_changes_what_it_likes() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let see = Rc::clone(&seen);
    let config =
        steady()
            .greeting("hello")
            .protocols(["chat"])
            .prepare(move |endpoint: Endpoint| {
                see.borrow_mut().push(endpoint.clone());
                async {
                    Ok::<_, String>(
                        endpoint
                            .query("to ken", "a&b=ü")
                            .greeting("hi")
                            .protocols(["v2"]),
                    )
                }
            });
    let Poll::Ready(Ok(endpoint)) = ask(config) else {
        panic!("no end point");
    };
    let given = seen.borrow()[0].clone();
    assert_eq!(
        (given.url.as_str(), given.attempt, given.cause),
        ("ws://x/", 1, None)
    );
    assert_eq!(
        (given.greeting, given.protocols),
        (Some("hello".into()), vec!["chat".to_owned()])
    );
    assert_eq!(endpoint.url, "ws://x/?to%20ken=a%26b%3D%C3%BC");
    assert_eq!(
        endpoint.clone().query("b", "").url,
        format!("{}&b=", endpoint.url)
    );
    assert_eq!(
        (endpoint.greeting, endpoint.protocols),
        (Some("hi".into()), vec!["v2".to_owned()])
    );
    let Poll::Ready(Err(error)) = ask(steady().prepare(|_| async { Err("no token") })) else {
        panic!("no error");
    };
    assert_eq!(error.to_string(), "no token");
}

#[test]
fn r9_equal_functions_are_the_same_function() {
    let config = asking();
    assert_eq!(config, config.clone());
    assert_ne!(config, asking());
    assert!(format!("{config:?}").contains("Prepare(..)"));
}

#[test]
fn r12_the_function_is_asked_with_the_address_as_it_was_opened() {
    let found = |url: String| async move {
        assert_eq!(url, "ws://x/?token=1");
        Finding::Status(418)
    };
    let config = Config::new(" ws://x/?token=1 ").diagnose(found);
    assert_eq!(config, config.clone());
    let mut machine = Connection::new(config, 1);
    machine.handle(Instant::ORIGIN, Input::Open);
    let (attempt, event) = (1, SocketEvent::Closed(closed("1006")));
    machine.handle(Instant::ORIGIN, Input::Socket { attempt, event });
    let asked = std::iter::from_fn(|| machine.poll_command()).find_map(|command| match command {
        Command::Diagnose {
            attempt,
            url,
            diagnose,
        } => Some(diagnose.ask(attempt, url)),
        _ => None,
    });
    let mut context = Context::from_waker(Waker::noop());
    let answer = asked.unwrap().as_mut().poll(&mut context);
    let finding = Finding::Status(418);
    assert!(
        matches!(answer, Poll::Ready(Input::Diagnosed { attempt: 1, finding: found }) if found == finding)
    );
}
