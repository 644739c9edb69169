//! What enters: columns, and the records of the first page, which settle the widths. What leaves: a line of text for each
//! record, which fits the terminal where there is one.

use super::columns::Column;
use crate::Json;
use crate::cli::text::{escape, escape_whole};
use crate::wiped::Wiped;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zeroize::Zeroizing;

/// Between two columns.
const GAP: usize = 2;
/// What a column is not made narrower than.
const NARROWEST: usize = 16;

pub(super) struct Table {
    columns: Vec<(Column, usize)>,
    /// Whether cells are cut to the width of their column.
    is_cut: bool,
    is_tsv: bool,
    /// How many columns there was no room for.
    pub(super) left_out: usize,
}

impl Table {
    /// Values with a tab between them.
    pub(super) fn tsv(columns: Vec<Column>) -> Self {
        let columns = columns.into_iter().map(|column| (column, 0)).collect();
        Self { columns, is_cut: false, is_tsv: true, left_out: 0 }
    }

    /// Columns as wide as the records of the first page want them, and no wider than `room` in all.
    pub(super) fn new(columns: Vec<Column>, records: &[Json], room: Option<usize>) -> Self {
        let wanted = |column: Column| {
            let cells = records.iter().map(|record| escape(&column.text(record)).width());
            let width = cells.max().unwrap_or(0).max(column.name.width());
            (column, width)
        };
        let mut columns: Vec<(Column, usize)> = columns.into_iter().map(wanted).collect();
        let left_out = room.map_or(0, |room| fit(&mut columns, room));
        Self { columns, is_cut: room.is_some(), is_tsv: false, left_out }
    }

    /// The names of the columns; of a table in capitals, of TSV as `--properties` takes them.
    pub(super) fn header(&self, text: &mut Wiped) {
        let names = self.columns.iter().map(|(column, _)| match self.is_tsv {
            true => escape_whole(&column.name),
            false => Cow::Owned(escape(&column.name).to_uppercase()),
        });
        self.line(names.map(Cow::into_owned).map(Zeroizing::new), text);
    }

    pub(super) fn row(&self, record: &Json, text: &mut Wiped) {
        let cells = self.columns.iter().map(|(column, _)| {
            let value = column.text(record);
            let cell = if self.is_tsv { escape_whole(&value) } else { escape(&value) };
            let cell = Zeroizing::new(cell.into_owned());
            if let Cow::Owned(value) = value {
                drop(Zeroizing::new(value));
            }
            cell
        });
        self.line(cells, text);
    }

    fn line(&self, cells: impl Iterator<Item = Zeroizing<String>>, text: &mut Wiped) {
        // Spaces that are due before the next text: columns that are empty at the end of a line leave none there.
        let mut due = 0;
        for (at, (cell, (column, width))) in cells.zip(&self.columns).enumerate() {
            if self.is_tsv {
                text.push(if at > 0 { "\t" } else { "" }.as_bytes());
                text.push(cell.as_bytes());
                continue;
            }
            let cut = self.is_cut && !column.is_whole() && cell.width() > *width;
            let cell = if cut { Zeroizing::new(shorten(&cell, *width)) } else { cell };
            let shown = cell.trim_end_matches(' ');
            due += if at > 0 { GAP } else { 0 };
            if !shown.is_empty() {
                text.push(" ".repeat(due).as_bytes());
                text.push(shown.as_bytes());
                due = 0;
            }
            due += width.saturating_sub(shown.width());
        }
        text.push(b"\n");
    }
}

/// Leaves out the last columns until the others have room, and narrows the widest until all fit. Returns how many are left
/// out.
fn fit(columns: &mut Vec<(Column, usize)>, room: usize) -> usize {
    let before = columns.len();
    let least = |(column, width): &(Column, usize)| if column.is_whole() { *width } else { NARROWEST.min(*width) };
    while columns.len() > 1 && taken(columns.iter().map(least)) > room {
        columns.pop();
    }
    while taken(columns.iter().map(|(_, width)| *width)) > room {
        let wide = columns.iter_mut().filter(|(column, width)| !column.is_whole() && *width > NARROWEST);
        // One by one, so that equally wide columns stay so.
        let Some((_, width)) = wide.max_by_key(|(_, width)| *width) else { break };
        *width -= 1;
    }
    before - columns.len()
}

/// What columns take of a line.
fn taken(widths: impl ExactSizeIterator<Item = usize>) -> usize {
    GAP * widths.len().saturating_sub(1) + widths.sum::<usize>()
}

/// The beginning of a text, with a mark that more followed.
fn shorten(text: &str, width: usize) -> String {
    let mut left = width.saturating_sub(1);
    let mut short = String::with_capacity(text.len() + '\u{2026}'.len_utf8());
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if wide > left {
            break;
        }
        left -= wide;
        short.push(character);
    }
    short.push('\u{2026}');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(records: &[Json], room: Option<usize>) -> String {
        let columns = ["sid", "friendly_name", "date_created"].map(Column::named).into_iter().collect();
        let table = Table::new(columns, records, room);
        let mut text = Wiped::default();
        table.header(&mut text);
        records.iter().for_each(|record| table.row(record, &mut text));
        text.into_text().unwrap().to_string()
    }

    #[test]
    fn a_table_fits_and_sids_stay_whole() {
        let records = [
            json!({"sid": "SK0123456789", "friendly_name": "大大大大大大大大 and more", "date_created": null}),
            json!({"sid": "SK1", "friendly_name": "\u{1b}[2J", "date_created": "2026-11-20T10:00:00Z"}),
        ];
        assert!(lines(&records, Some(40)).lines().all(|line| line.width() <= 40), "{}", lines(&records, Some(40)));
        assert!(lines(&records, Some(40)).contains("SK0123456789  大"));
        assert!(lines(&records, Some(60)).contains("2026-11-20T10:00:00Z"));
        assert!(lines(&records, None).contains(r"\u{1b}[2J"));
        assert_eq!(lines(&records, Some(14)).lines().next(), Some("SID"));
    }
}
