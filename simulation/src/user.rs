//! What a user does with a connection.

use crate::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Deed {
    Open,
    Close,
    CloseAfterSending,
    Retry,
    /// So many messages at once.
    Send(u8),
    /// Brings another configuration: the address of the service, the heartbeat, or the same.
    Configure(Change),
    Subscribe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Nothing,
    Address,
    Heartbeat,
}

impl Deed {
    /// Mostly messages.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        match dice.below(24) {
            0 => Self::Open,
            1 | 2 => Self::Close,
            3 => Self::CloseAfterSending,
            4 | 5 => Self::Retry,
            6 => Self::Configure(dice.pick(&[Change::Nothing, Change::Address, Change::Heartbeat])),
            7 => Self::Subscribe,
            _ => Self::Send(1 + dice.below(12) as u8),
        }
    }
}
