//! The scripted server: how it treats who knocks, by address, and whether it hangs.

use heartline_connection::Instant;

/// How many addresses the server has.
pub(crate) const ADDRESSES: usize = 3;

/// How the server treats those who connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Manner {
    Well,
    /// Nobody listens, or the handshake is answered with an error.
    Refusing,
    /// Takes the connection and never answers the handshake.
    Mute,
    /// Accepts, and closes with this code at once.
    Dropping(u16),
}

/// Each address with its manner and the end of it.
pub(crate) struct Server {
    manners: [(Manner, Instant); ADDRESSES],
    pub(crate) hung_until: Instant,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            manners: [(Manner::Well, Instant::ORIGIN); ADDRESSES],
            hung_until: Instant::ORIGIN,
        }
    }

    pub(crate) fn behave(&mut self, address: u8, manner: Manner, until: Instant) {
        self.manners[usize::from(address)] = (manner, until);
    }

    /// Until when the server may behave otherwise than well there.
    pub(crate) fn behaves_until(&self, address: u8) -> Instant {
        self.manners[usize::from(address)].1
    }

    pub(crate) fn manner(&self, address: u8, now: Instant) -> Manner {
        match self.manners[usize::from(address)] {
            (manner, until) if now < until => manner,
            _ => Manner::Well,
        }
    }
}
