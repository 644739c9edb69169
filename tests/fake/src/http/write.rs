//! One reply in, its bytes on a socket out: whole, cut off, byte by byte, or without end.

use std::{io, time::Duration};

use axum::http::StatusCode;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

/// A reply, ready to be written.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// How a reply is written.
pub(crate) enum Delivery {
    Whole,
    /// Only so many bytes of the body, then the connection closes.
    Cut(usize),
    /// The body byte by byte, with this pause before each.
    Trickle(Duration),
    /// A body of so many bytes instead, in chunks or with its length declared.
    Huge {
        bytes: u64,
        declared: bool,
    },
}

impl Answer {
    /// Sets a header, in place of one of this name.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|header| !header.0.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Writes the reply. Whether the connection may serve another request is given back.
    pub(crate) async fn write(mut self, stream: &mut TcpStream, delivery: Delivery) -> io::Result<bool> {
        if self.status == 204 && matches!(delivery, Delivery::Cut(_) | Delivery::Huge { .. }) {
            // No client reads a body after 204, so the fault would not be one.
            self.status = 200;
        }
        match delivery {
            Delivery::Whole => {
                let mut bytes = self.head(Some(self.body.len() as u64));
                bytes.append(&mut self.body);
                stream.write_all(&bytes).await?;
                Ok(true)
            }
            Delivery::Cut(keep) => {
                let length = self.body.len().max(keep + 1);
                let mut bytes = self.head(Some(length as u64));
                bytes.extend_from_slice(&self.body[..keep.min(self.body.len())]);
                stream.write_all(&bytes).await?;
                stream.shutdown().await?;
                Ok(false)
            }
            Delivery::Trickle(pause) => {
                stream.write_all(&self.head(Some(self.body.len() as u64))).await?;
                for byte in &self.body {
                    sleep(pause).await;
                    stream.write_all(&[*byte]).await?;
                }
                Ok(true)
            }
            Delivery::Huge { bytes, declared } => {
                stream.write_all(&self.head(declared.then_some(bytes))).await?;
                huge(stream, bytes, declared).await?;
                Ok(true)
            }
        }
    }

    /// The status line and the headers. Without a length the body goes out in chunks.
    fn head(&self, length: Option<u64>) -> Vec<u8> {
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason.unwrap_or("Unknown"));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match length {
            _ if self.status == 204 || self.status == 304 => {}
            Some(length) => head.push_str(&format!("Content-Length: {length}\r\n")),
            None => head.push_str("Transfer-Encoding: chunked\r\n"),
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

/// A JSON object with one long string, of so many bytes in all.
async fn huge(stream: &mut TcpStream, bytes: u64, declared: bool) -> io::Result<()> {
    const OPEN: &[u8] = b"{\"padding\":\"";
    const CLOSE: &[u8] = b"\"}";
    let filler = vec![b'x'; 64 << 10];
    let mut left = bytes.saturating_sub((OPEN.len() + CLOSE.len()) as u64);
    piece(stream, OPEN, declared).await?;
    while left > 0 {
        let count = left.min(filler.len() as u64) as usize;
        piece(stream, &filler[..count], declared).await?;
        left -= count as u64;
    }
    piece(stream, CLOSE, declared).await?;
    if declared { Ok(()) } else { stream.write_all(b"0\r\n\r\n").await }
}

async fn piece(stream: &mut TcpStream, bytes: &[u8], declared: bool) -> io::Result<()> {
    if declared {
        return stream.write_all(bytes).await;
    }
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
    stream.write_all(bytes).await?;
    stream.write_all(b"\r\n").await
}
