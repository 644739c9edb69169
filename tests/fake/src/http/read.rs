//! Bytes off a socket in, one request at a time out.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::request::Request;

/// No request of this API comes near it.
const LARGEST: usize = 64 << 20;

/// One connection: its socket, and the bytes that were read ahead.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, buffer: Vec::new() }
    }

    /// Method and target of the next request, which stays on the socket unread; none if the client has closed.
    pub(crate) async fn peek(&mut self) -> io::Result<Option<(String, String)>> {
        loop {
            if let Some(line) = request_line(&self.buffer) {
                return Ok(Some(line));
            }
            if !self.buffer.is_empty() {
                // Bytes of a pipelined request are here already, so peeking at the socket would show its middle.
                if self.fill().await? == 0 {
                    return Ok(None);
                }
                continue;
            }
            // An idle connection holds no memory to peek into.
            self.stream.readable().await?;
            let mut ahead = vec![0; 16 << 10];
            let count = self.stream.peek(&mut ahead).await?;
            if count == 0 {
                return Ok(None);
            }
            if let Some(line) = request_line(&ahead[..count]) {
                return Ok(Some(line));
            }
            if count == ahead.len() {
                return Err(invalid("the request line is too long"));
            }
            // The line is not whole yet, and peeking again returns at once.
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Reads the next request whole; none if the client closes before it is.
    pub(crate) async fn read(&mut self) -> io::Result<Option<Request>> {
        let (length, mut request) = loop {
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
            if self.fill().await? == 0 {
                return Ok(None);
            }
        };
        self.buffer.drain(..length);
        if request.header("expect").is_some_and(|expect| expect.eq_ignore_ascii_case("100-continue")) {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let is_chunked =
            request.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        let body = if is_chunked {
            self.chunks().await?
        } else {
            let length = request.header("content-length").map_or(Ok(0), |length| length.trim().parse());
            self.take(length.map_err(|_| invalid("Content-Length is no number"))?).await?
        };
        let Some(body) = body else { return Ok(None) };
        request.set_body(body);
        Ok(Some(request))
    }

    async fn fill(&mut self) -> io::Result<usize> {
        if self.buffer.len() > LARGEST {
            return Err(invalid("the request is too large"));
        }
        self.stream.read_buf(&mut self.buffer).await
    }

    /// The next bytes, as many as asked for.
    async fn take(&mut self, count: usize) -> io::Result<Option<Vec<u8>>> {
        while self.buffer.len() < count {
            if self.fill().await? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer.drain(..count).collect()))
    }

    /// A chunked body, put together. Trailers are dropped.
    async fn chunks(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut body = Vec::new();
        loop {
            let size = httparse::parse_chunk_size(&self.buffer).map_err(|_| invalid("a chunk has no size"))?;
            let httparse::Status::Complete((start, size)) = size else {
                if self.fill().await? == 0 {
                    return Ok(None);
                }
                continue;
            };
            let Some(_) = self.take(start).await? else { return Ok(None) };
            let Some(chunk) = self.take(size as usize).await? else { return Ok(None) };
            let Some(_) = self.take(2).await? else { return Ok(None) };
            if chunk.is_empty() {
                return Ok(Some(body));
            }
            body.extend(chunk);
        }
    }
}

/// Length and content of the head, once it is whole.
fn head(bytes: &[u8]) -> io::Result<Option<(usize, Request)>> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(bytes).map_err(|error| invalid(&error.to_string()))? {
        httparse::Status::Partial => Ok(None),
        httparse::Status::Complete(length) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = parsed.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
            let (method, target) = (parsed.method.unwrap_or_default(), parsed.path.unwrap_or_default());
            Ok(Some((length, Request::new(bytes[..length].to_vec(), method.to_owned(), target.to_owned(), headers))))
        }
    }
}

fn request_line(bytes: &[u8]) -> Option<(String, String)> {
    let line = bytes.split(|byte| *byte == b'\n').next().filter(|line| line.len() < bytes.len())?;
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace();
    Some((words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned()))
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
