//! Simplified Chinese. Each `match` names all there is, so that what has no words does not compile.
//! A space stands between a Chinese character and a digit or a Latin letter.

mod advice;
mod cause;
mod config;
mod fate;
mod time;

use super::{Instant, Phase, Status, WakeReason};
use crate::cause::Cause;

pub(super) use advice::advice;
pub(super) use cause::{address_fault, cause, gave_up, open_error, prepare_error};
pub(super) use config::{config_error, rule, wrong};
pub(super) use fate::{close_error, drop_reason};
pub(super) use time::human;

pub(super) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle => "未连接",
        Phase::Connecting => "正在连接",
        Phase::Open => "已连接",
        Phase::Waiting => "正在重连",
        Phase::Offline => "离线",
        Phase::Closing => "正在关闭",
        Phase::Failed => "已放弃",
    }
}

pub(super) fn sentence(status: &Status, now: Instant) -> String {
    match status.phase {
        Phase::Idle => match &status.cause {
            Some(why) => cause(why) + "。",
            None => "未连接。".to_owned(),
        },
        Phase::Connecting => match status.failure() {
            Some(why) => format!("{}，正在进行第 {} 次连接。", cause(why), status.attempt),
            None => "正在连接。".to_owned(),
        },
        Phase::Open => open(status, now),
        Phase::Waiting => waiting(status, now),
        Phase::Offline => "浏览器处于离线状态，恢复联网后将立即连接。".to_owned(),
        Phase::Closing => "正在关闭。".to_owned(),
        Phase::Failed => failed(status),
    }
}

fn open(status: &Status, now: Instant) -> String {
    let connected = format!("已连接{}", time::after_word(status.age(now)));
    match (status.silence(now), status.round_trip) {
        (Some(silence), _) => {
            let silence = time::after_word(crate::Human(silence));
            format!("{connected}，已有{silence}没有应答。")
        }
        (None, Some(rtt)) => {
            let rtt = time::after_word(crate::Human(rtt));
            format!("{connected}，往返{rtt}。")
        }
        (None, None) => connected + "。",
    }
}

fn waiting(status: &Status, now: Instant) -> String {
    let when = status.wait(now).map(|wait| human(&wait) + "后");
    match (status.failure(), when) {
        (Some(why), when) => {
            let (why, when) = (cause(why), when.unwrap_or_else(|| "稍后".to_owned()));
            format!("{why}，{when}进行第 {} 次连接。", status.attempt + 1)
        }
        (None, Some(when)) => when + "重新连接。",
        (None, None) => "正在重连。".to_owned(),
    }
}

fn failed(status: &Status) -> String {
    match (&status.cause, &status.gave_up) {
        // With the rule, which says what to do.
        (Some(Cause::BadConfig(error)), _) => format!("设置无法使用。{}。", config_error(error)),
        (Some(why), Some(end)) => format!("{}，已放弃：{}。", cause(why), gave_up(end)),
        (Some(why), None) => cause(why) + "。",
        (None, _) => "已放弃。".to_owned(),
    }
}

/// A caption for a count-down.
pub(super) const fn next(why: WakeReason) -> Option<&'static str> {
    Some(match why {
        WakeReason::ConnectTimeout => "本次连接超时",
        WakeReason::PingDue => "下次心跳",
        WakeReason::PongDue => "判定连接已断",
        WakeReason::RetryDue => "下次连接",
        WakeReason::CloseTimeout => "不再等待关闭",
        WakeReason::DrainTimeout => "最迟关闭",
        WakeReason::DiagnoseTimeout => "服务器检查截止",
        WakeReason::SuspendDue
        | WakeReason::MessageExpires
        | WakeReason::RoomDue
        | WakeReason::ReturnDue => return None,
    })
}
