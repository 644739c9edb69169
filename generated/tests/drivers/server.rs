//! A server of a few lines: what enters is a script of what to do with each request in turn; what leaves is the text of
//! the requests that came.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What to do with one request.
#[derive(Clone)]
pub enum Act {
    /// Answer with a status, headers (each line ended) and a body.
    Answer(u16, String, String),
    /// Close the connection without a word.
    Drop,
    /// Announce more than is sent, and close.
    Cut(String),
    /// Send a byte of the body every so often, without end.
    Trickle(Duration),
    /// Send this many bytes in chunks, without a length.
    Chunks(usize),
    /// Wait, then answer.
    Late(Duration, String),
}

impl Act {
    pub fn json(body: impl Into<String>) -> Self {
        Self::Answer(200, String::new(), body.into())
    }

    pub fn status(status: u16) -> Self {
        Self::Answer(status, String::new(), "{}".to_owned())
    }
}

pub struct Server {
    pub base: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Follows the script, and its last line for ever after.
    pub fn start(script: Vec<Act>) -> Self {
        Self::answer(move |number, _| script.get(number).or(script.last()).cloned().unwrap_or(Act::Drop))
    }

    /// Does what the function says for each request, by its number and text.
    pub fn answer(act: impl Fn(usize, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, act) = (Arc::clone(&requests), Arc::new(act));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, act) = (Arc::clone(&seen), Arc::clone(&act));
                thread::spawn(move || {
                    let mut stream = stream;
                    while let Some(request) = read(&mut stream) {
                        let number = {
                            let mut seen = seen.lock().unwrap();
                            seen.push(request.clone());
                            seen.len() - 1
                        };
                        if !carry_out(&act(number, &request), &mut stream) {
                            return;
                        }
                    }
                });
            }
        });
        Self { base, requests }
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn read(stream: &mut TcpStream) -> Option<String> {
    let (mut text, mut byte) = (Vec::new(), [0]);
    while !text.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
    }
    let head = String::from_utf8(text).unwrap();
    let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

/// Whether the connection goes on.
fn carry_out(act: &Act, stream: &mut TcpStream) -> bool {
    match act {
        Act::Answer(status, headers, body) => {
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
            stream.write_all((head + body).as_bytes()).is_ok()
        }
        Act::Drop => false,
        Act::Cut(body) => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len() + 100);
            let _ = stream.write_all((head + body).as_bytes());
            false
        }
        Act::Trickle(pause) => {
            let mut piece = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
            while stream.write_all(&piece).is_ok() {
                piece = b" ".to_vec();
                thread::sleep(*pause);
            }
            false
        }
        Act::Chunks(length) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            let chunk = format!("400\r\n{}\r\n", " ".repeat(1024));
            let whole = (0..length / 1024).all(|_| stream.write_all(chunk.as_bytes()).is_ok());
            whole && stream.write_all(b"0\r\n\r\n").is_ok()
        }
        Act::Late(wait, body) => {
            thread::sleep(*wait);
            carry_out(&Act::json(body.as_str()), stream)
        }
    }
}

/// The value of a header, where the request has it.
pub fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split("\r\n\r\n").next()?;
    head.lines().skip(1).find_map(|line| {
        let (is, value) = line.split_once(':')?;
        is.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
