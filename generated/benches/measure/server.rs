//! A server that is nearly nothing: whatever is asked, it writes the same reply. It is a task of the runtime that asks, so
//! that no wake-up of another thread, which takes longer than a request does, is measured.

use std::io::ErrorKind;
use tokio::net::{TcpListener, TcpStream};

/// Serves this JSON on any free port of 127.0.0.1 until the runtime ends; gives the base URL.
pub async fn serve(body: &str) -> String {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
    let reply: &'static [u8] = format!("{head}: {}\r\n\r\n{body}", body.len()).into_bytes().leak();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, reply));
        }
    });
    url
}

/// Requests without a body end with an empty line, and the reply fits into the socket's buffer.
async fn answer(stream: TcpStream, reply: &[u8]) {
    stream.set_nodelay(true).unwrap();
    let (mut buffer, mut filled) = ([0; 8192], 0);
    loop {
        match stream.try_read(&mut buffer[filled..]) {
            Ok(0) => return,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => stream.readable().await.unwrap(),
            Err(_) => return,
        }
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            filled = 0;
            if stream.try_write(reply).ok() != Some(reply.len()) {
                return;
            }
        }
    }
}
