//! The page: a workbench for a connection, each part of it in a folder of its own.

mod address;
mod app;
mod availability;
mod bar;
mod chart;
mod files;
mod json;
mod lab;
mod language;
mod live;
mod newer;
mod panel;
mod params;
mod pulse;
mod quality;
mod settings;
mod status;
mod store;
mod time;
mod traffic;

use yew::Renderer;

/// Shows the page. A fault of the program itself is written to the browser's console.
pub fn start() {
    console_error_panic_hook::set_once();
    Renderer::<app::App>::new().render();
}
