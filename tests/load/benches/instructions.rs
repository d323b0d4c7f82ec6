//! Instructions of a whole call, counted by callgrind. The number does not depend on how busy the
//! machine is, so a change of a tenth of a percent is visible.
//!
//! ```sh
//! cargo install gungraun-runner --version 0.20.0
//! cargo bench -p load --bench instructions
//! ```
//!
//! Only the thread of the call is counted, and not the server's.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up stops")]

use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use gungraun::{library_benchmark, library_benchmark_group, main};
use tokio::runtime::Runtime;
use verify_client::{AccessTokenSid, Client, Credentials, ServiceSid};

const BODY: &str = r#"{"sid": "YK0123456789abcdef0123456789abcdef", "token": "e30..a.b.c"}"#;

/// A client that has already made calls, with an open connection.
struct Warm {
    runtime: Runtime,
    client: Client,
    service_sid: ServiceSid,
    sid: AccessTokenSid,
}

impl Warm {
    fn create(&self) {
        let call = self.client.create_access_token(&self.service_sid, "7c1e5d0a-user");
        black_box(self.runtime.block_on(call.send()).unwrap());
    }

    fn fetch(&self) {
        let call = self.client.fetch_access_token(&self.service_sid, &self.sid);
        black_box(self.runtime.block_on(call.send()).unwrap());
    }
}

fn warm() -> Warm {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || serve(&stream.unwrap()));
        }
    });
    let secret = "0123456789abcdef0123456789abcdef";
    let warm = Warm {
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        client: Client::builder()
            .base_url(format!("http://{address}"))
            .credentials(
                Credentials::api_key("SK0123456789abcdef0123456789abcdef", secret).unwrap(),
            )
            .build()
            .unwrap(),
        service_sid: "VA0123456789abcdef0123456789abcdef".parse().unwrap(),
        sid: "YK0123456789abcdef0123456789abcdef".parse().unwrap(),
    };
    for _ in 0..20 {
        warm.create();
        warm.fetch();
    }
    warm
}

/// Responds to every request of a connection.
fn serve(stream: &TcpStream) {
    let mut input = BufReader::new(stream);
    let mut output = stream;
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if input.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
        }
        let mut form = vec![0; length];
        input.read_exact(&mut form).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
        let response = format!("{head}: {}\r\n\r\n{BODY}", BODY.len());
        output.write_all(response.as_bytes()).unwrap();
    }
}

#[library_benchmark]
#[bench::warm(setup = warm)]
fn create(warm: Warm) -> Warm {
    warm.create();
    warm
}

#[library_benchmark]
#[bench::warm(setup = warm)]
fn fetch(warm: Warm) -> Warm {
    warm.fetch();
    warm
}

library_benchmark_group!(name = calls; benchmarks = create, fetch);

main!(library_benchmark_groups = calls);
