//! A server that is nearly nothing: whatever is asked, each connection's thread writes the same reply.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Serves this JSON on any free port of 127.0.0.1 until the process ends; gives the base URL.
pub fn serve(body: &str) -> String {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
    let reply: &'static [u8] = format!("{head}: {}\r\n\r\n{body}", body.len()).into_bytes().leak();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            thread::spawn(move || answer(stream, reply));
        }
    });
    url
}

/// Requests without a body end with an empty line.
fn answer(mut stream: TcpStream, reply: &[u8]) {
    stream.set_nodelay(true).unwrap();
    let (mut buffer, mut filled) = ([0; 8192], 0);
    while let Ok(count @ 1..) = stream.read(&mut buffer[filled..]) {
        filled += count;
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            filled = 0;
            if stream.write_all(reply).is_err() {
                return;
            }
        }
    }
}
