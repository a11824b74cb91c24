//! M6: questions and their answers, with a time limit, whatever becomes of the connection.

mod losses;

use std::cell::RefCell;
use std::rc::Rc;

use heartline::{DropReason, Message, Phase, RequestError, Requests, SendOutcome, WebSocketAgent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::later::Task;
use crate::scene::{Scene, secs, show, steady};

type Answer = Result<Message, RequestError>;

/// Answers read `number:…`, and so do questions.
fn id_of(message: &Message) -> Option<u64> {
    message.as_text()?.split_once(':')?.0.parse().ok()
}

fn requests(scene: &Scene) -> Requests {
    Requests::new(&scene.agent(), id_of)
}

fn ask(scene: &Scene, requests: &Requests, text: &'static str) -> Task<Answer> {
    let requests = requests.clone();
    let asked = async move { requests.ask(|id| format!("{id}:{text}")).await };
    Task::run(&scene.world, asked)
}

fn ask_again(scene: &Scene, requests: &Requests, text: &'static str) -> Task<Answer> {
    let requests = requests.clone();
    let asked = async move { requests.ask_again(|id| format!("{id}:{text}")).await };
    Task::run(&scene.world, asked)
}

/// What the latest socket sent as `text`, with its number.
fn sent(scene: &Scene, text: &str) -> Option<u64> {
    let ending = format!(":{text}");
    let sent = scene.sent();
    let mut found = sent.iter().filter(|sent| sent.ends_with(&ending));
    let number = found
        .next()
        .map(|sent| sent.split(':').next().unwrap().parse().unwrap());
    assert_eq!(found.count(), 0, "sent twice: {sent:?}");
    number
}

/// Answers what the latest socket sent as `text`.
fn answer(scene: &Scene, text: &str) {
    let id = sent(scene, text).expect("it was not asked");
    scene.socket().deliver(format!("{id}:re {text}"));
    scene.world.settle();
}

fn answered(task: &Task<Answer>) -> Option<String> {
    task.value().map(|answer| match answer {
        Ok(message) => show(&message).split_once(':').unwrap().1.to_owned(),
        Err(error) => format!("{error:?}"),
    })
}

/// Nothing of a question is left: no entry, no alarm but that of the agent.
fn nothing_is_left(scene: &Scene, requests: &Requests) {
    scene.world.settle();
    assert!(
        format!("{requests:?}").contains("waiting: 0"),
        "{requests:?}"
    );
    let wanted = match scene.phase() {
        Phase::Idle | Phase::Failed => 0,
        _ => 1,
    };
    assert_eq!(scene.world.alarms(), wanted);
}

#[test]
fn m6_answers_in_any_order_find_their_questions() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let names = ["a", "b", "c", "d"];
    let tasks = names.map(|name| ask(&scene, &requests, name));
    for name in ["c", "a", "d", "b"] {
        answer(&scene, name);
    }
    let answers = tasks.each_ref().map(|task| answered(task).unwrap());
    assert_eq!(answers, ["re a", "re b", "re c", "re d"]);
    nothing_is_left(&scene, &requests);
    assert_eq!(scene.diary().len(), 4, "other listeners hear answers too");
}

#[test]
fn m6_two_desks_on_one_connection_do_not_take_each_others_answers() {
    let scene = Scene::connected(steady());
    let (one, other) = (requests(&scene), requests(&scene));
    let (a, b) = (ask(&scene, &one, "a"), ask(&scene, &other, "b"));
    answer(&scene, "b");
    assert_eq!(
        (answered(&a), answered(&b).as_deref()),
        (None, Some("re b"))
    );
    answer(&scene, "a");
    assert_eq!(answered(&a).as_deref(), Some("re a"));
}

#[test]
fn m6_many_questions_at_once_take_one_alarm_each_and_leave_none() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let tasks: Vec<_> = (0..500).map(|_| ask(&scene, &requests, "x")).collect();
    assert_eq!(scene.world.alarms(), 501);
    let questions = scene.sent();
    for question in questions.iter().rev() {
        scene.socket().deliver(question.clone());
    }
    for (task, question) in tasks.iter().zip(questions) {
        assert_eq!(task.value(), Some(Ok(question.into())));
    }
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_no_answer_in_time_is_an_error_and_a_late_one_is_ignored() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    scene
        .world
        .advance(secs(10) - std::time::Duration::from_millis(1));
    assert_eq!(answered(&task), None);
    scene.world.advance(std::time::Duration::from_millis(1));
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(10)))));
    nothing_is_left(&scene, &requests);
    answer(&scene, "a");
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(10)))));
    assert_eq!(scene.phase(), Phase::Open);
}

#[test]
fn m6_the_time_limit_is_free_and_alarms_may_ring_early() {
    let scene = Scene::connected(steady().heartbeat(None));
    scene.witness.longest_alarm.set(secs(3));
    let requests = requests(&scene).timeout(secs(3_600));
    let task = ask(&scene, &requests, "a");
    scene.world.advance(secs(3_599));
    assert_eq!(answered(&task), None);
    scene.world.advance(secs(1));
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(3_600)))));
    assert_eq!(scene.world.alarms(), 0);
}

#[test]
fn m6_a_frozen_page_looks_at_what_arrived_before_it_says_that_time_is_over() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let (a, b) = (ask(&scene, &requests, "a"), ask(&scene, &requests, "b"));
    scene.world.freeze(secs(600));
    assert_eq!((answered(&a), answered(&b)), (None, None));
    answer(&scene, "a");
    assert_eq!(answered(&a).as_deref(), Some("re a"));
    scene.world.advance(secs(2));
    assert_eq!(b.value(), Some(Err(RequestError::TimedOut(secs(10)))));
}

#[test]
fn m6_a_page_whose_every_alarm_is_late_gives_up_too() {
    let scene = Scene::connected(steady().heartbeat(None));
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    (0..4).for_each(|_| scene.world.freeze(secs(60)));
    assert_eq!(task.value(), Some(Err(RequestError::TimedOut(secs(10)))));
}

#[test]
fn m6_a_second_answer_and_an_answer_to_nothing_are_ignored() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    let id = sent(&scene, "a").unwrap();
    scene
        .socket()
        .deliver(format!("{}:before its time", id + 1));
    scene.socket().deliver(format!("{id}:first"));
    scene.socket().deliver(format!("{id}:second"));
    assert_eq!(answered(&task).as_deref(), Some("first"));
    let next = ask(&scene, &requests, "b");
    assert_eq!(answered(&next), None);
    answer(&scene, "b");
    assert_eq!(answered(&next).as_deref(), Some("re b"));
}

#[test]
fn m6_an_answer_to_what_has_not_left_yet_is_none() {
    let scene = Scene::connected(steady().max_buffered(1));
    scene.socket().stall();
    assert_eq!(scene.agent().send("full"), SendOutcome::Sent);
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    assert_eq!(scene.agent().status().queued, 1);
    let before = sent_number_of_next(&requests, &scene);
    scene.socket().deliver(format!("{}:a guess", before - 1));
    assert_eq!(answered(&task), None);
    scene.socket().resume();
    scene.world.advance(secs(1));
    answer(&scene, "a");
    assert_eq!(answered(&task).as_deref(), Some("re a"));
}

/// The number that the next question gets; it is asked and forgotten.
fn sent_number_of_next(requests: &Requests, scene: &Scene) -> u64 {
    let number = Rc::new(RefCell::new(0));
    let (requests, seen) = (requests.clone(), number.clone());
    drop(Task::run(&scene.world, async move {
        let make = |id| {
            *seen.borrow_mut() = id;
            "a probe"
        };
        requests.ask(make).await
    }));
    *number.borrow()
}

#[test]
fn m6_a_question_that_is_not_taken_comes_back() {
    let scene = Scene::new(steady().max_message(20));
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    let Some(Err(RequestError::NotSent(DropReason::NotConnected, message))) = task.value() else {
        panic!("{:?}", task.value());
    };
    assert!(show(&message).ends_with(":a"));
    scene.agent().open();
    scene.socket().accept();
    let task = ask(&scene, &requests, "far too long for the limit");
    let Some(Err(error @ RequestError::NotSent(DropReason::TooLarge { .. }, _))) = task.value()
    else {
        panic!("{:?}", task.value());
    };
    assert!(error.to_string().contains("limit of 20"), "{error}");
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_a_question_that_is_dropped_is_forgotten() {
    let scene = Scene::connected(steady());
    let requests = requests(&scene);
    let task = ask(&scene, &requests, "a");
    assert_eq!(scene.world.alarms(), 2);
    drop(task);
    nothing_is_left(&scene, &requests);
    answer(&scene, "a");
    scene.lose_quietly();
    nothing_is_left(&scene, &requests);
}

#[test]
fn m6_an_id_function_that_calls_the_agent_does_no_harm() {
    type Deed = fn(&WebSocketAgent);
    let deeds: [(&str, Deed); 4] = [
        ("send", |agent| drop(agent.send("from the id function"))),
        ("close", WebSocketAgent::close),
        ("retry", WebSocketAgent::retry_now),
        ("subscribe", |agent| drop(agent.subscribe("x"))),
    ];
    for (name, deed) in deeds {
        let scene = Scene::connected(steady());
        let slot = scene.slot.clone();
        let requests = Requests::new(&scene.agent(), move |message| {
            deed(&slot.borrow().clone().unwrap());
            id_of(message)
        });
        let task = ask(&scene, &requests, "a");
        answer(&scene, "a");
        assert_eq!(answered(&task).as_deref(), Some("re a"), "{name}");
        let opens = scene.phase() == Phase::Open;
        assert_eq!(opens, matches!(name, "send" | "subscribe"), "{name}");
    }
}

#[test]
fn m6_an_id_function_may_ask_and_may_drop_everything() {
    let scene = Scene::connected(steady());
    let tasks = Rc::new(RefCell::new(Vec::new()));
    let own = Rc::new(RefCell::new(None::<Requests>));
    let (asks, slot, world) = (tasks.clone(), own.clone(), scene.world.clone());
    let requests = Requests::new(&scene.agent(), move |message| {
        if let Some(requests) = slot.borrow_mut().take() {
            let asked = async move { requests.ask(|id| format!("{id}:inner")).await };
            asks.borrow_mut().push(Task::run(&world, asked));
        }
        id_of(message)
    });
    *own.borrow_mut() = Some(requests.clone());
    let outer = ask(&scene, &requests, "outer");
    answer(&scene, "outer");
    assert_eq!(answered(&outer).as_deref(), Some("re outer"));
    answer(&scene, "inner");
    assert_eq!(answered(&tasks.borrow()[0]).as_deref(), Some("re inner"));

    let agent = scene.slot.clone();
    let leaves = Requests::new(&scene.agent(), move |message| {
        agent.take();
        id_of(message)
    });
    let task = ask(&scene, &leaves, "last");
    let socket = scene.socket();
    socket.deliver("99:x");
    assert!(matches!(
        task.value(),
        Some(Err(RequestError::Disconnected))
    ));
    assert_eq!(scene.world.open_sockets(), 0);
}

#[test]
fn m6_the_id_function_is_not_called_while_nothing_waits() {
    let scene = Scene::connected(steady());
    let requests = Requests::new(&scene.agent(), |_| panic!("nobody asked"));
    scene.says("1:x");
    drop(requests);
    scene.says("1:x");
    assert_eq!(scene.diary(), ["says 1:x", "says 1:x"]);
}

#[cfg(feature = "json")]
#[test]
fn m6_json_objects_carry_the_number_as_id() {
    let scene = Scene::connected(steady());
    let requests = Requests::json(&scene.agent());
    let asked = async move {
        requests
            .ask(|id| format!(r#"{{"id":{id},"get":"time"}}"#))
            .await
    };
    let task = Task::run(&scene.world, asked);
    let question = scene.sent().pop().unwrap();
    let id = question
        .trim_start_matches(r#"{"id":"#)
        .split(',')
        .next()
        .unwrap()
        .to_owned();
    for other in [
        "hello",
        "[]",
        r#"{"id":"x"}"#,
        r#"{"id":-1}"#,
        r#"{"id":1e9}"#,
        "{}",
    ] {
        scene.socket().deliver(other);
    }
    assert_eq!(task.value(), None);
    let answer = format!(r#"{{"time":"now","id":{id}}}"#);
    scene.socket().deliver(answer.clone());
    assert_eq!(task.value(), Some(Ok(answer.into())));
}

#[test]
fn m6_errors_say_what_to_do() {
    let words = [
        RequestError::NotSent(DropReason::NotConnected, "a".into()),
        RequestError::TimedOut(secs(10)),
        RequestError::Disconnected,
        RequestError::Undelivered(DropReason::Closed),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        words,
        [
            "the question was not sent: not connected, open the connection first",
            "no answer within 10 s: ask again, unless acting twice does harm",
            "the connection was gone before the answer came: ask again, unless acting twice does harm",
            "the question never left, so it can be asked again: \
             the connection was closed before it could be sent",
        ]
    );
}

impl Scene {
    /// The connection is gone without a word, while questions have alarms of their own.
    fn lose_quietly(&self) {
        self.socket().lose(1006, "");
        self.world.settle();
    }
}
