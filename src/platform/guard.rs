//! A wall around foreign code: a panic in an application's callback must not leave the agent in the
//! middle of its work.

/// Runs `foreign`; a panic in it is reported and goes no further.
///
/// A panic in WebAssembly is a trap, which no Rust code can catch. JavaScript can: what the
/// function given to `new Promise` throws rejects the promise
/// ([ECMAScript, Promise](https://tc39.es/ecma262/#sec-promise-executor)), and since nobody handles
/// that, the browser reports it on the console and as `unhandledrejection`.
#[cfg(target_arch = "wasm32")]
pub(crate) fn guard(foreign: &mut dyn FnMut()) {
    let _reported_if_rejected = js_sys::Promise::new(&mut |_, _| foreign());
}

/// Runs `foreign`; a panic in it is reported by the panic hook and goes no further.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn guard(foreign: &mut dyn FnMut()) {
    let _reported = std::panic::catch_unwind(std::panic::AssertUnwindSafe(foreign));
}

/// Calls `foreign` behind the wall; `None` when it panicked.
pub(crate) fn guarded<T>(foreign: impl FnOnce() -> T) -> Option<T> {
    let (mut foreign, mut answer) = (Some(foreign), None);
    guard(&mut || answer = foreign.take().map(|foreign| foreign()));
    answer
}
