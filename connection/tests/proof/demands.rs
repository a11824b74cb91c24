//! What holds always, whatever was done before: demanded after every step, without the model.

use heartline_connection::{
    Event, Phase, Signal, Stats, Status, StatusKey, Timeline, Wake, WakeReason,
};

use crate::deed::Deed;
use crate::told::Told;
use crate::world::{Question, SocketState, Verdict, World};

pub(crate) fn demand(holds: bool, why: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(why()) }
}

/// What was to be seen before a deed that must change nothing; `None` where it may.
pub(crate) struct Before(Option<(Status, Stats, Option<Wake>)>);

impl Before {
    pub(crate) fn of(world: &World, deed: &Deed) -> Self {
        let machine = &world.machine;
        let seen = || {
            (
                machine.status(),
                machine.stats().clone(),
                machine.next_wake(),
            )
        };
        Self(is_stale(world, deed).then(seen))
    }
}

/// Whether the deed is one of a socket that is gone, or an answer that nobody waits for.
fn is_stale(world: &World, deed: &Deed) -> bool {
    let alive = world.socket.as_ref().map(|socket| socket.attempt);
    match *deed {
        Deed::Opened(of)
        | Deed::Says(of, _)
        | Deed::Error(of)
        | Deed::Closed(of, ..)
        | Deed::OpenFailed(of, _)
        | Deed::Buffered(of, _) => alive != Some(of),
        Deed::Prepared(of, _) => world.question != Some(Question::Where(of)),
        Deed::Diagnosed(of, _) => world.question != Some(Question::Why(of)),
        _ => false,
    }
}

/// Demands on what the machine reports, at the moment when it does.
pub(crate) fn reported(world: &mut World, event: &Event) -> Verdict {
    match event {
        Event::Transition { from, to, .. } => {
            let follows = *from == world.phase;
            world.phase = *to;
            if *to == Phase::Idle {
                world.want_nothing();
            }
            demand(follows, || "reports do not follow one another".to_owned())
        }
        Event::Suspended => {
            let twice = world.told_suspended;
            world.told_suspended = true;
            demand(!twice, || "suspended is told twice".to_owned())
        }
        Event::Undelivered { message, .. } => {
            let number = crate::deed::Letter::number_of(message).ok_or("no letter")?;
            world.ledger.report(number)
        }
        Event::Heartbeat { .. } => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// Demands on a step that is complete.
pub(crate) fn after(world: &mut World, before: &Before, deed: &Deed, told: &[Told]) -> Verdict {
    let status = world.machine.status();
    nothing_stale(world, before, &status, told)?;
    only_ends_end(world, deed, told)?;
    phase_fits(world, &status)?;
    alarm_fits(world, &status)?;
    accounts_balance(world, &status)?;
    key_tells(world, &status)?;
    limits_hold(world, deed, &status)?;
    promises_hold(world, deed, told)?;
    suspended_once(world, &status, told)?;
    let asked_again = world.known.1.unanswered_since.is_some() && !told.is_empty();
    if asked_again && matches!(deed, Deed::Page(_) | Deed::Clock(_)) {
        let before = world.known.1.clone();
        look_late(world, &before);
    }
    Ok(())
}

fn nothing_stale(world: &World, before: &Before, status: &Status, told: &[Told]) -> Verdict {
    let Some((earlier, stats, wake)) = &before.0 else {
        return Ok(());
    };
    let same =
        earlier == status && stats == world.machine.stats() && *wake == world.machine.next_wake();
    demand(same && told.is_empty(), || {
        "what is over was heard".to_owned()
    })
}

/// Only `close`, the user and our own deadlines end an attempt.
fn only_ends_end(world: &World, deed: &Deed, told: &[Told]) -> Verdict {
    let harmless = matches!(
        deed,
        Deed::Error(_)
            | Deed::Says(..)
            | Deed::Opened(_)
            | Deed::Buffered(..)
            | Deed::Refused(..)
            | Deed::Send(_)
            | Deed::Subscribe
            | Deed::Unsubscribe(..)
            | Deed::Expect
    );
    let ends = |told: &Told| matches!(told, Told::Abandon(_) | Told::Open(_) | Told::Ask(_));
    let ended = harmless && told.iter().any(ends);
    demand(!ended, || "it ended an attempt".to_owned())?;
    let page_event = matches!(deed, Deed::Page(_) | Deed::Clock(_));
    let open = world.known.1.phase == Phase::Open && *deed != Deed::Page(Signal::Left);
    let abandoned = told.iter().any(|told| matches!(told, Told::Abandon(_)));
    demand(!(page_event && open && abandoned), || {
        "what the page went through ended an open connection".to_owned()
    })
}

fn phase_fits(world: &World, status: &Status) -> Verdict {
    let state = world.socket.as_ref().map(|socket| socket.state);
    let fits = match status.phase {
        Phase::Idle | Phase::Waiting | Phase::Offline | Phase::Failed => state.is_none(),
        Phase::Open => state == Some(SocketState::Open),
        Phase::Connecting => state != Some(SocketState::Closing),
        _ => true,
    };
    demand(fits, || format!("{} with a socket {state:?}", status.phase))?;
    let may_ask = matches!(status.phase, Phase::Connecting | Phase::Closing) && state.is_none();
    demand(world.question.is_none() || may_ask, || {
        format!("{} and {:?}", status.phase, world.question)
    })?;
    let told = world.phase == status.phase && status.attempt >= world.known.1.attempt;
    demand(told, || format!("{status:?} was not reported"))
}

/// A deadline lives inside the state that needs it.
fn alarm_fits(world: &World, status: &Status) -> Verdict {
    use WakeReason::{
        CloseTimeout, ConnectTimeout, DiagnoseTimeout, MessageExpires, PingDue, PongDue, RetryDue,
        ReturnDue, RoomDue, SuspendDue,
    };
    let alarm = world.machine.next_wake();
    let fits = alarm.is_none_or(|wake| match (status.phase, wake.why) {
        (Phase::Closing, _) => true,
        (_, MessageExpires) => status.queued > 0,
        (Phase::Connecting, why) => matches!(why, ConnectTimeout | DiagnoseTimeout | SuspendDue),
        (Phase::Waiting, why) => matches!(why, RetryDue | SuspendDue),
        (Phase::Offline, why) => why == SuspendDue,
        (Phase::Open, why) => {
            matches!(why, PingDue | PongDue | CloseTimeout | RoomDue | ReturnDue)
        }
        _ => false,
    });
    let quiet = !matches!(status.phase, Phase::Idle | Phase::Failed) || status.next.is_none();
    demand(fits && quiet, || format!("{} and {alarm:?}", status.phase))
}

/// Nothing vanishes, and what is counted is what happened.
fn accounts_balance(world: &World, status: &Status) -> Verdict {
    let (stats, ledger) = (world.machine.stats(), &world.ledger);
    let counted = [
        (status.queued as u64, ledger.waiting() as u64),
        (stats.sent.messages, ledger.sent),
        (stats.dropped, ledger.reported),
        (stats.received.messages, world.delivered),
        (stats.attempts, status.attempt),
    ];
    demand(counted.iter().all(|(a, b)| a == b), || {
        format!("queued, sent, dropped, received, attempts: {counted:?}")
    })
}

/// Whoever compares keys misses nothing, the time of the next ping aside.
fn key_tells(world: &World, status: &Status) -> Verdict {
    let key: StatusKey = world.machine.status_key();
    let without_ping = |status: &Status| {
        let mut status = status.clone();
        status.next = status.next.filter(|wake| wake.why != WakeReason::PingDue);
        status
    };
    let (known_key, known) = &world.known;
    let hidden = key == *known_key && without_ping(status) != without_ping(known);
    demand(!hidden, || format!("the key hides {status:?}"))
}

/// What is bounded stays within its bounds, and a limit of attempts is one.
fn limits_hold(world: &World, deed: &Deed, status: &Status) -> Verdict {
    let (known, machine) = (&world.known.1, &world.machine);
    let full = world.setup.max_messages.max(known.queued);
    demand(status.queued <= full, || {
        "the outbox is too full".to_owned()
    })?;
    let kept = machine.timeline().iter().len();
    let kinds = machine.stats().losses.len();
    demand(kept <= Timeline::MAX_ENTRIES && kinds < 32, || {
        format!("{kept} transitions, {kinds} kinds of losses")
    })?;
    let failed = status.failures > known.failures && !matches!(deed, Deed::Configure(_));
    let goes_on = failed && status.phase == Phase::Waiting;
    let limit = world.setup.max_attempts.filter(|_| goes_on);
    demand(limit.is_none_or(|limit| status.failures <= limit), || {
        format!("goes on after {} failures", status.failures)
    })
}

/// A status that says that a message would leave at once is right.
fn promises_hold(world: &World, deed: &Deed, told: &[Told]) -> Verdict {
    let Deed::Send(letter) = deed else {
        return Ok(());
    };
    let known = &world.known.1;
    let fits = letter.len() <= world.setup.max_message;
    let sent = told.first() == Some(&Told::Sent);
    demand(sent == (known.can_send() && fits), || {
        format!("can_send said {}", known.can_send())
    })
}

fn suspended_once(world: &mut World, status: &Status, told: &[Told]) -> Verdict {
    world.told_suspended &= status.suspended;
    let over = matches!(status.phase, Phase::Idle | Phase::Closing | Phase::Failed);
    let true_now = status.suspended || over || !told.contains(&Told::Suspended);
    demand(true_now, || {
        "suspended, and the status denies it".to_owned()
    })
}

/// A deadline that was seen late is a reason to ask once more, not proof of death; three times.
pub(crate) fn probed(world: &mut World, wake: Wake, late: bool, before: &Status) -> Verdict {
    if !late || wake.why != WakeReason::PongDue || world.setup.return_after.is_some() {
        return Ok(());
    }
    let looks = look_late(world, before);
    let alive = world.socket.as_ref();
    let alive = alive.is_some_and(|socket| socket.attempt == before.attempt);
    demand(alive || looks > 3, || "killed by a late look".to_owned())
}

/// How often in a row the page could not hear an answer in time, this time included.
fn look_late(world: &mut World, before: &Status) -> u8 {
    let asked = before.unanswered_since;
    let looks = match world.late_looks {
        (since, looks) if since == asked => looks.saturating_add(1),
        _ => 1,
    };
    world.late_looks = (asked, looks);
    looks
}
