//! What the laboratory says: what each fault is, and what the page should do about it.

use super::super::language::Words;
use super::orders::Refused;

pub(super) struct Say {
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    /// Where the page is connected: elsewhere, to the fault listener, to the relay.
    pub(super) places: [&'static str; 3],
    pub(super) place: &'static str,
    pub(super) lasting: &'static str,
    /// What happens while the connection is open, and instead of one.
    pub(super) kinds: [&'static str; 2],
    /// In the order of [`super::orders::FAULTS`]: name, and what follows.
    pub(super) faults: [(&'static str, &'static str); 14],
    /// In the order of [`super::orders::RELAY`].
    pub(super) relay: [(&'static str, &'static str); 4],
    /// In the order of [`super::orders::Field`]; the last is chosen from a list.
    pub(super) fields: [&'static str; 6],
    /// In the order of [`super::orders::GARBAGE`].
    pub(super) garbage: [&'static str; 7],
    pub(super) no_heartbeat: &'static str,
    /// What it is called, and what it does.
    pub(super) behave: [&'static str; 2],
    pub(super) reset: [&'static str; 2],
    /// Of the end point that fails: what is open keeps its manner. And of the relay.
    pub(super) in_force: [&'static str; 2],
    pub(super) behaves: &'static str,
    pub(super) stalls: [&'static str; 2],
    pub(super) and: &'static str,
    pub(super) story: &'static str,
    pub(super) no_story: &'static str,
    pub(super) lost: &'static str,
    pub(super) failed: &'static str,
    pub(super) connected: &'static str,
    pub(super) gave_up: &'static str,
    pub(super) no_answer: &'static str,
    pub(super) refused: &'static str,
}

pub(super) static WORDS: Words<Say> = Words {
    english: Say {
        title: "Fault laboratory",
        intro: "This page's own server fails on command. Connect to its failing end point or through its relay, break the connection, and watch what the page makes of it. Here the default greeting and ping are used; yours come back with your address.",
        places: ["Your address", "Failing end point", "Relay"],
        place: "Connected to",
        lasting: "Also for every later connection, until it behaves again",
        kinds: ["On the open connection", "Instead of a connection"],
        faults: [
            (
                "Hang",
                "It reads on and says nothing more. At the latest after {interval} of silence the page pings; {timeout} without an answer, and the link counts as dead and is replaced.",
            ),
            (
                "Stop reading",
                "It neither reads nor writes. Found out like a hang: within {interval} and {timeout}.",
            ),
            (
                "Drop (reset)",
                "As when its process dies. The page knows at once, code 1006, and connects again by its retry settings.",
            ),
            (
                "Drop (end)",
                "TCP ends without a goodbye, as behind a proxy that gave up. Known at once, code 1006.",
            ),
            (
                "Close with",
                "It says goodbye. The page tells code and reason. It connects again, after 1012 and 1013 more slowly; after 1002, 1003, 1007 to 1010 and most of 4400 to 4499 it gives up.",
            ),
            (
                "Delay",
                "All it says comes so much later. The round trip grows; from {timeout} on the link counts as dead.",
            ),
            (
                "Late pongs",
                "Answers to pings come so much later. Up to {timeout} the page waits; more, and the link counts as dead.",
            ),
            (
                "Flood",
                "A thousand texts a second, each of 1 kB. The page stays usable and its log within its bound; press “Behave again” to end it.",
            ),
            (
                "Garbage",
                "It breaks the protocol. The browser ends the connection at once and the page connects again.",
            ),
            (
                "10 MiB text",
                "One message of ten million x. It arrives whole; the log shows its beginning.",
            ),
            (
                "Refuse",
                "Nobody listens, as when the server is down. The link is lost at once, every attempt fails, and the waits between them grow, until you press “Behave again”.",
            ),
            (
                "HTTP status",
                "The handshake is refused. Browsers do not tell pages the status: it could not connect, and the page tries again.",
            ),
            (
                "No answer",
                "The handshake is never answered. The attempt ends after {connect}, and the page tries again.",
            ),
            (
                "Reset handshake",
                "TCP's reset instead of an answer. The attempt fails at once, and the page tries again.",
            ),
        ],
        relay: [
            (
                "Stall towards the page",
                "Nothing arrives here any more, and the sockets stay open, as on a network that is gone. Dead after at most {interval} and {timeout}.",
            ),
            (
                "Stall towards the server",
                "What you send does not arrive. Its live data still comes, so the link counts as alive, until the server misses the page, after some 40 s, and closes with 1011.",
            ),
            (
                "Cut (reset)",
                "Both ends hear of it at once. Code 1006, and a new connection.",
            ),
            (
                "Cut (end)",
                "As a proxy that goes away without a word. Code 1006, and a new connection.",
            ),
        ],
        fields: ["Code", "Reason", "Seconds", "Seconds", "Status", "Kind"],
        garbage: [
            "No frame at all",
            "Text that is no UTF-8",
            "A reserved bit",
            "An unknown opcode",
            "A masked frame",
            "A fragment of nothing",
            "A ping that is too long",
        ],
        no_heartbeat: "The heartbeat is off: the page does not find this out by itself.",
        behave: ["Behave again", "Ends every fault in force."],
        reset: ["Reset all", "The same, and drops the open connections."],
        in_force: ["The next connection meets: ", "In force: "],
        behaves: "good behaviour",
        stalls: ["stalled towards the server", "stalled towards the page"],
        and: ", ",
        story: "What happened",
        no_story: "Cause and recovery appear here, with the time since your order.",
        lost: "Lost: ",
        failed: "Attempt failed: ",
        connected: "Connected, attempt ",
        gave_up: "Gave up: ",
        no_answer: "The server does not answer: is it still running?",
        refused: "The server did not take the order: ",
    },
    chinese: Say {
        title: "故障实验室",
        intro: "本页面的服务器可以按指令出错。连接到它的故障端点，或经由它的中继连接，然后弄断连接，看页面如何应对。在此使用默认的问候与心跳，回到你的地址后恢复。",
        places: ["你的地址", "故障端点", "中继"],
        place: "当前连接",
        lasting: "对之后的每次连接同样生效，直到恢复正常",
        kinds: ["连接打开期间", "建立连接之时"],
        faults: [
            (
                "挂起",
                "服务器继续读取，但不再回应。最迟静默 {interval}后页面发出 ping；再过 {timeout}无应答，即判定连接已断并重建。",
            ),
            (
                "停止读取",
                "既不读也不写。与挂起一样，在 {interval}加 {timeout}之内被发现。",
            ),
            (
                "断开（RST）",
                "如同服务器进程崩溃。页面立即得知（代码 1006），并按重连设置重新连接。",
            ),
            (
                "断开（FIN）",
                "TCP 不告而别，如同代理放弃了连接。页面立即得知（代码 1006）。",
            ),
            (
                "按代码关闭",
                "服务器正常道别，页面显示代码与原因，然后重连；1012 和 1013 会放慢重连，1002、1003、1007 至 1010 以及多数 4400 至 4499 则放弃。",
            ),
            (
                "延迟",
                "服务器的所有消息都延迟送达。往返时间变长；达到 {timeout}后即判定连接已断。",
            ),
            (
                "pong 迟到",
                "对 ping 的应答推迟到达。{timeout}以内页面会等待，超过则判定连接已断。",
            ),
            (
                "消息洪流",
                "每秒发送一千条 1 kB 的文本。页面仍可操作，日志不超过上限；按“恢复正常”结束。",
            ),
            ("乱码", "服务器违反协议。浏览器立即结束连接，页面重新连接。"),
            (
                "10 MiB 文本",
                "一条由一千多万个 x 组成的消息。完整收到，日志显示其开头。",
            ),
            (
                "拒绝连接",
                "无人监听，如同服务器已停机。连接立即中断，每次尝试都失败，间隔逐渐变长，直到按下“恢复正常”。",
            ),
            (
                "HTTP 状态",
                "握手被拒绝。浏览器不会把状态码告诉页面，只知道无法连接；页面会再次尝试。",
            ),
            (
                "不应答",
                "握手始终得不到应答。{connect}后本次尝试结束，页面再次尝试。",
            ),
            (
                "握手重置",
                "以 TCP 重置代替应答。本次尝试立即失败，页面再次尝试。",
            ),
        ],
        relay: [
            (
                "阻断发往页面的数据",
                "什么也收不到了，但套接字仍然打开，如同网络中断。最多 {interval}加 {timeout}后判定连接已断。",
            ),
            (
                "阻断发往服务器的数据",
                "发送的内容到不了服务器。实时数据仍会到来，所以连接看似正常，约 40 秒后，服务器因收不到页面的应答而以 1011 关闭连接。",
            ),
            ("切断（RST）", "两端立即得知：代码 1006，随后重新连接。"),
            ("切断（FIN）", "如同代理悄然离开：代码 1006，随后重新连接。"),
        ],
        fields: ["代码", "原因", "秒数", "秒数", "状态码", "类型"],
        garbage: [
            "根本不是帧",
            "不是 UTF-8 的文本",
            "保留位被置位",
            "未知的操作码",
            "带掩码的帧",
            "没有开头的分片",
            "过长的 ping",
        ],
        no_heartbeat: "心跳已关闭：页面无法自行发现这种故障。",
        behave: ["恢复正常", "结束当前所有故障。"],
        reset: ["全部重置", "同上，并断开已打开的连接。"],
        in_force: ["下次连接将遇到：", "当前："],
        behaves: "表现正常",
        stalls: ["发往服务器的数据被阻断", "发往页面的数据被阻断"],
        and: "，",
        story: "事件经过",
        no_story: "原因与恢复过程会显示在这里，并注明距下达指令的时间。",
        lost: "连接中断：",
        failed: "尝试失败：",
        connected: "已连接（第 ",
        gave_up: "已放弃：",
        no_answer: "服务器没有应答：它还在运行吗？",
        refused: "服务器没有接受指令：",
    },
};

/// How long it takes until the page pings, until it no longer waits for the answer, and for a
/// connection; `None` for ever.
pub(super) type Times = [Option<String>; 3];

/// What stands for them.
const PLACES: [&str; 3] = ["{interval}", "{timeout}", "{connect}"];

/// An explanation with the times that hold; `None` where it is about one that does not.
pub(super) fn filled(about: &str, times: &Times) -> Option<String> {
    let mut filled = about.to_owned();
    for (place, time) in PLACES.iter().zip(times) {
        if filled.contains(place) {
            filled = filled.replace(place, time.as_deref()?);
        }
    }
    Some(filled)
}

impl Refused {
    pub(super) const fn words(self) -> &'static Words<&'static str> {
        match self {
            Self::Code => &Words {
                english: "A close code is a whole number from 1000 to 4999, or nothing.",
                chinese: "关闭代码应为 1000 至 4999 的整数，也可留空。",
            },
            Self::Reason => &Words {
                english: "A reason has at most 123 bytes of UTF-8.",
                chinese: "原因最多 123 字节（UTF-8）。",
            },
            Self::ReasonAlone => &Words {
                english: "A reason needs a code.",
                chinese: "填写原因时必须有代码。",
            },
            Self::Seconds => &Words {
                english: "Seconds are a whole number from 1 to 3600.",
                chinese: "秒数应为 1 至 3600 的整数。",
            },
            Self::Status => &Words {
                english: "A status is a whole number from 300 to 599.",
                chinese: "状态码应为 300 至 599 的整数。",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explanations(say: &Say) -> impl Iterator<Item = &'static str> {
        let all = say.faults.into_iter().chain(say.relay);
        all.map(|(_, about)| about)
    }

    fn times(heartbeat: bool) -> Times {
        let of_heartbeat = |time: &str| heartbeat.then(|| time.to_owned());
        [
            of_heartbeat("25 s"),
            of_heartbeat("10 s"),
            Some("9 s".to_owned()),
        ]
    }

    #[test]
    fn explanations_have_the_times_that_hold() {
        let about = "{interval} and {timeout}, {connect}";
        let filled = filled(about, &times(true));
        assert_eq!(filled.as_deref(), Some("25 s and 10 s, 9 s"));
    }

    #[test]
    fn no_explanation_has_a_place_that_nothing_stands_for() {
        for say in [&WORDS.english, &WORDS.chinese] {
            for about in explanations(say) {
                let filled = filled(about, &times(true)).unwrap();
                assert!(!filled.contains(['{', '}']), "{filled}");
            }
        }
    }

    #[test]
    fn what_the_heartbeat_finds_out_is_explained_with_one_alone() {
        for say in [&WORDS.english, &WORDS.chinese] {
            let without: Vec<_> = explanations(say)
                .enumerate()
                .filter_map(|(place, about)| {
                    filled(about, &times(false)).is_none().then_some(place)
                })
                .collect();
            // Hang, stop reading, delay, late pongs, and the stall towards the page.
            assert_eq!(without, [0, 1, 5, 6, 14]);
        }
    }
}
