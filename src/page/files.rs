//! What leaves the page for the person's own use: files and the clipboard.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::language::Words;

/// What a person is told where [`save`] failed.
pub(super) static NOT_SAVED: Words<&str> = Words {
    english: "The browser did not save the file.",
    chinese: "浏览器未能保存文件。",
};

/// Lets the browser save `content` as a file of this name. The media type says what it is. It runs
/// what listens to clicks, so let go of whatever that may ask for.
///
/// # Errors
/// What the browser said.
pub(super) fn save(name: &str, media_type: &str, content: &[u8]) -> Result<(), JsValue> {
    let mut parts = Parts::default();
    parts.add(content);
    parts.save(name, media_type)
}

/// The content of a file, piece by piece: WebAssembly's memory never shrinks again, so a large one
/// is not to be in there as a whole.
#[derive(Default)]
pub(super) struct Parts(Array);

impl Parts {
    pub(super) fn add(&mut self, content: &[u8]) {
        self.0.push(&Uint8Array::from(content));
    }

    /// Like [`save`].
    ///
    /// # Errors
    /// What the browser said.
    pub(super) fn save(self, name: &str, media_type: &str) -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        offer(
            name,
            &Blob::new_with_u8_array_sequence_and_options(&self.0, &options)?,
        )
    }
}

fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::UNDEFINED)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    let address = Url::create_object_url_with_blob(blob)?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The click has begun the download, which holds what it needs
    // (https://w3c.github.io/FileAPI/#dfn-revokeObjectURL).
    Url::revoke_object_url(&address)
}

/// Puts a text into the clipboard.
///
/// # Errors
/// What the browser said: it may forbid it, and has no clipboard for pages of foreign hosts that
/// came over `http:`.
pub(super) async fn copy(text: String) -> Result<(), JsValue> {
    let navigator = web_sys::window().map(|window| window.navigator());
    let navigator = navigator.ok_or(JsValue::UNDEFINED)?;
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into())?;
    let clipboard: web_sys::Clipboard = clipboard.dyn_into()?;
    JsFuture::from(clipboard.write_text(&text)).await.map(drop)
}
