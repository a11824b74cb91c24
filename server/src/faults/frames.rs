//! WebSocket frames as bytes, good ones and others (RFC 6455, section 5.2). A library would refuse
//! to write most of these.

use tungstenite::Bytes;

use super::manner::Garbage;

const FINAL: u8 = 0x80;
const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// The head of a frame from a server: this first byte, and a payload of so many bytes to come.
fn head(first: u8, length: usize) -> Vec<u8> {
    let mut head = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < 126 => head.push(short),
        (_, Ok(middle)) => {
            head.push(126);
            head.extend(middle.to_be_bytes());
        }
        _ => {
            head.push(127);
            head.extend((length as u64).to_be_bytes());
        }
    }
    head
}

fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = head(first, payload.len());
    frame.extend(payload);
    frame.into()
}

pub(crate) fn text(text: &str) -> Bytes {
    frame(FINAL | TEXT, text.as_bytes())
}

pub(crate) fn binary(payload: &[u8]) -> Bytes {
    frame(FINAL | BINARY, payload)
}

pub(crate) fn pong(payload: &[u8]) -> Bytes {
    frame(FINAL | PONG, payload)
}

/// A close frame, whether or not its code may be sent.
pub(crate) fn close(code: Option<u16>, reason: &str) -> Bytes {
    let mut payload = Vec::new();
    if let Some(code) = code {
        payload.extend(code.to_be_bytes());
        payload.extend(reason.as_bytes());
    }
    frame(FINAL | CLOSE, &payload)
}

/// The beginning of a text of 100 bytes, and what it still lacks.
pub(crate) fn half() -> (Bytes, Bytes) {
    let whole = text(&"x".repeat(100));
    let half = whole.len() / 2;
    (whole.slice(..half), whole.slice(half..))
}

/// A text of so many bytes in pieces, which share their memory.
pub(crate) fn huge(size: usize) -> impl Iterator<Item = Bytes> {
    let piece = Bytes::from(vec![b'x'; PIECE.min(size)]);
    let last = piece.slice(..size % PIECE);
    let pieces = std::iter::repeat_n(piece, size / PIECE);
    [Bytes::from(head(FINAL | TEXT, size))]
        .into_iter()
        .chain(pieces)
        .chain([last])
        .filter(|piece| !piece.is_empty())
}

const PIECE: usize = 64 * 1024;

/// Bytes that no client may take for a message.
pub(crate) fn garbage(kind: Garbage) -> Bytes {
    match kind {
        Garbage::Bytes => frame(b'<', "an error page".repeat(100).as_bytes()),
        Garbage::Utf8 => frame(FINAL | TEXT, b"\xc3\x28\xff"),
        Garbage::Reserved => frame(FINAL | TEXT | 0x40, b"x"),
        Garbage::Opcode => frame(FINAL | 3, b"x"),
        Garbage::Masked => Bytes::from_static(&[FINAL | TEXT, 0x81, 0, 0, 0, 0, b'x']),
        Garbage::Continuation => frame(FINAL | CONTINUATION, b"x"),
        Garbage::LongControl => frame(FINAL | PING, &[b'x'; 126]),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use tungstenite::{
        Error, Message, WebSocket,
        error::ProtocolError,
        protocol::{CloseFrame, Role, WebSocketConfig},
    };

    use super::*;

    /// What a client makes of these bytes.
    fn read(bytes: &[u8]) -> Result<Message, Error> {
        let config = WebSocketConfig::default();
        WebSocket::from_raw_socket(Cursor::new(bytes.to_vec()), Role::Client, Some(config)).read()
    }

    #[test]
    fn good_frames_are_read_as_what_they_are() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let long = "x".repeat(length);
            assert_eq!(read(&text(&long)).unwrap(), Message::text(long.as_str()));
            let whole: Vec<u8> = huge(length).flatten().collect();
            assert_eq!(read(&whole).unwrap(), Message::text(long.as_str()));
            let bytes = long.into_bytes();
            assert_eq!(read(&binary(&bytes)).unwrap(), Message::binary(bytes));
        }
        assert_eq!(read(&pong(b"1")).unwrap(), Message::Pong("1".into()));
        let (code, reason) = (4000.into(), "bye".into());
        let closing = Message::Close(Some(CloseFrame { code, reason }));
        assert_eq!(read(&close(Some(4000), "bye")).unwrap(), closing);
        assert_eq!(read(&close(None, "")).unwrap(), Message::Close(None));
    }

    #[test]
    fn the_two_halves_of_a_message_are_one() {
        let (half, rest) = half();
        assert!(read(&half).is_err());
        let whole = [half, rest].concat();
        assert_eq!(read(&whole).unwrap(), Message::text("x".repeat(100)));
    }

    #[test]
    fn a_huge_message_shares_its_memory() {
        let mut pieces = huge(10 * PIECE).skip(1);
        let first = pieces.next().unwrap();
        assert_eq!(pieces.next().unwrap().as_ptr(), first.as_ptr());
    }

    #[test]
    fn no_client_takes_garbage_for_a_message() {
        for kind in [
            Garbage::Bytes,
            Garbage::Utf8,
            Garbage::Reserved,
            Garbage::Opcode,
            Garbage::Masked,
            Garbage::Continuation,
            Garbage::LongControl,
        ] {
            let error = read(&garbage(kind)).unwrap_err();
            let at_once = !matches!(
                error,
                Error::Io(_) | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
            );
            assert!(at_once, "{kind:?} waits for more: {error}");
        }
    }
}
