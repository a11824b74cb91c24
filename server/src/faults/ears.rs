//! The half of a connection that hears: whole messages, and nothing that answers them by itself.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::StreamExt as _;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf},
    net::tcp::OwnedReadHalf,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{Role, WebSocketConfig},
    },
};

/// Messages from a client.
pub(crate) struct Ears {
    socket: WebSocketStream<Mute>,
    /// Whether what comes is still a WebSocket's.
    messages: bool,
}

/// Something heard.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Message(Message),
    /// A message that broke the protocol or was too large.
    Nonsense,
    /// The end of the TCP stream.
    End,
}

/// The largest message that is heard, in bytes.
const LARGEST: usize = 1024 * 1024;

impl Ears {
    /// Ears that begin with bytes that were already read.
    pub(crate) async fn new(stream: OwnedReadHalf, read: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let socket =
            WebSocketStream::from_partially_read(Mute(stream), read, Role::Server, Some(config));
        Self {
            socket: socket.await,
            messages: true,
        }
    }

    /// The half of the stream.
    pub(crate) fn into_half(self) -> OwnedReadHalf {
        self.socket.into_inner().0
    }

    /// What is heard next. Can be dropped and called again without losing anything.
    pub(crate) async fn hear(&mut self) -> Heard {
        if self.messages {
            match self.socket.next().await {
                Some(Ok(message)) => {
                    // Nothing of a WebSocket comes after a close frame (RFC 6455, section 5.5.1).
                    self.messages = !message.is_close();
                    return Heard::Message(message);
                }
                Some(Err(error)) => {
                    tracing::debug!(%error, "heard");
                    self.messages = false;
                    return Heard::Nonsense;
                }
                None => {}
            }
        }
        let mut ignored = [0; 4096];
        let stream = self.socket.get_mut();
        while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
        Heard::End
    }
}

/// A stream that is read; what the library writes to it by itself goes nowhere.
struct Mute(OwnedReadHalf);

impl AsyncRead for Mute {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Mute {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
