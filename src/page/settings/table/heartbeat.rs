//! When the page asks for signs of life.

use super::super::compound::{pattern, pattern_text, payload_text};
use super::super::knob::Kind::{Duration, Flag, Limit, Text};
use super::super::knob::Knob;
use super::knob;

pub(super) static HEARTBEAT: [Knob; 7] = [
    knob(
        "heartbeat",
        Flag(
            |config| Some(config.heartbeat.is_some()),
            |config, on| {
                config.heartbeat = on.then(|| config.heartbeat.clone().unwrap_or_default())
            },
        ),
        [
            "Heartbeat",
            "Whether the page asks the server for signs of life.",
        ],
        ["心跳", "是否向服务器发送心跳，确认连接仍然有效。"],
    ),
    knob(
        "heartbeat.interval",
        Duration(|config| Some(&mut config.heartbeat.as_mut()?.interval)),
        ["Interval", "Silence after which a ping is sent."],
        ["间隔", "静默多久后发送 ping。"],
    ),
    knob(
        "heartbeat.timeout",
        Duration(|config| Some(&mut config.heartbeat.as_mut()?.timeout)),
        [
            "Timeout",
            "How long a ping may go unanswered until the link is dead.",
        ],
        ["应答超时", "ping 多久没有应答就判定连接已断。"],
    ),
    knob(
        "heartbeat.ping",
        Text(
            |config| Some(payload_text(&config.heartbeat.as_ref()?.ping)),
            |config, text| {
                let heartbeat = config.heartbeat.take();
                config.heartbeat = heartbeat.map(|heartbeat| heartbeat.ping(text));
                Ok(())
            },
        ),
        ["Ping", "The message that asks."],
        ["Ping 消息", "用来询问的消息。"],
    ),
    knob(
        "heartbeat.pong",
        Text(
            |config| Some(pattern_text(&config.heartbeat.as_ref()?.pong)),
            |config, text| {
                if let Some(heartbeat) = &mut config.heartbeat {
                    heartbeat.pong = pattern(text);
                }
                Ok(())
            },
        ),
        [
            "Pong",
            "The answer to it, to measure the round trip; by default its echo.",
        ],
        [
            "Pong 消息",
            "对 ping 的应答，用于测量往返时间；默认为原样返回的 ping。",
        ],
    ),
    knob(
        "heartbeat.measure",
        Limit(|config| Some(&mut config.heartbeat.as_mut()?.measure)),
        [
            "Measure every",
            "Pings this often even while traffic flows, to measure the round trip.",
        ],
        [
            "测量间隔",
            "即使有数据往来也按此间隔发送 ping，以测量往返时间。",
        ],
    ),
    knob(
        "heartbeat.adaptive",
        Flag(
            |config| Some(config.heartbeat.as_ref()?.adaptive),
            |config, on| {
                if let Some(heartbeat) = &mut config.heartbeat {
                    heartbeat.adaptive = on;
                }
            },
        ),
        [
            "Adaptive",
            "Interval and timeout follow what the network shows; at most what is set here.",
        ],
        ["自适应", "间隔和超时随网络状况调整，不超过这里的设置。"],
    ),
];
