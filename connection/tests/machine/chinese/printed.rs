//! How Chinese is set: which punctuation, where a space stands, and no English.

/// Ends with `end`, unless that is a space; holds no English, and nothing that only English has.
pub(super) fn demand_well_set(text: &str, end: char) {
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
