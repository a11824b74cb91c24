//! Where there is no browser: on a server that renders pages, time stands still and nothing can be
//! connected, so that every connection is shown in phase `idle`.

use std::rc::Rc;

use heartline_connection::{Instant, Later, OpenError};

use super::{Alarm, OnEvent, Platform, Socket};

/// The browser that the program runs in; here there is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

impl Platform for Browser {
    fn now(&self) -> Instant {
        Instant::ORIGIN
    }

    fn seed(&self) -> u64 {
        0
    }

    fn open(&self, _: &str, _: &[String], _: OnEvent) -> Result<Rc<dyn Socket>, OpenError> {
        Err(OpenError::Unsupported)
    }

    fn alarm(&self, _: Instant, _: Box<dyn FnOnce()>) -> Box<dyn Alarm> {
        Box::new(NeverRings)
    }

    fn spawn(&self, _: Later<()>) {}
}

struct NeverRings;

impl Alarm for NeverRings {}
