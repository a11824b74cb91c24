//! What a connection tells people in Chinese: read aloud, line by line.

mod printed;
mod tables;

use std::time::Duration;

use heartline_connection::{
    Cause, Close, GaveUp, Human, Instant, Language, Phase, Status, Wake, WakeReason,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use self::printed::demand_well_set;
use self::tables::{CLOSES, DROPPED, GAVE_UP, PHASES, base, broken, causes, closed, errors};
use crate::timeline::{millis, secs};

const CHINESE: Language = Language::Chinese;

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
    let closes = CLOSES.iter().map(|(code, _)| closed(*code, ""));
    let statuses = [400, 401, 404, 500].map(Cause::HttpStatus);
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
            if let Some(advice) = advice {
                demand_well_set(advice, if stop { '。' } else { ' ' });
            }
        }
    }
}
