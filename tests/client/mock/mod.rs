//! What the fake Twilio promises, and the hand-written request that its tests share.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use verify_client::mock::FakeVerify;

mod faults;
mod helper_libraries;
mod inspection;
mod mock_helpers;
mod rules;
mod tokens;

pub(crate) const SERVICE: &str = "VA00112233445566778899aabbccddeeff";

/// Sends a hand-written request; each of `headers` ends with CR LF. Returns the response as it
/// came.
pub(crate) fn request(twilio: &FakeVerify, line: &str, headers: &str, body: &str) -> String {
    let url = twilio.base_url();
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}
