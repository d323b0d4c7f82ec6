//! Faults of connections: they are not opened, break, stay silent, or do not speak HTTP.

use std::time::Duration;

use verify_client::ErrorKind::{Body, Connect, Interrupted, Protocol, Status, Timeout};

use super::{Fault, Peer, SHORT, run};
use crate::support::*;

const HEAD: &str = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n";

/// A success whose declared length is `length`.
fn claiming(length: usize) -> Vec<u8> {
    let body = fixture("created");
    format!("{HEAD}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// A success without a declared length.
fn unlimited() -> Vec<u8> {
    format!("{HEAD}\r\n").into_bytes()
}

/// A success in chunks.
fn chunked(chunks: &str) -> Vec<u8> {
    format!("{HEAD}transfer-encoding: chunked\r\n\r\n{chunks}").into_bytes()
}

fn many_headers(count: usize) -> Vec<u8> {
    let headers: String = (0..count).map(|n| format!("x-{n}: canary\r\n")).collect();
    format!("{HEAD}{headers}content-length: 2\r\n\r\n{{}}").into_bytes()
}

/// A port that nobody listens on.
fn nobody() -> Peer {
    let url = format!("http://{}", closed());
    Peer::without_server(builder(&url).build().unwrap())
}

/// A client that has left a connection to its server in the pool.
async fn pooled(script: impl IntoIterator<Item = Step>) -> Peer {
    let peer = Peer::script(script).await;
    create(&peer.client).await.unwrap();
    // Long enough for a connection that has ended to be noticed.
    tokio::time::sleep(Duration::from_millis(200)).await;
    peer
}

#[tokio::test]
async fn connections_fail_in_every_way() {
    use Step::{Reset, Send, SendAndHang, SendAndRepeat, SendAndReset, SendAndStay};

    let body = fixture("created");
    let whole = claiming(body.len());
    let length = whole.len();
    let sluggish = |pause| Peer::slow([SendAndRepeat(unlimited(), b" ".to_vec(), pause)]);
    let pause = Duration::from_millis(50);
    let flood = SendAndRepeat(unlimited(), vec![b' '; 65536], Duration::ZERO);
    let endless = "HTTP/1.1 502 Bad\r\n\r\ncanary-identity ";
    let endless = SendAndRepeat(endless.into(), vec![b'x'; 65536], Duration::ZERO);
    run(vec![
        Fault::fatal("refused", nobody(), Connect, None, 3),
        Fault::fatal(
            "reset before the request was read",
            Peer::script([Reset]).await,
            Interrupted,
            None,
            3,
        ),
        Fault::fatal(
            "reset before the headers",
            Peer::script([SendAndReset(Vec::new())]).await,
            Interrupted,
            None,
            3,
        ),
        Fault::fatal(
            "reset inside the headers",
            Peer::script([SendAndReset(whole[..30].to_vec())]).await,
            Interrupted,
            None,
            3,
        ),
        Fault::fatal(
            "reset after the headers",
            Peer::script([SendAndReset(whole[..length - body.len()].to_vec())]).await,
            Interrupted,
            201,
            3,
        ),
        Fault::fatal(
            "reset inside the body",
            Peer::script([SendAndReset(whole[..length - 9].to_vec())]).await,
            Interrupted,
            201,
            3,
        ),
        Fault::fatal(
            "closed before the headers",
            Peer::script([Send(Vec::new())]).await,
            Interrupted,
            None,
            3,
        ),
        Fault::cured(
            "reset before the headers, then well",
            Peer::script([SendAndReset(Vec::new()), created()]).await,
            201,
            2,
        ),
        Fault::fatal(
            "accepted and silent",
            Peer::slow([SendAndHang(Vec::new())]).await,
            Timeout,
            None,
            3,
        )
        .taking(3 * SHORT),
        Fault::fatal(
            "silent inside the headers",
            Peer::slow([SendAndHang(whole[..30].to_vec())]).await,
            Timeout,
            None,
            3,
        )
        .taking(3 * SHORT),
        Fault::fatal("trickled body", sluggish(pause).await, Timeout, 201, 3).taking(3 * SHORT),
        Fault::fatal(
            "truncated body",
            Peer::script([Send(whole[..length - 9].to_vec())]).await,
            Interrupted,
            201,
            3,
        ),
        Fault::fatal(
            "truncated body of no said length",
            Peer::script([Send([unlimited(), body[..99].into()].concat())]).await,
            Body,
            201,
            1,
        ),
        Fault::fatal(
            "Content-Length too large",
            Peer::script([Send(claiming(body.len() + 1))]).await,
            Interrupted,
            201,
            3,
        ),
        Fault::fatal(
            "Content-Length too small",
            Peer::script([Send(claiming(body.len() - 2))]).await,
            Body,
            201,
            1,
        ),
        Fault::fatal(
            "Content-Length that is no number",
            Peer::script([Send(format!("{HEAD}content-length: many\r\n\r\n{body}").into())]).await,
            Protocol,
            None,
            1,
        ),
        Fault::fatal(
            "Content-Length far over the limit",
            Peer::script([SendAndHang(claiming(usize::MAX / 2))]).await,
            Body,
            201,
            1,
        ),
        Fault::fatal("endless body", Peer::script([flood]).await, Body, 201, 1),
        Fault::fatal("endless body of an error", Peer::script([endless]).await, Status, 502, 3),
        Fault::fatal(
            "garbage instead of HTTP",
            Peer::script([Send(b"\x16\x03\x01 canary \xff\xfe\r\n\r\n".to_vec())]).await,
            Protocol,
            None,
            1,
        ),
        Fault::fatal(
            "another protocol instead of HTTP",
            Peer::script([Send(b"220 mail.example ESMTP canary\r\n".to_vec())]).await,
            Protocol,
            None,
            1,
        ),
        Fault::fatal(
            "10 000 header lines",
            Peer::script([Send(many_headers(10_000))]).await,
            Protocol,
            None,
            1,
        ),
        Fault::fatal(
            "a header line with a control character",
            Peer::script([Send(format!("{HEAD}x: \x7f\r\n\r\n").into())]).await,
            Protocol,
            None,
            1,
        ),
        Fault::fatal(
            "a chunk that is none",
            Peer::script([Send(chunked("canary\r\n{}\r\n0\r\n\r\n"))]).await,
            Protocol,
            201,
            1,
        ),
        Fault::fatal(
            "chunks that break off",
            Peer::script([Send(chunked("2\r\n{}\r\n"))]).await,
            Interrupted,
            201,
            3,
        ),
        Fault::cured(
            "idle pooled connection closed",
            pooled([Send(whole.clone()), created()]).await,
            201,
            1,
        ),
        Fault::cured(
            "pooled connection closed on the next request",
            pooled([SendAndStay(whole.clone()), Send(Vec::new()), created()]).await,
            201,
            2,
        ),
        Fault::cured(
            "pooled connection reset on the next request",
            pooled([SendAndStay(whole), SendAndReset(Vec::new()), created()]).await,
            201,
            2,
        ),
    ])
    .await;
}
