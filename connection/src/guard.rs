//! Foreign code in the machine: the user's pattern and policy functions, which may panic.

/// Runs a function of the user's. A driver that can stop a panic gives the machine a guard that
/// does; the machine then goes on as if the function had had nothing to say.
pub type Guard = fn(&mut dyn FnMut());

/// Calls `foreign` under `guard`; `None` when it panicked.
pub(crate) fn guarded<T>(guard: Guard, foreign: impl FnOnce() -> T) -> Option<T> {
    let (mut foreign, mut answer) = (Some(foreign), None);
    guard(&mut || {
        if let Some(foreign) = foreign.take() {
            answer = Some(foreign());
        }
    });
    answer
}

/// The guard of a driver that has none of its own: a panic passes through.
pub(crate) fn unguarded(foreign: &mut dyn FnMut()) {
    foreign();
}
