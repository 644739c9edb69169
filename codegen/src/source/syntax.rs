//! What a parser says of a text that it cannot read enters; a diagnostic at the place of the cause, in words for people who
//! do not know how parsers work, leaves.

use super::alias::{self, Fault};
use super::index::Position0;
use super::{Index, Position, Source, index};
use crate::diagnostic::{Code, Diagnostics};
use saphyr_parser::{Event, Parser};

/// What the parsers themselves refuse.
pub(super) fn refuse(source: &Source, position: Option<Position>, error: &str) -> Diagnostics {
    if error.contains("repetition limit exceeded") {
        return aliases(source, position);
    }
    if error.contains("recursion limit exceeded") {
        if let Some((Fault::Circle, _)) = alias::culprit(source.body()) {
            return aliases(source, position);
        }
        let help = "no OpenAPI document needs this depth: flatten it";
        return source.refuse(Code::TooDeep, position, "nodes are nested more than 128 deep here", help);
    }
    if error.contains("more than one document") {
        let position = Index::new(source).second_document();
        let message = "a second YAML document starts here";
        return source.refuse(Code::ManyDocuments, position, message, "keep one document in each file");
    }
    if split(error, " at line ").0.ends_with("expected a key") {
        return source.refuse(Code::BadKey, position, "a key of this mapping is not text", "write the key as text");
    }
    if let Some(refused) = page(source) {
        return refused;
    }
    let told = Told::new(source, position, error);
    let found = told.json().or_else(|| told.quote());
    let Finding { position, message, help } = found.unwrap_or_else(|| told.plain());
    source.refuse(Code::BadYaml, position, message, help)
}

/// An alias that stands for itself, or for too much.
pub(super) fn aliases(source: &Source, position: Option<Position>) -> Diagnostics {
    match alias::culprit(source.body()) {
        Some((Fault::Circle, at)) => source.refuse(
            Code::AliasCircle,
            Some(at),
            "this alias repeats a node that it is a part of, without end",
            "use $ref where something holds itself",
        ),
        found => source.refuse(
            Code::AliasBomb,
            found.map(|(_, at)| at).or(position),
            "aliases expand to more than any document holds, and this one is too much",
            "write the repeated parts out, or use $ref",
        ),
    }
}

/// A page of the web in the place of a document: most often what a server says of a failed download.
pub(super) fn page(source: &Source) -> Option<Diagnostics> {
    let text = source.body().trim_start();
    let is_markup = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "!?".contains(c)));
    if !is_markup {
        return None;
    }
    let line = source.body().lines().position(|line| line.trim_start().starts_with('<')).unwrap_or_default() + 1;
    let indent =
        index::line(source.body(), line).map_or(0, |line| line.chars().take_while(|c| c.is_whitespace()).count());
    Some(source.refuse(
        Code::BadYaml,
        Some(Position { line, col: indent + 1 }),
        "this is HTML or XML and no OpenAPI document",
        "download it again: the address may be that of a page about the document, or the download failed",
    ))
}

/// What is found to be wrong.
struct Finding {
    position: Option<Position>,
    message: String,
    help: String,
}

/// What libyaml or serde_json says: the problem and where, and what it was reading and where that starts.
struct Told<'a> {
    source: &'a Source,
    position: Option<Position>,
    problem: &'a str,
    context: &'a str,
    start: Option<Position>,
}

impl<'a> Told<'a> {
    fn new(source: &'a Source, position: Option<Position>, error: &'a str) -> Self {
        let (problem, context) = error.split_once(", while ").unwrap_or((error, ""));
        let (problem, _) = split(problem, " at line ");
        let (problem, offset) = split(problem, " at position ");
        let (context, start) = split(context, " at line ");
        let start = start.and_then(|start| {
            let (line, col) = start.split_once(" column ")?;
            let told = Position { line: line.parse().ok()?, col: col.parse().ok()? };
            Some(place_of_libyaml(source.body(), told))
        });
        let by_offset = || offset.and_then(|offset| place(source.body(), offset.parse().ok()?));
        Self { source, position: by_offset().or(position), problem, context, start }
    }

    /// The symbol at a position; none at the end of a line.
    fn symbol(&self, at: Option<Position>) -> Option<char> {
        let at = at?;
        index::line(self.source.body(), at.line)?.chars().nth(at.col.checked_sub(1)?)
    }

    /// The line of the problem up to it.
    fn before(&self) -> String {
        let line = self.position.and_then(|at| Some((index::line(self.source.body(), at.line)?, at.col)));
        line.map(|(line, col)| line.chars().take(col.saturating_sub(1)).collect()).unwrap_or_default()
    }

    fn is_at_end(&self) -> bool {
        let body = self.source.body();
        self.position.is_some_and(|at| {
            let rest =
                index::line(body, at.line).map(|line| line.chars().skip(at.col.saturating_sub(1)).collect::<String>());
            at.line >= body.trim_end().lines().count() && rest.is_none_or(|rest| rest.trim().is_empty())
        })
    }

    /// Where a position is, for a sentence.
    fn at(position: Position) -> String {
        format!("{}:{}", position.line, position.col)
    }

    /// What serde_json says of a text that is meant as JSON, most often by somebody who writes JavaScript or YAML.
    fn json(&self) -> Option<Finding> {
        if !index::is_json(self.source.body()) {
            return None;
        }
        let symbol = self.symbol(self.position);
        let (message, help) = match (self.problem, symbol) {
            ("trailing comma", _) => ("a comma stands behind the last entry", "remove the comma before this bracket"),
            (
                "key must be a string" | "expected value" | "expected `,` or `}`" | "expected `,` or `]`",
                Some('/' | '#'),
            ) => ("a comment stands here, and JSON has none", "remove it; a remark may go into a field `x-comment`"),
            ("key must be a string" | "expected value", Some('\'')) => {
                ("single quotes stand here, and JSON has only double ones", "write `\"` in the place of `'`")
            }
            ("key must be a string", Some(_)) => ("a key without quotes stands here", "put it in double quotes"),
            ("expected value", Some('T' | 'F' | 'N')) | ("expected ident", _) => {
                ("this is no value of JSON", "write `true`, `false` or `null`, or put it in double quotes")
            }
            ("expected value", Some(first)) if first.is_alphabetic() => {
                ("a value without quotes stands here", "put it in double quotes")
            }
            ("expected `,` or `}`", _) => {
                ("`,` or `}` is expected here", "put a comma between the members, or close the `{`")
            }
            ("expected `,` or `]`", _) => {
                ("`,` or `]` is expected here", "put a comma between the items, or close the `[`")
            }
            ("expected `:`", _) => ("`:` is expected here", "write `\"key\": value`"),
            ("invalid escape", _) => ("this is no escape of JSON", "write the backslash twice"),
            ("invalid number", _) => {
                ("this is no number of JSON", "write a plain decimal number, without `0` or `+` before it")
            }
            ("trailing characters", _) => {
                ("more follows behind the end of the document", "remove it, or see which bracket closes too early")
            }
            (problem, _) if problem.starts_with("control character") => (
                "a line break or another control character stands in text",
                "close the text in its line, and write line breaks as `\\n`",
            ),
            (problem, _) if problem.starts_with("EOF while parsing") => (
                "the text ends here, and something is still open",
                "close all brackets and quotes; or the file is cut off, and has to be fetched again",
            ),
            _ => return None,
        };
        Some(Finding { position: self.position, message: message.to_owned(), help: help.to_owned() })
    }

    /// A quote that is not closed where it should be is not noticed before the next one.
    fn quote(&self) -> Option<Finding> {
        let found = |position, message: &str, help: &str| {
            Some(Finding { position, message: message.to_owned(), help: help.to_owned() })
        };
        if self.context.contains("a quoted scalar") && self.problem.starts_with("found unexpected") {
            let help = "close it at the end of the text that it is to hold";
            return found(self.start, "the quote that opens here is never closed", help);
        }
        let (start, end) = misquoted(self.source.body())?;
        // The parsers do not differ in what quotes are, but one may stumble over something else.
        if self.position.is_none_or(|problem| problem.line != end.line || problem < end) {
            return None;
        }
        if start.line < end.line {
            let help = "close it at the end of the text that it is to hold";
            let message = format!("the quote that opens here is closed only by the next one, at {}", Self::at(end));
            return found(Some(start), &message, help);
        }
        let help = "write an apostrophe in single quotes twice (`''`), and a quote in double ones as `\\\"`";
        found(Some(Position { col: end.col + 1, ..end }), "more text follows after the closing quote", help)
    }

    fn plain(&self) -> Finding {
        let mut position = self.position;
        let symbol = self.symbol(position);
        let before = self.before();
        let is_tab = symbol == Some('\t') || self.problem.contains("a tab character");
        let (message, help) = match self.problem {
            _ if is_tab && before.chars().all(char::is_whitespace) => {
                ("a tab indents this line, and YAML takes only spaces".to_owned(), "indent it with spaces".to_owned())
            }
            _ if is_tab => {
                ("a tab stands here, where YAML takes only spaces".to_owned(), "write a space in its place".to_owned())
            }
            "found character that cannot start any token" => {
                let symbol = symbol.map(String::from).unwrap_or_default();
                (format!("a value cannot start with `{symbol}`"), "put the whole value in quotes".to_owned())
            }
            "mapping values are not allowed in this context" if before.contains(": ") => {
                ("a second `: ` stands in the value of this line".to_owned(), "put the value in quotes".to_owned())
            }
            "mapping values are not allowed in this context" => (
                "this line continues the text above it, and a key cannot stand there".to_owned(),
                "if it is a key, indent it as the others of its mapping, and see whether the line above lacks a `:`"
                    .to_owned(),
            ),
            "block sequence entries are not allowed in this context" => (
                "an item of a list cannot start here".to_owned(),
                "put it on a line of its own below the key, after `- `".to_owned(),
            ),
            "did not find expected ',' or '}'" | "did not find expected ',' or ']'" => {
                let (open, close) = if self.problem.contains('}') { ('{', '}') } else { ('[', ']') };
                let opens = self.start.map(|at| format!(" at {}", Self::at(at))).unwrap_or_default();
                if self.is_at_end() && self.start.is_some() {
                    position = self.start;
                    (format!("this `{open}` is never closed"), format!("close it with `{close}`"))
                } else {
                    (
                        format!("`,` or `{close}` is expected here"),
                        format!("put a comma between the entries, and close the `{open}`{opens}"),
                    )
                }
            }
            "did not find expected node content" => (
                match symbol {
                    Some(symbol) => format!("a value is expected here, not `{symbol}`"),
                    None => "a value is expected here".to_owned(),
                },
                "write the value, or remove what is too much".to_owned(),
            ),
            "did not find expected key" => (
                "a key is expected here, and this is none of the mapping around it".to_owned(),
                "write `key: value`, indented as the other keys of its mapping".to_owned(),
            ),
            "did not find expected '-' indicator" => (
                match self.start {
                    Some(start) => format!("this is no item of the list that starts at {}", Self::at(start)),
                    None => "this is no item of the list around it".to_owned(),
                },
                "start it with `- `, or indent it otherwise than the list".to_owned(),
            ),
            "could not find expected ':'" => {
                position = self.start.or(position);
                let help = "write `key: value`; if it continues the text above, indent it more";
                ("this line has no `:` after its key".to_owned(), help.to_owned())
            }
            "found unknown escape character" => {
                let next = self.position.map(|at| Position { col: at.col + 1, ..at });
                let escape: String = symbol.into_iter().chain(self.symbol(next)).collect();
                (
                    format!("`{escape}` is no escape of double quotes"),
                    "write the backslash twice, or put the text in single quotes".to_owned(),
                )
            }
            "did not find expected alphabetic or numeric character" => {
                let start = self.symbol(self.start).unwrap_or('*');
                let what = if start == '&' { "an anchor" } else { "an alias" };
                position = self.start.or(position);
                (
                    format!("`{start}` starts {what}, and no name follows"),
                    format!("put the value in quotes, if no {} is meant", what.trim_start_matches("an ")),
                )
            }
            "unknown anchor" => (
                "no anchor of this name stands above".to_owned(),
                "write `&name` before what is to be repeated, or put the value in quotes if no alias is meant"
                    .to_owned(),
            ),
            "found undefined tag handle" => (
                "a value has a YAML tag".to_owned(),
                "remove the tag: OpenAPI knows JSON's types only; or put the value in quotes".to_owned(),
            ),
            "control characters are not allowed" => {
                let what = symbol.map(|symbol| format!("the control character U+{:04X}", u32::from(symbol)));
                (
                    format!("{} cannot stand in YAML", what.as_deref().unwrap_or("a control character")),
                    "remove it, or write it as an escape in double quotes".to_owned(),
                )
            }
            problem => {
                let context = if self.context.is_empty() { String::new() } else { format!(", while {}", self.context) };
                (format!("{problem}{context}"), "correct the syntax".to_owned())
            }
        };
        Finding { position, message, help }
    }
}

/// The text before the last `mark`, and what follows it.
fn split<'a>(text: &'a str, mark: &str) -> (&'a str, Option<&'a str>) {
    match text.rsplit_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The line and column of a byte.
fn place(text: &str, offset: usize) -> Option<Position> {
    let before = text.get(..offset)?;
    let (line, start) = index::line_starts(before).enumerate().last()?;
    Some(Position { line: line + 1, col: before.get(start as usize..)?.chars().count() + 1 })
}

/// A place that serde_json tells: it knows one kind of line break, and counts columns in bytes.
pub(super) fn place_by_bytes(text: &str, line: usize, column: usize) -> Position {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    place(text, offset).unwrap_or(Position { line: 1, col: 1 })
}

/// A place that libyaml tells: it knows more kinds of line breaks than editors do, and puts one behind every text.
pub(super) fn place_of_libyaml(text: &str, told: Position) -> Position {
    let start = Position { line: 1, col: 1 };
    let (mut theirs, mut place) = (start, start);
    let mut symbols = text.chars().peekable();
    while theirs < told {
        let Some(symbol) = symbols.next() else { break };
        let is_break = symbol == '\n' || symbol == '\r' && symbols.peek() != Some(&'\n');
        for (at, is_break) in
            [(&mut place, is_break), (&mut theirs, is_break || matches!(symbol, '\u{85}' | '\u{2028}' | '\u{2029}'))]
        {
            *at = match is_break {
                true => Position { line: at.line + 1, col: 1 },
                false => Position { col: at.col + 1, ..*at },
            };
        }
    }
    place
}

/// Where text in quotes starts and ends that does not end as it should; libyaml notices only what follows from it.
fn misquoted(text: &str) -> Option<(Position, Position)> {
    let mut parser = Parser::new_from_str(text);
    let mut read = Position { line: 1, col: 1 };
    let error = loop {
        match parser.next_event()? {
            Ok((Event::StreamEnd, _)) => return None,
            Ok((_, span)) => read = read.max(span.end.position()),
            Err(error) => break error,
        }
    };
    let is_quoted = |symbol: char| matches!(symbol, '"' | '\'');
    let start = match error.info() {
        "invalid indentation in quoted scalar" => error.marker().position(),
        // All before the text in quotes was read.
        info if info.starts_with("invalid trailing content after") => next(text, read, is_quoted)?.0,
        _ => return None,
    };
    let (start, quote) = next(text, start, is_quoted)?;
    let (end, _) = next(text, Position { col: start.col + 1, ..start }, |symbol| symbol == quote)?;
    Some((start, end))
}

/// The first such symbol from a position on.
fn next(text: &str, from: Position, is_wanted: impl Fn(char) -> bool) -> Option<(Position, char)> {
    text.lines().enumerate().skip(from.line - 1).find_map(|(index, line)| {
        let skipped = if index + 1 == from.line { from.col - 1 } else { 0 };
        let (col, symbol) = line.chars().enumerate().skip(skipped).find(|(_, symbol)| is_wanted(*symbol))?;
        Some((Position { line: index + 1, col: col + 1 }, symbol))
    })
}
