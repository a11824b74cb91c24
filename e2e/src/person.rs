//! What a person does with the page besides pressing its buttons: keys, files, the window, the
//! language; and what they get from it.

use std::fs;
use std::path::PathBuf;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde::Deserialize;

use crate::page::Page;
use crate::patience::until;

/// A key, alone or with another held down.
#[derive(Clone, Copy, Debug)]
pub enum Press {
    /// One that has a name.
    Key(Key),
    /// One that writes.
    Char(char),
    /// Shift and another.
    Shift(Key),
    /// Ctrl and one that writes.
    Ctrl(char),
}

/// A file that the page let the browser save.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Saved {
    /// What it is called.
    pub name: String,
    /// The type that the page gave it.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// What stands in it, read as UTF-8.
    pub text: String,
}

impl Page {
    /// Presses a key wherever the focus is.
    pub async fn key(&self, key: Key) {
        self.presses(&[Press::Key(key)]).await;
    }

    /// Presses keys one after the other wherever the focus is.
    pub async fn presses(&self, presses: &[Press]) {
        let keys = KeyActions::new("keyboard".to_owned());
        let keys = presses.iter().fold(keys, |keys, press| {
            let (held, value) = match *press {
                Press::Key(key) => (None, key.into()),
                Press::Char(value) => (None, value),
                Press::Shift(key) => (Some(Key::Shift.into()), key.into()),
                Press::Ctrl(value) => (Some(Key::Control.into()), value),
            };
            let down = held.map(|value| KeyAction::Down { value });
            let up = held.map(|value| KeyAction::Up { value });
            let stroke = [KeyAction::Down { value }, KeyAction::Up { value }];
            let all = down.into_iter().chain(stroke).chain(up);
            all.fold(keys, KeyActions::then)
        });
        let pressed = self.browser.client.perform_actions(keys).await;
        pressed.unwrap_or_else(|error| panic!("{presses:?}: {error}"));
    }

    /// The name (`data-testid`) of what has the focus; where it has none its tag and the beginning
    /// of its text, and nothing when it is the page itself.
    pub async fn focused(&self) -> String {
        let focused = self.browser.run(FOCUSED, vec![]).await;
        focused.as_str().unwrap_or_default().to_owned()
    }

    /// Puts the focus on the element of this name.
    pub async fn focus(&self, name: &str) {
        let element = self.element(name).await;
        let element = serde_json::to_value(element).expect("a reference to an element");
        self.browser
            .run("arguments[0].focus()", vec![element])
            .await;
    }

    /// The files that the page has saved since it was loaded, in every engine but only on a site
    /// with a [witness](crate::witness). Waits until there are as many.
    pub async fn saved(&self, count: usize) -> Vec<Saved> {
        until(&format!("{count} files are saved"), async || {
            let saved = "return window.heartlineSaved ?? []";
            let saved = self.browser.run(saved, vec![]).await;
            let saved: Vec<Saved> = serde_json::from_value(saved).expect("the saved files");
            (saved.len() >= count).then_some(saved)
        })
        .await
    }

    /// Chooses a file of this name and content in the `<input type=file>` of this name, which may
    /// be hidden.
    pub async fn pick_file(&self, input: &str, name: &str, content: &[u8]) {
        let file = self.file(name, content);
        let selector = format!("input[type=file][data-testid='{input}']");
        let found = self.browser.client.find(Locator::Css(&selector)).await;
        let found = found.unwrap_or_else(|error| panic!("there is no {input}: {error}"));
        let path = file.to_str().expect("a path in UTF-8");
        let picked = found.send_keys(path).await;
        picked.unwrap_or_else(|error| panic!("{input} takes no file: {error}"));
    }

    /// Beside the profile, and gone with it.
    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let folder = self.browser.profile().join("picked");
        fs::create_dir_all(&folder).expect("a folder for files to choose");
        let file = folder.join(name);
        fs::write(&file, content).expect("a file to choose");
        file
    }

    /// Lets the page speak another language: `en` or `zh-Hans`, also behind a dialog that is open.
    pub async fn speak(&self, tag: &str) {
        let button = self.element(&format!("language-{tag}")).await;
        let button = serde_json::to_value(button).expect("a reference to an element");
        self.browser.run("arguments[0].click()", vec![button]).await;
        until(&format!("the page is in {tag}"), async || {
            let spoken = "return document.documentElement.lang";
            let spoken = self.browser.run(spoken, vec![]).await;
            (spoken == tag).then_some(())
        })
        .await;
    }
}

const FOCUSED: &str = r#"
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "";
    const { testid } = focused.dataset;
    return testid ?? `${focused.localName} ${focused.textContent.trim().slice(0, 30)}`;
"#;
