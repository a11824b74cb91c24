//! An agent in the fake world with a witness at its side: after every step there is at most one
//! socket and one alarm, and none where nothing is wanted.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use heartline::platform::fake::{FakePlatform, FakeSocket};
use heartline::platform::{Alarm, OnEvent, OnSignal, Platform, Socket, Watch};
use heartline::{
    Backoff, Closed, Config, Event, Instant, Later, Message, OpenError, Phase, Reconnect,
    SocketEvent, Subscription, WebSocketAgent,
};

/// Where the agent is kept, so that a callback can reach it and let go of it.
pub(crate) type Slot = Rc<RefCell<Option<WebSocketAgent>>>;

pub(crate) struct Scene {
    pub(crate) slot: Slot,
    pub(crate) world: FakePlatform,
    pub(crate) witness: Rc<Witness>,
    diary: Rc<RefCell<Vec<String>>>,
    statuses: Rc<Cell<usize>>,
    _subscriptions: [Subscription; 3],
}

/// A connection to `ws://x/` that retries every second.
pub(crate) fn steady() -> Config {
    Config::new("ws://x/").reconnect(Reconnect::new(Backoff::Fixed(secs(1))))
}

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn show(message: &Message) -> String {
    match message {
        Message::Text(text) => text.clone(),
        Message::Binary(bytes) => format!("{bytes:?}"),
    }
}

impl Scene {
    pub(crate) fn new(config: Config) -> Self {
        Self::in_slot(Slot::default(), config)
    }

    /// For a `config` whose functions reach the agent through `slot`.
    pub(crate) fn in_slot(slot: Slot, config: Config) -> Self {
        let world = FakePlatform::default();
        let witness = Rc::new(Witness::new(world.clone()));
        let agent = WebSocketAgent::on_platform(config, witness.clone());
        let diary = Rc::new(RefCell::new(Vec::new()));
        let statuses = Rc::new(Cell::new(0));
        let note = |diary: &Rc<RefCell<Vec<String>>>| {
            let diary = diary.clone();
            move |line: String| diary.borrow_mut().push(line)
        };
        let (says, happens) = (note(&diary), note(&diary));
        let subscriptions = [
            agent.on_message(move |message| says(format!("says {}", show(message)))),
            agent.on_event(move |event| match event {
                Event::Transition { to, .. } => happens(format!("is {to}")),
                Event::Undelivered { message, reason } => {
                    happens(format!("undelivered {}: {reason}", show(message)));
                }
                // Beside the data: of interest to the tests that ask for it.
                Event::Heartbeat { .. } | Event::Automatic { .. } => {}
                other => happens(format!("{other:?}")),
            }),
            agent.on_status({
                let statuses = statuses.clone();
                move |_| statuses.set(statuses.get() + 1)
            }),
        ];
        *slot.borrow_mut() = Some(agent);
        Self {
            slot,
            world,
            witness,
            diary,
            statuses,
            _subscriptions: subscriptions,
        }
    }

    /// With an open socket; what led there is not in the diary.
    pub(crate) fn connected(config: Config) -> Self {
        let scene = Self::new(config);
        scene.user(WebSocketAgent::open);
        scene.server(FakeSocket::accept);
        scene.diary();
        scene
    }

    /// The user does something.
    pub(crate) fn user<T>(&self, deed: impl FnOnce(&WebSocketAgent) -> T) -> T {
        let done = deed(&self.agent());
        self.demand();
        done
    }

    /// The server, or the network, does something to the latest socket.
    pub(crate) fn server(&self, deed: impl FnOnce(&FakeSocket)) {
        deed(&self.socket());
        self.demand();
    }

    pub(crate) fn says(&self, message: &str) {
        self.server(|socket| socket.deliver(message));
    }

    /// The connection is gone without a word.
    pub(crate) fn lose(&self) {
        self.server(|socket| socket.lose(1006, ""));
    }

    pub(crate) fn wait(&self, duration: Duration) {
        self.world.advance(duration);
        self.demand();
    }

    pub(crate) fn freeze(&self, duration: Duration) {
        self.world.freeze(duration);
        self.demand();
    }

    pub(crate) fn agent(&self) -> WebSocketAgent {
        self.slot.borrow().clone().expect("the agent is gone")
    }

    pub(crate) fn socket(&self) -> FakeSocket {
        self.world.latest_socket().expect("no socket was made")
    }

    pub(crate) fn phase(&self) -> Phase {
        self.agent().status().phase
    }

    /// What the latest socket sent.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.socket().sent().iter().map(show).collect()
    }

    /// What happened since it was asked last.
    pub(crate) fn diary(&self) -> Vec<String> {
        self.diary.take()
    }

    /// How often listeners were told of a status.
    pub(crate) fn statuses(&self) -> usize {
        self.statuses.get()
    }

    /// What holds always.
    fn demand(&self) {
        let (sockets, alarms) = (self.world.open_sockets(), self.world.alarms());
        assert!(sockets <= 1, "{sockets} sockets are alive");
        assert!(alarms <= 1, "{alarms} alarms are armed");
        let phase = self
            .slot
            .borrow()
            .as_ref()
            .map(|agent| agent.status().phase);
        if matches!(phase, None | Some(Phase::Idle | Phase::Failed)) {
            assert_eq!((sockets, alarms), (0, 0), "in phase {phase:?}");
        }
    }
}

/// Stands between the agent and the fake world: demands and counts, and keeps what a browser may
/// keep too, the handlers of sockets that are gone.
pub(crate) struct Witness {
    world: FakePlatform,
    arms: Cell<usize>,
    sockets: RefCell<Vec<FakeSocket>>,
    handlers: RefCell<Vec<OnEvent>>,
    /// While there is one, no socket can be made.
    pub(crate) refusal: RefCell<Option<OpenError>>,
    pub(crate) refused: Cell<usize>,
    /// The longest that an alarm waits; a longer one rings early.
    pub(crate) longest_alarm: Cell<Duration>,
}

impl Witness {
    fn new(world: FakePlatform) -> Self {
        Self {
            world,
            arms: Cell::new(0),
            sockets: RefCell::default(),
            handlers: RefCell::default(),
            refusal: RefCell::default(),
            refused: Cell::new(0),
            longest_alarm: Cell::new(Duration::MAX),
        }
    }

    /// How often an alarm was armed.
    pub(crate) fn arms(&self) -> usize {
        self.arms.get()
    }

    /// Every socket that was made.
    pub(crate) fn sockets(&self) -> Vec<FakeSocket> {
        self.sockets.borrow().clone()
    }

    /// Everything that a browser can still report for the socket made as number `place`, though
    /// nobody should be listening.
    pub(crate) fn late_events(&self, place: usize) {
        let handler = self.handlers.borrow()[place].clone();
        for event in [
            SocketEvent::Opened,
            SocketEvent::Message("late".into()),
            SocketEvent::Error,
            SocketEvent::Closed(Closed {
                code: 1006,
                reason: String::new(),
                was_clean: false,
            }),
        ] {
            handler(event);
        }
    }
}

impl Platform for Witness {
    fn now(&self) -> Instant {
        self.world.now()
    }

    fn wall(&self) -> Duration {
        self.world.wall()
    }

    fn watch(&self, on_signal: OnSignal) -> Option<Box<dyn Watch>> {
        self.world.watch(on_signal)
    }

    fn seed(&self) -> u64 {
        self.world.seed()
    }

    fn open(
        &self,
        url: &str,
        protocols: &[String],
        on_event: OnEvent,
    ) -> Result<Rc<dyn Socket>, OpenError> {
        assert_eq!(self.world.open_sockets(), 0, "a second socket is alive");
        if let Some(error) = self.refusal.borrow().clone() {
            self.refused.set(self.refused.get() + 1);
            return Err(error);
        }
        let socket = self.world.open(url, protocols, on_event.clone())?;
        self.sockets.borrow_mut().extend(self.world.latest_socket());
        self.handlers.borrow_mut().push(on_event);
        Ok(socket)
    }

    fn alarm(&self, at: Instant, wake: Box<dyn FnOnce()>) -> Box<dyn Alarm> {
        self.arms.set(self.arms.get() + 1);
        let longest = self.world.now() + self.longest_alarm.get();
        self.world.alarm(at.min(longest), wake)
    }

    fn spawn(&self, task: Later<()>) {
        self.world.spawn(task);
    }
}
