//! The ways in which a person or the system asks the program to end.

use std::{future::Future, io};

/// Ready on Ctrl-C or SIGTERM. The signals are caught from this call on.
///
/// # Errors
/// When the system does not let the program catch them.
#[cfg(unix)]
pub(crate) fn ended() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready on Ctrl-C. The signal is caught from this call on.
///
/// # Errors
/// When the system does not let the program catch it.
#[cfg(windows)]
pub(crate) fn ended() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
