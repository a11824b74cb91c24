//! Who is told what, while listeners come and go.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{Subscription, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, secs, steady};

#[test]
fn a_listener_that_is_dropped_while_others_are_told_is_not_called() {
    let scene = Scene::connected(steady());
    let second = Rc::new(RefCell::new(None::<Subscription>));
    let _first = scene.agent().on_message({
        let second = second.clone();
        move |_| drop(second.take())
    });
    *second.borrow_mut() = Some(scene.agent().on_message(|_| panic!("it was dropped")));
    scene.says("a");
    scene.says("b");
}

#[test]
fn a_listener_may_end_its_own_subscription() {
    let scene = Scene::connected(steady());
    let (calls, own) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(None)));
    let listener = scene.agent().on_message({
        let (calls, own) = (calls.clone(), own.clone());
        move |_| {
            calls.set(calls.get() + 1);
            own.take();
        }
    });
    *own.borrow_mut() = Some(listener);
    scene.says("a");
    scene.says("b");
    assert_eq!(calls.get(), 1);
}

#[test]
fn a_listener_that_comes_while_others_are_told_hears_the_next_news() {
    let scene = Scene::connected(steady());
    let (heard, late) = (
        Rc::new(RefCell::new(Vec::new())),
        Rc::new(RefCell::new(None)),
    );
    let _first = scene.agent().on_message({
        let (slot, heard, late) = (scene.slot.clone(), heard.clone(), late.clone());
        move |_| {
            let agent = slot.borrow().clone().unwrap();
            let heard = heard.clone();
            late.borrow_mut().get_or_insert_with(|| {
                agent.on_message(move |message| heard.borrow_mut().push(message.clone()))
            });
        }
    });
    scene.says("a");
    assert_eq!(*heard.borrow(), []);
    scene.says("b");
    assert_eq!(*heard.borrow(), ["b".into()]);
}

#[test]
fn a_listener_that_goes_and_one_that_comes_move_nobody_else() {
    let scene = Scene::connected(steady());
    let calls = Rc::new(RefCell::new(String::new()));
    let note = |name: char| {
        let calls = calls.clone();
        move || calls.borrow_mut().push(name)
    };
    let (b, c, d) = (note('b'), note('c'), note('d'));
    let first = scene.agent().on_message(|_| {});
    let (goes, comes) = (RefCell::new(Some(first)), RefCell::new(None));
    let slot = scene.slot.clone();
    let _second = scene.agent().on_message(move |_| {
        b();
        if goes.take().is_some() {
            let (agent, d) = (slot.borrow().clone().unwrap(), d.clone());
            *comes.borrow_mut() = Some(agent.on_message(move |_| d()));
        }
    });
    let _third = scene.agent().on_message(move |_| c());
    scene.says("one");
    scene.says("two");
    assert_eq!(*calls.borrow(), "bcbcd");
}

#[test]
fn listeners_that_come_and_go_between_two_news_leave_the_others_alone() {
    let scene = Scene::connected(steady());
    for _ in 0..100 {
        drop(scene.agent().on_message(|_| panic!("it was dropped")));
    }
    scene.says("a");
    assert_eq!(scene.diary(), ["says a"]);
}

#[test]
fn i3_messages_alone_tell_no_status_and_arm_no_alarm() {
    let scene = Scene::connected(steady());
    let (statuses, arms) = (scene.statuses(), scene.witness.arms());
    for number in 0..10_000 {
        scene.says(&number.to_string());
    }
    assert_eq!(scene.diary().len(), 10_000);
    assert_eq!(scene.statuses(), statuses);
    assert_eq!(scene.witness.arms(), arms);
    // One ping is due in all that time: one alarm rang, one was armed for the answer.
    for second in 0..25 {
        scene.says(&second.to_string());
        scene.wait(secs(1));
    }
    assert!(scene.witness.arms() <= arms + 1);
    assert_eq!(scene.statuses(), statuses);
}

#[test]
fn o1_every_other_change_of_the_status_is_told_once_and_as_it_is() {
    let scene = Scene::new(steady());
    let told = Rc::new(RefCell::new(Vec::new()));
    let _listener = scene.agent().on_status({
        let (slot, told) = (scene.slot.clone(), told.clone());
        move |status| {
            let agent = slot.borrow().clone().unwrap();
            assert_eq!(*status, agent.status());
            let unanswered = status.unanswered_since.is_some();
            told.borrow_mut().push((
                status.phase.as_str(),
                status.queued,
                status.round_trip.map(|time| time.as_secs()),
                unanswered,
            ));
        }
    });
    scene.user(WebSocketAgent::open);
    assert_eq!(
        scene.user(|agent| agent.send("a")),
        heartline::SendOutcome::Queued
    );
    scene.server(FakeSocket::accept);
    scene.wait(secs(25));
    scene.wait(secs(2));
    scene.says(r#"{"heart":1}"#);
    scene.says("data");
    scene.lose();
    scene.user(WebSocketAgent::close);
    assert_eq!(
        told.take(),
        [
            ("connecting", 0, None, false),
            ("connecting", 1, None, false),
            ("open", 0, None, false),
            ("open", 0, None, true),
            ("open", 0, Some(2), false),
            ("waiting", 0, None, false),
            ("idle", 0, None, false),
        ]
    );
}
