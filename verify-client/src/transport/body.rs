//! Reading a response body up to a limit, whatever length the server declares.
//!
//! What an incomplete body means is decided in `call/attempt.rs`.

use bytes::{Bytes, BytesMut};

use crate::transport::client::Body;
use crate::transport::failure::Failure;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum Incomplete {
    /// It is longer than the limit.
    TooLong,
    /// The connection broke, or carries no HTTP.
    Broken(Failure),
}

/// What was read, and why it is not all there was.
pub(crate) type Read = (Bytes, Option<Incomplete>);

/// Reads the body, or its first `limit` bytes at most.
///
/// A body that arrives in one piece is handed over without a copy.
pub(crate) async fn read(response: &mut Body, limit: usize) -> Read {
    let declared = response.length();
    if declared.is_some_and(|length| length > limit as u64) {
        return (Bytes::new(), Some(Incomplete::TooLong));
    }
    let first = match response.chunk().await {
        Ok(None) => return (Bytes::new(), None),
        Err(error) => return (Bytes::new(), Some(Incomplete::Broken(error))),
        Ok(Some(first)) if first.len() > limit => return (first, Some(Incomplete::TooLong)),
        Ok(Some(first)) => first,
    };
    if declared == Some(first.len() as u64) {
        return (first, None);
    }
    let second = match response.chunk().await {
        Ok(None) => return (first, None),
        Err(error) => return (first, Some(Incomplete::Broken(error))),
        Ok(Some(second)) => second,
    };
    let mut body = BytesMut::from(first);
    let mut next = second;
    loop {
        if next.len() > limit - body.len() {
            return (body.freeze(), Some(Incomplete::TooLong));
        }
        body.extend_from_slice(&next);
        next = match response.chunk().await {
            Ok(None) => return (body.freeze(), None),
            Err(error) => return (body.freeze(), Some(Incomplete::Broken(error))),
            Ok(Some(next)) => next,
        };
    }
}
