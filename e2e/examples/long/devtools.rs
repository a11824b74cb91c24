//! Commands of the [DevTools protocol](https://chromedevtools.github.io/devtools-protocol/) whose
//! answers are of interest.

use fantoccini::wd::WebDriverCompatibleCommand;
use heartline_e2e::browser::Browser;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// Gives a command and its answer.
pub(crate) async fn devtools(browser: &Browser, command: &str, parameters: Value) -> Value {
    let body = json!({"cmd": command, "params": parameters});
    let result = browser.client.issue_cmd(Command(body)).await;
    result.unwrap_or_else(|error| panic!("{error}, from {command}"))
}

#[derive(Debug)]
struct Command(Value);

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}
