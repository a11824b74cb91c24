//! Tests that run in every engine.

use std::any::Any;

use futures_util::future::join_all;

use crate::engine::Engine;
use crate::places;
use crate::scenario::{Stage, perform};
use crate::witness::Witnessed;

/// Runs a test on the built page in Chromium, Firefox and WebKit, or in those that
/// `HEARTLINE_ENGINES` names: in each on a stage of its own, with what must hold at the end of
/// every [`scenario`](crate::scenario()).
///
/// # Panics
/// When the test does in one of them, or none of its programs is here; says in which.
pub async fn every_engine(test: impl AsyncFn(&mut Stage)) {
    let engines = Engine::chosen();
    let missing: Vec<_> = engines
        .iter()
        .filter_map(|engine| Some(format!("{engine}: {}", engine.is_here().err()?)))
        .collect();
    assert!(missing.is_empty(), "cannot be run here: {missing:#?}");
    let site = Witnessed::of(&places::dist());
    let runs = engines.into_iter().map(|engine| {
        let (site, test) = (site.folder().to_path_buf(), &test);
        async move {
            let outcome = perform(engine, site, async |stage: &mut Stage| test(stage).await);
            Some(format!("in {engine}: {}", words_of(&*outcome.await.err()?)))
        }
    });
    let failures: Vec<_> = join_all(runs).await.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What somebody panicked with.
pub(crate) fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without words").to_owned()
}
