//! The addresses that were used, the latest first: a bounded list, kept without secrets.

use super::super::settings::public_address;
use super::super::store;

const KEY: &str = "addresses";

/// How many are kept.
const MAX_KEPT: usize = 12;

/// The addresses, one on each line.
pub(super) fn read() -> String {
    store::read(KEY).unwrap_or_default()
}

/// Adds an address to what is stored, which is what it returns.
pub(super) fn remember(address: &str) -> String {
    let list = with(&read(), address);
    // Where nothing can be stored, the list lasts as long as the page.
    store::write(KEY, &list);
    list
}

/// Leaves none of them in the browser.
pub(super) fn forget() {
    store::remove(KEY);
}

fn with(list: &str, address: &str) -> String {
    let address = public_address(address);
    let others = list.lines().filter(|known| *known != address);
    let kept: Vec<_> = [&*address]
        .into_iter()
        .chain(others)
        .take(MAX_KEPT)
        .collect();
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_address_is_first_and_none_is_there_twice() {
        let mut list = String::new();
        for address in ["/a", "/b", "/a"] {
            list = with(&list, address);
        }
        assert_eq!(list, "/a\n/b");
    }

    #[test]
    fn the_list_is_bounded() {
        let mut list = String::new();
        for place in 0..=MAX_KEPT {
            list = with(&list, &["/", &place.to_string()].concat());
        }
        assert_eq!(list.lines().count(), MAX_KEPT);
        assert!(!list.lines().any(|address| address == "/0"), "{list}");
    }

    #[test]
    fn no_secret_is_remembered() {
        let address = "wss://example.org/?room=7&token=abc";
        assert_eq!(with("", address), "wss://example.org/?room=7");
    }
}
