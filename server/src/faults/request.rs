//! The request for a WebSocket, and the answers to it, on a bare TCP stream.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tokio::{io::AsyncReadExt, net::TcpStream};
use tungstenite::handshake::derive_accept_key;

/// The head of an HTTP request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// What came after the head.
    pub(crate) rest: Vec<u8>,
}

/// The longest head that is read, in bytes, and its most headers.
const LONGEST: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

impl Request {
    /// Reads a request to the end of its head. `None` where none comes, or none that can be read.
    pub(crate) async fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::with_capacity(1024);
        while bytes.len() < LONGEST {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
            match Self::parse(&bytes) {
                Ok(None) => {}
                Ok(request) => return request,
                Err(error) => {
                    tracing::debug!(%error, "a request that cannot be read");
                    return None;
                }
            }
        }
        None
    }

    fn parse(bytes: &[u8]) -> Result<Option<Self>, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(bytes)? else {
            return Ok(None);
        };
        let headers = request.headers.iter().filter_map(|header| {
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
            Some((name, HeaderValue::from_bytes(header.value).ok()?))
        });
        Ok(Some(Self {
            path: request.path.unwrap_or_default().to_owned(),
            headers: headers.collect(),
            rest: bytes.get(length..).unwrap_or_default().to_owned(),
        }))
    }

    /// The key that a request for a WebSocket has.
    pub(crate) fn key(&self) -> Option<&[u8]> {
        let key = self.headers.get(header::SEC_WEBSOCKET_KEY)?;
        Some(key.as_bytes())
    }

    pub(crate) fn protocols(&self) -> Option<&str> {
        let offered = self.headers.get(header::SEC_WEBSOCKET_PROTOCOL)?;
        offered.to_str().ok()
    }

    /// The page that asks, where one does.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.headers.get(header::ORIGIN)?.to_str().ok()
    }
}

/// The answer that opens a WebSocket: with the first subprotocol that is offered.
pub(crate) fn accept(key: &[u8], protocols: Option<&str>) -> String {
    let first = protocols.and_then(|offered| offered.split(',').next());
    let chosen = first.map_or(String::new(), |first| {
        format!("Sec-WebSocket-Protocol: {}\r\n", first.trim())
    });
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {}\r\n{chosen}\r\n",
        derive_accept_key(key)
    )
}

/// An answer that is no WebSocket. `headers` are whole lines; a page of the origin `reader` may read
/// it, so that it can ask over HTTP what is wrong.
pub(crate) fn refuse(status: u16, headers: &str, reader: Option<&str>) -> String {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Fault");
    let reader = reader.map_or(String::new(), |origin| {
        format!("Access-Control-Allow-Origin: {origin}\r\n")
    });
    let body = format!("{status} {reason}, as was ordered.\n");
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\nVary: Origin\r\n{reader}{headers}\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(head: &str) -> Request {
        Request::parse(head.as_bytes()).unwrap().unwrap()
    }

    #[test]
    fn a_request_is_read_once_it_is_whole() {
        let whole = "GET /ws?token=1 HTTP/1.1\r\nSec-WebSocket-Key: k\r\n\r\nmore";
        for length in 0..whole.len() - "more".len() {
            assert!(
                Request::parse(&whole.as_bytes()[..length])
                    .unwrap()
                    .is_none()
            );
        }
        let request = request(whole);
        assert_eq!(request.path, "/ws?token=1");
        assert_eq!(request.key(), Some(b"k".as_slice()));
        assert_eq!(request.rest, b"more");
    }

    #[test]
    fn what_is_no_request_is_an_error() {
        assert!(Request::parse(b"\x16\x03\x01\x00").is_err());
        let many = "x: y\r\n".repeat(MOST_HEADERS + 1);
        assert!(Request::parse(format!("GET / HTTP/1.1\r\n{many}\r\n").as_bytes()).is_err());
    }

    #[test]
    fn the_first_subprotocol_is_chosen() {
        // The key and its answer are those of RFC 6455, section 1.3.
        let answer = accept(b"dGhlIHNhbXBsZSBub25jZQ==", Some("a , b"));
        assert!(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert!(answer.contains("Sec-WebSocket-Protocol: a\r\n"));
        assert!(!accept(b"k", None).contains("Protocol:"));
    }

    #[test]
    fn a_refusal_can_be_read_by_the_page_that_asked() {
        let asked = request("GET / HTTP/1.1\r\nOrigin: http://localhost:1\r\n\r\n");
        let answer = refuse(503, "Retry-After: 5\r\n", asked.origin());
        for part in [
            "HTTP/1.1 503 Service Unavailable\r\n",
            "Access-Control-Allow-Origin: http://localhost:1\r\n",
            "\r\nRetry-After: 5\r\n\r\n503 ",
        ] {
            assert!(answer.contains(part), "{part} in {answer}");
        }
    }
}
