//! A TCP stream that ends politely.
//!
//! Closing a socket while the other side still writes makes TCP answer with a reset, and a reset can
//! throw away the close frame before the client has read it. So the server stops writing first and
//! reads what still comes (RFC 6455, section 7.1.1), for a bounded time.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
    runtime::Handle,
    sync::Semaphore,
    time::timeout,
};

/// How long a stream that was dropped is still read.
const LINGER: Duration = Duration::from_secs(2);

/// How many streams linger at one time. One more ends without manners: a crowd that comes and goes
/// must not use up what the system has of streams.
pub(crate) const MAX_LINGERING: usize = 256;

/// A stream whose drop is a polite end.
pub(crate) struct Lingering {
    stream: Option<TcpStream>,
    places: Arc<Semaphore>,
}

impl Lingering {
    /// A stream that will linger if one of these places is free then.
    pub(crate) fn new(stream: TcpStream, places: Arc<Semaphore>) -> Self {
        Self {
            stream: Some(stream),
            places,
        }
    }

    fn stream(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let stream = self.get_mut().stream.as_mut();
        stream
            .map(Pin::new)
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        // Without a runtime the program itself ends, and nothing is left to wait for.
        let place = Arc::clone(&self.places).try_acquire_owned();
        if let (Some(stream), Ok(place), Ok(runtime)) =
            (self.stream.take(), place, Handle::try_current())
        {
            runtime.spawn(async move {
                // Out of time is an end like any other.
                let _ = timeout(LINGER, drain(stream)).await;
                drop(place);
            });
        }
    }
}

async fn drain(mut stream: TcpStream) {
    let mut ignored = [0; 4096];
    if stream.shutdown().await.is_ok() {
        while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }
}
