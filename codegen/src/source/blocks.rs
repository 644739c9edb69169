//! YAML written in blocks enters, as large documents are; the events that the event parser would give of it leave, from
//! one look at each line. Whatever else stands there is left to that parser, so the text has to be one that was read.

use super::index::Place;

/// What the scan has to enter.
pub(super) trait Sink {
    /// A mapping begins, or else a sequence.
    fn open(&mut self, at: Place, width: usize, is_mapping: bool);
    /// The mapping or sequence ends that began last.
    fn close(&mut self);
    /// A key, or a value without parts.
    fn scalar(&mut self, text: &str, at: Place, width: usize);
    /// A collection in brackets, in one line of text; tells whether it can be read.
    fn flow(&mut self, text: &str, at: Place) -> bool;
}

/// Scans a text; tells whether it could be scanned to its end.
pub(super) fn scan(text: &str, sink: &mut impl Sink) -> bool {
    // A break that only one of the two parsers takes for one would move every line after it.
    let foreign = !text.is_ascii() && text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
        || text.contains('\r') && text.replace("\r\n", "").contains('\r');
    let mut lines = Vec::with_capacity(text.len() / 32);
    lines.extend(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)));
    let mut blocks = Blocks { lines, next: 0, sink, open: Vec::new(), waiting: true };
    !foreign && blocks.scan().is_some()
}

struct Blocks<'t, 's, S> {
    lines: Vec<&'t str>,
    /// The line to look at.
    next: usize,
    sink: &'s mut S,
    /// Column of each mapping and sequence around, and which of them it is.
    open: Vec<(usize, Kind)>,
    /// A key, an item or the document has no value so far.
    waiting: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Mapping,
    Sequence,
}

impl<'t, S: Sink> Blocks<'t, '_, S> {
    /// Nothing where a line is not understood.
    fn scan(&mut self) -> Option<()> {
        while let Some(line) = self.lines.get(self.next).copied() {
            let column = indent(line);
            match line.as_bytes().get(column) {
                None | Some(b'#') => self.next += 1,
                Some(b'\t') => return None,
                Some(b'-' | b'.' | b'%') if column == 0 && !is_item(line) => {
                    // A document may begin with its marker, and ends nowhere but at the end.
                    let begins = self.open.is_empty() && self.waiting && line.trim_end() == "---";
                    self.next += 1;
                    begins.then_some(())?;
                }
                Some(_) => self.content(line, column)?,
            }
        }
        self.leave(0, false)?;
        while self.open.pop().is_some() {
            self.sink.close();
        }
        Some(())
    }

    /// A line that holds something.
    fn content(&mut self, mut line: &'t str, mut column: usize) -> Option<()> {
        self.leave(column, is_item(&line[column..]))?;
        loop {
            let rest = &line[column..];
            let at = Place { line: self.next, column };
            if is_item(rest) {
                self.enter(at, Kind::Sequence);
                self.waiting = true;
                let value = rest[1..].trim_start_matches(' ');
                if value.is_empty() || value.starts_with('#') {
                    self.next += 1;
                    return Some(());
                }
                column += rest.len() - value.len();
                continue;
            }
            if let Some(key) = rest.strip_prefix("? ") {
                // A key too long for a line with its value, as printers write it: the value is in the line below.
                let is_plain = matches!(Key::of(key), Some(None))
                    && key.starts_with(|first: char| first == '/' || first.is_alphanumeric());
                let below = *self.lines.get(self.next + 1)?;
                let value = below.get(column..).filter(|_| is_plain && indent(below) == column)?.strip_prefix(": ")?;
                self.enter(at, Kind::Mapping);
                let key = uncommented(key);
                self.sink.scalar(key, Place { column: column + 2, ..at }, key.chars().count());
                self.waiting = true;
                self.next += 1;
                (line, column) = (below, below.len() - value.trim_start_matches(' ').len());
                continue;
            }
            let Some(key) = Key::of(rest)? else {
                let (outer, _) = *self.open.last()?;
                return self.waiting.then_some(()).and_then(|()| self.value(line, column, outer));
            };
            self.enter(at, Kind::Mapping);
            self.sink.scalar(&key.text, at, key.width);
            self.waiting = true;
            let value = rest[key.end..].trim_start_matches(' ');
            if value.is_empty() || value.starts_with('#') {
                self.next += 1;
                return Some(());
            }
            return self.value(line, column + rest.len() - value.len(), column);
        }
    }

    /// Ends what a line at a column is not in any more.
    fn leave(&mut self, column: usize, is_item: bool) -> Option<()> {
        if self.waiting {
            match self.open.last() {
                None => return Some(()),
                Some((outer, _)) if column > *outer => return Some(()),
                // The items of a list may stand right below its key.
                Some((outer, Kind::Mapping)) if is_item && column == *outer => return Some(()),
                Some((_, Kind::Sequence)) => return None,
                // No value at all.
                Some((_, Kind::Mapping)) => self.sink.scalar("", Place { line: self.next, column }, 1),
            }
            self.waiting = false;
        }
        while let Some((outer, kind)) = self.open.last().copied() {
            if column > outer {
                return None;
            }
            if column == outer && is_item == (kind == Kind::Sequence) {
                break;
            }
            self.open.pop();
            self.sink.close();
        }
        Some(())
    }

    /// Begins a mapping or a sequence where none has begun at this place.
    fn enter(&mut self, at: Place, kind: Kind) {
        if self.waiting {
            self.sink.open(at, 1, kind == Kind::Mapping);
            self.open.push((at.column, kind));
        }
    }

    /// A value that begins in a line; lines that lie further in than `outer` belong to it.
    fn value(&mut self, line: &'t str, column: usize, outer: usize) -> Option<()> {
        let rest = &line[column..];
        let at = Place { line: self.next, column: line[..column].chars().count() };
        self.waiting = false;
        self.next += 1;
        let width = match rest.as_bytes().first()? {
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'\t' => return None,
            b'?' | b'-' | b':' if matches!(rest.as_bytes().get(1), None | Some(b' ' | b'\t')) => return None,
            b'[' | b'{' => return self.sink.flow(rest, at).then_some(()),
            b'|' | b'>' => {
                if !matches!(uncommented(&rest[1..]), "" | "+" | "-") {
                    return None;
                }
                self.skip(outer);
                1
            }
            quote @ (b'"' | b'\'') => {
                let quote = char::from(*quote);
                match closing(&rest[1..], quote) {
                    Some(end) => {
                        is_over(&rest[1 + end..]).then_some(())?;
                        rest[..1 + end].chars().count()
                    }
                    None => {
                        self.quoted(quote)?;
                        1
                    }
                }
            }
            _ => {
                let text = uncommented(rest);
                if self.skip(outer) { 1 } else { text.chars().count() }
            }
        };
        self.sink.scalar("", at, width);
        Some(())
    }

    /// Passes over lines that lie further in, and tells whether one of them holds something.
    fn skip(&mut self, outer: usize) -> bool {
        let mut found = false;
        while let Some(line) = self.lines.get(self.next) {
            let column = indent(line);
            let is_blank = column == line.len();
            if !is_blank && column <= outer {
                break;
            }
            found |= !is_blank && !line[column..].starts_with('#');
            self.next += 1;
        }
        found
    }

    /// Passes over the lines of a quoted text, up to the one where it ends.
    fn quoted(&mut self, quote: char) -> Option<()> {
        loop {
            let line = *self.lines.get(self.next)?;
            self.next += 1;
            if let Some(end) = closing(line, quote) {
                return is_over(&line[end..]).then_some(());
            }
        }
    }
}

/// The key that a line begins with.
struct Key {
    text: String,
    /// How many characters it takes, quotes and all.
    width: usize,
    /// The byte behind its colon.
    end: usize,
}

impl Key {
    /// No key where the text is a value; nothing where it may be a key that needs the event parser.
    fn of(rest: &str) -> Option<Option<Self>> {
        let first = rest.chars().next()?;
        if let quote @ ('"' | '\'') = first {
            let Some(end) = closing(&rest[1..], quote) else { return Some(None) };
            let behind = rest[1 + end..].trim_start_matches(' ');
            if !behind.starts_with(':') {
                return Some(None);
            }
            let inside = &rest[1..end];
            let text = match quote {
                '"' if inside.contains('\\') => return None,
                '"' => inside.to_owned(),
                _ => inside.replace("''", "'"),
            };
            let end_of_key = rest.len() - behind.len() + 1;
            let apart = matches!(rest.as_bytes().get(end_of_key), None | Some(b' '));
            return apart.then_some(Some(Self { text, width: rest[..1 + end].chars().count(), end: end_of_key }));
        }
        if matches!(first, '[' | '{' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '?' | ':' | ',' | ']' | '}') {
            // As the value of an item these are for `value` to read or to refuse.
            return if matches!(first, '[' | '{' | '|' | '>') { Some(None) } else { None };
        }
        let plain = uncommented(rest);
        let colon =
            plain.match_indices(':').find(|(at, _)| matches!(plain.as_bytes().get(at + 1), None | Some(b' ' | b'\t')));
        let Some((colon, _)) = colon else { return Some(None) };
        if plain.as_bytes().get(colon + 1) == Some(&b'\t') {
            return None;
        }
        let text = plain[..colon].trim_end();
        Some(Some(Self { text: text.to_owned(), width: text.chars().count(), end: colon + 1 }))
    }
}

/// The byte behind the quote that ends a text.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if quote == '"' => {
                letters.next();
            }
            _ if letter != quote => {}
            '\'' if letters.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ => return Some(at + 1),
        }
    }
    None
}

/// A plain text without the comment behind it.
fn uncommented(text: &str) -> &str {
    let comment = if text.contains('#') { text.find(" #") } else { None };
    text[..comment.unwrap_or(text.len())].trim_end()
}

/// Whether nothing follows but a comment.
fn is_over(rest: &str) -> bool {
    let rest = rest.trim_end();
    rest.is_empty() || rest.starts_with(" ") && rest.trim_start_matches(' ').starts_with('#')
}

fn is_item(rest: &str) -> bool {
    rest == "-" || rest.starts_with("- ")
}

fn indent(line: &str) -> usize {
    let column = line.bytes().take_while(|byte| *byte == b' ').count();
    match line.as_bytes().get(column) {
        Some(byte) if byte.is_ascii_graphic() => column,
        // Nothing but white space is an empty line.
        _ if line[column..].trim().is_empty() => line.len(),
        _ => column,
    }
}
