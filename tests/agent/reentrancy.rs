//! Every method of the agent, called from inside everything that the agent calls.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heartline::platform::fake::FakeSocket;
use heartline::{
    Backoff, Close, Config, Decision, DropReason, Event, Heartbeat, Message, Pattern, Payload,
    Phase, Reconnect, SendOutcome, Subscription, WebSocketAgent,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::scene::{Scene, Slot, secs};

/// From where the agent is called.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    OnMessage,
    OnStatus,
    OnEvent,
    Greeting,
    Ping,
    Answer,
    PongPattern,
    ReadyPattern,
    ReplyPattern,
    Policy,
}

use Place::{
    Answer, Greeting, OnEvent, OnMessage, OnStatus, Ping, Policy, PongPattern, ReadyPattern,
    ReplyPattern,
};

const PLACES: [Place; 10] = [
    OnMessage,
    OnStatus,
    OnEvent,
    Greeting,
    Ping,
    Answer,
    PongPattern,
    ReadyPattern,
    ReplyPattern,
    Policy,
];

impl Place {
    /// The machine is at work there, so it cannot be asked.
    const fn is_busy(self) -> bool {
        matches!(self, PongPattern | ReadyPattern | ReplyPattern | Policy)
    }
}

/// Does one deed, once, at one place.
#[derive(Clone)]
struct Actor {
    place: Place,
    slot: Slot,
    deed: Rc<dyn Fn(&Actor)>,
    done: Rc<Cell<bool>>,
    /// Where it came by after the deed.
    visits: Rc<RefCell<Vec<Place>>>,
    listeners: Rc<RefCell<Vec<Subscription>>>,
}

impl Actor {
    fn is_at(&self, place: Place) {
        if self.done.get() {
            self.visits.borrow_mut().push(place);
        } else if place == self.place {
            self.done.set(true);
            (self.deed)(self);
        }
    }

    fn agent(&self) -> WebSocketAgent {
        self.slot.borrow().clone().unwrap()
    }

    fn pattern(&self, place: Place, text: &'static str) -> Pattern {
        let actor = self.clone();
        Pattern::with(move |message| {
            actor.is_at(place);
            *message == Message::from(text)
        })
    }

    fn payload(&self, place: Place, text: &'static str) -> Payload {
        let actor = self.clone();
        Payload::made(move |_| {
            actor.is_at(place);
            text.into()
        })
    }

    fn config(&self) -> Config {
        let actor = self.clone();
        let policy = Backoff::With(Rc::new(move |_| {
            actor.is_at(Policy);
            Decision::After(secs(1))
        }));
        let heartbeat = Heartbeat::default().ping(self.payload(Ping, "ping"));
        Config::new("ws://x/")
            .greeting(self.payload(Greeting, "hello"))
            .ready_when(self.pattern(ReadyPattern, "ready"))
            .heartbeat(heartbeat.pong(self.pattern(PongPattern, "pong")))
            .reply(
                self.pattern(ReplyPattern, "are you there"),
                self.payload(Answer, "yes"),
            )
            .reconnect(Reconnect::new(policy))
    }

    fn listen(&self, agent: &WebSocketAgent) {
        let (a, b, c) = (self.clone(), self.clone(), self.clone());
        self.listeners.borrow_mut().extend([
            agent.on_message(move |_| a.is_at(OnMessage)),
            agent.on_status(move |status| {
                if status.phase == Phase::Open {
                    b.is_at(OnStatus);
                }
            }),
            agent.on_event(move |event| {
                if matches!(
                    event,
                    Event::Transition {
                        to: Phase::Open,
                        ..
                    }
                ) {
                    c.is_at(OnEvent);
                }
            }),
        ]);
    }
}

/// Passes every place, and ends with a new socket.
const SCENARIO: [fn(&Scene); 9] = [
    |scene| scene.server(FakeSocket::accept),
    |scene| scene.says("ready"),
    |scene| scene.says("are you there"),
    |scene| scene.wait(secs(25)),
    |scene| scene.says("pong"),
    |scene| scene.lose(),
    |scene| scene.wait(secs(1)),
    |scene| scene.server(FakeSocket::accept),
    |scene| scene.says("ready"),
];

/// Plays the scenario; `right_after` looks at the scene after the step with the deed, and is told
/// how many sockets there were before that step.
fn play(
    place: Place,
    deed: impl Fn(&Actor) + 'static,
    right_after: impl Fn(&Scene, usize),
) -> (Scene, Actor) {
    let actor = Actor {
        place,
        slot: Slot::default(),
        deed: Rc::new(deed),
        done: Rc::default(),
        visits: Rc::default(),
        listeners: Rc::default(),
    };
    let scene = Scene::in_slot(actor.slot.clone(), actor.config());
    actor.listen(&scene.agent());
    scene.user(WebSocketAgent::open);
    for step in SCENARIO {
        let (made, done) = (scene.world.sockets_made(), actor.done.get());
        step(&scene);
        if actor.done.get() && !done {
            right_after(&scene, made);
        }
    }
    assert!(actor.done.get(), "{place:?} was never visited");
    (scene, actor)
}

#[test]
fn every_place_may_open() {
    for place in PLACES {
        let (scene, _) = play(place, |actor| actor.agent().open(), |_, _| {});
        assert_eq!(
            (scene.phase(), scene.world.sockets_made()),
            (Phase::Open, 2),
            "{place:?}"
        );
    }
}

#[test]
fn every_place_may_close() {
    let ways: [fn(&WebSocketAgent); 2] = [WebSocketAgent::close, |agent| {
        agent.close_after_sending(Close::normal(), secs(1));
    }];
    for (place, close) in PLACES
        .iter()
        .flat_map(|place| ways.map(|way| (*place, way)))
    {
        let closed = |scene: &Scene, _| {
            let phase = scene.phase();
            assert!(
                matches!(phase, Phase::Closing | Phase::Idle),
                "{place:?}: {phase}"
            );
        };
        let (scene, _) = play(place, move |actor| close(&actor.agent()), closed);
        scene.wait(secs(60));
        assert_eq!(
            (scene.phase(), scene.world.sockets_made()),
            (Phase::Idle, 1),
            "{place:?}"
        );
    }
}

#[test]
fn every_place_may_send_but_a_pattern_and_a_policy_get_the_message_back() {
    for place in PLACES {
        let outcome = Rc::new(RefCell::new(None));
        let answer = outcome.clone();
        let send = move |actor: &Actor| *answer.borrow_mut() = Some(actor.agent().send("x"));
        let (scene, _) = play(place, send, |_, _| {});
        let sockets = scene.witness.sockets();
        let sent = sockets.iter().flat_map(FakeSocket::sent);
        let times = sent
            .filter(|message| *message == Message::from("x"))
            .count();
        match outcome.take().unwrap() {
            SendOutcome::Dropped(reason, message) => {
                assert_eq!(
                    (reason, message),
                    (DropReason::Busy, "x".into()),
                    "{place:?}"
                );
                assert!(place.is_busy() && times == 0, "{place:?}");
            }
            _ => assert!(!place.is_busy() && times == 1, "{place:?}: {times} times"),
        }
    }
}

#[test]
fn every_place_may_retry() {
    for place in PLACES {
        // While the socket is being greeted an attempt is under way already.
        let more = usize::from(place != Greeting);
        let retried = |scene: &Scene, made| {
            assert_eq!(scene.world.sockets_made(), made + more, "{place:?}");
        };
        play(place, |actor| actor.agent().retry_now(), retried);
    }
}

#[test]
fn every_place_may_configure() {
    for place in PLACES {
        let moved = |scene: &Scene, made| {
            assert_eq!(scene.world.sockets_made(), made + 1, "{place:?}");
            assert_eq!(scene.socket().url(), "ws://other/", "{place:?}");
        };
        let configure = |actor: &Actor| actor.agent().configure(Config::new("ws://other/"));
        play(place, configure, moved);
    }
}

#[test]
fn every_place_may_ask() {
    for place in PLACES {
        let asked = Rc::new(RefCell::new(None));
        let answer = asked.clone();
        let ask = move |actor: &Actor| {
            let agent = actor.agent();
            let (status, words) = (agent.status(), format!("{agent:?}"));
            *answer.borrow_mut() = Some((status, agent.stats(), words));
        };
        let (scene, _) = play(place, ask, |_, _| {});
        let (status, stats, words) = asked.take().unwrap();
        assert_eq!(status.attempt, 1, "{place:?}");
        assert!(words.contains(&format!("{:?}", status.phase)), "{words}");
        assert_eq!(stats.is_none(), place.is_busy(), "{place:?}");
        assert_eq!(scene.world.sockets_made(), 2);
    }
}

#[test]
fn every_place_may_subscribe() {
    for place in PLACES {
        let heard = Rc::new(Cell::new(0));
        let count = heard.clone();
        let subscribe = move |actor: &Actor| {
            let count = count.clone();
            let listener = move |_: &Message| count.set(count.get() + 1);
            let subscription = actor.agent().on_message(listener);
            actor.listeners.borrow_mut().push(subscription);
        };
        play(place, subscribe, |_, _| {});
        assert!(heard.get() > 0, "{place:?}");
    }
}

#[test]
fn every_place_may_unsubscribe() {
    for place in PLACES {
        let unsubscribe = |actor: &Actor| drop(actor.listeners.take());
        let (scene, actor) = play(place, unsubscribe, |_, _| {});
        let visits = actor.visits.take();
        let heard = |place| visits.contains(place);
        assert!(
            ![OnMessage, OnStatus, OnEvent].iter().any(heard),
            "{visits:?}"
        );
        assert_eq!(scene.phase(), Phase::Open);
    }
}

#[test]
fn l6_every_place_may_drop_the_last_clone() {
    for place in PLACES {
        let gone = |scene: &Scene, made| {
            assert_eq!(
                (scene.world.open_sockets(), scene.world.alarms()),
                (0, 0),
                "{place:?}"
            );
            assert_eq!(scene.world.sockets_made(), made, "{place:?}");
            let closed_with = scene.socket().closed_with();
            assert_eq!(
                closed_with.is_none(),
                place == Policy,
                "{place:?}: {closed_with:?}"
            );
            scene.diary();
        };
        let (scene, actor) = play(place, |actor| drop(actor.slot.take()), gone);
        scene.wait(secs(3_600));
        assert_eq!(
            (scene.diary(), scene.world.sockets_made()),
            (vec![], 1),
            "{place:?}"
        );
        // What the machine is at work on, it finishes.
        let visits = actor.visits.take();
        assert!(
            visits.is_empty() || place.is_busy(),
            "{place:?}: {visits:?}"
        );
    }
}
