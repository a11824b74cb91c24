//! Why a connection or an attempt ended, and why there is no other.

use super::config::config_error;
use super::time::{after_word, human};
use crate::cause::{AddressFault, Cause, GaveUp, OpenError, readable, said};
use crate::close::Closed;
use crate::close_code::CloseMeaning;
use crate::endpoint::PrepareError;
use crate::human::Human;

pub(in crate::words) fn cause(cause: &Cause) -> String {
    match cause {
        Cause::ClosedByUser => "你已关闭连接".to_owned(),
        Cause::Replaced => "已按要求更换连接".to_owned(),
        Cause::Returned => "已切回首选地址".to_owned(),
        Cause::AddressChanged => "地址已更改".to_owned(),
        Cause::NoAnswer(time) => human(&Human(*time)) + "没有应答",
        Cause::ConnectTimeout(time) => human(&Human(*time)) + "内未能连接",
        Cause::ReadyTimeout(time) => {
            format!("服务器在{}内未就绪", after_word(Human(*time)))
        }
        Cause::CouldNotConnect => "无法连接".to_owned(),
        Cause::HttpStatus(status) => format!("服务器拒绝连接（HTTP 状态码 {status}）"),
        Cause::Offline => "浏览器处于离线状态".to_owned(),
        Cause::PageLeft => "已离开页面".to_owned(),
        Cause::Prepare(PrepareError::BadEndpoint(error)) => {
            "准备的地址无法使用：".to_owned() + &config_error(error)
        }
        Cause::Prepare(error) => format!("无法准备地址（{}）", prepare_error(error)),
        Cause::Closed(closed) => self::closed(closed),
        Cause::SendFailed => "服务器在关闭过程中失去响应".to_owned(),
        Cause::BadConfig(error) => "设置无法使用：".to_owned() + &super::config::finding(error),
        Cause::CouldNotOpen(error) => open_error(error),
    }
}

pub(in crate::words) fn gave_up(why: &GaveUp) -> String {
    match why {
        GaveUp::Pointless => "重试也无济于事".to_owned(),
        GaveUp::ServerSaidStop => "服务器要求不再重连".to_owned(),
        GaveUp::Unauthorized => "服务器不允许你接入".to_owned(),
        GaveUp::Disabled => "自动重连已关闭".to_owned(),
        GaveUp::Attempts(times) => format!("已重试 {times} 次"),
        GaveUp::Elapsed(time) => human(&Human(*time)) + "内未能恢复",
        GaveUp::Policy => "重试策略决定不再重试".to_owned(),
    }
}

pub(in crate::words) fn open_error(error: &OpenError) -> String {
    match error {
        OpenError::BadAddress(fault) => format!("地址无法使用（{}）", address_fault(fault)),
        OpenError::Blocked(why) => format!("浏览器不允许此连接（{why}）"),
        OpenError::Unsupported => "此浏览器不支持 WebSocket".to_owned(),
        OpenError::Other(why) => {
            format!("浏览器未能建立 WebSocket（{}）", said(why, "原因不明"))
        }
    }
}

pub(in crate::words) fn address_fault(fault: &AddressFault) -> String {
    match fault {
        AddressFault::Unreadable => "不是有效的网址".to_owned(),
        AddressFault::Scheme(scheme) => format!("应为 ws: 或 wss:，而不是 {scheme}"),
        AddressFault::PortZero => "端口 0 不可用，端口范围是 1 至 65535".to_owned(),
        AddressFault::Refused(why) => why.clone(),
    }
}

pub(in crate::words) fn prepare_error(error: &PrepareError) -> String {
    match error {
        PrepareError::Failed(why) => why.clone(),
        PrepareError::Panicked => "准备函数崩溃".to_owned(),
        PrepareError::NoAnswer(time) => human(&Human(*time)) + "内没有应答",
        PrepareError::BadEndpoint(error) => config_error(error),
    }
}

fn closed(closed: &Closed) -> String {
    let (what, code) = (meaning(CloseMeaning::of(closed.code)), closed.code);
    match readable(&closed.reason) {
        reason if reason.is_empty() => format!("{what}（代码 {code}）"),
        reason => format!("{what}（代码 {code}：{reason}）"),
    }
}

const fn meaning(meaning: CloseMeaning) -> &'static str {
    match meaning {
        CloseMeaning::Closed => "服务器关闭了连接",
        CloseMeaning::GoingAway => "服务器即将停止服务",
        CloseMeaning::ProtocolError => "服务器发现协议错误",
        CloseMeaning::UnsupportedData => "服务器不接受此类数据",
        CloseMeaning::NoStatus => "服务器未说明原因就关闭了连接",
        CloseMeaning::Lost => "连接已中断",
        CloseMeaning::InvalidData => "服务器收到了与类型不符的数据",
        CloseMeaning::PolicyViolation => "服务器按其策略拒绝了连接",
        CloseMeaning::MessageTooBig => "消息过大，服务器无法接收",
        CloseMeaning::MissingExtension => "服务器缺少所需的扩展",
        CloseMeaning::InternalError => "服务器内部出错",
        CloseMeaning::Restarting => "服务器正在重启",
        CloseMeaning::Overloaded => "服务器过载",
        CloseMeaning::BadGateway => "网关未收到服务器的应答",
        CloseMeaning::BadCertificate => "证书未被接受",
        CloseMeaning::Unauthorized => "服务器无法确认你的身份",
        CloseMeaning::Forbidden => "服务器不允许此操作",
        CloseMeaning::TimedOut => "服务器等待超时",
        CloseMeaning::TooManyRequests => "服务器要求减少请求",
    }
}
