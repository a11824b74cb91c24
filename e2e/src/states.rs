//! What the page is looked at in: a state of the connection or of a part of it is a line in each of
//! the two functions.

use crate::scenario::Stage;

/// A state of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Connected, and something has arrived.
    Open,
    /// The server is gone, and a message waits for it.
    Waiting,
    /// Nothing is tried any more; parameters of the address could not be read, too.
    Failed,
    /// The person has closed the connection.
    Idle,
    /// The settings are open.
    Settings,
    /// A received message is looked at.
    Message,
    /// The server offers faults, and the page talks to its failing end point.
    Laboratory,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Waiting,
        Self::Failed,
        Self::Idle,
        Self::Settings,
        Self::Message,
        Self::Laboratory,
    ];

    /// Loads the page and brings it into this state; the server runs before.
    pub async fn show(self, stage: &mut Stage) {
        if self == Self::Laboratory {
            stage.server.offer_faults().await;
        }
        stage.visit(self.parameters()).await;
        stage.page.until_phase("open").await;
        match self {
            Self::Open => {
                stage.page.send(r#"{"chat":"Good morning."}"#).await;
                stage
                    .page
                    .until("a message is there", |seen| seen.received > 1)
                    .await;
            }
            Self::Waiting => {
                stage.server.kill().await;
                stage.page.until_phase("waiting").await;
                stage.page.send(r#"{"chat":"Is anybody there?"}"#).await;
                stage.server.start_again().await;
            }
            Self::Failed => {
                stage.server.kill().await;
                stage.page.until_phase("failed").await;
                stage.server.start_again().await;
            }
            Self::Idle => {
                stage.page.press("close").await;
                stage.page.until_phase("idle").await;
            }
            Self::Settings => {
                stage.page.press("settings").await;
                stage.page.element("settings-dialog").await;
            }
            Self::Message => {
                stage.page.press("message").await;
                stage.page.element("detail").await;
            }
            Self::Laboratory => {
                stage.page.press("lab-fault").await;
                stage.page.element("fault-close").await;
                let unfold =
                    "for (const part of document.querySelectorAll('details')) part.open = true";
                stage.page.browser.run(unfold, vec![]).await;
                stage.page.until_phase("open").await;
            }
        }
    }

    const fn parameters(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Open | Self::Idle | Self::Settings | Self::Message | Self::Laboratory => &[],
            // Long enough to be looked at from all sides.
            Self::Waiting => &[("retry_min", "10m"), ("retry_max", "10m")],
            Self::Failed => &[
                ("max_attempts", "1"),
                ("retry_min", "100ms"),
                ("interval", "soon"),
            ],
        }
    }
}
