//! Random configurations, within the rules and outside them, and random walks.

use std::time::Duration;

use heartline_connection::{Finding, Instant, Overflow, Signal};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::{option, prop_oneof, sample::select};

use crate::act::{Act, Event, Which};
use crate::deed::{Answer, Deed, Fault, REASONS, WORDS};
use crate::setup::{Broken, Heart, Retries, Setup, millis, secs};

/// A walk: its first configuration, the machine's seed, when it starts, and what is done.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pub(crate) setup: Setup,
    pub(crate) seed: u64,
    pub(crate) start: Instant,
    pub(crate) acts: Vec<Act>,
}

/// Which configurations a walk may meet.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// All of them.
    Any,
    /// Those that the model knows: no return to a preferred address, no clock that steps back.
    Modelled,
}

pub(crate) fn walks(kind: Kind, length: usize) -> impl Strategy<Value = Walk> {
    let acts = vec(act(kind), 0..length);
    (setup(kind), any::<u64>(), start(), acts).prop_map(|(setup, seed, start, acts)| Walk {
        setup,
        seed,
        start,
        acts,
    })
}

fn start() -> impl Strategy<Value = Instant> {
    let ends = [
        0,
        1,
        1_000,
        86_400_000,
        u64::MAX / 4_000,
        u64::MAX / 1_000 - 9_000,
    ];
    prop_oneof![6 => Just(0), 1 => select(ends.to_vec())]
        .prop_map(|start| Instant::from_origin(millis(start)))
}

/// Durations as they are configured, and a few that nobody would. What stands first is what a walk
/// that fails is simplified to.
fn duration() -> impl Strategy<Value = Duration> {
    let usual = [10_000, 1_000, 100, 500, 2_000, 5_000, 25_000, 60_000];
    prop_oneof![
        12 => select(usual.to_vec()).prop_map(millis),
        1 => Just(Duration::from_micros(1)),
        1 => Just(secs(86_400 * 365)),
        1 => Just(Duration::MAX),
    ]
}

fn heart() -> impl Strategy<Value = Heart> {
    let measure = option::weighted(0.3, duration());
    (duration(), duration(), measure, any::<bool>()).prop_map(
        |(interval, timeout, measure, adaptive)| Heart {
            interval,
            timeout,
            measure,
            adaptive,
        },
    )
}

fn retries() -> impl Strategy<Value = Retries> {
    prop_oneof![
        duration().prop_map(Retries::Fixed),
        (duration(), duration()).prop_map(|(a, b)| Retries::Exponential(a.min(b), a.max(b))),
        [duration(), duration()].prop_map(Retries::List),
        option::weighted(0.9, duration()).prop_map(Retries::Decided),
        Just(Retries::Decided(Some(Duration::ZERO))),
    ]
}

fn broken() -> impl Strategy<Value = Broken> {
    select(vec![
        Broken::Address,
        Broken::Fragment,
        Broken::SpareAddress,
        Broken::Protocols,
        Broken::ConnectTimeout,
        Broken::CloseTimeout,
        Broken::MaxBuffered,
        Broken::Backoff,
        Broken::Greeting,
    ])
}

/// Boxed, as is what a walk is made of: the parts are too many for the stack.
fn setup(kind: Kind) -> BoxedStrategy<Setup> {
    let page = (any::<bool>(), option::weighted(0.7, duration()));
    let ways = (
        any::<[bool; 8]>(),
        0..2_u8,
        option::weighted(0.1, broken()),
        page,
    );
    let times = (
        (duration(), duration(), duration(), retries()),
        option::weighted(0.8, heart()),
        option::weighted(0.3, 0..4_u32),
        option::weighted(0.2, duration()),
        option::weighted(0.6, duration()),
        option::weighted(0.5, duration()),
    );
    (ways, times, bounds())
        .prop_map(move |(ways, times, bounds)| {
            let (flags, service, broken, (pause_offline, hidden_pace)) = ways;
            let ((connect_timeout, close_timeout, stable_after, retries), heart, ..) = times;
            let (_, _, max_attempts, max_elapsed, suspend_after, return_after) = times;
            let [
                spare,
                prepare,
                diagnose,
                greeting,
                ready,
                reply,
                deliver_heartbeats,
                drop,
            ] = flags;
            Setup {
                service,
                spare,
                return_after: return_after.filter(|_| kind == Kind::Any),
                prepare,
                diagnose,
                greeting,
                ready,
                reply,
                deliver_heartbeats,
                heart,
                connect_timeout,
                close_timeout,
                retries,
                max_attempts,
                max_elapsed,
                stable_after,
                pause_offline,
                hidden_pace,
                suspend_after,
                drop_when_suspended: drop,
                ..bounds
            }
            .broken_by(broken)
        })
        .boxed()
}

fn bounds() -> impl Strategy<Value = Setup> {
    let overflow = select(vec![
        Overflow::Refuse,
        Overflow::DropOldest,
        Overflow::DropNewest,
    ]);
    let few = select(vec![1_000_usize, 3, 1, 0]);
    let bytes = select(vec![1_usize << 20, 9, 0]);
    let held = select(vec![1_usize << 20, 8, 1]);
    let largest = select(vec![1_usize << 20, 16]);
    (few, bytes, overflow, held, largest).prop_map(
        |(max_messages, max_bytes, overflow, max_buffered, max_message)| Setup {
            max_messages,
            max_bytes,
            overflow,
            max_buffered,
            max_message,
            ..Setup::steady()
        },
    )
}

/// How long nothing happens, or how late an alarm is.
fn pause() -> impl Strategy<Value = Duration> {
    let pauses = [0, 1, 40, 500, 1_000, 1_001, 3_000, 9_000, 40_000, 3_600_000];
    prop_oneof![
        30 => select(pauses.to_vec()).prop_map(millis),
        1 => Just(secs(86_400 * 30)),
        1 => Just(Duration::MAX),
    ]
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![
        16 => Just(Which::Current),
        2 => (1..3_u8).prop_map(Which::Older),
        1 => Just(Which::Unknown),
    ]
}

fn event() -> BoxedStrategy<Event> {
    let codes = [
        1000,
        1001,
        1006,
        1008,
        1012,
        1013,
        4000,
        4401,
        4408,
        4429,
        0,
        u16::MAX,
    ];
    let faults = vec![
        Fault::BadAddress,
        Fault::Blocked,
        Fault::Unsupported,
        Fault::Other,
    ];
    prop_oneof![
        8 => Just(Event::Opened),
        6 => select(WORDS.to_vec()).prop_map(Event::Says),
        1 => Just(Event::Error),
        3 => (select(codes.to_vec()), select(REASONS.to_vec()))
            .prop_map(|(code, reason)| Event::Closed(code, reason)),
        3 => Just(Event::Closed(1006, "")),
        1 => select(faults).prop_map(Event::CannotBeMade),
        1 => Just(Event::Refuses),
        1 => (0..20_usize).prop_map(Event::Holds),
    ]
    .boxed()
}

fn finding() -> impl Strategy<Value = Finding> {
    let statuses = [
        200,
        401,
        403,
        404,
        410,
        426,
        429,
        500,
        503,
        599,
        0,
        u16::MAX,
    ];
    prop_oneof![
        4 => select(statuses.to_vec()).prop_map(Finding::Status),
        1 => Just(Finding::NoAnswer),
        1 => Just(Finding::Offline),
    ]
}

fn signal() -> impl Strategy<Value = Signal> {
    use Signal::{Hidden, Left, Offline, Online, Restored, Resumed, Shown};
    select(vec![
        Shown, Hidden, Resumed, Online, Offline, Restored, Left,
    ])
}

fn send() -> impl Strategy<Value = Act> {
    let size = select(vec![0_usize, 1, 5, 9, 20]);
    let lives = [Duration::ZERO, millis(100), secs(2), secs(30)];
    let time_to_live = option::weighted(0.3, select(lives.to_vec()));
    let key = option::weighted(0.3, select(vec!['a', 'b']));
    (size, time_to_live, key).prop_map(|(size, time_to_live, key)| Act::Send {
        size,
        time_to_live,
        key,
    })
}

fn user(kind: Kind) -> BoxedStrategy<Act> {
    prop_oneof![
        6 => Just(Deed::Open),
        1 => Just(Deed::Expect),
        2 => Just(Deed::Close),
        2 => duration().prop_map(Deed::CloseAfterSending),
        2 => Just(Deed::Retry),
        1 => Just(Deed::Wake),
        1 => Just(Deed::Subscribe),
        2 => setup(kind).prop_map(Deed::Configure),
    ]
    .prop_map(Act::Do)
    .boxed()
}

fn act(kind: Kind) -> BoxedStrategy<Act> {
    let answer = select(vec![
        Answer::Good,
        Answer::Good,
        Answer::BadAddress,
        Answer::Failed,
    ]);
    let back = pause().prop_map(move |pause| match kind {
        Kind::Any => Act::Back(pause),
        Kind::Modelled => Act::Pass(pause),
    });
    prop_oneof![
        8 => user(kind),
        8 => send(),
        1 => (0..4_u64, any::<bool>()).prop_map(|(number, bye)| Act::Unsubscribe(number, bye)),
        20 => (which(), event()).prop_map(|(which, event)| Act::Socket(which, event)),
        6 => (which(), answer).prop_map(|(which, answer)| Act::Prepared(which, answer)),
        3 => (which(), finding()).prop_map(|(which, found)| Act::Diagnosed(which, found)),
        8 => signal().prop_map(Act::Page),
        1 => pause().prop_map(Act::Sleep),
        1 => Just(Act::BeginsToClose),
        1 => (0..20_usize).prop_map(Act::Holds),
        6 => pause().prop_map(Act::Pass),
        1 => back,
        14 => prop_oneof![3 => Just(Duration::ZERO), 1 => pause()].prop_map(Act::Ring),
    ]
    .boxed()
}
