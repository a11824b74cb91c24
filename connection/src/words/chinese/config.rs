//! What a configuration cannot have, and the rules that say so.

use super::time::{after_word, human, spaced};
use crate::human::Human;
use crate::rule::{ConfigError, Rule, Wrong, shown};

pub(in crate::words) fn config_error(error: &ConfigError) -> String {
    format!("{}：{}", finding(error), rule(error.rule))
}

/// Which field has which value.
pub(super) fn finding(error: &ConfigError) -> String {
    let (field, value) = (error.field, wrong(&error.value));
    match &error.value {
        Wrong::Hidden => format!("{field} {value}"),
        Wrong::Text(_) | Wrong::Duration(_) | Wrong::Range(..) | Wrong::Bytes(_) | Wrong::Empty => {
            format!("{field} 为{}", spaced(&value))
        }
    }
}

pub(in crate::words) fn wrong(value: &Wrong) -> String {
    match value {
        Wrong::Text(text) => {
            let (beginning, rest) = shown(text);
            format!("“{beginning}{rest}”")
        }
        Wrong::Duration(duration) => human(&Human(*duration)),
        Wrong::Range(from, to) => format!("{}至{}", human(&Human(*from)), after_word(Human(*to))),
        Wrong::Bytes(bytes) => format!("{bytes} 字节"),
        Wrong::Empty => "空".to_owned(),
        Wrong::Hidden => "有误（可能含有令牌，不予显示）".to_owned(),
    }
}

pub(in crate::words) const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::AddressGiven => "请填写地址，例如 wss://example.org/live",
        Rule::AddressScheme => {
            "地址应以 ws:// 或 wss:// 开头（也可用 http:// 或 https://），或是 /ws 这样的路径"
        }
        Rule::AddressLength => "地址最长 8192 字节",
        Rule::AddressFragment => "WebSocket 地址不能带片段：请删去 # 及其后的内容",
        Rule::ProtocolName => "子协议名不能为空，且不能含有空格、逗号、引号或括号",
        Rule::ProtocolOnce => "每个子协议只能写一次",
        Rule::LongerThanZero => "必须大于零",
        Rule::DelayOrder => "min 不能大于 max",
        Rule::DelayGiven => "至少要有一个延迟时间",
        Rule::RoomToSend => "必须大于零，否则浏览器无法缓冲任何数据",
        Rule::WithinMaxMessage => "不能超过 max_message",
    }
}
