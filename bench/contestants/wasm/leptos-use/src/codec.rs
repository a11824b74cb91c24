//! What a socket carries, as types that leptos-use can give to the application.

use codee::{Decoder, Encoder};
use harness::Data;

/// Text leaves, bytes arrive, both as they are.
pub(crate) struct Bytes;

impl Encoder<String> for Bytes {
    type Error = ();
    type Encoded = String;

    fn encode(text: &String) -> Result<String, ()> {
        Ok(text.clone())
    }
}

impl Decoder<Vec<u8>> for Bytes {
    type Error = ();
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<Vec<u8>, ()> {
        Ok(bytes.to_vec())
    }
}

/// What arrives.
pub(crate) trait Received: Send + Sync + 'static {
    fn data(&self) -> Data<'_>;
}

impl Received for String {
    fn data(&self) -> Data<'_> {
        Data::Text(self)
    }
}

impl Received for Vec<u8> {
    fn data(&self) -> Data<'_> {
        Data::Binary(self)
    }
}
