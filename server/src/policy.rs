//! What a browser may do with the page: its content-security policy (CSP3), written for each answer,
//! because the page's own inline script is allowed by its hash, and `trunk build` changes it while the
//! server runs.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

/// The largest page whose scripts are looked for, in bytes. Trunk writes some 2 kB.
const LARGEST_PAGE: usize = 1024 * 1024;

/// Everything but scripts. The page may connect to any WebSocket, since a person types its address, and
/// asks there over HTTP, too: for tokens, and why a handshake failed. It runs no plugin, sends no form,
/// and is in nobody's frame.
const REST: &str = "connect-src 'self' ws: wss: http: https:; worker-src 'self' blob:; \
                    object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/// An address can hold a token, which is nobody else's business.
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// Says to the browser what the page may do.
pub(crate) async fn policing(mut request: Request, next: Next) -> Response {
    // The headers of a page follow from its text, also where only they are asked for; that no text
    // is sent then, hyper sees to (RFC 9110, section 9.3.2).
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    let mut response = next.run(request).await;
    // Its headers replace those of the page that the browser has, whose scripts are not known here
    // (RFC 9111, section 3.2).
    if response.status() == StatusCode::NOT_MODIFIED {
        return response;
    }
    let mut policy = policy("");
    if response.status() == StatusCode::OK && is_page(response.headers()) {
        let (head, body) = response.into_parts();
        let Ok(body) = to_bytes(body, LARGEST_PAGE).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        policy = policy_of(&body);
        response = Response::from_parts(head, Body::from(body));
    }
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    // It is made of words and of base64, all of which a header can hold.
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn policy_of(page: &Bytes) -> String {
    let page = String::from_utf8_lossy(page);
    let hashes: String = inline_scripts(&page).map(hash).collect();
    policy(&hashes)
}

/// The policy, with these further sources of scripts. WebAssembly is compiled, and nothing else is
/// made of strings. A page that has no icon says so with an empty one, `data:,`.
fn policy(scripts: &str) -> String {
    format!(
        "default-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'{scripts}; {REST}"
    )
}

/// The source that allows this inline script (CSP3, section 2.3.1).
fn hash(script: &str) -> String {
    format!(
        " 'sha256-{}'",
        BASE64_STANDARD.encode(Sha256::digest(script))
    )
}

/// The texts of the scripts that stand in a page.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split("<script").skip(1).filter_map(|after| {
        let (attributes, after) = after.split_once('>')?;
        let (script, _) = after.split_once("</script")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_as_they_stand_and_others_are_not() {
        let page = "<!doctype html><script src=\"a.js\"></script>\n<script type=\"module\">\n1 > 0\n\
                    </script><p>text</p><script>2</script><script>never ended";
        let found: Vec<_> = inline_scripts(page).collect();
        assert_eq!(found, ["\n1 > 0\n", "2"]);
        assert_eq!(inline_scripts("<p>no script</p>").count(), 0);
    }

    #[test]
    fn a_script_is_allowed_by_its_hash() {
        // The example of CSP3, section 8.4 ("alert('Hello, world.');"), with its hash.
        let source = " 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert_eq!(hash("alert('Hello, world.');"), source);
    }

    #[test]
    fn the_policy_allows_webassembly_and_no_other_code_made_of_strings() {
        let policy = policy(" 'sha256-x'");
        let scripts = policy
            .split("; ")
            .find(|part| part.starts_with("script-src "));
        assert_eq!(
            scripts,
            Some("script-src 'self' 'wasm-unsafe-eval' 'sha256-x'")
        );
        assert!(!policy.contains("'unsafe-"), "{policy}");
    }
}
