//! What enters: any text. What leaves: the text as it may stand in a path, a query or a form body.

use crate::wiped::Wiped;

/// How a place writes the bytes that it cannot hold.
pub(crate) type Encoding = fn(&str, &mut Wiped);

/// For one segment of a path, or a name or value of a query: RFC 3986's unreserved characters stay.
pub(crate) fn uri(text: &str, out: &mut Wiped) {
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(&[byte]),
            _ => escape(byte, out),
        }
    }
}

/// For a name or value of `application/x-www-form-urlencoded` (WHATWG URL, section 5.2).
pub(crate) fn form(text: &str, out: &mut Wiped) {
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => out.push(&[byte]),
            b' ' => out.push(b"+"),
            _ => escape(byte, out),
        }
    }
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
