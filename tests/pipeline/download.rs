//! `cargo xtask sync` from an address, on a server of its own on loopback.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use integration_tests::closed::closed;
use integration_tests::workspace::{Workspace, specification};

/// Responds to the next connections with these bytes, one each, then stops.
fn serve(responses: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for response in responses {
            let (mut socket, _) = listener.accept().unwrap();
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(&response);
        }
    });
    address
}

fn response(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}

#[test]
fn an_address_gives_the_same_files_as_the_file() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let document = specification().to_string();
    let workspace = Workspace::with_stub();
    let address = serve(vec![response("200 OK", &document)]);
    let url = format!("{address}/owner/name/{commit}/spec.json");
    let run = workspace.run(&["sync", "--from", &url]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pin = workspace.read("openapi/upstream.toml");
    assert!(pin.contains(&format!("commit = \"{commit}\"")), "{pin}");

    let other = Workspace::with_stub();
    let path = other.specification(&specification());
    let run = other.run(&["sync", "--from", &path, "--commit", commit]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(other.read("openapi/upstream.toml"), pin);
}

#[test]
fn without_from_the_pins_address_is_fetched_and_must_hold_the_pinned_document() {
    let document = specification().to_string();
    let altered = document.replace("7.8.9", "7.8.10");
    let address = serve(vec![response("200 OK", &document), response("200 OK", &altered)]);
    let workspace = Workspace::with_stub();
    workspace.edit(
        "openapi/upstream.toml",
        "https://raw.githubusercontent.com/twilio/twilio-oai",
        &address,
    );
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let run = workspace.run(&["sync", "--commit", commit]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains(&format!("Reading {address}/{commit}/spec/json/twilio_verify_v2.json")),
        "{}",
        run.stderr
    );
    workspace.fails(&["sync"], &address, "is not the document that openapi/upstream.toml pins");
}

#[test]
fn an_address_that_does_not_give_a_document() {
    let page = "<!DOCTYPE html><title>Not here</title>";
    let cases = [
        (response("404 Not Found", page), "responded with 404 Not Found"),
        (response("200 OK", page), "is an HTML or XML page"),
        (
            response("301 Moved Permanently\r\nlocation: http://127.0.0.1:1/", ""),
            "responded with 301",
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"openapi\"".to_vec(),
            "end of file before message length reached",
        ),
        (
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 65 * 1024 * 1024).into_bytes(),
            "is larger than 64 MiB",
        ),
        (b"nonsense\r\n\r\n".to_vec(), "error sending request"),
        (
            response("200 OK\r\ncontent-encoding: gzip", "\u{1f}"),
            "sent the document in an encoding that was not asked for: \"gzip\"",
        ),
    ];
    for (response, problem) in cases {
        let address = serve(vec![response]);
        Workspace::with_stub().fails(&["sync", "--from", &address], &address, problem);
    }
    let nobody = format!("http://{}/spec.json", closed());
    Workspace::with_stub().fails(&["sync", "--from", &nobody], &nobody, "Connection refused");
}

#[test]
fn a_download_that_stalls_ends_with_the_silence_and_not_with_the_longest_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/spec.json", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]);
        let half = specification().to_string();
        let head = response("200 OK", &half);
        let _ = socket.write_all(&head[..head.len() / 2]);
        // Until the client gives up, for at most a minute.
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        socket.read(&mut [0]).is_ok_and(|read| read == 0)
    });
    let start = Instant::now();
    Workspace::with_stub().fails(
        &["sync", "--from", &address],
        &address,
        "sent nothing for 10 seconds",
    );
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
    assert!(server.join().unwrap());
}

#[test]
fn a_body_without_a_length_is_read_up_to_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/spec.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]);
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        let mebibyte = vec![b' '; 1024 * 1024];
        for _ in 0..70 {
            if socket.write_all(&mebibyte).is_err() {
                break;
            }
        }
    });
    Workspace::with_stub().fails(&["sync", "--from", &address], &address, "is larger than 64 MiB");
}
