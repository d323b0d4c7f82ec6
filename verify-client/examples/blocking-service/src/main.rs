//! A synchronous back end that enrols devices: no `async`, no runtime.
//!
//! ```text
//! export TWILIO_API_KEY=… TWILIO_API_SECRET=… VERIFY_SERVICE_SID=…
//! cargo run --package blocking-service
//! curl -X POST -H 'authorization: Bearer demo-session' http://127.0.0.1:8080/accessTokens
//! ```
//!
//! The example `enrollment-service` is a complete back end, with limits, traces and a graceful
//! shutdown. Its `main.rs` says how to make either example your own.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its reader")]

use std::error::Error;
use std::io::Cursor;
use std::thread;

use serde_json::{Value, json};
use tiny_http::{Header, Method, Request, Server};
use verify_client::ServiceSid;
use verify_client::blocking::Client;

/// Each thread serves one app at a time.
const THREADS: usize = 8;

type Response = tiny_http::Response<Cursor<Vec<u8>>>;

fn main() -> Result<(), Box<dyn Error>> {
    let verify = Client::from_env()?;
    let service_sid = service_sid()?;
    let server = Server::http("127.0.0.1:8080").map_err(|error| error.to_string())?;
    println!("listening on http://{}", server.server_addr());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| serve(&server, &verify, &service_sid));
        }
    });
    Ok(())
}

/// Responds to one request after the other, until the server is unblocked or fails.
fn serve(server: &Server, verify: &Client, service_sid: &ServiceSid) {
    while let Ok(request) = server.recv() {
        let response = response(&request, verify, service_sid);
        if let Err(error) = request.respond(response) {
            eprintln!("the app did not wait: {error}");
        }
    }
}

fn response(request: &Request, verify: &Client, service_sid: &ServiceSid) -> Response {
    if (request.method(), request.url()) != (&Method::Post, "/accessTokens") {
        return json_response(404, &json!({ "message": "no such route" }));
    }
    let Some(identity) = authenticate(request) else {
        return json_response(401, &json!({ "message": "sign in first" }));
    };
    match verify.create_access_token(service_sid, identity).send() {
        Ok(token) => json_response(
            200,
            &json!({
                "token": token.token.expose_secret(),
                "serviceSid": service_sid,
                "identity": identity,
                "factorType": "push",
            }),
        ),
        Err(error) => {
            // Safe to log: no error of the client shows a secret or personal data.
            eprintln!("{error} (request {:?})", error.request_id());
            let status = if error.is_retryable() { 503 } else { 500 };
            json_response(status, &json!({ "message": "no token could be created" }))
        }
    }
}

/// THE PLACE TO CHANGE: check your application's session here, and look up the identity that your
/// system has given to the user. It is neither an e-mail address nor a phone number.
fn authenticate(request: &Request) -> Option<&'static str> {
    let is_session = |header: &Header| {
        header.field.equiv("authorization") && header.value.as_str() == "Bearer demo-session"
    };
    request.headers().iter().any(is_session).then_some("7c1e5d0a-4b0f-4c0e-9f57-2f1f6f6f8d11")
}

fn json_response(status: u16, body: &Value) -> Response {
    let headers = ["content-type: application/json", "cache-control: no-store"];
    let headers = headers.iter().filter_map(|header| header.parse::<Header>().ok());
    let response = Response::from_string(body.to_string()).with_status_code(status);
    headers.fold(response, Response::with_header)
}

#[allow(clippy::disallowed_methods, reason = "an example is configured by its environment")]
fn service_sid() -> Result<ServiceSid, Box<dyn Error>> {
    let value = std::env::var("VERIFY_SERVICE_SID").map_err(|_| "VERIFY_SERVICE_SID is not set")?;
    Ok(value.parse().map_err(|error| format!("VERIFY_SERVICE_SID: {error}"))?)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use verify_client::RetryPolicy;
    use verify_client::mock::{FakeVerify, Fault};

    use super::*;

    /// Sends a request, and returns the status and the body of its response.
    fn ask(server: &Server, authorization: &str) -> (String, Value) {
        let mut stream = TcpStream::connect(server.server_addr().to_ip().unwrap()).unwrap();
        let head = "POST /accessTokens HTTP/1.1\r\nhost: back-end\r\nconnection: close\r\n";
        write!(stream, "{head}authorization: {authorization}\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().to_owned();
        (status, serde_json::from_str(body).unwrap())
    }

    #[test]
    fn an_app_with_a_session_gets_a_token() {
        let twilio = FakeVerify::start();
        let builder = twilio.client_builder().retry(RetryPolicy::none());
        let verify = builder.build_blocking().unwrap();
        let server = Server::http("127.0.0.1:0").unwrap();
        thread::scope(|scope| {
            scope.spawn(|| serve(&server, &verify, twilio.service_sid()));
            let (status, body) = ask(&server, "Bearer demo-session");
            let created = &twilio.tokens()[0];
            assert_eq!(status, "200");
            assert_eq!(body["token"], created.token.expose_secret());
            assert_eq!(body["identity"], created.entity_identity.as_ref().unwrap().as_str());
            assert_eq!(body["serviceSid"], twilio.service_sid().as_str());
            assert_eq!(body["factorType"], "push");

            assert_eq!(ask(&server, "Bearer another").0, "401");
            for (fault, status) in [(Fault::unavailable(), "503"), (Fault::unauthorized(), "500")] {
                twilio.fail_next(1, fault);
                assert_eq!(ask(&server, "Bearer demo-session").0, status);
            }
            server.unblock();
        });
        assert_eq!(twilio.create_requests(), 3);
    }
}
