//! Where to connect, and what is said first.

use super::super::compound::{
    alternatives, go_to, greeting, pattern_text, payload_text, protocols, read_protocols,
    read_replies, ready_when, replies,
};
use super::super::knob::Kind::{Choice, Duration, Flag, Limit, Lines, Text};
use super::super::knob::Knob;
use super::{PRESETS, knob, preset};

pub(super) static CONNECTION: [Knob; 11] = [
    knob(
        "preset",
        // What it decides is written before everything else.
        Choice(&PRESETS, |_| 0, |config, place| *config = preset(place)),
        [
            "Preset",
            "What the other settings start from: this page's, or those of the original Vue page.",
        ],
        [
            "预设",
            "其他设置的起点：本页面的默认值，或原 Vue 页面的值。",
        ],
    ),
    knob(
        "url",
        Text(|config| Some(config.url.clone()), go_to),
        [
            "Address",
            "ws:, wss:, http: or https:, or a path on this host. A host alone gets wss:, on your own network ws:.",
        ],
        [
            "地址",
            "ws:、wss:、http:、https: 地址，或本机上的路径。只写主机名时自动补上 wss:，本地网络则补 ws:。",
        ],
    ),
    knob(
        "alternatives",
        Lines(|config| Some(config.alternatives.join("\n")), alternatives),
        [
            "Other addresses",
            "Of the same service, one on each line, in order of preference.",
        ],
        ["备用地址", "同一服务的其他地址，每行一个，按优先顺序。"],
    ),
    knob(
        "protocols",
        Text(read_protocols, protocols),
        [
            "Subprotocols",
            "Separated by commas, in order of preference.",
        ],
        ["子协议", "以逗号分隔，按优先顺序。"],
    ),
    knob(
        "connect_timeout",
        Duration(|config| Some(&mut config.connect_timeout)),
        [
            "Connect timeout",
            "How long an attempt may take until it is open.",
        ],
        ["连接超时", "一次连接尝试最长等待多久。"],
    ),
    knob(
        "close_timeout",
        Duration(|config| Some(&mut config.close_timeout)),
        [
            "Close timeout",
            "How long a closing handshake may take before the socket is abandoned.",
        ],
        ["关闭超时", "关闭握手最长等待多久，超时后直接丢弃该套接字。"],
    ),
    knob(
        "greeting",
        Text(
            |config| {
                Some(
                    config
                        .greeting
                        .as_ref()
                        .map(payload_text)
                        .unwrap_or_default(),
                )
            },
            greeting,
        ),
        [
            "Greeting",
            "Sent first on every open socket; empty for none.",
        ],
        ["问候消息", "每次打开后首先发送；留空则不发送。"],
    ),
    knob(
        "ready_when",
        Text(
            |config| {
                Some(
                    config
                        .ready_when
                        .as_ref()
                        .map(pattern_text)
                        .unwrap_or_default(),
                )
            },
            ready_when,
        ),
        [
            "Ready message",
            "The message by which the server says that it takes data; empty: an open socket is ready.",
        ],
        ["就绪消息", "服务器以此表示可以接收数据；留空则打开即就绪。"],
    ),
    knob(
        "replies",
        Lines(read_replies, replies),
        [
            "Automatic answers",
            "To the server's own pings, one on each line: message => answer.",
        ],
        ["自动回复", "回复服务器的心跳，每行一条：消息 => 回复。"],
    ),
    knob(
        "deliver_heartbeats",
        Flag(
            |config| Some(config.deliver_heartbeats),
            |config, on| config.deliver_heartbeats = on,
        ),
        [
            "Deliver heartbeats",
            "Whether the server's pings and pongs count as data as well.",
        ],
        ["心跳计入数据", "服务器的 ping 和 pong 是否也作为数据交付。"],
    ),
    knob(
        "suspend_after",
        Limit(|config| Some(&mut config.suspend_after)),
        [
            "Long outage after",
            "How long without a connection until it counts as a long outage; attempts go on.",
        ],
        ["长时间中断", "断开多久之后视为长时间中断；仍会继续重连。"],
    ),
];
