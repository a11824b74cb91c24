//! The box to write in.

use heartline::platform::fake::FakeSocket;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test as test;
use web_sys::HtmlTextAreaElement;

use crate::stub::{call, rendered};
use crate::view::View;

impl View {
    fn write(&self, text: &str) {
        call("type", &[&self.page.find("composer"), &text.into()]);
    }

    fn written(&self) -> String {
        let area: HtmlTextAreaElement = self.page.find("composer").unchecked_into();
        area.value()
    }

    /// Presses Enter with another key, such as `shiftKey`; says whether the browser may insert a
    /// line break.
    async fn press_enter(&self, with: &str) -> bool {
        let init = js_sys::Object::new();
        js_sys::Reflect::set(&init, &with.into(), &true.into()).unwrap();
        let area = self.page.find("composer");
        let allowed = call("press", &[&area, &"Enter".into(), &init]);
        rendered().await;
        allowed.as_bool().unwrap()
    }

    fn sent(&self) -> Vec<heartline::Message> {
        let socket = self.world.latest_socket();
        socket.map_or_else(Vec::new, |socket| FakeSocket::sent(&socket))
    }
}

#[test]
async fn composer_sends_on_enter_and_by_the_button() {
    let view = View::connected().await;
    view.write("a");
    assert!(!view.press_enter("").await, "no line break is left behind");
    view.page.shows("outcome", "Sent.").await;
    assert_eq!(
        (view.sent(), view.written()),
        (vec!["a".into()], String::new())
    );

    view.write("b");
    view.page.click("send");
    rendered().await;
    assert_eq!((view.sent().len(), view.written()), (2, String::new()));
    view.page.shows("sent", "2").await;
    let rows = view.page.all("[data-testid=sent-message] code");
    let rows: Vec<_> = rows.iter().map(|row| row.text_content().unwrap()).collect();
    assert_eq!(rows, ["a", "b"]);
}

#[test]
async fn composer_sends_nothing_from_an_empty_box() {
    let view = View::connected().await;
    view.press_enter("").await;
    view.page.click("send");
    rendered().await;
    assert_eq!(view.sent(), []);
    assert_eq!(view.page.text("outcome"), "");
}

#[test]
async fn composer_leaves_shift_enter_and_input_methods_alone() {
    let view = View::connected().await;
    for with in ["shiftKey", "isComposing"] {
        view.write("a");
        assert!(view.press_enter(with).await, "{with}");
        assert_eq!(
            (view.sent(), view.written()),
            (vec![], "a".to_owned()),
            "{with}"
        );
    }
}

#[test]
async fn composer_says_what_became_of_a_message_and_keeps_what_was_refused() {
    let view = View::new().await;
    view.write("a");
    view.press_enter("").await;
    let outcome = view.page.text("outcome");
    assert!(outcome.starts_with("Not sent: not connected"), "{outcome}");
    assert_eq!(
        (view.written(), view.page.rows().len()),
        ("a".to_owned(), 0)
    );
    assert_eq!(view.page.all("[data-testid=sent-message]").len(), 0);

    view.agent.open();
    view.press_enter("").await;
    assert!(view.page.text("outcome").starts_with("Queued"));
    assert_eq!(
        (view.written(), view.page.text("queued")),
        (String::new(), "1".to_owned())
    );
    view.world.latest_socket().unwrap().accept();
    view.page.shows("queued", "0").await;
    assert_eq!(view.sent(), ["a".into()]);
}
