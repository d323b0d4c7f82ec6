//! TLS: the settings that every connection has, and the handshake.
//!
//! There is one file for each library, with the same type [`Tls`]; if both libraries are turned on,
//! rustls is used. What a caller sets is in `certificate.rs`.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) mod certificate;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod none;
#[cfg(feature = "rustls")]
mod rustls;
pub(crate) mod settings;

#[cfg(feature = "rustls")]
pub(crate) use self::rustls::Tls;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) use native::Tls;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) use none::Tls;
