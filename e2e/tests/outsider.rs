//! What the README says works for somebody who has nothing but the README.

use fantoccini::Locator;
use heartline_e2e::outsider::{Outsider, readme};
use heartline_e2e::server::Server;
use heartline_e2e::{Stage, scenario_on, until};

#[tokio::test]
async fn the_first_example_of_the_readme_works_in_a_crate_of_its_own() {
    let server = Server::without_page().await;
    let outsider = Outsider::of(&readme(), &server.socket());
    let site = outsider.build().await.unwrap_or_else(|log| panic!("{log}"));
    scenario_on(site, async |stage| {
        stage.page.load(&stage.server.address()).await;
        until("it says that it is connected", async || {
            let sentence = text_of(stage, "button").await;
            sentence.starts_with("Connected").then_some(())
        })
        .await;
        let client = &stage.page.browser.client;
        let button = client.find(Locator::Css("button")).await.unwrap();
        button.click().await.unwrap();
        until("what the button sends comes back", async || {
            let list = text_of(stage, "ol").await;
            list.contains(r#""text":"hello""#).then_some(())
        })
        .await;
        stage.photograph("outsider").await;
    })
    .await;
}

#[tokio::test]
async fn a_readme_that_is_wrong_fails() {
    for (right, wrong, complaint) in [
        ("use_websocket(", "use_web_socket(", "use_web_socket"),
        (r#"features = ["csr"]"#, "features = []", "Renderer"),
    ] {
        let readme = readme().replace(right, wrong);
        let outsider = Outsider::of(&readme, "ws://127.0.0.1:9/");
        let log = outsider.build().await.unwrap_err();
        assert!(log.contains("error") && log.contains(complaint), "{log}");
    }
}

async fn text_of(stage: &Stage, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
    let text = stage.page.browser.run(script, vec![selector.into()]).await;
    text.as_str().unwrap_or_default().to_owned()
}
