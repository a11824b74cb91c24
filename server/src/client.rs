//! One client, from the handshake to the end of the TCP connection.

use std::{
    error::Error as _,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Error,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use tokio::{
    select,
    sync::broadcast::error::RecvError,
    time::{sleep, timeout},
};
use tungstenite::error::Error as SocketError;

use crate::{
    Options,
    hub::{Hub, Member, Seat},
    liveness::{Due, Liveness},
    protocol::{self, Request},
};

/// The largest message a client may send, in bytes. A larger one ends the connection with 1009.
pub const MAX_MESSAGE: usize = 64 * 1024;

/// Time for the closing handshake (RFC 6455, section 7.1.2). Who has not answered by then, slow
/// readers above all, loses the TCP connection without it.
const FAREWELL: Duration = Duration::from_secs(1);

/// Attends to a client until either side ends it.
pub(crate) async fn attend(socket: WebSocket, hub: Arc<Hub>, options: Arc<Options>, seat: Seat) {
    let member = hub.join();
    let name = format!("guest-{}", member.guest);
    let liveness = Liveness::Heard(Instant::now());
    let mut client = Client {
        socket,
        hub,
        member,
        name,
        liveness,
        options,
    };
    tracing::debug!(client = client.name, "connected");
    let end = client.run().await;
    tracing::debug!(client = client.name, ?end, "ends");
    client.close(end).await;
    drop(seat);
}

struct Client {
    socket: WebSocket,
    hub: Arc<Hub>,
    member: Member,
    name: String,
    liveness: Liveness,
    options: Arc<Options>,
}

/// What one turn of the loop is about.
enum Turn {
    Inbound(Option<Result<Message, Error>>),
    News(Result<Utf8Bytes, RecvError>),
    GoingAway,
    Due,
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The client said so; its close frame is answered.
    Closed,
    /// The TCP connection broke.
    Lost,
    GoingAway,
    TooLarge,
    NotUtf8,
    BadFrame,
    Silent,
    Slow,
}

impl Client {
    async fn run(&mut self) -> End {
        loop {
            let turn = self.turn().await;
            if let Err(end) = self.handle(turn).await {
                return end;
            }
        }
    }

    /// Waits for something to do. A deadline comes last: what has already arrived is heard first.
    /// Inbound messages and news take turns, so that a flood of one cannot hide the other.
    async fn turn(&mut self) -> Turn {
        let wait = self.liveness.wait(Instant::now(), &self.options);
        let traffic = async {
            select! {
                inbound = self.socket.recv() => Turn::Inbound(inbound),
                news = self.member.news.recv() => Turn::News(news),
            }
        };
        select! {
            biased;
            () = self.hub.going_away() => Turn::GoingAway,
            turn = traffic => turn,
            () = sleep(wait) => Turn::Due,
        }
    }

    async fn handle(&mut self, turn: Turn) -> Result<(), End> {
        match turn {
            Turn::Inbound(Some(Ok(message))) => self.hear(message).await,
            Turn::Inbound(Some(Err(error))) => Err(End::of(&error)),
            Turn::Inbound(None) => Err(End::Lost),
            Turn::News(Ok(text)) => self.send(Message::Text(text)).await,
            Turn::News(Err(RecvError::Lagged(_))) => Err(End::Slow),
            Turn::News(Err(RecvError::Closed)) | Turn::GoingAway => Err(End::GoingAway),
            Turn::Due => match self.liveness.due(Instant::now(), &self.options) {
                Due::Ping => self.ping().await,
                Due::GiveUp => Err(End::Silent),
            },
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        self.liveness = Liveness::Heard(Instant::now());
        match message {
            Message::Text(text) => self.answer(&text).await,
            Message::Binary(bytes) => self.send(Message::Binary(bytes)).await,
            // The socket answers a ping by itself (RFC 6455, section 5.5.3).
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Closed),
        }
    }

    async fn answer(&mut self, text: &str) -> Result<(), End> {
        match protocol::parse(text) {
            Ok(Request::Heart) => self.send(Message::Text(protocol::HEART)).await,
            Ok(Request::Greeting(id)) => {
                let welcome = protocol::welcome(&id, self.hub.clients());
                self.name = id;
                self.send(Message::Text(welcome)).await
            }
            Ok(Request::Chat(text)) => {
                self.hub.publish(protocol::chat(&self.name, &text));
                Ok(())
            }
            Err(refusal) => self.send(Message::Text(protocol::error(&refusal))).await,
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        self.liveness = Liveness::Pinged(Instant::now());
        self.send(Message::Ping(Default::default())).await
    }

    /// Sends one message. While it waits nothing more is read, so a client that writes without
    /// reading slows itself down and costs no memory.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        select! {
            sent = self.socket.send(message) => sent.map_err(|_| End::Lost),
            () = self.hub.going_away() => Err(End::GoingAway),
            () = sleep(self.options.send_timeout) => Err(End::Slow),
        }
    }

    /// Says why, waits a moment for the client to agree, and lets go of the TCP connection.
    async fn close(mut self, end: End) {
        let farewell = async {
            if let Some(frame) = end.frame() {
                let _ = self.socket.send(Message::Close(Some(frame))).await;
            }
            while let Some(Ok(_)) = self.socket.recv().await {}
        };
        // Out of time is an end like any other: the stream is dropped either way.
        let _ = timeout(FAREWELL, farewell).await;
    }
}

impl End {
    /// Which end an error of the socket means (RFC 6455, section 7.4.1).
    fn of(error: &Error) -> Self {
        match error.source().and_then(|source| source.downcast_ref()) {
            Some(SocketError::Capacity(_)) => Self::TooLarge,
            Some(SocketError::Utf8(_)) => Self::NotUtf8,
            Some(SocketError::Protocol(
                tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            )) => Self::Lost,
            Some(SocketError::Protocol(_)) => Self::BadFrame,
            _ => Self::Lost,
        }
    }

    /// What the client is told. `None` where it cannot hear, or has the last word already.
    fn frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Closed | Self::Lost => return None,
            Self::GoingAway => (1001, "server is going away"),
            Self::BadFrame => (1002, "this breaks the WebSocket protocol"),
            Self::NotUtf8 => (1007, "text has to be UTF-8"),
            Self::TooLarge => (1009, "a message may have at most 65536 bytes"),
            Self::Silent => (1011, "no answer to a ping"),
            Self::Slow => (1013, "reading too slowly, messages were lost"),
        };
        Some(CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        })
    }
}
