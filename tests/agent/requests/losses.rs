//! Questions on a connection that is lost, closed, or not there yet.

use heartline::{Close, Config, DropReason, Outbox, Phase, Reconnect, RequestError, SendOutcome};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{answer, answered, ask, ask_again, nothing_is_left, requests, sent};
use crate::scene::{Scene, secs, steady};

#[test]
fn m6_a_question_may_wait_for_the_connection_within_its_time() {
    let scene = Scene::new(steady().connect_timeout(secs(60)));
    scene.agent().open();
    let requests = requests(&scene);
    let (a, b) = (ask(&scene, &requests, "a"), ask(&scene, &requests, "b"));
    scene.world.advance(secs(9));
    scene.socket().accept();
    answer(&scene, "a");
    assert_eq!(answered(&a).as_deref(), Some("re a"));
    scene.world.advance(secs(1));
    assert_eq!(b.value(), Some(Err(RequestError::TimedOut(secs(10)))));

    scene.lose_quietly();
    let c = ask(&scene, &requests, "c");
    scene.world.advance(secs(10));
    assert_eq!(c.value(), Some(Err(RequestError::TimedOut(secs(10)))));
    scene.socket().accept();
    assert_eq!(sent(&scene, "c"), None, "nobody waits for its answer");
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_a_lost_connection_ends_the_wait_for_what_was_sent_on_it_and_no_other() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let a = ask(&scene, &requests, "a");
    scene.lose_quietly();
    assert_eq!(a.value(), Some(Err(RequestError::Disconnected)));
    let b = ask(&scene, &requests, "b");
    scene.world.advance(secs(1));
    scene.socket().accept();
    assert_eq!(sent(&scene, "a"), None);
    answer(&scene, "b");
    assert_eq!(answered(&b).as_deref(), Some("re b"));
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_every_way_to_leave_a_socket_ends_the_wait() {
    type Leave = fn(&Scene);
    let ways: [(&str, Leave); 6] = [
        ("close", |scene| scene.agent().close()),
        ("retry", |scene| scene.agent().retry_now()),
        ("another address", |scene| {
            scene.agent().configure(Config::new("ws://y/"))
        }),
        ("silence", |scene| {
            scene.agent().configure(steady().connect_timeout(secs(59)));
            scene.world.advance(secs(35));
        }),
        ("the server", |scene| scene.socket().lose(4400, "")),
        ("a bad configuration", |scene| {
            scene.agent().configure(Config::new(" "))
        }),
    ];
    for (name, leave) in ways {
        for repeat in [false, true] {
            let scene = Scene::connected(steady());
            let requests = requests(&scene).timeout(secs(100));
            let task = match repeat {
                false => ask(&scene, &requests, "a"),
                true => ask_again(&scene, &requests, "a"),
            };
            leave(&scene);
            let again = repeat && matches!(name, "retry" | "silence");
            match task.value() {
                None => assert!(again, "{name}"),
                Some(Err(RequestError::Disconnected)) => assert!(!again, "{name}"),
                Some(Err(RequestError::Undelivered(reason))) => {
                    assert!(repeat && reason == DropReason::GaveUp, "{name}: {reason}");
                }
                other => panic!("{name}: {other:?}"),
            }
            if again {
                scene.world.advance(secs(1));
                scene.socket().accept();
                answer(&scene, "a");
                assert_eq!(answered(&task).as_deref(), Some("re a"), "{name}");
            }
            nothing_is_left(&scene, &requests);
        }
    }
}

#[test]
fn m6_what_is_safe_to_repeat_is_asked_again_with_the_same_number_in_the_first_order() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let tasks = ["a", "b", "c"].map(|name| ask_again(&scene, &requests, name));
    let first = scene.sent();
    answer(&scene, "b");
    for _ in 0..3 {
        scene.lose_quietly();
        scene.world.advance(secs(1));
        scene.socket().accept();
        assert_eq!(scene.sent(), [first[0].clone(), first[2].clone()]);
    }
    answer(&scene, "c");
    answer(&scene, "a");
    let answers = tasks.each_ref().map(|task| answered(task).unwrap());
    assert_eq!(answers, ["re a", "re b", "re c"]);
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_repeating_ends_when_the_time_is_over() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let task = ask_again(&scene, &requests, "a");
    scene.world.advance(secs(9));
    scene.lose_quietly();
    assert_eq!(scene.agent().status().queued, 1);
    scene.world.advance(secs(1));
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(10)))));
    assert_eq!(scene.agent().status().queued, 0);
    scene.socket().accept();
    assert_eq!(scene.sent(), [""; 0]);
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_what_cannot_wait_is_told() {
    let scene = Scene::connected(steady().outbox(Outbox::default().max_messages(1)));
    let requests = requests(&scene);
    let (a, b) = (
        ask_again(&scene, &requests, "a"),
        ask_again(&scene, &requests, "b"),
    );
    scene.lose_quietly();
    assert_eq!(answered(&a), None);
    let full = RequestError::Undelivered(DropReason::OutboxFull);
    assert_eq!(b.value(), Some(Err(full)));
    scene.agent().close();
    assert_eq!(
        a.value(),
        Some(Err(RequestError::Undelivered(DropReason::Closed)))
    );
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_a_question_that_a_closing_socket_did_not_take_leaves_with_the_next_one() {
    let scene = Scene::connected(steady());
    scene.socket().refuse_sends();
    let requests = requests(&scene);
    let (a, b) = (
        ask(&scene, &requests, "a"),
        ask_again(&scene, &requests, "b"),
    );
    assert_eq!(scene.agent().status().queued, 2);
    scene.lose_quietly();
    assert_eq!((answered(&a), answered(&b)), (None, None));
    scene.world.advance(secs(1));
    scene.socket().accept();
    answer(&scene, "a");
    answer(&scene, "b");
    assert_eq!(answered(&a).as_deref(), Some("re a"));
    assert_eq!(answered(&b).as_deref(), Some("re b"));
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_while_a_graceful_close_sends_what_is_queued_answers_still_come() {
    let scene = Scene::connected(steady().max_buffered(1));
    let requests = requests(&scene);
    let a = ask(&scene, &requests, "a");
    scene.socket().stall();
    assert_eq!(scene.agent().send("full"), SendOutcome::Sent);
    assert_eq!(scene.agent().send("queued"), SendOutcome::Queued);
    let b = ask(&scene, &requests, "b");
    // Longer than until the next ping: what the machine waits for first is not what counts.
    scene.agent().close_after_sending(Close::normal(), secs(30));
    assert_eq!(scene.phase(), Phase::Closing);
    answer(&scene, "a");
    assert_eq!(answered(&a).as_deref(), Some("re a"));
    scene.agent().close();
    assert_eq!(
        b.value(),
        Some(Err(RequestError::Undelivered(DropReason::Closed)))
    );
}

#[test]
fn m6_when_the_agent_is_dropped_every_question_ends_with_an_error() {
    let scene = Scene::connected(steady().max_buffered(1));
    let requests = requests(&scene);
    let sent = ask_again(&scene, &requests, "sent");
    scene.socket().stall();
    assert_eq!(scene.agent().send("full"), SendOutcome::Sent);
    let queued = ask(&scene, &requests, "queued");
    scene.slot.take();
    assert_eq!(sent.value(), Some(Err(RequestError::Disconnected)));
    let closed = RequestError::Undelivered(DropReason::Closed);
    assert_eq!(queued.value(), Some(Err(closed)));
    let late = ask(&scene, &requests, "late");
    assert!(matches!(
        late.value(),
        Some(Err(RequestError::NotSent(DropReason::NotConnected, _)))
    ));
    assert_eq!((scene.world.alarms(), scene.world.open_sockets()), (0, 0));
}

#[test]
fn m6_it_gives_up_and_what_is_queued_waits_for_the_user_or_its_time() {
    let scene = Scene::connected(steady());
    scene
        .agent()
        .configure(steady().reconnect(Reconnect::disabled()));
    let requests = requests(&scene);
    scene.socket().refuse_sends();
    let task = ask(&scene, &requests, "a");
    scene.lose_quietly();
    assert_eq!(scene.phase(), Phase::Failed);
    scene.agent().retry_now();
    scene.socket().accept();
    answer(&scene, "a");
    assert_eq!(answered(&task).as_deref(), Some("re a"));
}
