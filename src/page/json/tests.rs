//! What is read, what is not, and that nothing hostile does harm.

use std::cmp::Ordering;

use super::*;

#[test]
fn a_literal_reads_in_the_letters_that_it_stands_for() {
    for (literal, readable) in [
        (r#""K\u00fchl \u9505\u7089""#, "\"Kühl 锅炉\""),
        (r#""\ud83d\ude00 \n \u0041""#, r#""😀 \n \u0041""#),
        (r#"{"a":"\u00e9","b":[1]}"#, r#"{"a":"é","b":[1]}"#),
        // What would not show, or be read as something else.
        (
            r#""\u200b\u202e\u0022\u0000\ud800""#,
            r#""\u200b\u202e\u0022\u0000\ud800""#,
        ),
        // The backslash itself is escaped, and a cut one is no escape.
        (r#""\\u00e9\u00"#, r#""\\u00e9\u00"#),
        (r#""\u9505 \"#, "\"锅 \\"),
        ("\"é\"", "\"é\""),
    ] {
        assert_eq!(super::readable(literal), readable);
    }
}

#[test]
fn json_is_what_the_standard_says() {
    for text in [
        "{}",
        "[]",
        " [1] ",
        "null",
        "-0.5e+7",
        r#"{"a":[1,{"b":"\u00e9\n"}],"c":true}"#,
        "\"\"",
        "0",
    ] {
        assert!(is_json(text), "{text}");
    }
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "[1 2]",
        "{]",
        "[}",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "tru",
        "1 1",
        "[1]]",
        "{\"a\":1,}",
        "\"",
        "\"\\",
        "nan",
    ] {
        assert!(!is_json(text), "{text}");
    }
}

#[test]
fn a_string_stands_for_its_text() {
    for (literal, text) in [
        (r#""a""#, "a"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u00e9 \ud83d\ude00""#, "é 😀"),
        (r#""\ud83d alone""#, "\u{fffd} alone"),
        // What is no escape.
        (r#""\u12""#, r"\u12"),
        (r#""\u12é \u+041 \x\n""#, "\\u12é \\u+041 \\x\n"),
        ("17", "17"),
        ("\"", "\""),
    ] {
        assert_eq!(plain(literal), text, "{literal}");
    }
}

const TEXT: &str = r#"{"chat":{"text":"Hello"},"live":{"cpu":20.5,"big":9007199254740993},
    "items":[{"name":"x"},{"name":"y","id":"7"}],"weird key":null,"a\"b":true}"#;

#[test]
fn a_question_is_asked_of_what_stands_at_the_path() {
    for (question, holds) in [
        ("$", true),
        ("$.chat.text", true),
        ("chat.text", true),
        ("chat.none", false),
        ("live.cpu > 20", true),
        ("live.cpu > 20.50", false),
        ("live.cpu>=20.50", true),
        ("live.cpu = 205e-1", true),
        ("live.cpu < 3", false),
        ("live.big = 9007199254740992", false),
        ("live.big > 9007199254740992", true),
        (r#"items[0].name = "x""#, true),
        ("items[0].name == 'x'", true),
        ("items[0].name = y", false),
        ("items[*].name = y", true),
        ("items[*].name != y", true),
        ("items.*.id = 7", true),
        ("items[1].id > 3", false),
        ("items[2]", false),
        ("$['weird key'] = null", true),
        (r#"["a\"b"] = true"#, true),
        ("chat.text ~ HELL", true),
        ("chat ~ hello", true),
        ("chat.text ~ bye", false),
        ("chat.text < J", true),
    ] {
        let query = Query::read(question).unwrap();
        assert_eq!(query.holds(TEXT), holds, "{question}");
        assert!(!query.holds("no JSON") || question == "$", "{question}");
    }
}

#[test]
fn a_question_that_cannot_be_read_says_what_is_wanted_and_where() {
    for (question, wanted, place) in [
        ("", Wanted::Name, 1),
        ("$.", Wanted::Name, 3),
        ("a..b", Wanted::Name, 3),
        ("a[", Wanted::Index, 3),
        ("a[x]", Wanted::Index, 3),
        ("a[1", Wanted::Index, 4),
        ("a['x]", Wanted::Quote, 3),
        ("a b", Wanted::Sign, 3),
        ("é ! 1", Wanted::Sign, 3),
        ("a =", Wanted::Value, 4),
        ("a = 'x' y", Wanted::Quote, 9),
        ("seq > 5 banana", Wanted::End, 9),
        ("seq > 5 && cpu > 2 ", Wanted::End, 9),
        ("name = Ada  L", Wanted::End, 13),
    ] {
        let fault = Query::read(question).unwrap_err();
        assert_eq!((fault.wanted, fault.place), (wanted, place), "{question}");
    }
    assert!(
        Path::read("a > 1").is_err(),
        "a path alone compares nothing"
    );
}

#[test]
fn numbers_are_compared_exactly_however_they_are_written() {
    let order = |a: &str, b: &str| {
        Decimal::read(a)
            .unwrap()
            .compare(&Decimal::read(b).unwrap())
    };
    for (a, b, expected) in [
        ("0", "-0.0e9", Ordering::Equal),
        ("1", "1.000", Ordering::Equal),
        ("120", "1.2e2", Ordering::Equal),
        ("0.001", "1e-3", Ordering::Equal),
        ("-1", "1", Ordering::Less),
        ("-2", "-10", Ordering::Greater),
        ("1e400", "1e399", Ordering::Greater),
        ("1e99999999999999999999", "1e5", Ordering::Greater),
        ("9007199254740993", "9007199254740992", Ordering::Greater),
        ("0.1", "0.10000000000000000000000001", Ordering::Less),
    ] {
        assert_eq!(order(a, b), expected, "{a} and {b}");
        assert_eq!(order(b, a), expected.reverse(), "{b} and {a}");
    }
    for text in ["", "-", ".", "e5", "1e", "1x", "0x1", " 1"] {
        assert!(Decimal::read(text).is_none(), "{text}");
    }
    for (text, about) in [
        ("-2.5e3", -2500.0),
        ("0.125", 0.125),
        ("1e999", f64::MAX),
        ("1e-999", 0.0),
    ] {
        assert_eq!(Decimal::read(text).unwrap().about(), about, "{text}");
    }
}

#[test]
fn a_text_is_found_whatever_its_case() {
    for (needle, hay, found) in [
        ("", "x", true),
        ("hello", "Say HeLLo", true),
        ("hello", "hell", false),
        ("ÉCOLE", "une école", true),
        ("ПРИВЕТ", "привет", true),
        ("straße", "die Straße", false),
        ("straße", "straße", true),
        ("你好", "说你好", true),
        ("aab", "aaab", true),
    ] {
        assert_eq!(Needle::new(needle).is_in(hay.as_bytes()), found, "{needle}");
        assert_eq!(Needle::new(needle).is_in_text(hay), found, "{needle}");
    }
}

#[test]
fn a_tree_has_the_lines_that_are_unfolded_and_a_path_for_each() {
    let (lines, more) = lines(TEXT, 99, |depth, _| depth < 2);
    assert!(!more);
    let paths: Vec<_> = (0..lines.len())
        .map(|place| path_to(&lines, place))
        .collect();
    let expected = [
        "$",
        "$.chat",
        "$.chat.text",
        "$.live",
        "$.live.cpu",
        "$.live.big",
        "$.items",
        "$.items[0]",
        "$.items[1]",
        "$[\"weird key\"]",
        r#"$["a\"b"]"#,
    ];
    assert_eq!(paths, expected);
    for path in paths {
        assert!(
            Query::read(&path).unwrap().holds(TEXT),
            "{path} finds its own"
        );
    }
    let folded: Vec<_> = lines.iter().map(|line| (line.folds, line.open)).collect();
    assert_eq!(folded[6..8], [(true, true), (true, false)]);
    assert_eq!(super::lines(TEXT, 3, |_, _| true).0.len(), 3);
    assert!(super::lines(TEXT, 3, |_, _| true).1);
}

#[test]
fn depth_and_length_cost_no_stack_and_no_more_than_is_shown() {
    let deep = ["[".repeat(500_000), "]".repeat(500_000)].concat();
    assert!(is_json(&deep));
    assert!(!is_json(&deep[1..]));
    let (shown, more) = lines(&deep, 501, |_, _| true);
    assert_eq!((shown.len(), more), (501, true));
    let path = path_to(&shown, 500);
    assert!(Query::read(&path).unwrap().holds(&deep));
    let wide = ["[", &"1,".repeat(500_000), "1]"].concat();
    assert_eq!(lines(&wide, 100, |_, _| true).0.len(), 100);
    assert!(Query::read("$[499999] = 1").unwrap().holds(&wide));
}

#[cfg(not(target_arch = "wasm32"))]
mod hostile {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_arrives_and_nothing_that_is_typed_panics(
            text in "[\\[\\]{}\":,\\\\u0-9a-f \u{e9}\u{1f600}.eE+-]{0,60}",
            question in "[$.\\[\\]*'\"=<>!~a-b0-9 \\\\\u{e9}]{0,20}",
        ) {
            let is_json = is_json(&text);
            let (shown, _) = lines(&text, 50, |_, _| true);
            for place in 0..shown.len() {
                let path = path_to(&shown, place);
                let read = Query::read(&path);
                prop_assert!(read.is_ok(), "{} in {}", path, text);
                prop_assert!(!is_json || read.unwrap().holds(&text), "{} in {}", path, text);
                let _ = end(&text, shown[place].at);
            }
            if let Ok(query) = Query::read(&question) {
                query.holds(&text);
            }
            if let Some(number) = Decimal::read(&text) {
                prop_assert_eq!(number.compare(&number), Ordering::Equal);
                prop_assert!(number.about().is_finite());
            }
            plain(&text);
            Needle::new(&question).is_in_text(&text);
        }
    }
}

#[test]
fn what_a_value_is_like_can_be_asked_for_however_long_it_is() {
    for (value, expected) in [
        (r#"{"b":1}"#, "$.a"),
        ("17", "$.a = 17"),
        ("null", "$.a = null"),
        (r#""short""#, r#"$.a = "short""#),
        (r#""0123456789""#, r#"$.a ~ "0123456""#),
        (r#""012345\n89""#, r#"$.a ~ "012345""#),
        (r#""01234\n789""#, r#"$.a ~ "01234\n""#),
        (r#""0123\u00e9""#, r#"$.a ~ "0123""#),
        (r#""0\u00e9678""#, r#"$.a ~ "0\u00e9""#),
        (r#""0\ud83d\ude00""#, r#"$.a ~ "0""#),
        (r#""\ud83d12345""#, r#"$.a ~ """#),
        (r#""012\\\\\\""#, r#"$.a ~ "012\\\\""#),
        ("\"012345é89\"", "$.a ~ \"012345\""),
        ("123456789", "$.a"),
    ] {
        let text = format!(r#"{{"a":{value}}}"#);
        let query = query_for("$.a", &text, 5, 8);
        assert_eq!(query, expected);
        assert!(Query::read(&query).unwrap().holds(&text), "{query}");
    }
}
