//! The page: an address, a connection to it, and what this project's own server sends.

mod app;
mod live;
mod params;

use yew::Renderer;

/// Shows the page. A fault of the program itself is written to the browser's console.
pub fn start() {
    console_error_panic_hook::set_once();
    Renderer::<app::App>::new().render();
}
