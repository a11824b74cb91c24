//! What a connection tells people in Chinese: read aloud, line by line.

use std::time::Duration;

use heartline_connection::{
    AddressFault, Backoff, Cause, Close, Closed, Config, ConfigError, DropReason, GaveUp,
    Heartbeat, Human, Instant, Language, OpenError, Phase, PrepareError, Reconnect, Status, Wake,
    WakeReason,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::timeline::{millis, secs};

const CHINESE: Language = Language::Chinese;

fn closed(code: u16, reason: &str) -> Cause {
    Cause::Closed(Closed {
        code,
        reason: reason.to_owned(),
        was_clean: true,
    })
}

fn broken(config: Config) -> ConfigError {
    config.check().expect_err("it breaks a rule")
}

fn base() -> Config {
    Config::new("ws://x/")
}

/// One that breaks each rule, and what is said about it.
fn errors() -> Vec<(ConfigError, &'static str)> {
    let retry = |backoff| base().reconnect(Reconnect::new(backoff));
    let (min, max) = (secs(2), secs(1));
    let configs = [
        (
            Config::new(""),
            "url 为“”：请填写地址，例如 wss://example.org/live",
        ),
        (
            Config::new("hello"),
            "url 为“hello”：地址应以 ws:// 或 wss:// 开头（也可用 http:// 或 https://），或是 /ws 这样的路径",
        ),
        (
            Config::new("/ws#top"),
            "url 为“/ws#top”：WebSocket 地址不能带片段：请删去 # 及其后的内容",
        ),
        (
            base().protocols(["a b"]),
            "protocols 为“a b”：子协议名不能为空，且不能含有空格、逗号、引号或括号",
        ),
        (
            base().protocols(["a", "a"]),
            "protocols 为“a”：每个子协议只能写一次",
        ),
        (
            base().connect_timeout(secs(0)),
            "connect_timeout 为 0 秒：必须大于零",
        ),
        (
            base().close_timeout(Duration::from_nanos(999)),
            "close_timeout 为不足 1 毫秒：必须大于零",
        ),
        (
            retry(Backoff::Exponential { min, max }),
            "reconnect.backoff 为 2 秒至 1 秒：min 不能大于 max",
        ),
        (
            retry(Backoff::List(vec![])),
            "reconnect.backoff 为空：至少要有一个延迟时间",
        ),
        (
            base().max_buffered(0),
            "max_buffered 为 0 字节：必须大于零，否则浏览器无法缓冲任何数据",
        ),
        (
            base().max_message(10).heartbeat(Heartbeat::default()),
            "heartbeat.ping 为 11 字节：不能超过 max_message",
        ),
    ];
    let mut errors: Vec<_> = configs
        .into_iter()
        .map(|(config, words)| (broken(config), words))
        .collect();
    let mut endless = broken(Config::new(
        "ws://x/".to_owned() + &"y".repeat(Config::MAX_URL),
    ));
    endless.value = heartline_connection::Wrong::Hidden;
    let words = "url 有误（可能含有令牌，不予显示）：地址最长 8192 字节";
    errors.push((endless, words));
    errors
}

/// Each cause that is not made of others.
fn causes() -> Vec<(Cause, &'static str)> {
    let blocked = |why: &str| Cause::CouldNotOpen(OpenError::Blocked(why.to_owned()));
    let address = |fault: AddressFault| Cause::CouldNotOpen(fault.into());
    vec![
        (Cause::ClosedByUser, "你已关闭连接"),
        (Cause::Replaced, "已按要求更换连接"),
        (Cause::Returned, "已切回首选地址"),
        (Cause::AddressChanged, "地址已更改"),
        (Cause::NoAnswer(secs(10)), "10 秒没有应答"),
        (Cause::ConnectTimeout(secs(15)), "15 秒内未能连接"),
        (Cause::ReadyTimeout(secs(90)), "服务器在 1 分钟内未就绪"),
        (
            Cause::ReadyTimeout(Duration::from_micros(9)),
            "服务器在不足 1 毫秒内未就绪",
        ),
        (Cause::CouldNotConnect, "无法连接"),
        (Cause::HttpStatus(401), "服务器拒绝连接（HTTP 状态码 401）"),
        (Cause::Offline, "浏览器处于离线状态"),
        (Cause::PageLeft, "已离开页面"),
        (Cause::SendFailed, "服务器在关闭过程中失去响应"),
        (
            Cause::Prepare(PrepareError::Failed("没有令牌".to_owned())),
            "无法准备地址（没有令牌）",
        ),
        (
            Cause::Prepare(PrepareError::Panicked),
            "无法准备地址（准备函数崩溃）",
        ),
        (
            Cause::Prepare(PrepareError::NoAnswer(secs(15))),
            "无法准备地址（15 秒内没有应答）",
        ),
        (blocked("不安全"), "浏览器不允许此连接（不安全）"),
        (
            Cause::CouldNotOpen(OpenError::Unsupported),
            "此浏览器不支持 WebSocket",
        ),
        (
            Cause::CouldNotOpen(OpenError::Other(String::new())),
            "浏览器未能建立 WebSocket（原因不明）",
        ),
        (
            address(AddressFault::Unreadable),
            "地址无法使用（不是有效的网址）",
        ),
        (
            address(AddressFault::Scheme("ftp:".to_owned())),
            "地址无法使用（应为 ws: 或 wss:，而不是 ftp:）",
        ),
        (
            address(AddressFault::PortZero),
            "地址无法使用（端口 0 不可用，端口范围是 1 至 65535）",
        ),
        (
            address(AddressFault::Refused("无效".to_owned())),
            "地址无法使用（无效）",
        ),
    ]
}

/// Each meaning of a close code.
const CLOSES: [(u16, &str); 19] = [
    (1000, "服务器关闭了连接"),
    (1001, "服务器即将停止服务"),
    (1002, "服务器发现协议错误"),
    (1003, "服务器不接受此类数据"),
    (1005, "服务器未说明原因就关闭了连接"),
    (1006, "连接已中断"),
    (1007, "服务器收到了与类型不符的数据"),
    (1008, "服务器按其策略拒绝了连接"),
    (1009, "消息过大，服务器无法接收"),
    (1010, "服务器缺少所需的扩展"),
    (1011, "服务器内部出错"),
    (1012, "服务器正在重启"),
    (1013, "服务器过载"),
    (1014, "网关未收到服务器的应答"),
    (1015, "证书未被接受"),
    (4401, "服务器无法确认你的身份"),
    (4403, "服务器不允许此操作"),
    (4408, "服务器等待超时"),
    (4429, "服务器要求减少请求"),
];

const GAVE_UP: [(GaveUp, &str); 8] = [
    (GaveUp::Pointless, "重试也无济于事"),
    (GaveUp::ServerSaidStop, "服务器要求不再重连"),
    (GaveUp::Unauthorized, "服务器不允许你接入"),
    (GaveUp::Disabled, "自动重连已关闭"),
    (GaveUp::Attempts(1), "已重试 1 次"),
    (GaveUp::Attempts(20), "已重试 20 次"),
    (
        GaveUp::Elapsed(Duration::from_secs(300)),
        "5 分钟内未能恢复",
    ),
    (GaveUp::Policy, "重试策略决定不再重试"),
];

const DROPPED: [(DropReason, &str); 11] = [
    (DropReason::NotConnected, "未连接，请先打开连接"),
    (DropReason::Closed, "发送之前连接已关闭"),
    (DropReason::GaveUp, "连接已放弃，请先重试"),
    (DropReason::OutboxFull, "发送队列已满"),
    (
        DropReason::TooLarge { size: 9, limit: 8 },
        "9 字节，超过了 8 字节的上限",
    ),
    (DropReason::Expired, "未能及时发送"),
    (DropReason::Replaced, "已被更新的消息取代"),
    (DropReason::Suspended, "连接中断的时间过长"),
    (DropReason::AddressChanged, "地址已更改"),
    (DropReason::Refused, "连接正在关闭"),
    (DropReason::Busy, "匹配函数或策略函数中不能发送消息"),
];

const PHASES: [(Phase, &str); 7] = [
    (Phase::Idle, "未连接"),
    (Phase::Connecting, "正在连接"),
    (Phase::Open, "已连接"),
    (Phase::Waiting, "正在重连"),
    (Phase::Offline, "离线"),
    (Phase::Closing, "正在关闭"),
    (Phase::Failed, "已放弃"),
];

/// In `phase`, of the third attempt, for ten seconds.
fn status(phase: Phase) -> Status {
    let mut status = Status::default();
    (status.phase, status.attempt) = (phase, 3);
    status
}

fn due(why: WakeReason) -> Option<Wake> {
    let at = Instant::ORIGIN + secs(12);
    Some(Wake { at, why })
}

fn ten() -> Instant {
    Instant::ORIGIN + secs(10)
}

fn sentence(status: &Status) -> String {
    status.sentence_in(CHINESE, ten())
}

fn after(phase: Phase, cause: &Cause) -> Status {
    let mut status = status(phase);
    (status.cause, status.failures) = (Some(cause.clone()), 1);
    status.next = due(WakeReason::RetryDue);
    status
}

#[test]
fn o1_chinese_names_each_phase_and_cause() {
    for (phase, words) in PHASES {
        assert_eq!(phase.words_in(CHINESE), words);
    }
    for (cause, words) in causes() {
        assert_eq!(cause.words_in(CHINESE), words);
    }
    for (code, words) in CLOSES {
        let silent = closed(code, "").words_in(CHINESE);
        assert_eq!(silent, format!("{words}（代码 {code}）"));
    }
    for (why, words) in GAVE_UP {
        assert_eq!(why.words_in(CHINESE), words);
    }
    for (why, words) in DROPPED {
        assert_eq!(why.words_in(CHINESE), words);
    }
    for (error, words) in errors() {
        assert_eq!(error.words_in(CHINESE), words);
        assert!(words.ends_with(error.rule.words_in(CHINESE)));
    }
}

#[test]
fn o1_chinese_sentences_of_each_phase() {
    let lost = closed(1006, "");
    let mut open = status(Phase::Open);
    let mut open = |unanswered: Option<u64>, rtt: Option<Duration>| {
        open.unanswered_since = unanswered.map(|at| Instant::ORIGIN + secs(at));
        open.round_trip = rtt;
        open.clone()
    };
    let mut replaced = after(Phase::Waiting, &Cause::Replaced);
    replaced.failures = 0;
    let mut gave_up = after(Phase::Failed, &Cause::CouldNotConnect);
    gave_up.gave_up = Some(GaveUp::Attempts(3));
    let bad = Cause::BadConfig(broken(base().connect_timeout(secs(0))));
    for (status, words) in [
        (status(Phase::Idle), "未连接。"),
        (after(Phase::Idle, &Cause::ClosedByUser), "你已关闭连接。"),
        (status(Phase::Connecting), "正在连接。"),
        (
            after(Phase::Connecting, &Cause::NoAnswer(secs(10))),
            "10 秒没有应答，正在进行第 3 次连接。",
        ),
        (open(None, None), "已连接 10 秒。"),
        (open(None, Some(millis(3))), "已连接 10 秒，往返 3 毫秒。"),
        (
            open(Some(9), Some(Duration::from_micros(3))),
            "已连接 10 秒，已有 1 秒没有应答。",
        ),
        (
            open(Some(10), Some(Duration::from_micros(3))),
            "已连接 10 秒，往返不足 1 毫秒。",
        ),
        (
            after(Phase::Waiting, &lost),
            "连接已中断（代码 1006），2 秒后进行第 4 次连接。",
        ),
        (replaced, "2 秒后重新连接。"),
        (status(Phase::Waiting), "正在重连。"),
        (
            status(Phase::Offline),
            "浏览器处于离线状态，恢复联网后将立即连接。",
        ),
        (status(Phase::Closing), "正在关闭。"),
        (gave_up, "无法连接，已放弃：已重试 3 次。"),
        (
            after(Phase::Failed, &bad),
            "设置无法使用。connect_timeout 为 0 秒：必须大于零。",
        ),
        (status(Phase::Failed), "已放弃。"),
    ] {
        assert_eq!(sentence(&status), words);
    }
}

#[test]
fn o1_chinese_says_durations_as_people_do() {
    for (duration, words) in [
        (Duration::ZERO, "0 秒"),
        (Duration::from_micros(3), "不足 1 毫秒"),
        (millis(3), "3 毫秒"),
        (secs(12), "12 秒"),
        (secs(120), "2 分钟"),
        (secs(3600), "1 小时"),
        (secs(3900), "1 小时 5 分钟"),
        (secs(86_400 * 3 + 3600 * 4), "3 天 4 小时"),
    ] {
        assert_eq!(Human(duration).words_in(CHINESE), words);
    }
}

#[test]
fn o1_chinese_says_what_happens_next_where_english_does() {
    for (why, words) in [
        (WakeReason::ConnectTimeout, Some("本次连接超时")),
        (WakeReason::PingDue, Some("下次心跳")),
        (WakeReason::PongDue, Some("判定连接已断")),
        (WakeReason::RetryDue, Some("下次连接")),
        (WakeReason::CloseTimeout, Some("不再等待关闭")),
        (WakeReason::DrainTimeout, Some("最迟关闭")),
        (WakeReason::DiagnoseTimeout, Some("服务器检查截止")),
        (WakeReason::SuspendDue, None),
        (WakeReason::MessageExpires, None),
        (WakeReason::RoomDue, None),
        (WakeReason::ReturnDue, None),
    ] {
        let mut status = status(Phase::Open);
        status.next = due(why);
        assert_eq!(status.next_words_in(CHINESE), words);
        assert_eq!(status.next_words().is_some(), words.is_some());
    }
    assert_eq!(status(Phase::Open).next_words_in(CHINESE), None);
}

#[test]
fn o1_a_reason_cannot_scramble_a_chinese_sentence() {
    let cause = closed(4000, "\u{202e}甲\u{7}乙\n\u{2066}丙");
    let words = "服务器关闭了连接（代码 4000：甲乙丙）";
    assert_eq!(cause.words_in(CHINESE), words);
}

#[test]
fn close_says_in_chinese_what_a_page_may_send() {
    for (close, words) in [
        (
            Close::new(1001, ""),
            "网页不能发送关闭代码 1001：请使用 1000 或 3000 至 4999",
        ),
        (
            Close::new(1000, "x".repeat(124)),
            "关闭原因最长 123 字节（UTF-8），现为 124 字节：请缩短",
        ),
    ] {
        assert_eq!(close.unwrap_err().words_in(CHINESE), words);
    }
}

/// All causes, those that are made of errors too.
fn all_causes() -> Vec<Cause> {
    let errors = errors();
    let bad = errors.iter().map(|(error, _)| error.clone());
    let prepared = bad.clone().map(|error| Cause::Prepare(error.into()));
    let simple = causes().into_iter().map(|(cause, _)| cause);
    let closes = (1000..5000).map(|code| closed(code, ""));
    let statuses = (400..600).map(Cause::HttpStatus);
    let configs = bad.map(Cause::BadConfig);
    (simple
        .chain(closes)
        .chain(statuses)
        .chain(configs)
        .chain(prepared))
    .collect()
}

#[test]
fn o1_chinese_is_set_as_it_is_printed_whatever_the_status() {
    for cause in all_causes() {
        for (phase, _) in PHASES {
            let mut status = after(phase, &cause);
            demand_well_set(&sentence(&status), '。');
            for (why, _) in GAVE_UP {
                status.gave_up = Some(why);
                demand_well_set(&sentence(&status), '。');
            }
            let (advice, english) = (status.advice_in(CHINESE), status.advice());
            assert_eq!(advice.is_some(), english.is_some(), "{cause:?}");
            // A rule alone has no full stop, in English neither.
            let stop = english.is_some_and(|english| english.ends_with('.'));
            advice.map(|advice| demand_well_set(advice, if stop { '。' } else { ' ' }));
        }
    }
}

/// Ends with `end`, unless that is a space; holds no English, and nothing that only English has.
fn demand_well_set(text: &str, end: char) {
    assert!(end == ' ' || text.ends_with(end), "{text}");
    let characters: Vec<_> = text.chars().collect();
    for pair in characters.windows(2) {
        let chinese = pair.iter().filter(|c| is_chinese(**c)).count();
        let tight = pair.iter().any(char::is_ascii_alphanumeric);
        assert!(!(chinese == 1 && tight), "no space: {text}");
        let foreign = pair.iter().any(|c| "!(),.:;?\"'".contains(*c));
        assert!(!(chinese == 1 && foreign), "English punctuation: {text}");
        assert!(chinese < 2 || pair != ['。', '。'], "{text}");
        let spaced = pair.contains(&' ');
        let full = pair.iter().any(|c| "，。：；（）“”、".contains(*c));
        assert!(!(spaced && full), "a space too many: {text}");
    }
    let words = text.split(|c: char| !(c.is_ascii_graphic() || c == '_'));
    for word in words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
        assert!(NAMES.contains(&word), "English: {word} in {text}");
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// What has one name in all languages: protocols, schemes, fields, examples.
const NAMES: [&str; 28] = [
    "WebSocket",
    "HTTP",
    "UTF-8",
    "ws:",
    "wss:",
    "ftp:",
    "ws://",
    "wss://",
    "http://",
    "https://",
    "https",
    "/ws",
    "/ws#top",
    "wss://example.org/live",
    "min",
    "max",
    "max_message",
    "max_buffered",
    "url",
    "hello",
    "protocols",
    "a",
    "b",
    "connect_timeout",
    "close_timeout",
    "reconnect.backoff",
    "heartbeat.ping",
    "heartbeat.interval",
];
