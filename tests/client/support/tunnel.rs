//! A proxy that opens connections to one server, under a name that only this proxy knows.

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// The address of a proxy for which `https://verify.example` is the server at `url`.
pub(crate) async fn start(url: &str) -> String {
    let server = url.replace("https://", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, server.clone()));
        }
    });
    url
}

async fn serve(mut stream: TcpStream, server: String) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    assert!(head.starts_with(b"CONNECT verify.example:443 "), "{}", head.escape_ascii());
    let mut target = TcpStream::connect(server).await?;
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    copy_bidirectional(&mut stream, &mut target).await.map(drop)
}
