//! A port at which somebody listens or nobody does.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::serve::Listener as _;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    select,
    sync::watch,
    time::{sleep, timeout},
};

/// What opens and closes the port.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) address: SocketAddr,
    wanted: watch::Sender<bool>,
    open: watch::Receiver<bool>,
}

/// The port itself.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    /// Bound and never listening: the port stays ours while nobody listens.
    _place: TcpSocket,
    listener: Option<TcpListener>,
    wanted: watch::Receiver<bool>,
    open: watch::Sender<bool>,
}

/// Time for the port to open or close, which is a matter of a moment.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long until a port that could not be opened is tried again.
const RETRY: Duration = Duration::from_millis(50);

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

impl Door {
    /// A free port of this address, open.
    pub(crate) fn new(ip: IpAddr) -> io::Result<(Handle, Self)> {
        let place = socket(SocketAddr::new(ip, 0))?;
        let address = place.local_addr()?;
        let listener = listen(address)?;
        let (wanted, wish) = watch::channel(true);
        let (open, is_open) = watch::channel(true);
        let handle = Handle {
            address,
            wanted,
            open: is_open,
        };
        let door = Self {
            address,
            _place: place,
            listener: Some(listener),
            wanted: wish,
            open,
        };
        Ok((handle, door))
    }

    /// The next connection. Can be dropped and called again without losing one.
    pub(crate) async fn accept(&mut self) -> TcpStream {
        loop {
            let wanted = *self.wanted.borrow_and_update();
            self.turn(wanted);
            let stream = async {
                match &mut self.listener {
                    Some(listener) => listener.accept().await.0,
                    None => std::future::pending().await,
                }
            };
            select! {
                stream = stream => return stream,
                Ok(()) = self.wanted.changed() => {}
                () = sleep(RETRY), if wanted != *self.open.borrow() => {}
            }
        }
    }

    /// Opens or closes the port, as far as the system lets it.
    fn turn(&mut self, wanted: bool) {
        if !wanted {
            self.listener = None;
        } else if self.listener.is_none() {
            self.listener = listen(self.address)
                .inspect_err(|error| tracing::warn!(%error, "cannot listen again"))
                .ok();
        }
        self.open.send_replace(self.listener.is_some());
    }
}

impl Handle {
    /// Opens or closes the port, and waits until it is so.
    pub(crate) async fn set(&self, open: bool) -> Result<(), String> {
        self.wanted.send_replace(open);
        let mut is_open = self.open.clone();
        match timeout(PATIENCE, is_open.wait_for(|is_open| *is_open == open)).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(format!(
                "the port {} cannot be had now",
                self.address.port()
            )),
        }
    }

    /// Whether somebody is to listen.
    pub(crate) fn is_open(&self) -> bool {
        *self.wanted.borrow()
    }
}

fn socket(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // The place and the listener share the port, and connections that have ended do not block it.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    socket(address)?.listen(BACKLOG)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[tokio::test]
    async fn a_closed_port_refuses_and_an_opened_one_accepts_again() {
        let (handle, mut door) = Door::new(Ipv4Addr::LOCALHOST.into()).unwrap();
        let accepting = tokio::spawn(async move {
            loop {
                drop(door.accept().await);
            }
        });
        for _ in 0..20 {
            TcpStream::connect(handle.address).await.unwrap();
            handle.set(false).await.unwrap();
            let refused = TcpStream::connect(handle.address).await.unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
            handle.set(true).await.unwrap();
        }
        accepting.abort();
    }

    #[tokio::test]
    async fn a_closed_port_is_given_to_nobody_else() {
        let (handle, mut door) = Door::new(Ipv4Addr::LOCALHOST.into()).unwrap();
        let accepting = tokio::spawn(async move { door.accept().await });
        handle.set(false).await.unwrap();
        let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        assert_ne!(other.local_addr().unwrap(), handle.address);
        assert!(!handle.is_open());
        let plain = TcpSocket::new_v4().unwrap();
        assert!(plain.bind(handle.address).is_err());
        accepting.abort();
    }
}
