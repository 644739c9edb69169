//! What enters: how many records have come. What leaves: a line on standard error while the next ones are waited for, where
//! that is a terminal.

use super::settings::{Level, Settings};
use std::io::{IsTerminal, Write, stderr};

pub(super) struct Progress {
    shown: bool,
    records: usize,
}

impl Progress {
    pub(super) fn new(settings: &Settings) -> Self {
        Self { shown: settings.level >= Level::Info && stderr().is_terminal(), records: 0 }
    }

    pub(super) fn waits(&self) {
        if self.shown {
            self.write(&format!("\r{} records so far ...", self.records));
        }
    }

    /// Takes the line away before rows are written, which may go to the same terminal.
    pub(super) fn clear(&self) {
        if self.shown {
            self.write("\r\u{1b}[K");
        }
    }

    pub(super) fn add(&mut self, records: usize) {
        self.records += records;
    }

    fn write(&self, text: &str) {
        let mut stderr = stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}
