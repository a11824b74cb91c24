//! Why a setting cannot be what somebody wrote, in words.

use heartline_connection::ConfigError;

use super::super::language::{Language, Words};

/// Why a value was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) enum Fault {
    Duration,
    Zero,
    TooLong,
    Bytes,
    Count,
    Flag,
    /// Not one of these.
    Choice(String),
    Reply,
    CloseCode,
    /// The address names a user.
    Credentials,
    /// No setting has this name.
    Unknown,
    /// It was given before.
    Twice,
    /// A list or an object, where text should be.
    Type,
    /// What is stored is nothing that the page wrote.
    Stored,
    /// It breaks a rule of the configuration, alone or together with others.
    Rule(ConfigError),
}

impl Fault {
    pub(in crate::page) fn words(&self, language: Language) -> String {
        let words = match self {
            Self::Duration => &DURATION,
            Self::Zero => &ZERO,
            Self::TooLong => &TOO_LONG,
            Self::Bytes => &BYTES,
            Self::Count => &COUNT,
            Self::Flag => &FLAG,
            Self::Reply => &REPLY,
            Self::CloseCode => &CLOSE_CODE,
            Self::Credentials => &CREDENTIALS,
            Self::Unknown => &UNKNOWN,
            Self::Twice => &TWICE,
            Self::Type => &TYPE,
            Self::Stored => &STORED,
            Self::Choice(names) => return CHOICE.of(language).to_string() + names,
            Self::Rule(error) => return error.rule.words_in(language).to_owned(),
        };
        (*words.of(language)).to_owned()
    }
}

type Line = Words<&'static str>;

static DURATION: Line = Words {
    english: "write a duration as 500ms, 15s, 1m or 2h",
    chinese: "时长请写成 500ms、15s、1m 或 2h",
};
static ZERO: Line = Words {
    english: "it must be longer than zero",
    chinese: "必须大于零",
};
static TOO_LONG: Line = Words {
    english: "the longest duration is 30 days, 720h",
    chinese: "最长 30 天，即 720h",
};
static BYTES: Line = Words {
    english: "write a size as 65536, 64KiB or 1MiB, at most 1024MiB",
    chinese: "大小请写成 65536、64KiB 或 1MiB，最大 1024MiB",
};
static COUNT: Line = Words {
    english: "give a whole number",
    chinese: "请填写整数",
};
static FLAG: Line = Words {
    english: "write on or off",
    chinese: "请写 on 或 off",
};
static CHOICE: Line = Words {
    english: "it is one of ",
    chinese: "只能是以下之一：",
};
static REPLY: Line = Words {
    english: "write each line as: message => answer",
    chinese: "每行请写成：消息 => 回复",
};
static CLOSE_CODE: Line = Words {
    english: "write 4000=stop or 4000-4099=retry: a code from 1000 to 4999, or a range, and stop, retry or slow",
    chinese: "请写成 4000=stop 或 4000-4099=retry：1000 到 4999 的代码或范围，加上 stop、retry 或 slow",
};
static CREDENTIALS: Line = Words {
    english: "browsers refuse or drop a user name and password in a WebSocket address: remove what stands before the @; a token may travel in the query or in the greeting",
    chinese: "浏览器会拒绝或丢弃 WebSocket 地址中的用户名和密码：请删去 @ 及其前面的部分；令牌可以放在查询参数或问候消息里",
};
static UNKNOWN: Line = Words {
    english: "the page knows no such setting",
    chinese: "本页面没有这个设置",
};
static TWICE: Line = Words {
    english: "it is given more than once, the first one counts",
    chinese: "重复给出，以第一个为准",
};
static STORED: Line = Words {
    english: "The settings that this browser stores cannot be read and are not used. The next ones that you apply take their place.",
    chinese: "本浏览器中保存的设置无法读取，未被采用。下次应用设置时将覆盖它们。",
};
static TYPE: Line = Words {
    english: "write it as text, a number, true or false",
    chinese: "请写成文本、数字、true 或 false",
};
