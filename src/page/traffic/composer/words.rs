//! What the composer says.

use super::super::super::language::{Language, Words};
use super::draft::Mode;
use super::templates::Refused;

pub(super) struct Say {
    pub(super) title: &'static str,
    pub(super) kind: &'static str,
    /// In the order of [`Mode::ALL`].
    pub(super) modes: [&'static str; 3],
    pub(super) placeholders: [&'static str; 3],
    pub(super) message: &'static str,
    pub(super) keys: &'static str,
    pub(super) send: &'static str,
    pub(super) in_lines: &'static str,
    pub(super) in_a_line: &'static str,
    pub(super) file: &'static str,
    pub(super) remove_file: &'static str,
    pub(super) drop_here: &'static str,
    pub(super) unreadable: &'static str,
    pub(super) line: &'static str,
    pub(super) column: &'static str,
    pub(super) go_there: &'static str,
    pub(super) comma: &'static str,
    /// Before the limit, and after it.
    pub(super) larger: &'static str,
    pub(super) larger_end: &'static str,
    pub(super) history: &'static str,
    pub(super) no_history: &'static str,
    pub(super) clear: &'static str,
    pub(super) about_history: &'static str,
    pub(super) templates: &'static str,
    pub(super) kept: &'static str,
    pub(super) built_in: &'static str,
    pub(super) name: &'static str,
    pub(super) save: &'static str,
    pub(super) rename: &'static str,
    pub(super) delete: &'static str,
    pub(super) cancel: &'static str,
    pub(super) latest: &'static str,
    pub(super) no_latest: &'static str,
    pub(super) again: &'static str,
    pub(super) dismiss: &'static str,
    pub(super) sent: &'static str,
    pub(super) queued: &'static str,
    pub(super) queued_long: &'static str,
    pub(super) not_sent: &'static str,
    pub(super) not_kept: &'static str,
    pub(super) period: &'static str,
}

pub(super) static WORDS: Words<Say> = Words {
    english: Say {
        title: "Send",
        kind: "Kind of message",
        modes: ["Text", "JSON", "Binary"],
        placeholders: [
            "Any text",
            "{\"chat\": \"hello\"}",
            "de ad be ef, 0xde 0xad …",
        ],
        message: "Message",
        keys: "Enter sends, Shift+Enter starts a new line, ↑ brings back what was sent.",
        send: "Send",
        in_lines: "Format",
        in_a_line: "In one line",
        file: "Choose a file…",
        remove_file: "Remove the file",
        drop_here: "or drop one here.",
        unreadable: "the file could not be read; choose it again",
        line: "Line ",
        column: ", column ",
        go_there: "Go there",
        comma: ", ",
        larger: "larger than one message may be (",
        larger_end: ")",
        history: "History",
        no_history: "What you send is kept here.",
        clear: "Clear the history",
        about_history: "Kept in this browser, but for what looks like a password or a token.",
        templates: "Templates",
        kept: "Templates are kept in this browser as they are.",
        built_in: "For Heartline's own server",
        name: "Name",
        save: "Save what is in the box",
        rename: "Rename",
        delete: "Delete",
        cancel: "Cancel",
        latest: "Latest sends",
        no_latest: "What you send appears here, with what became of it.",
        again: "Send again",
        dismiss: "Dismiss",
        sent: "Sent",
        queued: "Queued",
        queued_long: "Queued: it leaves when the connection is ready.",
        not_sent: "Not sent: ",
        not_kept: "This browser does not keep it: its storage is full or forbidden. It stays here until the page is closed.",
        period: ".",
    },
    chinese: Say {
        title: "发送",
        kind: "消息类型",
        modes: ["文本", "JSON", "二进制"],
        placeholders: [
            "任意文本",
            "{\"chat\": \"你好\"}",
            "de ad be ef 或 0xde 0xad …",
        ],
        message: "消息",
        keys: "回车发送，Shift+回车换行，↑ 找回发送过的内容。",
        send: "发送",
        in_lines: "格式化",
        in_a_line: "压成一行",
        file: "选择文件…",
        remove_file: "移除文件",
        drop_here: "或将文件拖到这里。",
        unreadable: "无法读取该文件，请重新选择",
        line: "第 ",
        column: " 行，第 ",
        go_there: "跳到该处",
        comma: "，",
        larger: "超过单条消息的上限（",
        larger_end: "）",
        history: "历史",
        no_history: "发送过的内容会保存在这里。",
        clear: "清空历史",
        about_history: "保存在本浏览器中，疑似密码或令牌的内容除外。",
        templates: "模板",
        kept: "模板会原样保存在本浏览器中。",
        built_in: "适用于 Heartline 自带的服务器",
        name: "名称",
        save: "保存框中的内容",
        rename: "重命名",
        delete: "删除",
        cancel: "取消",
        latest: "最近发送",
        no_latest: "发送的内容及其结果会显示在这里。",
        again: "再次发送",
        dismiss: "知道了",
        sent: "已发送",
        queued: "排队中",
        queued_long: "排队中：连接就绪后即会发出。",
        not_sent: "未发送：",
        not_kept: "浏览器无法保存：存储空间已满或被禁用。关闭页面之前仍可使用。",
        period: "。",
    },
};

impl Say {
    pub(super) const fn mode(&self, mode: Mode) -> &'static str {
        self.modes[mode as usize]
    }

    pub(super) const fn placeholder(&self, mode: Mode) -> &'static str {
        self.placeholders[mode as usize]
    }
}

impl Refused {
    pub(super) const fn words(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::NoText => (
                "The box is empty: there is nothing to keep.",
                "输入框是空的，没有可保存的内容。",
            ),
            Self::NoName => ("A template needs a name.", "请为模板取一个名称。"),
            Self::Taken => ("Another template has this name.", "已有同名模板。"),
            Self::TooLong => ("A template holds at most 64 KiB.", "模板最多 64 KiB。"),
            Self::TooMany => (
                "There are 100 templates: delete one first.",
                "模板已达 100 个，请先删除一个。",
            ),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}
