//! The words of the log.

use crate::page::files;
use crate::page::json::{Fault, Wanted};
use crate::page::language::{Language, Words};

pub(super) struct Say {
    pub(super) title: &'static str,
    /// The number received stands behind the first, the number sent behind the second.
    pub(super) totals: [&'static str; 3],
    pub(super) hold: &'static str,
    pub(super) export: &'static str,
    pub(super) clear: &'static str,
    pub(super) kinds: [&'static str; 3],
    pub(super) shown: &'static str,
    pub(super) by_text: &'static str,
    pub(super) by_path: &'static str,
    pub(super) filter: &'static str,
    pub(super) filter_by: &'static str,
    pub(super) of: &'static str,
    pub(super) searching: &'static str,
    pub(super) nothing: &'static str,
    pub(super) nothing_found: &'static str,
    /// The number stands between the two.
    pub(super) new: [&'static str; 2],
    pub(super) bounds: [&'static str; 2],
    pub(super) cleared: [&'static str; 2],
    pub(super) exported: [&'static str; 2],
    pub(super) nothing_exported: &'static str,
    pub(super) not_saved: &'static str,
    /// The number of the attempt stands between the two, the address behind them.
    pub(super) begun: [&'static str; 2],
    pub(super) empty: &'static str,
    /// In the order of [`super::row::Way`].
    pub(super) ways: [&'static str; 6],
    pub(super) details: &'static str,
    pub(super) close: &'static str,
    pub(super) copy: &'static str,
    pub(super) copy_value: &'static str,
    pub(super) copy_path: &'static str,
    /// Whether it was copied: yes, no.
    pub(super) copied: [&'static str; 2],
    pub(super) chart: &'static str,
    /// The same in short.
    pub(super) draw: &'static str,
    pub(super) by_this: &'static str,
    pub(super) more: &'static str,
    pub(super) tree: &'static str,
    pub(super) bytes: &'static str,
    pub(super) binary: &'static str,
    pub(super) forgotten: &'static str,
    pub(super) remove: &'static str,
    /// Least, most, latest, number of values.
    pub(super) figures: [&'static str; 4],
    pub(super) no_number: &'static str,
    wanted: [&'static str; 6],
    at: [&'static str; 2],
}

impl Say {
    /// What to do about a path that cannot be read.
    pub(super) fn fault(&self, fault: Fault) -> String {
        let wanted = match fault.wanted {
            Wanted::Name => 0,
            Wanted::Index => 1,
            Wanted::Quote => 2,
            Wanted::Sign => 3,
            Wanted::Value => 4,
            Wanted::End => 5,
        };
        let place = fault.place.to_string();
        [self.at[0], &place, self.at[1], self.wanted[wanted]].concat()
    }
}

pub(super) const fn say(language: Language) -> &'static Say {
    WORDS.of(language)
}

static WORDS: Words<Say> = Words {
    english: Say {
        title: "Messages",
        totals: ["", " received, ", " sent"],
        hold: "Pause scrolling",
        export: "Export",
        clear: "Clear",
        kinds: ["Received", "Sent", "Heartbeats"],
        shown: "Shown",
        by_text: "Text",
        by_path: "JSON path",
        filter: "Filter",
        filter_by: "Filter by",
        of: " of ",
        searching: "Searching",
        nothing: "What arrives is shown here.",
        nothing_found: "No message matches.",
        new: ["", " new ↓"],
        bounds: [
            "The oldest are dropped: at most the latest ",
            " messages are kept, and 64 MiB in all.",
        ],
        cleared: ["", " messages forgotten."],
        exported: ["", " messages exported."],
        nothing_exported: "Nothing was exported: no message is shown.",
        not_saved: files::NOT_SAVED.english,
        begun: ["Connected · attempt ", " · "],
        empty: "(empty)",
        ways: [
            "received",
            "sent",
            "queued",
            "not sent",
            "heartbeat",
            "by the library",
        ],
        details: "Message ",
        close: "Close details",
        copy: "Copy all",
        copy_value: "Copy value",
        copy_path: "Copy path",
        copied: [
            "Copied.",
            "The browser does not let this page copy. Select the text and copy it by hand.",
        ],
        chart: "Show as chart",
        draw: "Chart",
        by_this: "Filter by this",
        more: "Show more",
        tree: "JSON",
        bytes: " bytes",
        binary: ", binary",
        forgotten: "no longer in the log",
        remove: "Remove chart",
        figures: ["min ", "max ", "last ", " values"],
        no_number: "No message has a number there yet.",
        wanted: [
            "a name is expected, as in chat.text.",
            "a number, a name in quotes or * is expected, and ].",
            "the closing quote is missing, or something stands behind it.",
            "a dot, [ or one of = != < <= > >= ~ is expected.",
            "something to compare with is missing, as in live.cpu > 20.",
            "nothing more: there is one comparison, and a text with spaces stands in quotes.",
        ],
        at: ["At character ", " "],
    },
    chinese: Say {
        title: "消息",
        totals: ["已接收 ", " 条，已发送 ", " 条"],
        hold: "暂停滚动",
        export: "导出",
        clear: "清空",
        kinds: ["接收", "发送", "心跳"],
        shown: "显示",
        by_text: "文本",
        by_path: "JSON 路径",
        filter: "筛选",
        filter_by: "筛选方式",
        of: " / ",
        searching: "正在查找",
        nothing: "收到的消息会显示在这里。",
        nothing_found: "没有符合条件的消息。",
        new: ["", " 条新消息 ↓"],
        bounds: [
            "最早的消息已被丢弃：最多保留最近 ",
            " 条，合计不超过 64 MiB。",
        ],
        cleared: ["已清除 ", " 条消息。"],
        exported: ["已导出 ", " 条消息。"],
        nothing_exported: "没有导出：当前没有显示任何消息。",
        not_saved: files::NOT_SAVED.chinese,
        begun: ["已连接 · 第 ", " 次连接 · "],
        empty: "（空）",
        ways: ["已接收", "已发送", "排队中", "未发送", "心跳", "自动发送"],
        details: "消息 ",
        close: "关闭详情",
        copy: "复制全部",
        copy_value: "复制值",
        copy_path: "复制路径",
        copied: ["已复制。", "浏览器不允许本页面复制，请手动选中文本后复制。"],
        chart: "绘制图表",
        draw: "图表",
        by_this: "按此筛选",
        more: "显示更多",
        tree: "JSON",
        bytes: " 字节",
        binary: "，二进制",
        forgotten: "已不在日志中",
        remove: "移除图表",
        figures: ["最小 ", "最大 ", "最新 ", " 个值"],
        no_number: "该路径下还没有数值。",
        wanted: [
            "应为名称，例如 chat.text。",
            "应为数字、带引号的名称或 *，然后是 ]。",
            "缺少右引号，或引号后有多余内容。",
            "应为点、[ 或 = != < <= > >= ~ 之一。",
            "缺少比较的值，例如 live.cpu > 20。",
            "到此为止：只能有一个比较，含空格的文本请加引号。",
        ],
        at: ["第 ", " 个字符处："],
    },
};
