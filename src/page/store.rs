//! What the page remembers: in the browser's local storage, which may be full or forbidden.

use web_sys::Storage;

use super::language::Words;

/// What a person is told who changed something that [`write`] could not store.
pub(super) static FORGETS: Words<&str> = Words {
    english: "The browser stores nothing (its storage is full or forbidden): this holds until the page is closed.",
    chinese: "浏览器无法保存（存储空间已满或被禁用），关闭页面后失效。",
};

/// What stands before each key, so that pages of the same host do not meet.
const PREFIX: &str = "heartline.";

/// What is remembered as `key`; `None` where that is nothing, or where nothing can be read.
pub(super) fn read(key: &str) -> Option<String> {
    storage()?.get_item(&full(key)).ok().flatten()
}

/// Remembers `value` as `key`. False when the browser does not, because its storage is full or
/// forbidden: then the page works as before, and forgets when it is closed.
pub(super) fn write(key: &str, value: &str) -> bool {
    let written = storage().map(|storage| storage.set_item(&full(key), value));
    matches!(written, Some(Ok(())))
}

/// Forgets `key`.
pub(super) fn remove(key: &str) {
    if let Some(storage) = storage() {
        // What cannot be written to has nothing to forget.
        let _ = storage.remove_item(&full(key));
    }
}

/// A browser that forbids storage throws where it is asked for
/// ([HTML, the localStorage getter](https://html.spec.whatwg.org/#dom-localstorage)).
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn full(key: &str) -> String {
    [PREFIX, key].concat()
}
