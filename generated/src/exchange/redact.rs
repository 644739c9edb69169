//! What enters: the secrets that went out with a request, and the texts of an answer that is an error. What leaves: the
//! same texts without those secrets, however the answer spells them.

use crate::ApiError;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::{Zeroize, Zeroizing};

/// What stands in place of a secret, as its `Debug` does.
const REDACTED: &str = "[redacted]";

/// What is shorter is part of many a word, and no secret.
const SHORTEST: usize = 6;

/// The secrets that went out with a request.
#[derive(Default)]
pub(super) struct Sent(Vec<Zeroizing<Vec<u8>>>);

impl Sent {
    /// Adds a secret: as it is, and in base64. Of a name and a secret that go together (`AKIA...:...`), the secret is one
    /// by itself.
    pub(super) fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        self.0.push(Zeroizing::new(secret.as_bytes().to_vec()));
        for alphabet in [&BASE64_STANDARD_NO_PAD, &BASE64_URL_SAFE_NO_PAD] {
            self.0.push(Zeroizing::new(alphabet.encode(secret).into_bytes()));
        }
        if let Some((_, alone)) = secret.split_once(':') {
            self.add(alone);
        }
    }

    /// The error without them.
    pub(super) fn hidden(&self, mut error: ApiError) -> ApiError {
        error.rewrite(&|text| self.hide(text));
        error
    }

    fn hide(&self, text: &mut String) {
        for secret in &self.0 {
            // As it stands there, then as what its percent-encoding stands for.
            for read in [literal, decoded] {
                let Some(hidden) = without(text, secret, read) else { continue };
                text.zeroize();
                *text = hidden;
            }
        }
    }
}

/// The byte that the text has at an index, and how long it is there.
type Read = fn(&[u8], usize) -> Option<(u8, usize)>;

fn literal(text: &[u8], at: usize) -> Option<(u8, usize)> {
    text.get(at).map(|byte| (*byte, 1))
}

fn decoded(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    match text.get(at)? {
        b'%' => match digit(at + 1).zip(digit(at + 2)) {
            Some((high, low)) => Some((u8::try_from(16 * high + low).unwrap_or(b'%'), 3)),
            None => Some((b'%', 1)),
        },
        b'+' => Some((b' ', 1)),
        byte => Some((*byte, 1)),
    }
}

/// The text without a secret, where it has it.
fn without(text: &str, secret: &[u8], read: Read) -> Option<String> {
    let bytes = text.as_bytes();
    let length = |from: usize| {
        let mut at = from;
        for byte in secret {
            let (is, length) = read(bytes, at)?;
            if is != *byte {
                return None;
            }
            at += length;
        }
        Some(at - from)
    };
    let (mut hidden, mut kept, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match length(at) {
            Some(length) => {
                hidden.push_str(&String::from_utf8_lossy(&bytes[kept..at]));
                hidden.push_str(REDACTED);
                at += length;
                kept = at;
            }
            None => at += 1,
        }
    }
    if kept == 0 {
        return None;
    }
    hidden.push_str(&String::from_utf8_lossy(&bytes[kept..]));
    Some(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hide(secret: &str, text: &str) -> String {
        let mut sent = Sent::default();
        sent.add(secret);
        let mut text = text.to_owned();
        sent.hide(&mut text);
        text
    }

    #[test]
    fn a_secret_is_hidden_however_it_is_spelt() {
        let secret = "AKIA/7é:hunter2 +";
        for spelt in [
            secret,
            "AKIA%2F7%C3%A9%3Ahunter2%20%2B",
            "AKIA%2f7%c3%a9%3ahunter2+%2b",
            "%41KIA/7%C3%A9:hunter2+%2B",
            "QUtJQS83w6k6aHVudGVyMiAr",
        ] {
            let text = format!("Invalid: Credentials={spelt}, and 100% of {spelt}.");
            assert_eq!(hide(secret, &text), "Invalid: Credentials=[redacted], and 100% of [redacted].", "{spelt}");
        }
        assert_eq!(hide("\u{3f}\u{3e}~~~~", "Pz5-fn5- Pz5+fn5+"), "[redacted] [redacted]");
        assert_eq!(hide("a%41b+c", "a%41b+c"), "[redacted]");
        assert_eq!(hide("AKIA0:hunter2", "of AKIA0: hunter2, AKIA0%3Ahunter2"), "of AKIA0: [redacted], [redacted]");
    }

    #[test]
    fn what_is_no_secret_stays() {
        assert_eq!(hide("hunter2", "a hunter, 2 %"), "a hunter, 2 %");
        assert_eq!(hide("short", "a short text"), "a short text");
        assert_eq!(hide("hunter2", ""), "");
        assert_eq!(hide("hunter2", "é%é%zz%4"), "é%é%zz%4");
    }
}
