//! Heartline without Yew: an agent, and a document that is changed by hand.

mod page;

use page::Page;

fn main() {
    // It lives for as long as the page: with the last handle of the agent the connection would end.
    thread_local!(static PAGE: Option<Page> = {
        let page = Page::start();
        page.inspect_err(web_sys::console::error_1).ok()
    });
    PAGE.with(|_| ());
}
