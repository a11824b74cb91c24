//! The end of a server.

use std::{fs, path::Path};

use heartline_server::{Options, Page};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Server, quiet, within};

#[tokio::test]
async fn every_client_is_closed_with_1001() {
    let mut server = Server::start(quiet()).await;
    let mut clients = [server.connect().await, server.connect().await];
    server.ask_to_end();
    for client in &mut clients {
        let frame = client.closed().await;
        assert_eq!(u16::from(frame.code), 1001);
        assert_eq!(frame.reason, "server is going away");
    }
    server.end().await.unwrap();
}

#[tokio::test]
async fn nobody_can_hold_up_the_end() {
    let server = Server::start(quiet()).await;
    let _silent = server.connect().await;
    let _idle = TcpStream::connect(server.address).await.unwrap();
    server.end().await.unwrap();
}

#[tokio::test]
async fn a_download_that_nobody_reads_cannot_hold_up_the_end() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("going-away");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("index.html"), "").unwrap();
    fs::File::create(folder.join("large.bin"))
        .unwrap()
        .set_len(64 << 20)
        .unwrap();
    let page = Some(Page::open(folder).unwrap());
    let server = Server::start(Options { page, ..quiet() }).await;
    let mut reader = TcpStream::connect(server.address).await.unwrap();
    reader
        .write_all(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    within(reader.read_u8()).await.unwrap();
    server.end().await.unwrap();
}

#[tokio::test]
async fn nobody_is_let_in_after_the_end() {
    let server = Server::start(quiet()).await;
    let address = server.address;
    server.end().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
