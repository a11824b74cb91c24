//! The dialog with the settings, as a person goes through it.

use crate::page::{Page, Snapshot};
use crate::patience::until;

/// Opens it.
pub async fn open(page: &Page) {
    page.press("settings").await;
    page.element("settings-apply").await;
}

/// Applies what was changed, and waits until the dialog is gone.
pub async fn apply(page: &Page) -> Snapshot {
    page.press("settings-apply").await;
    until_closed(page).await;
    page.snapshot().await
}

/// Waits until it is gone.
pub async fn until_closed(page: &Page) {
    until("the dialog is closed", async || {
        (page.count("settings-apply").await == 0).then_some(())
    })
    .await;
}

/// Writes into a field.
pub async fn fill(page: &Page, field: &str, text: &str) {
    reach(page, field).await;
    page.write(field, text).await;
}

/// Presses a button in it.
pub async fn tap(page: &Page, name: &str) {
    reach(page, name).await;
    page.press(name).await;
}

/// Scrolls as a person does: WebKit's driver leaves alone what is under the dialog's foot.
pub async fn reach(page: &Page, name: &str) {
    page.element(name).await;
    let scroll = "document.querySelector(`[data-testid=\"${arguments[0]}\"]`).scrollIntoView({block: 'center'})";
    page.browser.run(scroll, vec![name.into()]).await;
}
