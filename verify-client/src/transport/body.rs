//! Reading a response body up to a limit, whatever length the server declares.
//!
//! `call/attempt.rs` decides what an incomplete body means.

use bytes::{Bytes, BytesMut};

use crate::transport::client::Body;
use crate::transport::failure::Failure;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum Incomplete {
    /// It is longer than the limit.
    TooLong,
    /// The connection broke, or what came is not HTTP.
    Broken(Failure),
}

/// What has been received of a body. One that arrives in one piece is not copied.
#[derive(Debug, Default)]
pub(crate) struct Received {
    first: Bytes,
    all: BytesMut,
}

impl Received {
    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all = BytesMut::from(std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&chunk);
    }

    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self.all.is_empty() {
            true => self.first,
            false => self.all.freeze(),
        }
    }
}

/// Reads the body, or its first `limit` bytes, into `received`; returns why it is not complete.
///
/// What was received stays there when the future is dropped. With `only_whole`, a body whose
/// declared length is over the limit is not read at all.
pub(crate) async fn read(
    body: &mut Body,
    limit: usize,
    only_whole: bool,
    received: &mut Received,
) -> Option<Incomplete> {
    let declared = body.length();
    if only_whole && declared.is_some_and(|length| length > limit as u64) {
        return Some(Incomplete::TooLong);
    }
    while declared.is_none_or(|length| length > received.len() as u64) {
        let mut chunk = match body.chunk().await {
            Ok(None) => return None,
            Ok(Some(chunk)) => chunk,
            Err(failure) => return Some(Incomplete::Broken(failure)),
        };
        let room = limit - received.len();
        let is_too_long = chunk.len() > room;
        chunk.truncate(room);
        received.push(chunk);
        if is_too_long {
            return Some(Incomplete::TooLong);
        }
    }
    None
}
