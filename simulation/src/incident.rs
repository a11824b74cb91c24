//! What goes wrong, or changes, around one client: network, page, server, user.

use std::time::Duration;

use crate::dice::Dice;
use crate::event::Wish;
use crate::server::{ADDRESSES, Manner};
use crate::user::Deed;

/// What a page goes through; each lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Trouble {
    Hidden,
    /// No code of the page runs; it is told afterwards.
    Frozen,
    /// The machine sleeps.
    Asleep,
    /// In the back/forward cache.
    Left,
    Offline,
}

impl Trouble {
    pub(crate) const COUNT: usize = 5;
}

/// One thing that happens to one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Incident {
    /// Nothing passes for a while; it is not lost.
    Stall(Duration),
    /// The link is dead, and nobody says so.
    HalfOpen,
    /// The link is gone, and the browser says so.
    Reset,
    /// Messages take longer than usual, not longer than they may.
    Slow(Duration),
    /// No network for new sockets, which hang or fail; the present link is dead.
    Gone(Duration, bool),
    Page(Trouble, Duration),
    /// The server, or one of its addresses, treats everybody like this.
    Server(u8, Manner, Duration),
    /// The server ends all its links to an address with this code, and then behaves like this.
    Restart(u8, u16, Manner, Duration),
    /// The server does nothing for a while.
    Hang(Duration),
    /// The server's machine is gone without a word; another one takes its place.
    Crash(u8),
    /// The server closes this link.
    Closes(u16, Wish),
    /// The server sends so many messages at once.
    Talks(u32),
    User(Deed),
}

const STOPPING: [u16; 4] = [1002, 1008, 4400, 4403];
const PASSING: [u16; 8] = [1000, 1001, 1005, 1006, 1011, 1012, 1013, 4429];

impl Incident {
    /// What it is counted as.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Stall(_) => "network stalls",
            Self::HalfOpen => "link half-open",
            Self::Reset => "link reset",
            Self::Slow(_) => "network slow",
            Self::Gone(..) => "network gone",
            Self::Page(Trouble::Hidden, _) => "page hidden",
            Self::Page(Trouble::Frozen, _) => "page frozen",
            Self::Page(Trouble::Asleep, _) => "machine asleep",
            Self::Page(Trouble::Left, _) => "page left",
            Self::Page(Trouble::Offline, _) => "browser offline",
            Self::Server(_, Manner::Mute, _) => "server mute",
            Self::Server(_, Manner::Dropping(_), _) => "server accepts and drops",
            Self::Server(..) => "server refuses",
            Self::Restart(..) => "server restarts",
            Self::Hang(_) => "server hangs",
            Self::Crash(_) => "server crashes",
            Self::Closes(..) => "server closes a link",
            Self::Talks(_) => "server talks",
            Self::User(_) => "user",
        }
    }

    pub(crate) fn draw(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..20 => Self::network(dice),
            20..45 => Self::page(dice),
            45..65 => Self::server(dice),
            65..75 => Self::Talks(1 + dice.below(20) as u32),
            _ => Self::User(Deed::draw(dice)),
        }
    }

    fn network(dice: &mut Dice) -> Self {
        let long = dice.skewed(millis(100), secs(300));
        match dice.below(6) {
            0 | 1 => Self::Stall(long),
            2 => Self::HalfOpen,
            3 => Self::Reset,
            4 => Self::Slow(long * 4),
            _ => Self::Gone(long, dice.one_in(2)),
        }
    }

    fn page(dice: &mut Dice) -> Self {
        let long = dice.skewed(millis(500), secs(7_200));
        let trouble = match dice.below(9) {
            0..3 => Trouble::Hidden,
            3..5 => Trouble::Frozen,
            5 | 6 => Trouble::Asleep,
            7 => Trouble::Left,
            _ => Trouble::Offline,
        };
        Self::Page(trouble, long)
    }

    fn server(dice: &mut Dice) -> Self {
        let long = dice.skewed(millis(500), secs(900));
        let address = dice.below(ADDRESSES as u64) as u8;
        match dice.below(8) {
            0 => Self::Server(address, manner(dice), long),
            1 | 2 => Self::Restart(address, dice.pick(&PASSING), manner(dice), long),
            3 => Self::Hang(long / 8),
            4 => Self::Crash(address),
            _ => Self::closes(dice),
        }
    }

    fn closes(dice: &mut Dice) -> Self {
        match dice.below(12) {
            0 => Self::Closes(dice.pick(&STOPPING), Wish::Nothing),
            1 => Self::Closes(1000, Wish::NoReturn),
            2 => {
                let after = dice.skewed(millis(10), secs(600));
                Self::Closes(1013, Wish::ReturnAfter(after.as_millis() as u32))
            }
            _ => Self::Closes(dice.pick(&PASSING), Wish::Nothing),
        }
    }
}

fn manner(dice: &mut Dice) -> Manner {
    match dice.below(5) {
        0 | 1 => Manner::Refusing,
        2 => Manner::Mute,
        3 => Manner::Dropping(dice.pick(&PASSING)),
        _ => Manner::Well,
    }
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
