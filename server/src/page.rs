//! The built page as files: which folder, and how long a browser may keep what it got.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
};
use thiserror::Error;
use tower_http::{compression::CompressionLayer, services::ServeDir};

use crate::policy::policing;

/// A folder with a built page in it.
#[derive(Clone, Debug)]
pub struct Page {
    root: PathBuf,
}

/// A folder that holds no page that can be read.
#[derive(Debug, Error)]
#[error(
    "no page in {folder:?}: index.html cannot be read ({source}); `cargo xtask serve` builds and serves it; or \
     name another folder with --dist, or do without it with --no-page"
)]
pub struct PageError {
    folder: PathBuf,
    source: io::Error,
}

impl Page {
    /// The page in this folder, as `trunk build` left it.
    ///
    /// # Errors
    /// When `index.html` is not there or cannot be read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, PageError> {
        let root = root.into();
        match read(&root.join("index.html")) {
            Ok(()) => Ok(Self { root }),
            Err(source) => Err(PageError {
                folder: root,
                source,
            }),
        }
    }

    /// What answers to every path that is not the WebSocket's.
    pub(crate) fn routes(&self) -> Router {
        Router::new()
            .fallback_service(ServeDir::new(&self.root))
            .layer(from_fn(keeping))
            .layer(from_fn(policing))
            .layer(CompressionLayer::new())
    }
}

/// Whether something can be read there: a folder can be opened, and only reading it fails.
fn read(path: &Path) -> io::Result<()> {
    io::Read::read(&mut File::open(path)?, &mut [0]).map(drop)
}

/// Says how long an answer may be kept, and that its type is not to be guessed.
async fn keeping(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let ok = !response.status().is_client_error() && !response.status().is_server_error();
    let keep = if hashed && ok { FOR_EVER } else { ASK_FIRST };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, keep);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// A name that changes with its content can be kept for the year that RFC 9111 takes for "for ever";
/// `immutable` (RFC 8246) spares the question on reload.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `no-cache` keeps, but asks whether it is still true (RFC 9111, section 5.2.2.4).
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Whether the file's name holds the hash of its content, as Trunk writes it: up to 16 hexadecimal
/// digits after a dash, as in `heartline-0123456789abcdef_bg.wasm`, without leading zeros. One of
/// 65536 has fewer than 13.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let rest = part.get(digits..).unwrap_or_default();
        (13..=16).contains(&digits) && (rest.starts_with('.') || rest.starts_with('_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_the_hash_of_its_content_is_kept_for_ever() {
        for path in [
            "/heartline-0123456789abcdef.js",
            "/heartline-0123456789abcdef_bg.wasm",
            "/a/style-fedcba9876543210.css",
            "/heartline-123456789abcdef.js",
        ] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "/",
            "/index.html",
            "/heartline.js",
            "/sw.js",
            "/manifest.webmanifest",
            "/icon-192.png",
            "/heartline-0123456789ab.js",
            "/heartline-0123456789abcdef0.js",
            "/heartline-0123456789abcdeg.js",
            "/0123456789abcdef.js",
            "/a-0123456789abcdef/index.html",
            "/x-é.js",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn a_folder_without_a_page_is_named_with_what_to_do() {
        let error = Page::open("no-such-folder").unwrap_err().to_string();
        for part in [
            "no-such-folder",
            "index.html",
            "cargo xtask serve",
            "--dist",
            "--no-page",
        ] {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(!error.contains('\n'));
    }
}
