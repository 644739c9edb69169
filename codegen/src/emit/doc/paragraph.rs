//! A paragraph of rustdoc in; its first sentence, or its lines, out: code and addresses stay whole, and no line begins a
//! block that the paragraph was not.

/// Width of a line of documentation without its slashes.
pub const WIDTH: usize = 100;

/// Splits a paragraph after its first sentence.
pub fn first_sentence(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    for (index, symbol) in prose(text) {
        if !matches!(symbol, '.' | '!' | '?') || bytes.get(index + 1) != Some(&b' ') {
            continue;
        }
        let rest = text[index + 1..].trim_start();
        let before = &text[..index];
        let abbreviated =
            ["e.g", "i.e", "etc", "vs", "incl", "approx", "No"].iter().any(|short| before.ends_with(short));
        if !abbreviated && !rest.starts_with(|next: char| next.is_lowercase()) {
            return (&text[..=index], rest);
        }
    }
    (text, "")
}

/// The characters of a paragraph of rustdoc that are no code: a run of backticks opens code, and the next run of the same
/// length closes it; one that nothing closes is text.
fn prose(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut end, mut escaped) = (0, false);
    text.char_indices().filter(move |(index, symbol)| {
        if *index < end {
            return false;
        }
        if *symbol == '`' && !escaped {
            let run = ticks(&text[*index..]);
            let behind = index + run;
            end = behind + closed(&text[behind..], run).unwrap_or(0);
            return false;
        }
        escaped = *symbol == '\\' && !escaped;
        true
    })
}

/// Where the code ends whose opening run of backticks was so long: behind the next run of that length.
fn closed(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let length = ticks(&text[at + start..]);
        at += start + length;
        if length == run {
            return Some(at);
        }
    }
    None
}

/// The length of the run of backticks that a text starts with.
fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Begins with a capital, unless it begins with a name, and ends with a mark.
pub fn sentence(text: &str) -> String {
    let mut out = text.trim().to_owned();
    if let Some(first) = out.chars().next().filter(char::is_ascii_lowercase) {
        out.replace_range(..1, &first.to_ascii_uppercase().to_string());
    }
    if out.ends_with(':') {
        out.pop();
    }
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// Breaks at spaces, but never inside code or an address; a line that would begin a block of its own is kept from it.
pub fn wrap(text: &str, indent: usize, marker: &str) -> Vec<String> {
    let margin = " ".repeat(indent.saturating_sub(marker.len()));
    let hanging = " ".repeat(margin.len() + marker.len());
    let mut lines = Vec::new();
    let mut line = format!("{margin}{marker}");
    let mut columns = line.chars().count();
    let mut empty = true;
    for word in words(text) {
        let width = word.chars().count();
        if !empty && columns + 1 + width > WIDTH && !begins_block(word) {
            lines.push(std::mem::replace(&mut line, if marker.is_empty() { margin.clone() } else { hanging.clone() }));
            columns = line.chars().count();
            empty = true;
        }
        if !empty {
            line.push(' ');
            columns += 1;
        }
        if empty && lines.is_empty() && begins_block(word) {
            line.push('\\');
            columns += 1;
        }
        line.push_str(word);
        columns += width;
        empty = false;
    }
    lines.push(line);
    lines
}

fn begins_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    word.starts_with(['#', '+', '-', '=', '>', '|'])
        || (number.len() < word.len() && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Words, where code with spaces and addresses in angle brackets are one: code that is broken could begin a block.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut in_address) = (0, false);
    for (index, symbol) in prose(text) {
        match symbol {
            '<' if !text[..index].ends_with('\\') => in_address = true,
            '>' if in_address => in_address = false,
            ' ' if !in_address => {
                if start < index {
                    words.push(&text[start..index]);
                }
                start = index + 1;
            }
            _ => {}
        }
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_one_word_and_what_nothing_closes_is_text() {
        assert_eq!(words("a ``b ` c`` d"), ["a", "``b ` c``", "d"]);
        assert_eq!(words("a ``b c` d"), ["a", "``b", "c`", "d"]);
        assert_eq!(words("a \\`b c\\` d"), ["a", "\\`b", "c\\`", "d"]);
        assert_eq!(first_sentence("A `b. C` d. E"), ("A `b. C` d.", "E"));
    }

    #[test]
    fn no_line_begins_a_block() {
        let lines = wrap(&format!("{} 1. b", "a".repeat(WIDTH - 2)), 0, "");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(lines[1], "b");
        assert_eq!(wrap("# a", 2, "- "), ["- \\# a"]);
    }
}
