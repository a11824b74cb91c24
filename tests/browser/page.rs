//! A component on the test's page.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::html::BaseComponent;
use yew::{AppHandle, Renderer};

use crate::stub::{call, rendered, until};

/// Unmounts the component and leaves nothing behind when dropped.
pub(crate) struct Mounted<C: BaseComponent> {
    root: Element,
    app: Option<AppHandle<C>>,
}

impl<C: BaseComponent> Mounted<C> {
    /// Returns when effects have run: with the first frame, or, where that took Yew long, after it.
    pub(crate) async fn new(props: C::Properties) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        let app = Renderer::<C>::with_root_and_props(root.clone(), props).render();
        rendered().await;
        rendered().await;
        let app = Some(app);
        Self { root, app }
    }

    pub(crate) async fn update(&mut self, props: C::Properties) {
        self.set(props);
        rendered().await;
    }

    /// They take effect with the next task.
    pub(crate) fn set(&mut self, props: C::Properties) {
        self.app.as_mut().unwrap().update(props);
    }

    pub(crate) async fn unmount(self) {
        drop(self);
        rendered().await;
    }

    /// All elements that a selector finds, in the order of the document.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let found: Array = call("all", &[&self.root, &selector.into()]).unchecked_into();
        found.iter().map(JsCast::unchecked_into).collect()
    }

    pub(crate) fn find(&self, testid: &str) -> Element {
        let mut found = self.all(&format!("[data-testid={testid}]"));
        assert_eq!(found.len(), 1, "elements with data-testid={testid}");
        found.remove(0)
    }

    pub(crate) fn text(&self, testid: &str) -> String {
        self.find(testid).text_content().unwrap()
    }

    pub(crate) async fn shows(&self, testid: &str, text: &str) {
        let what = format!("{testid}: {text}");
        until(&what, || self.text(testid) == text).await;
    }

    /// `open 2`: phase and attempt as the root element tells them.
    pub(crate) fn state(&self) -> String {
        let roots = self.all("div.box[data-testid=websocket]");
        let attribute = |name| roots[0].get_attribute(name).unwrap();
        format!("{} {}", attribute("data-phase"), attribute("data-attempt"))
    }

    pub(crate) async fn is(&self, state: &str) {
        until(&format!("{state}, not {}", self.state()), || {
            self.state() == state
        })
        .await;
    }

    /// The texts of the received messages.
    pub(crate) fn rows(&self) -> Vec<String> {
        let rows = self.all("[data-testid=message] code");
        rows.iter().map(|row| row.text_content().unwrap()).collect()
    }

    pub(crate) fn click(&self, testid: &str) {
        call("click", &[&self.find(testid)]);
    }
}

impl<C: BaseComponent> Drop for Mounted<C> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}
