//! What enters: records as they come, page by page. What leaves: the same on standard output, as a table, JSON, a JSON value
//! on each line, or tab-separated values.

mod columns;
mod json;
mod table;

use super::{failure::Failure, settings::Settings};
use crate::Json;
use crate::wiped::Wiped;
use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValue, builder::PossibleValuesParser};
use columns::Column;
use std::io::{IsTerminal, Stdout, StdoutLock, Write, stdout};
use table::Table;
use zeroize::Zeroizing;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Jsonl,
    Tsv,
    None,
}

/// What the user wants of the records.
pub(super) struct Wanted {
    format: Format,
    properties: Option<Vec<String>>,
    header: bool,
    /// How many records; all when absent.
    pub(super) limit: Option<usize>,
}

/// Adds the arguments that say how the output looks; those of lists too.
pub(super) fn arguments(command: Command, is_list: bool) -> Command {
    let output = |id: &'static str| Arg::new(id).help_heading("Output");
    let formats = PossibleValuesParser::new([
        PossibleValue::new("table").alias("columns"),
        PossibleValue::new("json"),
        PossibleValue::new("jsonl"),
        PossibleValue::new("tsv"),
        PossibleValue::new("none"),
    ]);
    let command = command
        .arg(
            output("cli.output")
                .long("output")
                .short('o')
                .value_name("FORMAT")
                .value_parser(formats)
                .default_value("table")
                .help("How the output looks"),
        )
        .arg(
            output("cli.properties")
                .long("properties")
                .value_name("NAMES")
                .value_delimiter(',')
                .help("The members to show, in this order: sid,friendly_name"),
        )
        .arg(
            output("cli.no-header")
                .long("no-header")
                .action(ArgAction::SetTrue)
                .help("Leave out the first line of a table or of TSV"),
        );
    if !is_list {
        return command;
    }
    command
        .arg(
            output("cli.limit")
                .long("limit")
                .value_name("NUMBER")
                .value_parser(clap::value_parser!(u64).range(1..))
                .default_value("50")
                .help("At most so many records, of all pages together"),
        )
        .arg(
            output("cli.no-limit")
                .long("no-limit")
                .action(ArgAction::SetTrue)
                .conflicts_with("cli.limit")
                .help("All records that there are"),
        )
}

impl Wanted {
    pub(super) fn of(settings: &Settings, matches: &ArgMatches) -> Self {
        let format = match matches.get_one::<String>("cli.output").map(String::as_str) {
            _ if settings.silent => Format::None,
            Some("json") => Format::Json,
            Some("jsonl") => Format::Jsonl,
            Some("tsv") => Format::Tsv,
            Some("none") => Format::None,
            _ => Format::Table,
        };
        let given = |id: &str| matches.try_get_one::<bool>(id).ok().flatten().copied().unwrap_or_default();
        let limit = matches.try_get_one::<u64>("cli.limit").ok().flatten().copied();
        let limit = limit.filter(|_| !given("cli.no-limit"));
        Self {
            format,
            properties: matches.get_many::<String>("cli.properties").map(|names| names.cloned().collect()),
            header: !given("cli.no-header"),
            limit: limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
        }
    }
}

impl Wanted {
    /// Refuses an output without the one thing that cannot be had again.
    pub(super) fn must_show(&self, member: &str) -> Result<(), Failure> {
        let record = Json::Object([(member.to_owned(), Json::Null)].into_iter().collect());
        let shows = |name: &String| Column::named(name).value(&record).is_some();
        let shown = self.properties.as_ref().is_none_or(|names| names.iter().any(shows));
        if shown && self.format != Format::None {
            return Ok(());
        }
        Err(Failure::usage(format!("{member} is shown this once: leave it among what is printed")))
    }
}

/// Standard output, with the format of the records.
pub(super) struct Output<'a> {
    settings: &'a Settings,
    wanted: Wanted,
    is_list: bool,
    out: StdoutLock<'static>,
    /// The widest line that fits; none where there is no terminal.
    width: Option<usize>,
    /// Settled by the first page.
    table: Option<Table>,
    records: usize,
}

impl<'a> Output<'a> {
    pub(super) fn new(settings: &'a Settings, wanted: Wanted, is_list: bool) -> Self {
        let out: Stdout = stdout();
        let columns = super::credentials::variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or_else(|| if out.is_terminal() { terminal() } else { None });
        Self { settings, wanted, is_list, out: out.lock(), width, table: None, records: 0 }
    }

    /// One record, which shows whole whatever the room that there is: of a secret there is no second sight.
    pub(super) fn unfitted(settings: &'a Settings, wanted: Wanted) -> Self {
        Self { width: None, ..Self::new(settings, wanted, false) }
    }

    /// Writes the records of a page, all at once, so that they are there before the next page is asked for.
    pub(super) fn page(&mut self, records: &[Json]) -> Result<(), Failure> {
        let mut text = Wiped::default();
        let format = self.wanted.format;
        match format {
            Format::None => {}
            Format::Json | Format::Jsonl => {
                for record in records {
                    self.records += 1;
                    let picked = columns::pick(record, self.wanted.properties.as_deref());
                    let record = picked.as_ref().map_or(record, |picked| &picked.0);
                    match format {
                        Format::Json => json::pretty(&mut text, record, self.is_list, self.records == 1)?,
                        _ => json::line(&mut text, record)?,
                    }
                }
            }
            Format::Table | Format::Tsv => self.rows(records, &mut text),
        }
        self.out.write_all(&Zeroizing::new(text.into_bytes()))?;
        Ok(self.out.flush()?)
    }

    fn rows(&mut self, records: &[Json], text: &mut Wiped) {
        if records.is_empty() {
            return;
        }
        let is_tsv = self.wanted.format == Format::Tsv;
        if self.table.is_none() {
            let columns = self.columns(records);
            let width = self.width.filter(|_| !is_tsv);
            let table = if is_tsv { Table::tsv(columns) } else { Table::new(columns, records, width) };
            if table.left_out > 0 {
                let left_out = table.left_out;
                self.settings
                    .note(&format!("{left_out} columns do not fit: name some by --properties, or use -o json"));
            }
            if self.wanted.header {
                table.header(text);
            }
            self.table = Some(table);
        }
        if let Some(table) = &self.table {
            records.iter().for_each(|record| table.row(record, text));
        }
    }

    fn columns(&self, records: &[Json]) -> Vec<Column> {
        let Some(properties) = &self.wanted.properties else { return columns::usual(records) };
        let columns: Vec<Column> = properties.iter().map(|name| Column::named(name)).collect();
        for column in columns.iter().filter(|column| !records.iter().any(|record| column.value(record).is_some())) {
            let known = columns::members(records).join(", ");
            self.settings.warn(&format!("no record has a member {:?}; there are {known}", column.name));
        }
        columns
    }

    /// The end of all records.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        if self.is_list && self.wanted.format == Format::Json {
            self.out.write_all(if self.records == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        Ok(self.out.flush()?)
    }

    /// The end before its time: what was written stays, and is not made to look whole.
    pub(super) fn abandon(&mut self) {
        if self.is_list && self.wanted.format == Format::Json && self.records > 0 {
            let _ = self.out.write_all(b"\n");
        }
    }
}
