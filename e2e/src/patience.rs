//! Waiting: for something to become true, or for proof that something stays true.

use std::time::{Duration, Instant};

use tokio::time::sleep;

/// How long something may take that has to happen, on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks again and again until `look` finds something.
///
/// # Panics
/// When it found nothing within [`PATIENCE`]; `what` says what was awaited.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "waited {PATIENCE:?} in vain until {what}"
        );
        sleep(PAUSE).await;
    }
}

/// Looks again and again for as long as `duration`: the only way to see that something does not
/// happen.
///
/// # Panics
/// When `holds` turns false; `what` says what should have stayed true.
pub async fn stays(what: &str, duration: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while start.elapsed() < duration {
        let after = start.elapsed();
        assert!(
            holds().await,
            "after {after:?} it no longer held that {what}"
        );
        sleep(PAUSE).await;
    }
}
