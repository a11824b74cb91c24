//! What may wait, and how large things may be.

use super::super::compound::{overflow, set_overflow};
use super::super::knob::Kind::{Bytes, Choice, Count, Flag};
use super::super::knob::Knob;
use super::{OVERFLOWS, knob};

pub(super) static OUTBOX: [Knob; 4] = [
    knob(
        "outbox.max_messages",
        Count(|config| &mut config.outbox.max_messages),
        [
            "Most messages",
            "How many may wait for a connection; 0 queues nothing.",
        ],
        ["最多消息数", "最多多少条等待发送；0 表示不排队。"],
    ),
    knob(
        "outbox.max_bytes",
        Bytes(|config| &mut config.outbox.max_bytes),
        ["Most bytes", "How much may wait."],
        ["最大容量", "等待发送的总大小。"],
    ),
    knob(
        "outbox.overflow",
        Choice(&OVERFLOWS, overflow, set_overflow),
        ["When it is full", "What happens to a message without room."],
        ["队列满时", "队列放不下的消息如何处理。"],
    ),
    knob(
        "outbox.drop_when_suspended",
        Flag(
            |config| Some(config.outbox.drop_when_suspended),
            |config, on| config.outbox.drop_when_suspended = on,
        ),
        [
            "Give back in a long outage",
            "Whether what waits is given back once an outage counts as long.",
        ],
        ["长时间中断时退回", "长时间中断后，是否退回等待发送的消息。"],
    ),
];

pub(super) static LIMITS: [Knob; 2] = [
    knob(
        "max_buffered",
        Bytes(|config| &mut config.max_buffered),
        [
            "Held by the browser",
            "How much the browser may hold for the network, before messages wait.",
        ],
        [
            "浏览器缓冲",
            "浏览器发送缓冲区最多积压多少，超过后消息改为排队。",
        ],
    ),
    knob(
        "max_message",
        Bytes(|config| &mut config.max_message),
        ["Largest message", "The largest that may be sent."],
        ["最大消息", "允许发送的最大消息。"],
    ),
];
