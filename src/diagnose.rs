//! Why a handshake failed, asked over HTTP, because browsers do not tell pages. Feature `diagnose`.

use heartline_connection::Finding;

/// Looks at the address of a WebSocket over HTTP: for
/// [`Config::diagnose`](crate::Config::diagnose).
///
/// ```
/// # use heartline::{Config, diagnose_over_http};
/// let config = Config::new("/live").diagnose(diagnose_over_http);
/// ```
///
/// One `GET` to the same host and path, `https:` for `wss:` and `http:` for `ws:`, resolved against
/// the page as the socket's address is; with cookies only where the page itself comes from, past
/// every cache, and without reading the answer's body. It has five seconds
/// ([`Config::diagnose`](crate::Config::diagnose)); when nobody waits for it any more, the request
/// is aborted.
///
/// Redirects are not followed: a WebSocket does not follow them either, and what answers elsewhere,
/// such as a page to sign in at, says nothing about this address. The browser hides which redirect
/// it was; it is [`Finding::Status`] 302. An answer of another site that does not share it with the
/// page ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)) is [`Finding::NoAnswer`].
///
/// Outside a browser it finds no answer.
pub async fn diagnose_over_http(url: String) -> Finding {
    #[cfg(target_arch = "wasm32")]
    return in_browser::look(&url).await;
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = url;
        found(true, None)
    }
}

/// The status of a redirect that the browser hides.
const REDIRECT: u16 = 302;

/// What an answer with this status says, 0 being a redirect; `None` is no answer. A server that
/// answers is not unreachable, whatever the browser thinks of the network.
const fn found(online: bool, status: Option<u16>) -> Finding {
    match status {
        Some(0) => Finding::Status(REDIRECT),
        Some(status) => Finding::Status(status),
        None if online => Finding::NoAnswer,
        None => Finding::Offline,
    }
}

#[cfg(target_arch = "wasm32")]
mod in_browser {
    use gloo_net::http::Request;
    use heartline_connection::Finding;
    use web_sys::{AbortController, RequestCache, RequestRedirect};

    use super::found;
    use crate::platform::http_address;

    pub(super) async fn look(url: &str) -> Finding {
        let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
        let status = match online {
            true => status(url).await,
            false => None,
        };
        found(online, status)
    }

    async fn status(url: &str) -> Option<u16> {
        let abort = AbortOnDrop(AbortController::new().ok()?);
        let request = Request::get(&http_address(url)?)
            .cache(RequestCache::NoStore)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(&abort.0.signal()));
        Some(request.send().await.ok()?.status())
    }

    /// Ends the request when nobody waits for it, and the body when the status is known.
    struct AbortOnDrop(AbortController);

    impl Drop for AbortOnDrop {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn r12_each_answer_over_http_is_a_finding() {
        for (online, status, finding) in [
            (true, Some(200), Finding::Status(200)),
            (true, Some(401), Finding::Status(401)),
            (true, Some(426), Finding::Status(426)),
            (true, Some(503), Finding::Status(503)),
            (true, Some(0), Finding::Status(302)),
            (true, None, Finding::NoAnswer),
            (false, None, Finding::Offline),
            (false, Some(403), Finding::Status(403)),
        ] {
            assert_eq!(found(online, status), finding, "{online} {status:?}");
        }
    }
}
