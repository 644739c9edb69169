//! What enters: any text. What leaves: the text as it may stand in a path, a query or a form body.

use crate::wiped::Wiped;

/// How a place writes the bytes that it cannot hold.
pub(crate) type Encoding = fn(&str, &mut Wiped);

/// For one segment of a path, or a name or value of a query: RFC 3986's unreserved characters stay.
pub(crate) fn uri(text: &str, out: &mut Wiped) {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    encode(text, out, stays, escape);
}

/// For a name or value of `application/x-www-form-urlencoded` (WHATWG URL, section 5.2).
pub(crate) fn form(text: &str, out: &mut Wiped) {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'*');
    encode(text, out, stays, |byte, out| if byte == b' ' { out.push(b"+") } else { escape(byte, out) });
}

/// Most texts stay as they are: what stays is copied in runs.
fn encode(text: &str, out: &mut Wiped, stays: impl Fn(u8) -> bool, other: impl Fn(u8, &mut Wiped)) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| !stays(*byte)) {
        let (run, from) = rest.split_at(at);
        out.push(run);
        if let Some((byte, after)) = from.split_first() {
            other(*byte, out);
            rest = after;
        }
    }
    out.push(rest);
}

fn escape(byte: u8, out: &mut Wiped) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(&[b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(encoding: Encoding, text: &str) -> String {
        let mut out = Wiped::default();
        encoding(text, &mut out);
        String::from_utf8(out.into_bytes()).unwrap()
    }

    #[test]
    fn each_place_keeps_its_own_characters() {
        let text = "aZ09-._~*+ /?#&=%;é🎉\n";
        assert_eq!(written(uri, text), "aZ09-._~%2A%2B%20%2F%3F%23%26%3D%25%3B%C3%A9%F0%9F%8E%89%0A");
        assert_eq!(written(form, text), "aZ09-._%7E*%2B+%2F%3F%23%26%3D%25%3B%C3%A9%F0%9F%8E%89%0A");
    }
}
