//! When to connect again, and where to.

use super::super::compound::{
    backoff_kind, close_codes, delay, delays, max_delay, min_delay, read_close_codes, read_delays,
    set_backoff_kind,
};
use super::super::knob::Kind::{Attempts, Choice, Duration, Flag, Limit, Lines, Text};
use super::super::knob::Knob;
use super::{BACKOFFS, knob};

pub(super) static RECONNECTION: [Knob; 13] = [
    knob(
        "reconnect.backoff",
        Choice(&BACKOFFS, backoff_kind, set_backoff_kind),
        ["Delays", "How long to wait before each attempt."],
        ["等待方式", "每次尝试之前等待多久。"],
    ),
    knob(
        "reconnect.backoff.min",
        Duration(min_delay),
        ["Shortest delay", "Delays grow from here, at random."],
        ["最短等待", "等待时间由此随机增长。"],
    ),
    knob(
        "reconnect.backoff.max",
        Duration(max_delay),
        ["Longest delay", "And no further than this."],
        ["最长等待", "最多增长到此。"],
    ),
    knob(
        "reconnect.backoff.delay",
        Duration(delay),
        ["Delay", "Before every attempt."],
        ["固定等待", "每次尝试之前。"],
    ),
    knob(
        "reconnect.backoff.delays",
        Text(read_delays, delays),
        [
            "Delays in turn",
            "Separated by commas; the last one for ever.",
        ],
        ["依次等待", "以逗号分隔；最后一个一直沿用。"],
    ),
    knob(
        "reconnect.max_attempts",
        Attempts(|config| &mut config.reconnect.max_attempts),
        [
            "Most attempts",
            "In a row, before it gives up; 0 never connects again.",
        ],
        ["最多尝试", "连续多少次后放弃；0 表示不再重连。"],
    ),
    knob(
        "reconnect.max_elapsed",
        Limit(|config| Some(&mut config.reconnect.max_elapsed)),
        ["Give up after", "How long after the loss."],
        ["放弃时限", "断开多久之后放弃。"],
    ),
    knob(
        "reconnect.stable_after",
        Duration(|config| Some(&mut config.reconnect.stable_after)),
        [
            "Stable after",
            "How long a connection must last for the next loss to count as the first.",
        ],
        ["稳定时间", "连接维持多久，下次断开才重新计数。"],
    ),
    knob(
        "reconnect.pause_offline",
        Flag(
            |config| Some(config.reconnect.pause_offline),
            |config, on| config.reconnect.pause_offline = on,
        ),
        [
            "Pause offline",
            "Whether attempts wait while the browser is offline.",
        ],
        ["离线时暂停", "浏览器离线时是否暂停尝试。"],
    ),
    knob(
        "reconnect.hidden_pace",
        Limit(|config| Some(&mut config.reconnect.hidden_pace)),
        [
            "Pace while hidden",
            "The shortest time between two attempts while the page is hidden.",
        ],
        ["后台重试间隔", "页面在后台时两次尝试之间的最短时间。"],
    ),
    knob(
        "close_codes",
        Lines(read_close_codes, close_codes),
        [
            "Close codes",
            "What they lead to, one on each line: 4000-4099=stop, retry or slow.",
        ],
        [
            "关闭代码",
            "各代码如何处理，每行一条：4000-4099=stop、retry 或 slow。",
        ],
    ),
    knob(
        "failover.forget_after",
        Duration(|config| Some(&mut config.failover.forget_after)),
        [
            "Avoid a failed address",
            "How long, while there are others.",
        ],
        ["避开失败地址", "有其他地址时，失败的地址避开多久。"],
    ),
    knob(
        "failover.return_after",
        Limit(|config| Some(&mut config.failover.return_after)),
        [
            "Return to the first address",
            "After so long on another one.",
        ],
        ["回到首选地址", "在备用地址上停留多久之后。"],
    ),
];
