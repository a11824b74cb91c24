//! What a person writes and sends: in each mode, with what is wrong at its place, from history,
//! templates and files, and what becomes of it.

use fantoccini::key::Key;
use heartline_e2e::person::Press;
use heartline_e2e::talker::Message;
use heartline_e2e::workbench::every_engine;
use heartline_e2e::{Stage, Talker, until};
use serde_json::{Value, json};

#[tokio::test]
async fn each_mode_sends_what_it_says() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        let page = &stage.page;
        page.send("{no json").await;
        page.press("mode-json").await;
        page.send(r#"{"a": [1, 9007199254740993]}"#).await;
        page.press("mode-binary").await;
        page.send("0x01, ff 7F:00").await;
        page.pick_file("choose-file", "שלום 😀.bin", &[9, 8, 7])
            .await;
        let shown = page.text("file").await;
        assert!(shown.contains("😀.bin") && shown.contains("3 B"), "{shown}");
        page.press("send").await;
        let expected = [
            Message::text("{no json"),
            Message::text(r#"{"a": [1, 9007199254740993]}"#),
            Message::binary(vec![0x01, 0xff, 0x7f, 0x00]),
            Message::binary(vec![9, 8, 7]),
        ];
        heard(&server, &expected).await;
        gone(stage, "file").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_place_and_not_sent() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        let page = &stage.page;
        let deep = "[".repeat(500) + &"]".repeat(500);
        for (mode, text, place, offset) in [
            ("json", "{\"a\":1,\n  b:2}", "Line 2, column 3", 10),
            ("json", "[\"😀\", tru]", "Line 1, column 7", 7),
            ("json", "{\"a\":[1,2}", "Line 1, column 10", 9),
            ("binary", "00 0g", "Line 1, column 5", 4),
            ("binary", "00\nf", "Line 2, column 1", 3),
        ] {
            page.press(&format!("mode-{mode}")).await;
            fill(stage, "composer", text).await;
            shows(stage, "problem", place).await;
            page.press("send").await;
            shows(stage, "outcome", "Not sent").await;
            page.press("go-there").await;
            let caret = "const area = document.activeElement;
                return [area.dataset.testid, area.selectionStart, area.value]";
            let caret = page.browser.run(caret, vec![]).await;
            assert_eq!(caret, json!(["composer", offset, text]), "{text}");
        }
        page.press("mode-json").await;
        fill(stage, "composer", &deep).await;
        shows(stage, "size", "1.0 kB").await;
        page.press("format").await;
        page.press("one-line").await;
        page.press("send").await;
        heard(&server, &[Message::text(deep)]).await;
    })
    .await;
}

#[tokio::test]
async fn laying_out_keeps_every_digit() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.press("mode-json").await;
        let numbers = r#"{"n":9007199254740993.10,"a":[1]}"#;
        fill(stage, "composer", numbers).await;
        shows(stage, "size", "B").await;
        page.press("format").await;
        let lines = "{\n  \"n\": 9007199254740993.10,\n  \"a\": [\n    1\n  ]\n}";
        holds(stage, lines).await;
        page.press("one-line").await;
        holds(stage, r#"{"n": 9007199254740993.10, "a": [1]}"#).await;
    })
    .await;
}

#[tokio::test]
async fn the_arrow_keys_bring_back_what_was_sent_also_after_a_reload() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        let page = &stage.page;
        page.send("one").await;
        page.send("two").await;
        page.send("the token is 12345").await;
        let kept = page
            .browser
            .run(STORED, vec!["composer.history".into()])
            .await;
        assert_eq!(
            kept,
            json!([["text", "one"], ["text", "two"]]),
            "no secrets are kept"
        );
        connect(stage, &server).await;
        page.focus("composer").await;
        let up = Press::Key(Key::Up);
        let down = Press::Key(Key::Down);
        for (press, text) in [
            (up, "two"),
            (up, "one"),
            (up, "one"),
            (down, "two"),
            (down, ""),
        ] {
            page.presses(&[press]).await;
            holds(stage, text).await;
        }
        page.presses(&[Press::Char('a'), Press::Shift(Key::Enter), Press::Char('b')])
            .await;
        holds(stage, "a\nb").await;
        page.key(Key::Enter).await;
        holds(stage, "").await;
        open(stage, "history").await;
        page.press("clear-history").await;
        gone(stage, "history-entry").await;
        focus_on(stage, "composer").await;
        let kept = page
            .browser
            .run(STORED, vec!["composer.history".into()])
            .await;
        assert_eq!(kept, Value::Null);
        assert!(server.record().has_heard("a\nb"));
    })
    .await;
}

#[tokio::test]
async fn templates_are_kept_renamed_and_deleted() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.press("mode-binary").await;
        page.write("composer", "01 02").await;
        open(stage, "templates").await;
        page.press("save-template").await;
        shows(stage, "template-error", "needs a name").await;
        // WebKit's driver types no character beyond the first 65,536.
        fill(stage, "template-name", "שלום 😀").await;
        page.press("save-template").await;
        shows(stage, "template", "שלום 😀").await;
        stage.visit(&[]).await;
        open(stage, "templates").await;
        page.press("template").await;
        holds(stage, "01 02").await;
        assert_eq!(page.data("composer", "mode").await, "binary");
        page.press("rename").await;
        page.write("template-name", "two bytes").await;
        page.press("save-template").await;
        shows(stage, "template", "two bytes").await;
        page.press("rename").await;
        focus_on(stage, "template-name").await;
        page.press("cancel-rename").await;
        focus_on(stage, "template-name").await;
        page.press("delete").await;
        gone(stage, "template").await;
        focus_on(stage, "template-name").await;
        // What this project's own server understands is always there.
        page.until_phase("open").await;
        let built_in = "[...document.querySelectorAll('[data-testid=built-in]')]
            .find(button => button.textContent.startsWith('Chat')).click()";
        page.browser.run(built_in, vec![]).await;
        holds(stage, r#"{"chat":"hello"}"#).await;
        page.press("send").await;
        page.until("the chat is back", |seen| seen.chat() == ["hello"])
            .await;
    })
    .await;
}

#[tokio::test]
async fn what_becomes_of_each_message_is_told_where_it_was_sent() {
    every_engine(async |stage| {
        let mut server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        let page = &stage.page;
        page.send("first").await;
        shows(stage, "outcome", "Sent").await;
        server.stop().await;
        page.until("it is lost", |seen| seen.phase != "open").await;
        page.send("second").await;
        shows(stage, "outcome", "Queued").await;
        shows(stage, "send-entry", "Queued").await;
        server.start_again().await;
        // It tells its new fate by itself.
        shows(stage, "outcome", "Sent").await;
        server.stop().await;
        page.until("it is lost", |seen| seen.phase != "open").await;
        page.send("third").await;
        shows(stage, "outcome", "Queued").await;
        page.press("close").await;
        shows(stage, "undelivered", "1 message was not sent").await;
        shows(stage, "send-entry", "Not sent: the connection was closed").await;
        page.press("dismiss").await;
        gone(stage, "undelivered").await;
        focus_on(stage, "composer").await;
        page.until_phase("idle").await;
        page.send("fourth").await;
        shows(stage, "outcome", "Not sent: not connected").await;
        holds(stage, "fourth").await;
        page.speak("zh-Hans").await;
        shows(stage, "outcome", "未发送：").await;
        page.speak("en").await;
        server.start_again().await;
        page.press("connect").await;
        page.until_phase("open").await;
        page.press("again").await;
        heard(&server, &["first", "second", "fourth"].map(Message::text)).await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_told_before_it_is_sent() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        page.write("composer", "what I was writing").await;
        page.press("mode-binary").await;
        page.pick_file("choose-file", "large.bin", &vec![0; 70_000])
            .await;
        shows(stage, "file", "larger than one message may be").await;
        page.press("send").await;
        shows(stage, "outcome", "Not sent: larger").await;
        assert_eq!(page.snapshot().await.sent, 0);
        page.press("remove-file").await;
        focus_on(stage, "choose-file").await;
        page.press("mode-text").await;
        holds(stage, "what I was writing").await;
        fill(stage, "composer", &"x".repeat(2 << 20)).await;
        shows(stage, "size", "larger than one message may be").await;
    })
    .await;
}

#[tokio::test]
async fn what_the_browser_does_not_keep_is_said_and_works_until_the_page_is_closed() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        let page = &stage.page;
        let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }";
        page.browser.run(full, vec![]).await;
        page.send("kept nowhere").await;
        shows(stage, "not-kept", "full or forbidden").await;
        page.focus("composer").await;
        page.key(Key::Up).await;
        holds(stage, "kept nowhere").await;
        heard(&server, &[Message::text("kept nowhere")]).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_stored_and_is_not_ours_is_left_out() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        for spoilt in [
            "{",
            "7",
            "[1, [2], [\"text\"], [\"what\", \"x\"], [\"json\", \"fine\"]]",
        ] {
            let store = "localStorage.setItem('heartline.composer.history', arguments[0]);
                localStorage.setItem('heartline.composer.templates', arguments[0])";
            page.browser.run(store, vec![spoilt.into()]).await;
            stage.visit(&[]).await;
            page.until_phase("open").await;
        }
        assert_eq!(page.count("history-entry").await, 1);
        assert_eq!(page.count("template").await, 0);
    })
    .await;
}

#[tokio::test]
async fn white_space_is_a_text_and_neither_json_nor_bytes() {
    every_engine(async |stage| {
        let server = Talker::start(vec![]).await;
        connect(stage, &server).await;
        for (mode, size) in [("json", "0 B"), ("binary", "0 B"), ("text", "3 B")] {
            stage.page.press(&format!("mode-{mode}")).await;
            fill(stage, "composer", "   ").await;
            shows(stage, "size", size).await;
            stage.page.press("send").await;
        }
        heard(&server, &[Message::text("   ")]).await;
    })
    .await;
}

#[tokio::test]
async fn a_file_stays_about_to_be_dropped_on_every_piece_of_the_panel() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        for (kind, next, dragging, size) in [
            ("dragover", "", true, 1),
            ("dragleave", "[data-testid=send]", true, 2),
            ("dragleave", "h1", false, 3),
        ] {
            let drag = "const [kind, next] = arguments;
                const relatedTarget = next ? document.querySelector(next) : null;
                const event = new DragEvent(kind, { bubbles: true, cancelable: true, relatedTarget });
                document.querySelector('[data-testid=composer]').dispatchEvent(event)";
            let arguments = vec![kind.into(), next.into()];
            stage.page.browser.run(drag, arguments).await;
            // What comes later is rendered later.
            fill(stage, "composer", &"x".repeat(size)).await;
            shows(stage, "size", &format!("{size} B")).await;
            let seen = "return document.querySelector('.composer').classList.contains('dragging')";
            let seen = stage.page.browser.run(seen, vec![]).await;
            assert_eq!(seen, json!(dragging), "{kind} {next}");
        }
    })
    .await;
}

async fn connect(stage: &Stage, server: &Talker) {
    let parameters = [
        ("url", &*server.address()),
        ("greeting", ""),
        ("retry_min", "200ms"),
        ("retry_max", "1s"),
    ];
    stage.visit(&parameters).await;
    stage.page.until_phase("open").await;
}

/// Puts a text into a field as if it had been pasted: keys would send at the first line break.
async fn fill(stage: &Stage, field: &str, text: &str) {
    let fill = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
        field.value = arguments[1];
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    let arguments = vec![field.into(), text.into()];
    stage.page.browser.run(fill, arguments).await;
}

/// Opens what is folded.
async fn open(stage: &Stage, name: &str) {
    let open = "document.querySelector(`details[data-testid=${arguments[0]}]`).open = true";
    stage.page.browser.run(open, vec![name.into()]).await;
}

async fn shows(stage: &Stage, name: &str, words: &str) {
    until(&format!("{name} shows {words}"), async || {
        stage.page.text(name).await.contains(words).then_some(())
    })
    .await;
}

/// Waits until this is in the box.
async fn holds(stage: &Stage, text: &str) {
    let value = "return document.querySelector('[data-testid=composer]').value";
    until(&format!("the box holds {text:?}"), async || {
        (stage.page.browser.run(value, vec![]).await == text).then_some(())
    })
    .await;
}

async fn gone(stage: &Stage, name: &str) {
    until(&format!("there is no {name}"), async || {
        (stage.page.count(name).await == 0).then_some(())
    })
    .await;
}

/// Waits until the element of this name has the focus.
async fn focus_on(stage: &Stage, name: &str) {
    until(&format!("the focus is on {name}"), async || {
        (stage.page.focused().await == name).then_some(())
    })
    .await;
}

async fn heard(server: &Talker, expected: &[Message]) {
    until(&format!("{expected:?} has arrived"), async || {
        (server.record().data() == expected).then_some(())
    })
    .await;
}

const STORED: &str = "return JSON.parse(localStorage.getItem(`heartline.${arguments[0]}`))";
