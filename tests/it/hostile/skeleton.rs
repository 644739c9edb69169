//! Generated files enter; what is left of them without names, literals and documentation leaves: the shape that no text of
//! a document may change.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use quote::ToTokens;
use twilio_iam_codegen::tree::Tree;

/// The shape of every item of every file, in an order that names do not decide.
pub fn shape(tree: &Tree, with_specs: bool) -> Vec<String> {
    let mut shapes = Vec::new();
    for text in tree.0.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text) {
        let file = syn::parse_file(text).unwrap();
        let attributes: TokenStream = file.attrs.iter().map(ToTokens::to_token_stream).collect();
        shapes.push(format!("file {}", tokens(attributes)));
        for mut item in file.items {
            if let (syn::Item::Impl(block), false) = (&mut item, with_specs) {
                block.items.retain(|item| !matches!(item, syn::ImplItem::Const(_)));
            }
            let shape = tokens(item.to_token_stream());
            // The table of operations is in the order of their names.
            shapes.push(if matches!(item, syn::Item::Static(_)) { sorted(&shape) } else { shape });
        }
    }
    shapes.sort();
    shapes
}

fn sorted(table: &str) -> String {
    let mut rows: Vec<&str> = table.trim_end_matches([')', ';']).split("&<").collect();
    rows.sort_unstable();
    rows.join("&<")
}

const KEPT: [&str; 7] = ["pub", "mod", "use", "fn", "struct", "enum", "impl"];

/// Identifiers and literals become placeholders; documentation, and the lints that a name may need, fall away.
fn tokens(stream: TokenStream) -> String {
    let mut out = String::new();
    let mut stream = stream.into_iter();
    let mut attribute = false;
    while let Some(token) = stream.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                attribute = true;
                continue;
            }
            TokenTree::Punct(punct) if attribute && punct.as_char() == '!' => continue,
            TokenTree::Group(group) if attribute => {
                let text = group.stream().to_string();
                if !text.starts_with("doc =") && !text.starts_with("allow (clippy") {
                    out.push_str(&format!("#[{text}]"));
                }
            }
            TokenTree::Group(group) => {
                let inner = tokens(group.stream());
                // Whether an arm of a match has braces depends on its length.
                match out.ends_with("=>") && group.delimiter() == Delimiter::Brace {
                    true => out.push_str(&inner),
                    false => out.push_str(&format!("{:?}({inner})", group.delimiter())),
                }
            }
            TokenTree::Ident(name) if KEPT.iter().any(|word| name == word) => out.push_str(&format!(" {name} ")),
            TokenTree::Ident(_) => {
                out.push('_');
                // `name = "wire"` and `name` say the same where the two agree.
                let mut ahead = stream.clone();
                if let (Some(TokenTree::Punct(equals)), Some(TokenTree::Literal(_))) = (ahead.next(), ahead.next())
                    && equals.as_char() == '='
                {
                    stream = ahead;
                }
            }
            TokenTree::Literal(_) => out.push('1'),
            // Whether a list ends with a comma depends on its length, too.
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Punct(punct) => out.push(punct.as_char()),
        }
        attribute = false;
    }
    out
}

/// What documentation does besides being read: code that would run, HTML, and addresses that are no web pages.
pub fn actions(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in &tree.0 {
        if path.ends_with(".md") {
            acts(text.split_once("-->\n").map_or(text.as_str(), |(_, rest)| rest), &mut found);
        } else if path.ends_with(".rs") {
            documentation(text).iter().for_each(|block| acts(block, &mut found));
        }
    }
    found.sort();
    found
}

fn acts(markdown: &str, found: &mut Vec<String>) {
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if &*language == "text" => {}
            Event::Start(Tag::CodeBlock(_)) => found.push("code".to_owned()),
            Event::Html(html) | Event::InlineHtml(html) => found.push(format!("html {html}")),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if !dest_url.starts_with("http") => {
                found.push(format!("link {dest_url}"));
            }
            _ => {}
        }
    }
}

/// Runs of documentation comments, each as the Markdown that rustdoc reads.
fn documentation(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim_start) {
        let documents = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        if let Some(rest) = documents {
            if !open {
                blocks.push(String::new());
            }
            if let Some(block) = blocks.last_mut() {
                block.push_str(rest.strip_prefix(' ').unwrap_or(rest));
                block.push('\n');
            }
        }
        open = documents.is_some();
    }
    blocks
}
