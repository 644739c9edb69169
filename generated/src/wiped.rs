//! What enters: bytes written one piece after the other. What leaves: all of them in one buffer, and no copy of them in
//! memory that was outgrown.

use std::io;
use zeroize::Zeroizing;

/// A growing buffer that wipes what it outgrows.
#[derive(Default)]
pub(crate) struct Wiped(Zeroizing<Vec<u8>>);

impl Wiped {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.capacity()).max(256)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes, in whose place nothing stays behind.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut *self.0)
    }

    /// The bytes as text, where they are UTF-8.
    pub(crate) fn into_text(self) -> Option<Zeroizing<String>> {
        match String::from_utf8(self.into_bytes()) {
            Ok(text) => Some(Zeroizing::new(text)),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                None
            }
        }
    }
}

impl io::Write for Wiped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Overwrites every text of a value.
#[cfg(feature = "profile")]
pub(crate) fn wipe(value: &mut crate::Json) {
    match value {
        crate::Json::String(text) => zeroize::Zeroize::zeroize(text),
        crate::Json::Array(items) => items.iter_mut().for_each(wipe),
        crate::Json::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}
