//! Recognises a TLS handshake that one side refused: unlike a connection that failed, it ends the
//! same way every time.

use std::error::Error;
use std::io;

/// Whether the peer was reached, but no secure connection could be agreed on.
pub(super) fn was_refused(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
            || was_refused_by_the_systems_library(cause)
    })
}

/// The chain of sources, with what I/O errors wrap.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| {
        match cause.downcast_ref::<io::Error>() {
            // What it wraps is not its source: that is the source of what it wraps.
            Some(error) => error.get_ref().map(|wrapped| wrapped as _),
            None => cause.source(),
        }
    })
}

/// The system's library reports a connection that broke as a failed handshake as well.
#[cfg(feature = "native-tls")]
fn was_refused_by_the_systems_library(cause: &(dyn Error + 'static)) -> bool {
    cause.is::<native_tls::Error>() && !causes(cause).any(|cause| cause.is::<io::Error>())
}

#[cfg(not(feature = "native-tls"))]
fn was_refused_by_the_systems_library(_: &(dyn Error + 'static)) -> bool {
    false
}
