//! Why a message is not sent, and why a close is not.

use crate::close::{Close, CloseError};
use crate::outbox::DropReason;

pub(in crate::words) fn drop_reason(reason: &DropReason) -> String {
    let words = match reason {
        DropReason::NotConnected => "未连接，请先打开连接",
        DropReason::Closed => "发送之前连接已关闭",
        DropReason::GaveUp => "连接已放弃，请先重试",
        DropReason::OutboxFull => "发送队列已满",
        DropReason::TooLarge { size, limit } => {
            return format!("{size} 字节，超过了 {limit} 字节的上限");
        }
        DropReason::Expired => "未能及时发送",
        DropReason::Replaced => "已被更新的消息取代",
        DropReason::Suspended => "连接中断的时间过长",
        DropReason::AddressChanged => "地址已更改",
        DropReason::Refused => "连接正在关闭",
        DropReason::Busy => "匹配函数或策略函数中不能发送消息",
    };
    words.to_owned()
}

pub(in crate::words) fn close_error(error: &CloseError) -> String {
    match error {
        CloseError::Code(code) => {
            format!("网页不能发送关闭代码 {code}：请使用 1000 或 3000 至 4999")
        }
        CloseError::Reason(bytes) => {
            let max = Close::MAX_REASON;
            format!("关闭原因最长 {max} 字节（UTF-8），现为 {bytes} 字节：请缩短")
        }
    }
}
