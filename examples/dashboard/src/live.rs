//! What the server tells about its machine, once a second.

use serde::Deserialize;

/// `{"live":{…}}`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Message {
    /// The data.
    pub live: Live,
}

/// One reading.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Live {
    /// Grows by one with each message of one server.
    pub seq: u64,
    /// Load average of the last minute.
    pub load: f64,
    /// Use of all processors, in percent.
    pub cpu: f64,
    /// Main memory.
    pub memory: Memory,
    /// All network interfaces together.
    pub network: Traffic,
}

/// In bytes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Memory {
    /// What programs use.
    pub used: u64,
    /// What there is.
    pub total: u64,
}

/// In bytes per second.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Traffic {
    /// From the network.
    pub received: u64,
    /// To the network.
    pub sent: u64,
}
