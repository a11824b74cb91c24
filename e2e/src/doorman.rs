//! A server that gives a token to everyone and lets nobody in, and keeps a record of who tried.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The server. Dropping it cuts all of its connections.
#[derive(Debug)]
pub struct Doorman {
    port: u16,
    book: Arc<Mutex<Book>>,
    _running: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Book {
    given: u32,
    handshakes: Vec<String>,
}

impl Doorman {
    /// Starts a server on a free port. To `/token` it answers with a new token each time, to
    /// everything else with HTTP status 401.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("a free port");
        let port = listener.local_addr().expect("its port").port();
        let book = Arc::<Mutex<Book>>::default();
        let mut running = JoinSet::new();
        running.spawn(listen(listener, book.clone()));
        Self {
            port,
            book,
            _running: running,
        }
    }

    /// The host and port.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The paths, with their queries, for which a WebSocket handshake was tried.
    #[must_use]
    pub fn handshakes(&self) -> Vec<String> {
        let book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.handshakes.clone()
    }
}

/// Dropping this drops its connections with it.
async fn listen(listener: TcpListener, book: Arc<Mutex<Book>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(answer(stream, book.clone()));
    }
}

async fn answer(stream: TcpStream, book: Arc<Mutex<Book>>) {
    let mut stream = BufReader::new(stream);
    // A browser opens connections in advance, on which nothing may come.
    let Some(head) = head(&mut stream).await else {
        return;
    };
    let (status, body) = respond(
        &head,
        &mut book.lock().unwrap_or_else(PoisonError::into_inner),
    );
    let answer = format!(
        "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // Whoever has gone needs no answer.
    let _ = stream.get_mut().write_all(answer.as_bytes()).await;
}

/// The request up to its empty line.
async fn head(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

/// The status line's end and the body.
fn respond(head: &str, book: &mut Book) -> (&'static str, String) {
    let target = head.split(' ').nth(1).unwrap_or_default();
    if target == "/token" {
        book.given += 1;
        return ("200 OK", format!(r#"{{"token":"{}"}}"#, book.given));
    }
    if head
        .to_ascii_lowercase()
        .contains("\r\nupgrade: websocket\r\n")
    {
        book.handshakes.push(target.to_owned());
    }
    ("401 Unauthorized", String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_only_handshakes_are_written_down() {
        let mut book = Book::default();
        let token = "GET /token HTTP/1.1\r\n\r\n";
        assert_eq!(respond(token, &mut book).1, r#"{"token":"1"}"#);
        assert_eq!(respond(token, &mut book).1, r#"{"token":"2"}"#);
        let look = "GET /private?token=1 HTTP/1.1\r\n\r\n";
        assert_eq!(respond(look, &mut book).0, "401 Unauthorized");
        let handshake = "GET /private?token=2 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        assert_eq!(respond(handshake, &mut book).0, "401 Unauthorized");
        assert_eq!(book.handshakes, ["/private?token=2"]);
    }
}
