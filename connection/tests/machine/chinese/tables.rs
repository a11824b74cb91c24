//! What there is to say, and how it is said.

use std::time::Duration;

use heartline_connection::{
    AddressFault, Backoff, Cause, Closed, Config, ConfigError, DropReason, GaveUp, Heartbeat,
    OpenError, Phase, PrepareError, Reconnect, Wrong,
};

use crate::timeline::secs;

pub(super) fn closed(code: u16, reason: &str) -> Cause {
    Cause::Closed(Closed {
        code,
        reason: reason.to_owned(),
        was_clean: true,
    })
}

pub(super) fn broken(config: Config) -> ConfigError {
    config.check().expect_err("it breaks a rule")
}

pub(super) fn base() -> Config {
    Config::new("ws://x/")
}

/// One that breaks each rule, and what is said about it.
pub(super) fn errors() -> Vec<(ConfigError, &'static str)> {
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
    endless.value = Wrong::Hidden;
    let words = "url 有误（可能含有令牌，不予显示）：地址最长 8192 字节";
    errors.push((endless, words));
    errors
}

/// Each cause that is not made of others.
pub(super) fn causes() -> Vec<(Cause, &'static str)> {
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
pub(super) const CLOSES: [(u16, &str); 19] = [
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

pub(super) const GAVE_UP: [(GaveUp, &str); 8] = [
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

pub(super) const DROPPED: [(DropReason, &str); 11] = [
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

pub(super) const PHASES: [(Phase, &str); 7] = [
    (Phase::Idle, "未连接"),
    (Phase::Connecting, "正在连接"),
    (Phase::Open, "已连接"),
    (Phase::Waiting, "正在重连"),
    (Phase::Offline, "离线"),
    (Phase::Closing, "正在关闭"),
    (Phase::Failed, "已放弃"),
];
