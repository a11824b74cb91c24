//! The page as a whole, in every engine: what stands around its parts.

use heartline_e2e::{every_engine, until};

#[tokio::test]
async fn the_page_connects_and_speaks_the_language_that_a_person_chooses() {
    every_engine(async |stage| {
        stage.visit(&[]).await;
        let page = &stage.page;
        page.until_phase("open").await;
        for (tag, words) in [("zh-Hans", "始终在线"), ("en", "stays alive")] {
            page.speak(tag).await;
            until(&format!("the page says {words}"), async || {
                page.text("tagline").await.contains(words).then_some(())
            })
            .await;
        }
    })
    .await;
}
