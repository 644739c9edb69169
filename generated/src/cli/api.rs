//! What enters: the words and flags of an `api` command. What leaves: the request sent, page by page where it is a list, and
//! what came back printed.

use super::failure::Failure;
use super::output::{Output, Wanted};
use super::settings::Settings;
use super::untyped::{Untyped, UntypedList};
use super::{credentials, dry_run, name, operation, progress::Progress, question, secrets, telling};
use crate::blocking::Client;
use crate::{AccountSid, Method, OPERATIONS, OperationSpec, Paging, Request};
use clap::{ArgMatches, Command};

/// A command, or a group of them.
#[derive(Default)]
struct Node {
    spec: Option<&'static OperationSpec>,
    children: Vec<(String, Node)>,
}

/// `api` with a command for each operation.
pub(super) fn commands(api: Command) -> Command {
    let mut root = Node::default();
    for spec in OPERATIONS {
        let mut node = &mut root;
        for word in name::words(spec) {
            let at = node.children.iter().position(|(name, _)| *name == word).unwrap_or_else(|| {
                node.children.push((word, Node::default()));
                node.children.len() - 1
            });
            node = &mut node.children[at].1;
        }
        node.spec = Some(spec);
    }
    group(api, root)
}

fn group(command: Command, node: Node) -> Command {
    let mut command = command.subcommand_required(true).arg_required_else_help(true);
    for (word, child) in node.children {
        let about = child.children.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(", ");
        command = command.subcommand(match child.spec {
            Some(spec) => operation::command(spec),
            None => group(Command::new(word).about(about), child),
        });
    }
    command
}

/// Finds the operation of the words, and the flags after the last of them.
fn find(matches: &ArgMatches) -> Option<(&'static OperationSpec, &ArgMatches)> {
    let (mut words, mut matches) = (Vec::new(), matches);
    while let Some((word, below)) = matches.subcommand() {
        words.push(word);
        matches = below;
    }
    let spec = OPERATIONS.iter().find(|spec| name::words(spec).iter().eq(words.iter()))?;
    Some((spec, matches))
}

pub(super) fn run(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let Some((spec, matches)) = find(matches) else { return Err(Failure::usage("there is no such command")) };
    let wanted = Wanted::of(settings, matches);
    let mut client = credentials::client(settings)?;
    let request = operation::request(spec, matches, client.account_sid())?;
    if let Some(account) = operation::other_account(spec, matches) {
        let account = AccountSid::new(account).map_err(|error| Failure::usage(format!("--account-sid: {error}")))?;
        if spec.service() != "api_v2010" && account != *client.account_sid() {
            return Err(Failure::usage(format!(
                "--account-sid changes the account of `api core` commands alone; here the credentials say for whom: use \
                 those of {account}, by -p with a profile of it (`twilio-iam login {account}`)"
            )));
        }
        client = client.for_account(account);
    }
    let plan = client.plan(&request)?;
    if matches.get_flag("cli.dry") {
        return dry_run::show(spec, &plan);
    }
    if let Some(deed) = operation::grave_deed(spec, matches) {
        question::confirm(settings, matches.get_flag("cli.yes"), &deed)?;
    }
    match spec.paging {
        Some(paging) => list(settings, &client, request, paging, wanted),
        None => send(settings, &client, request, wanted),
    }
}

/// Sends a request that is no list, and prints what comes back.
pub(super) fn send(settings: &Settings, client: &Client, request: Request, wanted: Wanted) -> Result<(), Failure> {
    let spec = request.spec();
    let telling = telling::of(spec);
    if let Some(telling) = telling {
        wanted.must_show(telling.secret)?;
    }
    let sent = match telling {
        Some(telling) => (telling.send)(client, request),
        None => client.send(Untyped(request)),
    };
    let mut reply = secrets::Wiping(sent.map_err(|error| Failure::client(client, error))?);
    if reply.0.is_null() {
        return match spec.method {
            Method::Delete => {
                settings.note("removed");
                Ok(())
            }
            _ => Err(Failure::other(format!("{}: the answer is empty", spec.item))),
        };
    }
    let told = secrets::hide(spec, &mut reply.0);
    let mut output = match told[..] {
        [] => Output::new(settings, wanted, false),
        _ => Output::unfitted(settings, wanted),
    };
    let written = output.page(std::slice::from_ref(&reply.0)).and_then(|()| output.end());
    match written {
        // To read it again is as good.
        Err(failure) if spec.method == Method::Get => return Err(failure),
        Err(failure) => return Err(telling::unwritten(spec, &reply.0, &failure)),
        Ok(()) => {}
    }
    secrets::note(settings, &told);
    Ok(())
}

fn list(settings: &Settings, client: &Client, request: Request, paging: Paging, wanted: Wanted) -> Result<(), Failure> {
    let spec = request.spec();
    let mut left = wanted.limit.unwrap_or(usize::MAX);
    let request = sized(request, paging, left);
    let mut output = Output::new(settings, wanted, true);
    let mut progress = Progress::new(settings);
    let mut pages = client.pages(UntypedList(request));
    while left > 0 {
        progress.waits();
        let page = pages.try_next();
        progress.clear();
        let page = page.map_err(|error| {
            output.abandon();
            Failure::client(client, error)
        })?;
        let Some(page) = page else { break };
        let mut records = page.into_inner().take(paging.items).map_err(|mismatch| {
            output.abandon();
            Failure::other(format!("{}: the answer cannot be read: {mismatch}", spec.item))
        })?;
        records.truncate(left);
        left -= records.len();
        for record in &mut records {
            secrets::hide(spec, record);
        }
        output.page(&records)?;
        progress.add(records.len());
    }
    output.end()
}

/// Asks for pages as large as they may be, and no larger than what is wanted in all.
fn sized(request: Request, paging: Paging, limit: usize) -> Request {
    let spec = request.spec();
    let index = spec.fields.iter().position(|field| Some(field.name) == paging.size);
    let Some((index, field)) = index.and_then(|index| Some((index, spec.fields.get(index)?))) else { return request };
    let most = field.bounds.max.unwrap_or(1000);
    let asked = request.get(index).and_then(|value| value.as_str()).map(str::parse::<i64>);
    match asked {
        // What is no number is left as it is, to be refused by its name.
        Some(Err(_)) => request,
        Some(Ok(size)) if size < 1 || size > most => request,
        asked => {
            let size = asked.and_then(Result::ok).unwrap_or(most);
            request.with::<i64>(index, i64::try_from(limit).unwrap_or(i64::MAX).clamp(1, size))
        }
    }
}
