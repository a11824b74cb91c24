//! The settings: everything about the connection that a person can set. One table says what there
//! is; the form, the page's parameters, what is stored, files and links are all made of it.

mod compound;
mod fault;
mod file;
mod form;
mod knob;
mod link;
mod panel;
mod scheme;
mod secret;
mod state;
mod table;
mod text;
mod transfer;
mod values;

pub(super) use fault::Fault;
pub(super) use form::options;
pub(super) use link::{LEFT_OUT, link};
pub(super) use panel::SettingsPanel;
pub(super) use scheme::with_scheme;
pub(super) use secret::{address as public_address, is_secret, public};
pub(super) use state::{Change, Outcome, SettingsHandle, Visit, use_given, use_settings};
pub(super) use table::{PRESET, PRESETS, PROTOCOLS, URL, knobs, labels, place};
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) use text::MAX_MILLIS;
pub(super) use text::duration;
pub(super) use values::{Built, Refusal, Settings};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod fuzz;
#[cfg(test)]
mod tests;
